-- A grant as JSON, as feeds, snapshots and the coordinator read it: the row in snake case.
create or replace function crier.grant_item(item crier.member_grant) returns jsonb
language sql stable parallel safe return to_jsonb(item);

alter function crier.grant_item(crier.member_grant) owner to crier_owner;
revoke all on function crier.grant_item(crier.member_grant) from public;
grant execute on function crier.grant_item(crier.member_grant) to crier_coordinator, crier_sync;
