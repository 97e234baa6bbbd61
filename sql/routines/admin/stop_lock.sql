-- admin.stop_lock(): the STOP lock, exclusive, until the transaction ends.
-- Whoever places or lifts a stop, revokes a member, sets a policy, pauses a channel, locks a region or takes a post
-- away from approved takes it first, in a statement of its own, in the transaction that writes it. An intent under way
-- ends before it; every later intent sees what was committed. The key 4711001 is written here and in stop_lock_shared
-- only.
create or replace function admin.stop_lock() returns void
language plpgsql volatile set search_path = '' as $$
begin
  perform pg_catalog.pg_advisory_xact_lock(4711001);
end $$;

alter function admin.stop_lock() owner to crier_owner;
revoke all on function admin.stop_lock() from public;
grant execute on function admin.stop_lock() to crier_coordinator;
