-- A conflict as JSON, as feeds, snapshots and the coordinator read it: the row in snake case.
create or replace function crier.conflict_item(item crier.conflict) returns jsonb
language sql stable parallel safe return to_jsonb(item);

alter function crier.conflict_item(crier.conflict) owner to crier_owner;
revoke all on function crier.conflict_item(crier.conflict) from public;
grant execute on function crier.conflict_item(crier.conflict) to crier_coordinator, crier_sync;
