-- admin.plan_waits(seen, waits): marks the publishes whose outcome newer words or times of their posts wait for, and no
-- others of these posts: admin.plan_load_v1 gives a post again once a marked publish is no longer on its way or in
-- doubt, and until then admin.dispatch_judge lets it go nowhere.
-- Part of admin.plan_write_v1, which holds the locks.
-- seen: [{region_id, post_id}…]; waits: [{region_id, delivery_id}…] or null.
create or replace function admin.plan_waits(p_seen jsonb, p_waits jsonb) returns void
language plpgsql volatile set search_path = '' as $$
begin
  update crier.delivery d set edit_waits = w.waits
  from (
    select x.region_id, x.delivery_id, (x.region_id, x.delivery_id) in (
      select y.region_id, y.delivery_id
      from jsonb_to_recordset(p_waits) as y (region_id uuid, delivery_id uuid)) as waits
    from jsonb_to_recordset(p_seen) as s (region_id uuid, post_id uuid)
    join crier.delivery x on x.post_region_id = s.region_id and x.post_id = s.post_id and x.kind = 'publish') w
  where d.region_id = w.region_id and d.delivery_id = w.delivery_id and d.edit_waits <> w.waits;
end $$;

alter function admin.plan_waits(jsonb, jsonb) owner to crier_owner;
revoke all on function admin.plan_waits(jsonb, jsonb) from public;
grant execute on function admin.plan_waits(jsonb, jsonb) to crier_coordinator;
