-- admin.plan_write_v1(plan) writes what the scheduler decided. plan: {
--   posts: [{region_id, post_id, version}]   seen in this version,
--   wanted: [{region_id, delivery_id, channel_id, post_region_id, post_id, kind, revision, digest, class, priority,
--     due_at, not_after, idempotency_key, state: waiting | missed | stopped | withdrawn | parked, reason}],
--   waits: [{region_id, delivery_id}]        publishes whose outcome newer words or times wait for }
-- A delivery that is not there is made (waiting, missed, parked only); an edit only of what is sent, by its name there.
-- One that is there changes only where nothing can be out: waiting, stopped, missed; withdrawn or rejected for a newer
-- revision. After a restore the database may have forgotten that a post of an earlier epoch is out: what is made of it
-- (for a withdrawn one too) or gets a new revision is unknown and is looked up first; what is unknown because of the
-- restore changes, and stays unknown. A withdrawal marks what is in doubt and takes down what is sent. Never a second
-- publish. A post that has changed meanwhile is left for the next plan. Returns how many deliveries changed.
create or replace function admin.plan_write_v1(p_plan jsonb) returns integer
language plpgsql volatile set search_path = '' set timezone = 'UTC'
  set enable_seqscan = off set jit = off as $$
declare
  v_now timestamptz;
  v_seen jsonb;
  v_wanted jsonb;
  v_regions uuid[];
  v_channels uuid[];
  v_told jsonb;
  v_more jsonb;
