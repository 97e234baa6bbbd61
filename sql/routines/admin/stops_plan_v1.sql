-- admin.stops_plan_v1(max) shows on deliveries what stops do to them, at most max deliveries and 20 stops at a time;
-- the intent refuses anyway.
--   A stop that stands: what waits and is covered becomes stopped.
--   A stop that was lifted, an office unlocked, an account resumed: what became due meanwhile becomes missed (it asks
--   again: lifting never bursts), the rest waits again; what another stop covers stays stopped, by that one.
-- Returns how many deliveries changed; call again at once while it is max.
create or replace function admin.stops_plan_v1(p_max integer) returns integer
language plpgsql volatile set search_path = '' as $$
declare
  v_now timestamptz := clock_timestamp();
  s crier.stop;
  v_count integer := 0;
  v_found integer;
  v_some integer;
  v_is_whole boolean;
  v_regions uuid[] := '{}';
  v_channels uuid[] := '{}';
  v_some_regions uuid[];
  v_some_channels uuid[];
  v_told jsonb := '[]';
  v_some_told jsonb;
begin
  for s in
    -- A lifted one also where a delivery was locked when it was planned, or was stopped by it at the same moment.
    select x.* from crier.stop x where x.planned_version <> x.version or (x.lifted_at is not null and exists (
      select from crier.delivery d where d.state = 'stopped' and d.stop_id = x.stop_id))
    order by x.lifted_at is not null, x.changed_at
    limit 20 for no key update skip locked
  loop
    exit when v_count >= p_max;
    with chosen as materialized ( -- in two parts: as one, all deliveries ever made would be read
      select * from (
        select d.region_id, d.delivery_id from crier.delivery d
        where s.lifted_at is not null and d.state = 'stopped' and d.stop_id = s.stop_id
        union all
        select d.region_id, d.delivery_id from crier.delivery d
        where s.lifted_at is null and d.state = 'waiting' and d.kind <> 'take_down'
          and admin.stop_over(d.region_id, d.channel_id, d.post_region_id, d.post_id, d.class) is not null) d
      limit p_max - v_count
    ), covered as materialized (
      select d.region_id, d.delivery_id, d.state as was, d.stop_id as was_stop, o.stop_id as over
      from chosen k
      join crier.delivery d on d.region_id = k.region_id and d.delivery_id = k.delivery_id
        and d.state = case when s.lifted_at is null then 'waiting' else 'stopped' end
      cross join lateral (
        select admin.stop_over(d.region_id, d.channel_id, d.post_region_id, d.post_id, d.class) as stop_id) o
      where s.lifted_at is not null or o.stop_id is not null
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
    select (select count(*) from chosen), count(*), coalesce(array_agg(x.region_id), '{}'),
      coalesce(array_agg(x.channel_id), '{}'),
      coalesce(jsonb_agg(jsonb_build_object('region_id', x.region_id, 'delivery_id', x.delivery_id,
        'before', jsonb_build_object('state', x.was, 'stop_id', x.was_stop))), '[]')
    into v_found, v_some, v_some_regions, v_some_channels, v_some_told from changed x;
    v_is_whole := v_found < p_max - v_count;
    v_count := v_count + v_some;
    v_regions := v_regions || v_some_regions;
    v_channels := v_channels || v_some_channels;
    v_told := v_told || v_some_told;
    if v_is_whole then
      update crier.stop x set planned_version = s.version where x.region_id = s.region_id and x.stop_id = s.stop_id;
    end if;
  end loop;

  if v_count < p_max then
    with free as materialized (
      select d.region_id, d.delivery_id, d.due_at, d.reason as was_reason from crier.delivery d
      join crier.channel c on c.region_id = d.region_id and c.channel_id = d.channel_id and c.state = 'active'
      join crier.region rc on rc.region_id = d.region_id and rc.state = 'active'
      join crier.region rp on rp.region_id = d.post_region_id and rp.state = 'active'
      where d.state = 'stopped' and d.reason in ('region_locked', 'channel_paused')
      order by d.region_id, d.delivery_id limit p_max - v_count for no key update of d skip locked
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
