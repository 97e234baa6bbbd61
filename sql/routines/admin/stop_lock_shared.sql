-- admin.stop_lock_shared(): the STOP lock, shared, until the transaction ends. See stop_lock.
create or replace function admin.stop_lock_shared() returns void
language plpgsql volatile set search_path = '' as $$
begin
  perform pg_catalog.pg_advisory_xact_lock_shared(4711001);
end $$;

alter function admin.stop_lock_shared() owner to crier_owner;
revoke all on function admin.stop_lock_shared() from public;
grant execute on function admin.stop_lock_shared() to crier_coordinator;
