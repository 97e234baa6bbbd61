-- The ruling on one act: {activity_id, verdict, reason, sentence}; null while it waits.
create or replace function admin.ruling_v1(region uuid, activity uuid) returns jsonb
language plpgsql stable set search_path = '' as $$
begin
  return (
    select jsonb_build_object('activity_id', r.activity_id, 'verdict', r.verdict, 'reason', r.reason,
      'sentence', r.sentence)
    from crier.ruling r where r.region_id = region and r.activity_id = activity);
end $$;

alter function admin.ruling_v1(uuid, uuid) owner to crier_owner;
revoke all on function admin.ruling_v1(uuid, uuid) from public;
grant execute on function admin.ruling_v1(uuid, uuid) to crier_coordinator;
