-- A member as JSON, as feeds, snapshots and the coordinator read it: the row in snake case.
create or replace function crier.member_item(item crier.member) returns jsonb
language sql stable parallel safe return to_jsonb(item);

alter function crier.member_item(crier.member) owner to crier_owner;
revoke all on function crier.member_item(crier.member) from public;
grant execute on function crier.member_item(crier.member) to crier_coordinator, crier_sync;
