-- A stop as JSON, as feeds, snapshots and the coordinator read it: the row in snake case, without machinery.
create or replace function crier.stop_item(item crier.stop) returns jsonb
language sql stable parallel safe return to_jsonb(item) - 'planned_version';

alter function crier.stop_item(crier.stop) owner to crier_owner;
revoke all on function crier.stop_item(crier.stop) from public;
grant execute on function crier.stop_item(crier.stop) to crier_coordinator, crier_sync;
