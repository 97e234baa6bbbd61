-- admin.plan_lock(plan): locks what a plan is about, posts before deliveries, each in ascending order: the part of
-- admin.plan_write_v1 before it writes. Returns those of its posts that still stand in the version that was seen.
create or replace function admin.plan_lock(p_plan jsonb) returns jsonb
language plpgsql volatile set search_path = '' as $$
declare
  v_seen jsonb;
begin
  perform from crier.post p
  where (p.region_id, p.post_id) in (
    select x.region_id, x.post_id from jsonb_to_recordset(p_plan -> 'posts') as x (region_id uuid, post_id uuid))
  order by p.region_id, p.post_id for no key update;
  select coalesce(jsonb_agg(x.value), '[]') into v_seen from jsonb_array_elements(p_plan -> 'posts') x
  join crier.post p on p.region_id = (x.value ->> 'region_id')::uuid and p.post_id = (x.value ->> 'post_id')::uuid
    and p.version = (x.value ->> 'version')::bigint;
  perform from crier.delivery d
  where (d.region_id, d.delivery_id) in (
    select x.region_id, x.delivery_id
    from jsonb_to_recordset((p_plan -> 'wanted') || coalesce(p_plan -> 'waits', '[]'))
      as x (region_id uuid, delivery_id uuid)
    union
    select w.region_id, w.delivery_id from jsonb_to_recordset(v_seen) as s (region_id uuid, post_id uuid)
    join crier.delivery w on w.post_region_id = s.region_id and w.post_id = s.post_id and w.edit_waits)
  order by d.region_id, d.delivery_id for no key update;
  return v_seen;
end $$;

alter function admin.plan_lock(jsonb) owner to crier_owner;
revoke all on function admin.plan_lock(jsonb) from public;
grant execute on function admin.plan_lock(jsonb) to crier_coordinator;
