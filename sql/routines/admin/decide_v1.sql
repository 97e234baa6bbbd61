-- admin.decide_v1(region, delivery, decision, remote_id, remote_url, activity): what a person decides, called by the
-- reconciler in the transaction that rules on their act (which writes the act's own event).
--   parked, unknown: 'present' it is there (with its id or link); 'absent_send' it is not there, send; 'absent_drop'
--   missed, stopped: 'send_now'; waiting, missed, stopped: 'drop'
-- Sending again passes every check of the intent; a stop that stands still stops it. Sent now, it may be an hour late.
-- Returns {ok, reason, before, after, version, changes: for dispatch_told}; ok false with reason 'not_found',
-- 'wrong_state' or 'needs_link'.
create or replace function admin.decide_v1(p_region uuid, p_delivery uuid, p_decision text, p_remote_id text,
  p_remote_url text, p_activity uuid) returns jsonb
language plpgsql volatile set search_path = '' set timezone = 'UTC' as $$
declare
  v_now timestamptz := clock_timestamp();
  d crier.delivery;
  v_becomes text;
  v_told jsonb;
begin
  select x.* into d from crier.delivery x where x.region_id = p_region and x.delivery_id = p_delivery for no key update;
  if not found then
    return jsonb_build_object('ok', false, 'reason', 'not_found');
  end if;
  v_becomes := case
    when d.reason = 'no_edit' and p_decision = 'absent_send' then null
    when d.state in ('parked', 'unknown') then case p_decision
      when 'present' then 'sent' when 'absent_send' then 'waiting' when 'absent_drop' then 'withdrawn' end
    when d.state in ('missed', 'stopped') and p_decision = 'send_now' then 'waiting'
    when d.state in ('waiting', 'missed', 'stopped') and p_decision = 'drop' then 'withdrawn'
  end;
  if v_becomes is null then
    return jsonb_build_object('ok', false, 'reason', 'wrong_state');
  elsif v_becomes = 'sent' and d.kind <> 'take_down' and coalesce(p_remote_id, p_remote_url) is null then
    return jsonb_build_object('ok', false, 'reason', 'needs_link');
  end if;
  update crier.delivery x set
    state = v_becomes, reason = case when v_becomes = 'withdrawn' then 'dropped' end,
    sentence = case when v_becomes = 'withdrawn' then admin.reason_sentence('dropped') end,
    remote_id = coalesce(p_remote_id, x.remote_id, case when v_becomes = 'sent' then p_remote_url end),
    remote_url = coalesce(p_remote_url, x.remote_url),
    sent_at = case when v_becomes = 'sent' then coalesce(x.intent_at, v_now) else x.sent_at end,
    due_at = case when v_becomes = 'waiting' then v_now else x.due_at end,
    not_before = '-infinity', not_after = case when v_becomes = 'waiting'
      then v_now + interval '1 hour' else x.not_after end,
    -- Newer times of the post no longer count, newer words do.
    edit_waits = x.edit_waits and not (v_becomes = 'waiting' and exists (
      select from crier.post p where p.region_id = x.post_region_id and p.post_id = x.post_id
        and p.revision = x.revision)),
    stop_id = null, look_at = null, intents_without_outcome = 0, activity_id = p_activity, version = x.version + 1,
    changed_at = v_now
  where x.region_id = p_region and x.delivery_id = p_delivery;
  insert into crier.attempt (region_id, delivery_id, kind, fence, outcome, remote_id, detail)
  values (p_region, p_delivery, 'person', d.fence, p_decision, p_remote_id, p_remote_url);
  v_told := jsonb_build_array(jsonb_build_object('region_id', p_region, 'delivery_id', p_delivery,
    'before', jsonb_build_object('state', d.state, 'reason', d.reason)));
  if v_becomes = 'sent' and d.withdrawal and d.kind = 'publish' then
    v_told := v_told || coalesce(admin.take_down_make(p_region, p_delivery), '[]');
  end if;
  perform admin.lanes_recompute(array[p_region], array[d.channel_id], null, false);
  return jsonb_build_object('ok', true, 'before', d.state, 'after', v_becomes, 'version', d.version + 1,
    'changes', v_told);
end $$;

alter function admin.decide_v1(uuid, uuid, text, text, text, uuid) owner to crier_owner;
revoke all on function admin.decide_v1(uuid, uuid, text, text, text, uuid) from public;
grant execute on function admin.decide_v1(uuid, uuid, text, text, text, uuid) to crier_coordinator;
