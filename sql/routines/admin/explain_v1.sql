-- admin.explain_v1(delivery): all that tells why a delivery stands where it stands, for sentences:
--   {delivery, post, channel, lane, attempts, judged: {reason, stop_id, until, approvals}, stop, frozen_reason, now}
-- Null when there is none of that id.
create or replace function admin.explain_v1(p_delivery uuid) returns jsonb
language plpgsql volatile set search_path = '' set timezone = 'UTC' as $$
declare
  d crier.delivery;
  j record;
begin
  select x.* into d from crier.delivery x where x.delivery_id = p_delivery;
  if not found then
    return null;
  end if;
  select * into j from admin.dispatch_judge(null, jsonb_build_array(jsonb_build_object(
    'region_id', d.region_id, 'delivery_id', d.delivery_id)));
  return jsonb_build_object(
    'delivery', to_jsonb(d), 'now', clock_timestamp(),
    'post', (select to_jsonb(p) - 'planned_version' from crier.post p
      where p.region_id = d.post_region_id and p.post_id = d.post_id),
    'channel', (select to_jsonb(c) from crier.channel c where c.region_id = d.region_id
      and c.channel_id = d.channel_id),
    'lane', (select to_jsonb(l) from crier.lane l where l.region_id = d.region_id and l.channel_id = d.channel_id),
    'attempts', (select coalesce(jsonb_agg(to_jsonb(a) order by a.at), '[]') from crier.attempt a
      where a.region_id = d.region_id and a.delivery_id = d.delivery_id),
    'judged', jsonb_build_object('reason', j.j_reason, 'stop_id', j.j_stop_id, 'until', j.j_until,
      'approvals', coalesce(j.j_approvals, '[]'), 'sentence', admin.reason_sentence(j.j_reason)),
    'stop', (select to_jsonb(s) - 'planned_version' from crier.stop s where s.stop_id = coalesce(d.stop_id,
      j.j_stop_id)),
    'frozen_reason', (select b.frozen_reason from crier.body b where b.frozen_at is not null));
end $$;

alter function admin.explain_v1(uuid) owner to crier_owner;
revoke all on function admin.explain_v1(uuid) from public;
grant execute on function admin.explain_v1(uuid) to crier_coordinator;
