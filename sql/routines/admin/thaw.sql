-- admin.thaw(): dispatch goes on, as an operator's act says: part of admin.rulings_write_v1, which writes the event of the
-- act. Does nothing when nothing is frozen.
create or replace function admin.thaw() returns void
language plpgsql volatile set search_path = '' as $$
begin
  perform admin.stop_lock();
  update crier.body b set frozen_at = null, frozen_reason = null where b.frozen_at is not null;
end $$;

alter function admin.thaw() owner to crier_owner;
revoke all on function admin.thaw() from public;
grant execute on function admin.thaw() to crier_coordinator;
