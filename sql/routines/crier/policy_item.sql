-- A policy as JSON, as feeds, snapshots and the coordinator read it: the row in snake case.
create or replace function crier.policy_item(item crier.policy) returns jsonb
language sql stable parallel safe return to_jsonb(item);

alter function crier.policy_item(crier.policy) owner to crier_owner;
revoke all on function crier.policy_item(crier.policy) from public;
grant execute on function crier.policy_item(crier.policy) to crier_coordinator, crier_sync;
