-- admin.sweep_v1(quiet, max) tidies after time has passed; any coordinator, at any time:
--   sending past its deadline and the quiet time becomes unknown (never waiting: time proves nothing), at once where
--   its sender's session has ended and an emergency or a take-down waits behind it: those pass what is unknown;
--   waiting past its not_after becomes missed; lanes with an emergency due are moved to the front, and let go where
--   their owner's session has ended.
-- At most max of each kind. Returns {unknown, missed}: how many.
create or replace function admin.sweep_v1(p_quiet interval, p_max integer default 200) returns jsonb
language plpgsql volatile set search_path = '' as $$
declare
  v_now timestamptz := clock_timestamp();
  v_regions uuid[];
  v_channels uuid[];
  v_told jsonb;
begin
  with swept as materialized (
    select d.region_id, d.delivery_id, d.state as was from crier.delivery d
    where d.state = 'sending' and (d.deadline < v_now - p_quiet or exists (
        select from crier.delivery u where u.region_id = d.region_id and u.channel_id = d.channel_id
          and u.state = 'waiting' and u.priority = 0 and u.ready_at <= v_now)
      and admin.owner_gone(d.owner))
    order by d.deadline limit p_max for no key update skip locked
  ), late as materialized (
    select d.region_id, d.delivery_id, d.state as was from crier.delivery d
    where d.state = 'waiting' and d.not_after < v_now
    order by d.not_after limit p_max for no key update skip locked
  ), changed as (
    update crier.delivery d set
      state = case x.was when 'sending' then 'unknown' else 'missed' end,
      reason = case x.was when 'sending' then 'no_outcome' else 'missed' end,
      sentence = admin.reason_sentence(case x.was when 'sending' then 'no_outcome' else 'missed' end),
      look_at = case x.was when 'sending' then v_now end,
      intents_without_outcome = d.intents_without_outcome + case x.was when 'sending' then 1 else 0 end,
      version = d.version + 1, changed_at = v_now
    from (select * from swept union all select * from late) x
    where d.region_id = x.region_id and d.delivery_id = x.delivery_id
    returning d.region_id, d.delivery_id, d.channel_id, d.fence, d.owner, x.was
  ), noted as (
    insert into crier.attempt (region_id, delivery_id, kind, fence, owner, outcome, detail)
    select c.region_id, c.delivery_id, 'sweep', c.fence, c.owner, 'unknown', admin.reason_sentence('no_outcome')
    from changed c where c.was = 'sending'
  )
  select coalesce(array_agg(c.region_id), '{}'), coalesce(array_agg(c.channel_id), '{}'),
    coalesce(jsonb_agg(jsonb_build_object('region_id', c.region_id, 'delivery_id', c.delivery_id,
      'before', jsonb_build_object('state', c.was))), '[]')
  into v_regions, v_channels, v_told from changed c;

  select v_regions || coalesce(array_agg(u.region_id), '{}'), v_channels || coalesce(array_agg(u.channel_id), '{}')
  into v_regions, v_channels
  from (
    select distinct d.region_id, d.channel_id from crier.delivery d
    join crier.lane l on l.region_id = d.region_id and l.channel_id = d.channel_id
    where d.state = 'waiting' and d.priority = 0 and d.ready_at <= v_now and l.next_priority > 0
    limit p_max) u;
  if cardinality(v_regions) > 0 then
    perform admin.lanes_recompute(v_regions, v_channels, null, false);
  end if;
  with left_behind as materialized (
    select l.region_id, l.channel_id from crier.lane l
    where l.owner is not null and l.lease_until > v_now and (l.region_id, l.channel_id) in (
      select d.region_id, d.channel_id from crier.delivery d
      where d.state = 'waiting' and d.priority = 0 and d.ready_at <= v_now limit p_max)
      and admin.owner_gone(l.owner)
    for no key update skip locked -- waits for nobody, after those that are locked in order
  )
  update crier.lane l set owner = null, lease_until = '-infinity'
  from left_behind b where l.region_id = b.region_id and l.channel_id = b.channel_id;
  if v_told <> '[]' then
    perform admin.dispatch_tell(v_told);
  end if;
  return jsonb_build_object(
    'unknown', (select count(*) from jsonb_array_elements(v_told) t where t -> 'before' ->> 'state' = 'sending'),
    'missed', (select count(*) from jsonb_array_elements(v_told) t where t -> 'before' ->> 'state' = 'waiting'));
end $$;

alter function admin.sweep_v1(interval, integer) owner to crier_owner;
revoke all on function admin.sweep_v1(interval, integer) from public;
grant execute on function admin.sweep_v1(interval, integer) to crier_coordinator;
