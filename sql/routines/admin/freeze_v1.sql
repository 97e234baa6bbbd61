-- admin.freeze_v1(reason): from its commit on no intent is allowed, until thaw. Idempotent; the first reason stays.
create or replace function admin.freeze_v1(p_reason text) returns void
language plpgsql volatile set search_path = '' as $$
begin
  perform admin.stop_lock();
  update crier.body b set frozen_at = clock_timestamp(), frozen_reason = p_reason where b.frozen_at is null;
  if found then
    perform admin.event_write_v1(jsonb_build_array(jsonb_build_object(
      'region_id', r.region_id, 'login', session_user, 'verb', 'dispatch.freeze', 'kind', 'region', 'item_id',
        r.region_id,
      'reason', p_reason)))
    from crier.region r where r.parent_id is null;
  end if;
end $$;

alter function admin.freeze_v1(text) owner to crier_owner;
revoke all on function admin.freeze_v1(text) from public;
grant execute on function admin.freeze_v1(text) to crier_coordinator;
