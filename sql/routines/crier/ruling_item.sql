-- A ruling as JSON, as feeds, snapshots and the coordinator read it: the row in snake case.
create or replace function crier.ruling_item(item crier.ruling) returns jsonb
language sql stable parallel safe return to_jsonb(item);

alter function crier.ruling_item(crier.ruling) owner to crier_owner;
revoke all on function crier.ruling_item(crier.ruling) from public;
grant execute on function crier.ruling_item(crier.ruling) to crier_coordinator, crier_sync;
