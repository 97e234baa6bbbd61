-- admin.claim_v1(owner, max, lease, urgent) leases at most max lanes that are due and returns what to do on them:
--   {frozen, work: [{fence, delivery, post, channel}], next_in: seconds until the next lane is due, or null}
-- Emergencies and take-downs first, then events, then routine; within each by due time. urgent: only the first kind.
-- The choice of a class is one statement: materialised, so that it is made once and never more than max; skipping what
-- another coordinator holds; and it repeats the index's predicate, without which every lane would be read.
-- Who skips what is locked can wait all the same: for a lane's next version, where the one it looked at has just been
-- replaced. It holds other lanes meanwhile, in no order, so it lets go of all before that becomes a circle: the server
-- looks for circles after a second, and would end whoever looks first.
create or replace function admin.claim_v1(p_owner uuid, p_max integer, p_lease interval, p_urgent boolean default false)
returns jsonb
language plpgsql volatile set search_path = '' set timezone = 'UTC'
  set enable_seqscan = off set jit = off set lock_timeout = '100ms' as $$
declare
  v_now timestamptz := clock_timestamp();
  v_regions uuid[] := '{}';
  v_channels uuid[] := '{}';
  v_some_regions uuid[];
  v_some_channels uuid[];
  v_priority smallint;
  v_work jsonb := '[]';
  v_next timestamptz;
begin
  if exists (select from crier.body b where b.frozen_at is not null) then
    return jsonb_build_object('frozen', true, 'work', v_work, 'next_in', null);
  end if;
  begin
    foreach v_priority in array case when p_urgent then array[0] else array[0, 5, 9] end::smallint[] loop
      exit when cardinality(v_regions) >= p_max;
      with choice as materialized (
        select l.region_id, l.channel_id from crier.lane l
        where l.next_priority = v_priority and l.next_due < 'infinity' and l.next_due <= v_now
          and l.hold_until <= v_now and l.lease_until <= v_now
        order by l.next_due limit p_max - cardinality(v_regions)
        for no key update skip locked
      ), taken as (
        update crier.lane l set owner = p_owner, lease_until = clock_timestamp() + p_lease, fence = l.fence + 1
        from choice c where l.region_id = c.region_id and l.channel_id = c.channel_id
        returning l.region_id, l.channel_id
      )
      select array_agg(t.region_id), array_agg(t.channel_id) into v_some_regions, v_some_channels from taken t;
      v_regions := v_regions || coalesce(v_some_regions, '{}');
      v_channels := v_channels || coalesce(v_some_channels, '{}');
    end loop;
  exception when lock_not_available then
    v_regions := '{}';
    v_channels := '{}';
  end;

  if cardinality(v_regions) > 0 then
    v_work := admin.dispatch_work(p_owner, v_regions, v_channels);
    if jsonb_array_length(v_work) < cardinality(v_regions) then
      select array_agg(k.region_id), array_agg(k.channel_id) into v_some_regions, v_some_channels
      from unnest(v_regions, v_channels) as k (region_id, channel_id)
      where not exists (
        select from jsonb_array_elements(v_work) w where (w -> 'delivery' ->> 'channel_id')::uuid = k.channel_id);
      perform admin.lanes_recompute(v_some_regions, v_some_channels, p_owner, true);
    end if;
  end if;

  select min(n.next_due) into v_next from unnest(array[0, 5, 9]::smallint[]) as p (priority)
  cross join lateral (
    select l.next_due from crier.lane l
    where l.next_priority = p.priority and l.next_due < 'infinity' and l.next_due > v_now
    order by l.next_due limit 1) n
  where p.priority = 0 or not p_urgent;
  return jsonb_build_object('frozen', false, 'work', v_work,
    'next_in', round(extract(epoch from v_next - clock_timestamp()), 6));
end $$;

alter function admin.claim_v1(uuid, integer, interval, boolean) owner to crier_owner;
revoke all on function admin.claim_v1(uuid, integer, interval, boolean) from public;
grant execute on function admin.claim_v1(uuid, integer, interval, boolean) to crier_coordinator;
