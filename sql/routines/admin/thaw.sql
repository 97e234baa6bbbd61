-- admin.thaw(epoch): dispatch goes on, as an operator's act says that knew this epoch: part of admin.rulings_write_v1,
-- which writes the event of the act. Does nothing when nothing is frozen, or when the database was restored again.
create or replace function admin.thaw(p_epoch uuid) returns void
language plpgsql volatile set search_path = '' as $$
begin
  perform admin.stop_lock();
  update crier.body b set frozen_at = null, frozen_reason = null where b.frozen_at is not null and b.epoch = p_epoch;
end $$;

alter function admin.thaw(uuid) owner to crier_owner;
revoke all on function admin.thaw(uuid) from public;
grant execute on function admin.thaw(uuid) to crier_coordinator;
