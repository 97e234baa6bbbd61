-- A region as JSON, as feeds, snapshots and the coordinator read it: the row in snake case.
create or replace function crier.region_item(item crier.region) returns jsonb
language sql stable parallel safe return to_jsonb(item);

alter function crier.region_item(crier.region) owner to crier_owner;
revoke all on function crier.region_item(crier.region) from public;
grant execute on function crier.region_item(crier.region) to crier_coordinator, crier_sync;
