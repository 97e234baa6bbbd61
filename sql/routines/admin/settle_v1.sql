-- admin.settle_v1(owner, results, go_on) writes outcomes, as soon as they are known, in one autocommit call.
-- results: array of {region_id, delivery_id, fence (of the intent), outcome: sent | surely_not | rejected | unknown,
-- status,
--   remote_id, remote_url, reason, sentence, detail, retry_in (seconds; of this delivery), hold_in (seconds; of its
--   lane),
--   hold_reason, free (a try that does not count, as after a 429), progress, before_intent}.
-- before_intent: nothing was intended (a step before the publish failed, or the text can never go out): surely_not or
-- rejected only; fence is then the lane's, as claimed, and the delivery still waits.
-- unknown: until it was told it may have left; absence counts from then on, should that be later than the deadline.
-- Compared: id, state sending, and fence. What does not match changes nothing here and is kept as late evidence; a late
-- 'sent' is a fact all the same (dispatch_late).
-- Lanes advance. go_on: those with work due stay leased and it is returned, as by claim_v1; else they are let go. A
-- call whose answer was lost may be made again: it finds its outcomes written and its lanes as it left them. Returns
-- {work, late: [delivery ids]}.
create or replace function admin.settle_v1(p_owner uuid, p_results jsonb, p_go_on boolean default false) returns jsonb
language plpgsql volatile set search_path = '' set timezone = 'UTC'
  set enable_seqscan = off set jit = off as $$
declare
  v_now timestamptz;
  v_hits jsonb;
  v_regions uuid[];
  v_channels uuid[];
  v_deliveries uuid[];
  v_late jsonb;
  v_told jsonb;
