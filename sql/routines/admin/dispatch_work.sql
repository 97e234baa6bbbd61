-- admin.dispatch_work(owner, regions, channels): for each of these lanes that the owner holds, the delivery to do now.
-- Returns an array of {fence, delivery, post, channel, before: of an edit, the content that stands there, as it was
-- sent}; lanes with nothing to do now are left out.
create or replace function admin.dispatch_work(p_owner uuid, p_regions uuid[], p_channels uuid[]) returns jsonb
language plpgsql volatile set search_path = '' set timezone = 'UTC'
  set enable_seqscan = off set jit = off as $$
declare
  v_now timestamptz := clock_timestamp();
begin
  return coalesce((
    select jsonb_agg(jsonb_build_object(
        'fence', l.fence, 'delivery', to_jsonb(d), 'post', to_jsonb(p) - 'planned_version', 'channel', to_jsonb(c),
        'before', case when d.kind = 'edit' then (
          select r.content from crier.delivery s
          join crier.revision r on r.region_id = s.post_region_id and r.post_id = s.post_id and r.revision = s.revision
          where s.region_id = d.region_id and s.channel_id = d.channel_id and s.post_region_id = d.post_region_id
            and s.post_id = d.post_id and s.kind in ('publish', 'edit') and s.state = 'sent'
          order by s.sent_at desc limit 1) end)
      order by d.priority, d.ready_at, d.delivery_id)
    from unnest(p_regions, p_channels) as k (region_id, channel_id)
    join crier.lane l on l.region_id = k.region_id and l.channel_id = k.channel_id
    cross join lateral (
      select f.* from unnest(array[0, 5, 9]::smallint[]) as o (priority)
      cross join lateral (
        select d.* from crier.delivery d
        where d.region_id = k.region_id and d.channel_id = k.channel_id and d.state = 'waiting'
          and d.priority = o.priority and d.ready_at <= v_now
        order by d.ready_at limit 1) f
      where o.priority = 0 or (l.slow_until <= v_now and not exists (
        select from crier.delivery u
        where u.region_id = k.region_id and u.channel_id = k.channel_id and u.state = 'unknown'))
      order by o.priority limit 1) d
    join crier.post p on p.region_id = d.post_region_id and p.post_id = d.post_id
    join crier.channel c on c.region_id = k.region_id and c.channel_id = k.channel_id
    where l.owner = p_owner and l.lease_until > v_now and l.hold_until <= v_now and (
      -- Lane by lane: as a join it would read all that is in flight for each of them.
      select s.delivery_id from crier.delivery s
      where s.region_id = k.region_id and s.channel_id = k.channel_id and s.state = 'sending' limit 1) is null
  ), '[]');
end $$;

alter function admin.dispatch_work(uuid, uuid[], uuid[]) owner to crier_owner;
revoke all on function admin.dispatch_work(uuid, uuid[], uuid[]) from public;
grant execute on function admin.dispatch_work(uuid, uuid[], uuid[]) to crier_coordinator;
