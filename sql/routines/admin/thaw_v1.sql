-- admin.thaw_v1(): an operator releases dispatch. Does nothing when nothing is frozen.
create or replace function admin.thaw_v1() returns void
language plpgsql volatile set search_path = '' as $$
begin
  perform admin.stop_lock();
  update crier.body b set frozen_at = null, frozen_reason = null where b.frozen_at is not null;
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
