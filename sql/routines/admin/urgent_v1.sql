-- admin.urgent_v1(region, delivery): whether an emergency or a take-down could go on the same lane now, while this
-- delivery, which is neither, still has something prepared that nobody sees: then that is broken off.
create or replace function admin.urgent_v1(p_region uuid, p_delivery uuid) returns boolean
language sql volatile set search_path = '' as $$
  select exists (
    select from crier.delivery d
    join crier.lane l on l.region_id = d.region_id and l.channel_id = d.channel_id
    join crier.delivery u on u.region_id = d.region_id and u.channel_id = d.channel_id
    where d.region_id = p_region and d.delivery_id = p_delivery and d.priority > 0 and l.hold_until <= clock_timestamp()
      and u.state = 'waiting' and u.priority = 0 and u.ready_at <= clock_timestamp())
$$;

alter function admin.urgent_v1(uuid, uuid) owner to crier_owner;
revoke all on function admin.urgent_v1(uuid, uuid) from public;
grant execute on function admin.urgent_v1(uuid, uuid) to crier_coordinator;
