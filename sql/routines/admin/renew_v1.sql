-- admin.renew_v1(owner, lease, channels): renews the leases of that owner on these channels, and its heartbeat.
-- What the owner does not know of (a claim whose answer was lost) lapses. A lease that has lapsed is renewed too if
-- nobody has taken the lane. Returns the channels that it still holds.
create or replace function admin.renew_v1(p_owner uuid, p_lease interval, p_channels uuid[]) returns jsonb
language plpgsql volatile set search_path = '' as $$
declare
  v_held jsonb;
begin
  update crier.coordinator c set seen_at = clock_timestamp() where c.owner = p_owner;
  perform from crier.lane l where l.owner = p_owner and l.channel_id = any (p_channels)
  order by l.region_id, l.channel_id for no key update;
  with renewed as (
    update crier.lane l set lease_until = clock_timestamp() + p_lease
    where l.owner = p_owner and l.channel_id = any (p_channels)
    returning l.channel_id
  )
  select coalesce(jsonb_agg(r.channel_id), '[]') into v_held from renewed r;
  return v_held;
end $$;

alter function admin.renew_v1(uuid, interval, uuid[]) owner to crier_owner;
revoke all on function admin.renew_v1(uuid, interval, uuid[]) from public;
grant execute on function admin.renew_v1(uuid, interval, uuid[]) to crier_coordinator;
