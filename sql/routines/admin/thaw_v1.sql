-- admin.thaw_v1(): an operator releases dispatch. After a change of epoch it also marks the moment of release:
-- deliveries of posts older than it begin as unknown and are looked up (plan_write_v1). Does nothing when nothing is
-- frozen.
create or replace function admin.thaw_v1() returns void
language plpgsql volatile set search_path = '' as $$
begin
  perform admin.stop_lock();
  update crier.body b set frozen_at = null, frozen_reason = null,
    released_at = case when b.generation > 1 and b.epoch_started_at > coalesce(b.released_at, '-infinity')
      then clock_timestamp() else b.released_at end
  where b.frozen_at is not null;
  if found then
    perform admin.event_write_v1(jsonb_build_array(jsonb_build_object(
      'region_id', r.region_id, 'login', session_user, 'verb', 'dispatch.thaw', 'kind', 'region', 'item_id',
        r.region_id)))
    from crier.region r where r.parent_id is null;
  end if;
end $$;

alter function admin.thaw_v1() owner to crier_owner;
revoke all on function admin.thaw_v1() from public;
grant execute on function admin.thaw_v1() to crier_coordinator;
