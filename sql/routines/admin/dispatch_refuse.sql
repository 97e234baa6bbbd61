-- admin.dispatch_refuse(owner, judged): writes why deliveries may not go and lets their lanes go. Part of intent_v1,
-- which holds the locks. judged: rows of dispatch_judge with a reason, each with the fence that was asked with. Returns
-- them as the intent's answers.
-- What a person, a stop or time holds back becomes stopped, missed or parked, and is told; what a moment holds back
-- stays waiting, says why, and its lane sleeps until then, or 5 s where no time is known: no event is needed to wake
-- it.
create or replace function admin.dispatch_refuse(p_owner uuid, p_judged jsonb) returns jsonb
language plpgsql volatile set search_path = '' set timezone = 'UTC' as $$
declare
  v_now timestamptz := clock_timestamp();
  v_answer jsonb;
  v_regions uuid[];
  v_channels uuid[];
  v_told jsonb;
begin
  with refused as (
    select j.*, d.channel_id, d.state as was, d.reason as was_reason, case
        when j.j_reason in ('stop', 'region_locked', 'channel_paused', 'channel_removed', 'conflict', 'not_approved',
          'changed', 'approval_fell', 'post_changed') then 'stopped'
        when j.j_reason = 'missed' then 'missed'
        when j.j_reason = 'poison' then 'parked'
        else 'waiting' end as becomes
    from jsonb_to_recordset(p_judged)
      as j (j_region_id uuid, j_delivery_id uuid, j_reason text, j_stop_id uuid, j_until timestamptz)
    join crier.delivery d on d.region_id = j.j_region_id and d.delivery_id = j.j_delivery_id
    where d.state = 'waiting' and j.j_reason <> 'lease_lost'
  ), marked as (
    update crier.delivery d set
      state = r.becomes, reason = r.j_reason, sentence = admin.reason_sentence(r.j_reason),
      not_before = case when r.j_reason = 'ceiling' and d.priority = 0
        then coalesce(r.j_until, v_now + interval '5 seconds') else d.not_before end,
      stop_id = case when r.j_reason = 'stop' then r.j_stop_id end,
      version = d.version + case when r.becomes = 'waiting' then 0 else 1 end, changed_at = v_now
    from refused r where d.region_id = r.j_region_id and d.delivery_id = r.j_delivery_id
    returning d.region_id, d.delivery_id, d.channel_id, d.state, d.reason, d.sentence, r.was, r.was_reason, r.j_until
  ), slept as (
    update crier.lane l set
      hold_until = case when m.reason in ('not_connected', 'frozen')
        then greatest(l.hold_until, v_now + interval '5 seconds')
        when m.reason = 'replan' then greatest(l.hold_until, v_now + interval '100 milliseconds')
        else l.hold_until end,
      hold_reason = case when m.reason in ('not_connected', 'frozen', 'replan') then m.reason else l.hold_reason end,
      slow_until = case when m.reason = 'ceiling'
        then greatest(l.slow_until, coalesce(m.j_until, v_now + interval '5 seconds')) else l.slow_until end,
      slow_reason = case when m.reason = 'ceiling' then m.reason else l.slow_reason end
    from marked m
    where m.state = 'waiting' and l.region_id = m.region_id and l.channel_id = m.channel_id and l.owner = p_owner
  )
  select coalesce(jsonb_agg(jsonb_build_object('region_id', m.region_id, 'delivery_id', m.delivery_id, 'allowed', false,
      'reason', m.reason, 'sentence', m.sentence, 'state', m.state,
      'hold_in', round(extract(epoch from m.j_until - v_now), 6))), '[]'),
    coalesce(array_agg(m.region_id), '{}'), coalesce(array_agg(m.channel_id), '{}'),
    coalesce(jsonb_agg(jsonb_build_object('region_id', m.region_id, 'delivery_id', m.delivery_id,
      'before', jsonb_build_object('state', m.was, 'reason', m.was_reason))) filter (where m.state <> 'waiting'), '[]')
  into v_answer, v_regions, v_channels, v_told from marked m;

  -- What no longer waits (withdrawn, say, since it was claimed) says why already; what is behind it must not wait for
  -- the end of the lease.
  select v_regions || coalesce(array_agg(d.region_id), '{}'), v_channels || coalesce(array_agg(d.channel_id), '{}')
  into v_regions, v_channels
  from jsonb_to_recordset(p_judged) as j (j_region_id uuid, j_delivery_id uuid, j_reason text, fence bigint)
  join crier.delivery d on d.region_id = j.j_region_id and d.delivery_id = j.j_delivery_id
  join crier.lane l on l.region_id = d.region_id and l.channel_id = d.channel_id
  where j.j_reason = 'not_waiting' and l.owner = p_owner and l.fence = j.fence;
  perform admin.lanes_recompute(v_regions, v_channels, p_owner, true);
  perform admin.dispatch_tell(v_told);
  return v_answer || coalesce((
    select jsonb_agg(jsonb_build_object('region_id', j.j_region_id, 'delivery_id', j.j_delivery_id, 'allowed', false,
      'reason', j.j_reason))
    from jsonb_to_recordset(p_judged) as j (j_region_id uuid, j_delivery_id uuid, j_reason text)
    where j.j_reason in ('gone', 'not_waiting', 'lease_lost')), '[]');
end $$;

alter function admin.dispatch_refuse(uuid, jsonb) owner to crier_owner;
revoke all on function admin.dispatch_refuse(uuid, jsonb) from public;
grant execute on function admin.dispatch_refuse(uuid, jsonb) to crier_coordinator;