begin
  select array_agg(d.region_id), array_agg(d.channel_id), array_agg(d.delivery_id)
  into v_regions, v_channels, v_deliveries
  from jsonb_to_recordset(p_results) as r (region_id uuid, delivery_id uuid)
  join crier.delivery d on d.region_id = r.region_id and d.delivery_id = r.delivery_id;
  perform from crier.delivery d where (d.region_id, d.delivery_id) in (select * from unnest(v_regions, v_deliveries))
  order by d.region_id, d.delivery_id for no key update;
  perform from crier.lane l where (l.region_id, l.channel_id) in (select * from unnest(v_regions, v_channels))
  order by l.region_id, l.channel_id for no key update;
  v_now := clock_timestamp();

  with r as (
    select * from jsonb_to_recordset(p_results) as r (region_id uuid, delivery_id uuid, fence bigint, outcome text,
      status integer, remote_id text, remote_url text, reason text, sentence text, detail text, retry_in float8,
      hold_in float8, hold_reason text, free boolean, progress jsonb, before_intent boolean)
  ), hit as (
    update crier.delivery d set
      state = case r.outcome when 'sent' then 'sent' when 'rejected' then 'rejected' when 'surely_not' then
        case when d.withdrawal then 'withdrawn' else 'waiting' end else 'unknown' end,
      remote_id = coalesce(r.remote_id, d.remote_id), remote_url = coalesce(r.remote_url, d.remote_url),
      sent_at = case when r.outcome = 'sent' then v_now else d.sent_at end,
      reason = r.reason, sentence = coalesce(r.sentence, admin.reason_sentence(r.reason)),
      not_before = case when r.outcome = 'surely_not' and r.retry_in > 0
        then v_now + make_interval(secs => r.retry_in) else d.not_before end,
      attempts = d.attempts + case when coalesce(r.before_intent, false) and not coalesce(r.free, false) then 1
        when r.free and d.state = 'sending' and r.outcome = 'surely_not' then -1 else 0 end,
      intents_without_outcome = 0, look_at = case when r.outcome not in ('sent', 'rejected', 'surely_not')
        then v_now end,
      deadline = case when r.outcome = 'unknown' then greatest(d.deadline, v_now) else d.deadline end,
      progress = coalesce(r.progress, d.progress), version = d.version + 1, changed_at = v_now
    from r where d.region_id = r.region_id and d.delivery_id = r.delivery_id and case
      when r.before_intent then d.state = 'waiting' and r.outcome in ('surely_not', 'rejected') and exists (
        select from crier.lane l where l.region_id = d.region_id and l.channel_id = d.channel_id
          and l.owner = p_owner and l.fence = r.fence and l.lease_until > clock_timestamp())
      else d.state = 'sending' and d.fence = r.fence end
    returning d.region_id, d.delivery_id, d.channel_id, d.state, d.kind, d.withdrawal, d.digest, d.bytes_sha256
  ), noted as (
    insert into crier.attempt (region_id, delivery_id, kind, fence, owner, outcome, status, remote_id, digest,
      bytes_sha256, detail)
    select d.region_id, d.delivery_id, case when h.delivery_id is null then 'late' else 'outcome' end, r.fence, p_owner,
      r.outcome, r.status, r.remote_id, h.digest, h.bytes_sha256, coalesce(r.detail, r.sentence)
    from r join crier.delivery d on d.region_id = r.region_id and d.delivery_id = r.delivery_id
    left join hit h on h.region_id = r.region_id and h.delivery_id = r.delivery_id
    where h.delivery_id is not null or not exists (
      select from crier.attempt a where a.region_id = r.region_id and a.delivery_id = r.delivery_id
        and a.kind = 'outcome' and a.fence = r.fence and a.owner = p_owner and a.outcome = r.outcome)
  )
  select coalesce(jsonb_agg(to_jsonb(h)), '[]'), coalesce(array_agg(h.region_id), '{}'),
    coalesce(array_agg(h.channel_id), '{}'),
    coalesce(jsonb_agg(jsonb_build_object('region_id', h.region_id, 'delivery_id', h.delivery_id,
      'before', '{"state": "sending"}'::jsonb)), '[]')
  into v_hits, v_regions, v_channels, v_told from hit h;

  select coalesce(jsonb_agg(r.value), '[]') into v_late from jsonb_array_elements(p_results) r
  where not exists (
    select from jsonb_array_elements(v_hits) h where h -> 'delivery_id' = r.value -> 'delivery_id');
  if jsonb_array_length(v_late) > 0 then
    v_told := v_told || admin.dispatch_late(v_late);
  end if;
  if exists (select from jsonb_array_elements(v_hits) h
    where (h ->> 'withdrawal')::boolean and h ->> 'state' = 'sent' and h ->> 'kind' = 'publish') then
    v_told := v_told || coalesce((
      select jsonb_agg(t.made) from jsonb_to_recordset(v_hits)
        as h (region_id uuid, delivery_id uuid, state text, kind text, withdrawal boolean)
      cross join lateral (select admin.take_down_make(h.region_id, h.delivery_id) as made) t
      where h.withdrawal and h.state = 'sent' and h.kind = 'publish' and t.made is not null), '[]');
  end if;

  update crier.lane l set
    hold_until = greatest(l.hold_until, v_now + make_interval(secs => r.hold_in)),
    hold_reason = r.hold_reason
  from jsonb_to_recordset(p_results) as r (region_id uuid, delivery_id uuid, hold_in float8, hold_reason text,
    before_intent boolean)
  join crier.delivery d on d.region_id = r.region_id and d.delivery_id = r.delivery_id
  where r.hold_in > 0 and l.region_id = d.region_id and l.channel_id = d.channel_id
    and (not coalesce(r.before_intent, false) or exists ( -- who no longer has the lane holds nobody else's
      select from jsonb_array_elements(v_hits) h where (h ->> 'delivery_id')::uuid = r.delivery_id));
  select v_regions || coalesce(array_agg(l.region_id), '{}'), v_channels || coalesce(array_agg(l.channel_id), '{}')
  into v_regions, v_channels
  from jsonb_to_recordset(v_late) as r (region_id uuid, delivery_id uuid, fence bigint)
  join crier.delivery d on d.region_id = r.region_id and d.delivery_id = r.delivery_id
  join crier.lane l on l.region_id = d.region_id and l.channel_id = d.channel_id and l.owner = p_owner
    and l.fence = r.fence;
  perform admin.lanes_recompute(v_regions, v_channels, p_owner, not p_go_on);
  perform admin.dispatch_tell(v_told);
  return jsonb_build_object(
    'work', case when p_go_on then admin.dispatch_work(p_owner, v_regions, v_channels) else '[]' end,
    'late', coalesce((select jsonb_agg(l -> 'delivery_id') from jsonb_array_elements(v_late) l), '[]'));
end $$;

alter function admin.settle_v1(uuid, jsonb, boolean) owner to crier_owner;
revoke all on function admin.settle_v1(uuid, jsonb, boolean) from public;
grant execute on function admin.settle_v1(uuid, jsonb, boolean) to crier_coordinator;
