-- admin.stops_plan_v1(max) shows on deliveries what stops do to them, at most max deliveries and 100 stops at a time;
-- the intent refuses anyway.
--   A stop that stands: what waits and is covered becomes stopped.
--   A stop that was lifted, an office unlocked, an account resumed: what became due meanwhile becomes missed (it asks
--   again: lifting never bursts), the rest waits again; what another stop covers stays stopped, by that one.
-- Nothing is locked while all that waits is looked at: a stop that is placed or lifted meanwhile waits for nobody.
-- Returns how many deliveries changed; call again at once while it is max.
create or replace function admin.stops_plan_v1(p_max integer) returns integer
language plpgsql volatile set search_path = ''
  set enable_seqscan = off set jit = off as $$
declare
  v_now timestamptz := clock_timestamp();
  v_stops jsonb;
  v_standing boolean;
  v_lifted uuid[];
  v_regions uuid[];
  v_deliveries uuid[];
  v_channels uuid[];
  v_count integer;
  v_told jsonb;
begin
  -- A lifted one also where a delivery was locked when it was planned, or was stopped by it at the same moment.
  select jsonb_agg(x), bool_or(x.lifted_at is null), array_agg(x.stop_id) filter (where x.lifted_at is not null)
  into v_stops, v_standing, v_lifted
  from (
    select x.region_id, x.stop_id, x.version, x.lifted_at from crier.stop x
    where x.planned_version <> x.version or (x.lifted_at is not null and exists (
      select from crier.delivery d where d.state = 'stopped' and d.stop_id = x.stop_id))
    order by x.lifted_at is not null, x.changed_at limit 100) x;
  -- In two parts: as one, all deliveries ever made would be read.
  select array_agg(d.region_id), array_agg(d.delivery_id) into v_regions, v_deliveries
  from (
    select d.region_id, d.delivery_id from crier.delivery d
    where v_standing and d.state = 'waiting' and d.kind <> 'take_down'
      and admin.stop_over(d.region_id, d.channel_id, d.post_region_id, d.post_id, d.class) is not null
    union all
    select d.region_id, d.delivery_id from crier.delivery d
    where d.state = 'stopped' and d.stop_id = any (v_lifted)
    limit p_max) d;

  with covered as materialized (
    select d.region_id, d.delivery_id, d.state as was, d.stop_id as was_stop, o.stop_id as over
    from crier.delivery d
    cross join lateral (
      select admin.stop_over(d.region_id, d.channel_id, d.post_region_id, d.post_id, d.class) as stop_id) o
    where (d.region_id, d.delivery_id) in (select * from unnest(v_regions, v_deliveries))
      and (d.state = 'waiting' and o.stop_id is not null or d.state = 'stopped' and d.stop_id = any (v_lifted))
    order by d.region_id, d.delivery_id for no key update of d skip locked
  ), changed as (
    update crier.delivery d set
      state = n.state, reason = n.reason, sentence = admin.reason_sentence(n.reason), stop_id = c.over,
      version = d.version + 1, changed_at = v_now
    from covered c
    cross join lateral (
      select case when c.over is not null then 'stopped' when k.due_at <= v_now then 'missed' else 'waiting' end
        as state,
        case when c.over is not null then 'stop' when k.due_at <= v_now then 'lifted_late' end as reason
      from crier.delivery k where k.region_id = c.region_id and k.delivery_id = c.delivery_id) n
    where d.region_id = c.region_id and d.delivery_id = c.delivery_id
    returning d.region_id, d.delivery_id, d.channel_id, c.was, c.was_stop
  )
  select count(*), coalesce(array_agg(x.region_id), '{}'), coalesce(array_agg(x.channel_id), '{}'),
    coalesce(jsonb_agg(jsonb_build_object('region_id', x.region_id, 'delivery_id', x.delivery_id,
      'before', jsonb_build_object('state', x.was, 'stop_id', x.was_stop))), '[]')
  into v_count, v_regions, v_channels, v_told from changed x;
  if coalesce(cardinality(v_deliveries), 0) < p_max then -- that was all; as the stops were when they were read
    with seen as materialized (
      select x.region_id, x.stop_id, x.version from jsonb_to_recordset(v_stops) as k (stop_id uuid, version bigint)
      join crier.stop x on x.stop_id = k.stop_id and x.version = k.version
      for no key update of x skip locked
    )
    update crier.stop x set planned_version = s.version
    from seen s where x.region_id = s.region_id and x.stop_id = s.stop_id;
  end if;

  if v_count < p_max then
    with recursive account (region_id, channel_id) as ( -- those with something that is held, one step in the index each
      (select d.region_id, d.channel_id from crier.delivery d
        where d.state = 'stopped' and d.reason in ('region_locked', 'channel_paused')
        order by d.region_id, d.channel_id limit 1)
      union all
      select n.* from account a cross join lateral (
        select d.region_id, d.channel_id from crier.delivery d
        where d.state = 'stopped' and d.reason in ('region_locked', 'channel_paused')
          and (d.region_id, d.channel_id) > (a.region_id, a.channel_id)
        order by d.region_id, d.channel_id limit 1) n
    ), free as materialized (
      select d.region_id, d.delivery_id, d.due_at, d.reason as was_reason
      from account a
      join crier.channel c on c.region_id = a.region_id and c.channel_id = a.channel_id and c.state = 'active'
      join crier.region rc on rc.region_id = a.region_id and rc.state = 'active'
      join crier.delivery d on d.region_id = a.region_id and d.channel_id = a.channel_id
        and d.state = 'stopped' and d.reason in ('region_locked', 'channel_paused')
      join crier.region rp on rp.region_id = d.post_region_id and rp.state = 'active'
      limit p_max - v_count for no key update of d skip locked
    ), changed as (
      update crier.delivery d set
        state = case when f.due_at <= v_now then 'missed' else 'waiting' end,
        reason = case when f.due_at <= v_now then 'lifted_late' end,
        sentence = case when f.due_at <= v_now then admin.reason_sentence('lifted_late') end,
        version = d.version + 1, changed_at = v_now
      from free f where d.region_id = f.region_id and d.delivery_id = f.delivery_id
      returning d.region_id, d.delivery_id, d.channel_id, f.was_reason
    )
    select v_count + count(*), v_regions || coalesce(array_agg(x.region_id), '{}'),
      v_channels || coalesce(array_agg(x.channel_id), '{}'),
      v_told || coalesce(jsonb_agg(jsonb_build_object('region_id', x.region_id, 'delivery_id', x.delivery_id,
        'before', jsonb_build_object('state', 'stopped', 'reason', x.was_reason))), '[]')
    into v_count, v_regions, v_channels, v_told from changed x;
  end if;
  if v_count > 0 then
    perform admin.lanes_recompute(v_regions, v_channels, null, false);
    perform admin.dispatch_tell(v_told);
  end if;
  return v_count;
end $$;

alter function admin.stops_plan_v1(integer) owner to crier_owner;
revoke all on function admin.stops_plan_v1(integer) from public;
grant execute on function admin.stops_plan_v1(integer) to crier_coordinator;
