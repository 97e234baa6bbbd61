-- A channel as JSON, as feeds, snapshots and the coordinator read it: the row in snake case.
create or replace function crier.channel_item(item crier.channel) returns jsonb
language sql stable parallel safe return to_jsonb(item);

alter function crier.channel_item(crier.channel) owner to crier_owner;
revoke all on function crier.channel_item(crier.channel) from public;
grant execute on function crier.channel_item(crier.channel) to crier_coordinator, crier_sync;
