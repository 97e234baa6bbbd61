-- admin.lanes_recompute(regions, channels, owner, all): what each lane does next, and when.
-- Leases of that owner are let go: where there is nothing to do now, or all of them. owner null: no lease is touched.
-- next_due is the first moment at which something may go: what waits, not before the platform's hold; routine and event
-- also not before the pace and not while an outcome on the channel is unknown. Nothing while something is in flight.
-- Locks the lanes in ascending order. Call it after the deliveries are written, before the feeds.
create or replace function admin.lanes_recompute(p_regions uuid[], p_channels uuid[], p_owner uuid, p_all boolean)
  returns void
language plpgsql volatile set search_path = ''
  set enable_seqscan = off set jit = off as $$
declare
  v_now timestamptz := clock_timestamp();
begin
  perform from crier.lane l
  where (l.region_id, l.channel_id) in (select * from unnest(p_regions, p_channels))
  order by l.region_id, l.channel_id for no key update;

  update crier.lane l set
    next_due = n.due, next_priority = n.priority,
    owner = case when n.keep then l.owner end,
    lease_until = case when n.keep then l.lease_until else '-infinity' end
  from (
    select k.region_id, k.channel_id, coalesce(w.due, 'infinity') as due, coalesce(w.priority, 9) as priority,
      p_owner is null or here.owner is distinct from p_owner
        or (not p_all and coalesce(w.due, 'infinity') <= v_now) as keep
    from (select distinct u.* from unnest(p_regions, p_channels) as u (region_id, channel_id)) k
    join crier.lane here on here.region_id = k.region_id and here.channel_id = k.channel_id
    left join lateral (
      select min(f.at) as due,
        coalesce(min(f.priority) filter (where f.at <= v_now), (array_agg(f.priority order by f.at))[1]) as priority
      from (
        select f.priority, greatest(f.ready_at, here.hold_until,
          case when f.priority > 0 then here.slow_until end) as at
        from unnest(array[0, 5, 9]::smallint[]) as p (priority)
        cross join lateral (
          select d.priority, d.ready_at from crier.delivery d
          where d.region_id = k.region_id and d.channel_id = k.channel_id and d.state = 'waiting'
            and d.priority = p.priority
          order by d.ready_at limit 1) f
        where p.priority = 0 or not exists (
          select from crier.delivery u
          where u.region_id = k.region_id and u.channel_id = k.channel_id and u.state = 'unknown')
      ) f
      where not exists (
        select from crier.delivery s
        where s.region_id = k.region_id and s.channel_id = k.channel_id and s.state = 'sending')
    ) w on true
  ) n
  where l.region_id = n.region_id and l.channel_id = n.channel_id;
end $$;

alter function admin.lanes_recompute(uuid[], uuid[], uuid, boolean) owner to crier_owner;
revoke all on function admin.lanes_recompute(uuid[], uuid[], uuid, boolean) from public;
grant execute on function admin.lanes_recompute(uuid[], uuid[], uuid, boolean) to crier_coordinator;
