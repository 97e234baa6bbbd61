-- admin.stops_plan_v1(max) shows on deliveries what stops do to them, at most max deliveries and 100 stops at a time;
-- the intent refuses anyway.
--   A stop that stands: what waits and is covered becomes stopped.
--   A stop that was lifted, an office unlocked, an account resumed (admin.held_free): what became due meanwhile becomes
--   missed (it asks again: lifting never bursts), the rest waits again; what another stop covers stays stopped, by that
--   one.
-- Nothing is locked while all that waits is looked at: a stop that is placed or lifted meanwhile waits for nobody.
-- Returns how many deliveries changed; call again at once while it is max.
create or replace function admin.stops_plan_v1(p_max integer) returns integer
language plpgsql volatile set search_path = ''
  set enable_seqscan = off set jit = off as $$
declare
  v_now timestamptz := clock_timestamp();
  v_stops jsonb;
  v_standing boolean;
  v_wide boolean;
  v_targets uuid[];
  v_platforms text[];
  v_accounts uuid[];
  v_below uuid[];
  v_lifted uuid[];
  v_regions uuid[];
  v_deliveries uuid[];
  v_channels uuid[];
  v_count integer;
  v_is_whole boolean;
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
  -- What these stops aim at: only there it is asked whether one covers what waits. What members wrote and what topics
  -- there are is found in the posts alone: then all that waits is asked.
  select bool_or(s.scope not in ('platform', 'region', 'channel')), array_agg(s.target_id), array_agg(s.target_platform)
  into v_wide, v_targets, v_platforms
  from jsonb_to_recordset(v_stops) as k (stop_id uuid) join crier.stop s on s.stop_id = k.stop_id
  where s.lifted_at is null;
  v_accounts := array(select c.channel_id from crier.channel c
    where c.platform = any (v_platforms) or c.channel_id = any (v_targets));
  v_below := v_targets || array(select f.region_id from crier.fan_out f where f.ancestor_id = any (v_targets));
  -- In two parts: as one, all deliveries ever made would be read.
  select array_agg(d.region_id), array_agg(d.delivery_id) into v_regions, v_deliveries
  from (
    select d.region_id, d.delivery_id from crier.delivery d
    where v_standing and d.state = 'waiting' and d.kind <> 'take_down' and (v_wide or d.channel_id = any (v_accounts)
        or d.region_id = any (v_below) or d.post_region_id = any (v_below))
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
  -- That was all, and nothing of it was passed over.
  v_is_whole := v_count = coalesce(cardinality(v_deliveries), 0) and v_count < p_max;

  if v_count < p_max then
    select v_count + count(*), v_regions || coalesce(array_agg(f.region_id), '{}'),
      v_channels || coalesce(array_agg(f.channel_id), '{}'), v_told || coalesce(jsonb_agg(f.told), '[]')
    into v_count, v_regions, v_channels, v_told from admin.held_free(p_max - v_count) f;
  end if;
  if v_count > 0 then
    perform admin.lanes_recompute(v_regions, v_channels, null, false);
  end if;
  if v_is_whole then
    with seen as materialized ( -- as the stops were when they were read
      select x.region_id, x.stop_id, x.version from jsonb_to_recordset(v_stops) as k (stop_id uuid, version bigint)
      join crier.stop x on x.stop_id = k.stop_id and x.version = k.version
      for no key update of x skip locked
    )
    update crier.stop x set planned_version = s.version
    from seen s where x.region_id = s.region_id and x.stop_id = s.stop_id;
  end if;
  if v_count > 0 then
    perform admin.dispatch_tell(v_told);
  end if;
  return v_count;
end $$;

alter function admin.stops_plan_v1(integer) owner to crier_owner;
revoke all on function admin.stops_plan_v1(integer) from public;
grant execute on function admin.stops_plan_v1(integer) to crier_coordinator;