begin
  v_seen := admin.plan_lock(p_plan);
  select coalesce(jsonb_agg(w.value), '[]') into v_wanted from jsonb_array_elements(p_plan -> 'wanted') w
  where exists (select from jsonb_array_elements(v_seen) s where s -> 'post_id' = w.value -> 'post_id');
  perform admin.lanes_recall(v_wanted);
  v_now := clock_timestamp();

  with wanted as materialized (
    select w.*, d.state as was, d.reason as was_reason, case
        when d.state = 'unknown' then d.reason = 'restored'
        when w.kind = 'edit' then false
        when w.state in ('waiting', 'missed') and w.revision is distinct from d.revision
          or w.state = 'withdrawn' and d.state is null
        then admin.was_before_restore(w.post_region_id, w.post_id) else false end as forgotten
    from jsonb_to_recordset(v_wanted) as w (region_id uuid, delivery_id uuid, channel_id uuid, post_region_id uuid,
      post_id uuid, kind text, revision integer, digest bytea, class text, priority smallint, due_at timestamptz,
      not_after timestamptz, idempotency_key text, state text, reason text)
    left join crier.delivery d on d.region_id = w.region_id and d.delivery_id = w.delivery_id
  ), judged as (
    select w.*, case when w.forgotten then 'unknown' else w.state end as becomes,
      case when w.forgotten then 'restored' else w.reason end as why
    from wanted w
  ), made as (
    insert into crier.delivery (region_id, delivery_id, channel_id, post_region_id, post_id, kind, revision, digest,
      class, priority, due_at, not_after, idempotency_key, state, reason, sentence, look_at, withdrawal, activity_id,
      remote_id, remote_url)
    select w.region_id, w.delivery_id, w.channel_id, w.post_region_id, w.post_id, w.kind, w.revision, w.digest, w.class,
      w.priority, w.due_at, w.not_after, w.idempotency_key, w.becomes, w.why, admin.reason_sentence(w.why),
      case when w.forgotten then v_now end, w.state = 'withdrawn', p.activity_id, s.remote_id, s.remote_url
    from judged w
    join crier.post p on p.region_id = w.post_region_id and p.post_id = w.post_id
    left join crier.delivery s on w.kind = 'edit' and s.region_id = w.region_id and s.channel_id = w.channel_id
      and s.post_id = w.post_id and s.kind = 'publish' and s.state = 'sent'
    where w.was is null and (w.state in ('waiting', 'missed', 'parked') or w.forgotten)
      and (w.kind <> 'edit' or s.delivery_id is not null)
    order by w.region_id, w.delivery_id
    on conflict do nothing
    returning region_id, delivery_id, channel_id, null::text as was, null::text as was_reason
  ), changed as (
    update crier.delivery d set
      state = w.becomes, reason = w.why, sentence = admin.reason_sentence(w.why), revision = w.revision,
      digest = w.digest, class = w.class, priority = w.priority, due_at = w.due_at, not_after = w.not_after,
      idempotency_key = w.idempotency_key,
      key_at = case when w.idempotency_key = d.idempotency_key then d.key_at end, stop_id = null,
      activity_id = p.activity_id,
      not_before = case when w.revision <> d.revision then '-infinity' else d.not_before end,
      progress = case when w.revision <> d.revision then '{}'::jsonb else d.progress end,
      looks = case when w.forgotten then 0 else d.looks end, look_fails = 0,
      look_at = case when w.forgotten then v_now end, fence = case when not w.forgotten then d.fence end,
      owner = case when not w.forgotten then d.owner end,
      intent_at = case when not w.forgotten then d.intent_at end,
      version = d.version + 1, changed_at = v_now
    from judged w join crier.post p on p.region_id = w.post_region_id and p.post_id = w.post_id
    where d.region_id = w.region_id and d.delivery_id = w.delivery_id
      and (d.state in ('waiting', 'stopped', 'missed')
        or (d.state = 'parked' and d.reason = 'no_edit' and w.state = 'withdrawn')
        or (d.state in ('withdrawn', 'rejected') and w.state in ('waiting', 'missed') and w.revision > d.revision)
        or (d.state = 'unknown' and d.reason = 'restored' and w.state in ('waiting', 'missed')))
      and (d.state, d.reason, d.revision, d.class, d.due_at, d.not_after)
        is distinct from (w.becomes, w.why, w.revision, w.class, w.due_at, w.not_after)
    returning d.region_id, d.delivery_id, d.channel_id, w.was, w.was_reason
  ), flagged as (
    update crier.delivery d set withdrawal = true, version = d.version + 1, changed_at = v_now
    from wanted w
    where d.region_id = w.region_id and d.delivery_id = w.delivery_id and w.state = 'withdrawn' and not d.withdrawal
      and d.state in ('sending', 'unknown', 'parked') and d.reason is distinct from 'no_edit'
    returning d.region_id, d.delivery_id, d.channel_id, w.was, w.was_reason
  ), every as (
    select * from made union all select * from changed union all select * from flagged
  )
  select coalesce(array_agg(e.region_id), '{}'), coalesce(array_agg(e.channel_id), '{}'),
    coalesce(jsonb_agg(jsonb_build_object('region_id', e.region_id, 'delivery_id', e.delivery_id,
      'before', case when e.was is not null then jsonb_build_object('state', e.was, 'reason', e.was_reason) end)), '[]')
  into v_regions, v_channels, v_told from every e;

  select coalesce(jsonb_agg(t.made), '[]'), v_regions || coalesce(array_agg(w.region_id), '{}'),
    v_channels || coalesce(array_agg(w.channel_id), '{}')
  into v_more, v_regions, v_channels
  from jsonb_to_recordset(v_wanted) as w (region_id uuid, delivery_id uuid, channel_id uuid, state text)
  cross join lateral (select admin.take_down_make(w.region_id, w.delivery_id) as made) t
  where w.state = 'withdrawn' and t.made is not null;

  perform admin.plan_waits(v_seen, p_plan -> 'waits');
  perform admin.lanes_recompute(v_regions, v_channels, null, false);
  update crier.post p set planned_version = x.version
  from jsonb_to_recordset(v_seen) as x (region_id uuid, post_id uuid, version bigint)
  where p.region_id = x.region_id and p.post_id = x.post_id;
  perform admin.dispatch_tell(v_told || v_more);
  return jsonb_array_length(v_told || v_more);
end $$;

alter function admin.plan_write_v1(jsonb) owner to crier_owner;
revoke all on function admin.plan_write_v1(jsonb) from public;
grant execute on function admin.plan_write_v1(jsonb) to crier_coordinator;
