-- admin.intent_v1(owner, asks, timeout): the last gate before the public. One autocommit call for a batch, before the
-- requests. asks: array of {region_id, delivery_id, fence, bytes_sha256}, fence as claimed.
-- Returns for each {region_id, delivery_id, allowed, fence, intent_at, last_known, reason, sentence, hold_in, state}.
-- Only what is allowed may be sent, within 2 s of this call's commit; its fence names the try and no other.
-- (1) STOP shared, (2) posts, deliveries, lanes locked in ascending order, (3) judged in a later statement, which sees
-- every stop committed before this one got the lock. Refused: the delivery says why, and its lane is let go.
-- Raises CR009 outside of read committed, where (3) would see old rows.
create or replace function admin.intent_v1(p_owner uuid, p_asks jsonb, p_timeout interval) returns jsonb
language plpgsql volatile set search_path = '' set timezone = 'UTC'
  set enable_seqscan = off set jit = off as $$
declare
  v_regions uuid[];
  v_channels uuid[];
  v_deliveries uuid[];
  v_post_regions uuid[];
  v_posts uuid[];
  v_judged jsonb;
  v_answer jsonb;
  v_lost jsonb;
begin
  if current_setting('transaction_isolation') <> 'read committed' then
    raise exception 'an intent needs read committed' using errcode = 'CR009';
  end if;
  perform admin.stop_lock_shared();

  -- None of these ever changes. Locked by keys in hand: joined with what they belong to, rows of few regions tempt the
  -- planner to read all deliveries of a region for each lane.
  select array_agg(d.region_id), array_agg(d.channel_id), array_agg(d.delivery_id), array_agg(d.post_region_id),
    array_agg(d.post_id)
  into v_regions, v_channels, v_deliveries, v_post_regions, v_posts
  from jsonb_to_recordset(p_asks) as a (region_id uuid, delivery_id uuid)
  join crier.delivery d on d.region_id = a.region_id and d.delivery_id = a.delivery_id;
  perform from crier.post p where (p.region_id, p.post_id) in (select * from unnest(v_post_regions, v_posts))
  order by p.region_id, p.post_id for share;
  perform from crier.delivery d where (d.region_id, d.delivery_id) in (select * from unnest(v_regions, v_deliveries))
  order by d.region_id, d.delivery_id for no key update;
  perform from crier.lane l where (l.region_id, l.channel_id) in (select * from unnest(v_regions, v_channels))
  order by l.region_id, l.channel_id for no key update;

  select coalesce(jsonb_agg(to_jsonb(j)), '[]') into v_judged from admin.dispatch_judge(p_owner, p_asks) j;

  with allowed as (
    select a.region_id, a.delivery_id, a.bytes_sha256, j.j_approvals, d.channel_id, (
        select s.remote_id from crier.delivery s
        where s.region_id = d.region_id and s.channel_id = d.channel_id and s.state = 'sent' and s.kind = 'publish'
        order by s.sent_at desc limit 1) as last_known
    from jsonb_to_recordset(v_judged) as j (j_region_id uuid, j_delivery_id uuid, j_reason text, j_approvals jsonb)
    join jsonb_to_recordset(p_asks) as a (region_id uuid, delivery_id uuid, bytes_sha256 bytea)
      on a.region_id = j.j_region_id and a.delivery_id = j.j_delivery_id
    join crier.delivery d on d.region_id = a.region_id and d.delivery_id = a.delivery_id
    where j.j_reason is null
  ), paced as (
    update crier.lane l set
      fence = l.fence + 1, tokens = t.left, tokens_at = clock_timestamp(),
      slow_until = case when t.left >= 1 then l.slow_until
        else greatest(l.slow_until, clock_timestamp() + make_interval(secs => (1 - t.left) / l.rate)) end,
      slow_reason = case when t.left >= 1 then l.slow_reason else 'pace' end
    from allowed a
    cross join lateral (
      select greatest(least(k.burst, k.tokens + k.rate
        * greatest(extract(epoch from clock_timestamp() - k.tokens_at), 0)::real) - 1, -k.burst) as left
      from crier.lane k where k.region_id = a.region_id and k.channel_id = a.channel_id) t
    where l.region_id = a.region_id and l.channel_id = a.channel_id
    returning l.region_id, l.channel_id, l.fence
  ), sending as (
    update crier.delivery d set
      state = 'sending', fence = f.fence, owner = p_owner, intent_at = clock_timestamp(),
      key_at = coalesce(d.key_at, clock_timestamp()),
      deadline = clock_timestamp() + p_timeout, bytes_sha256 = a.bytes_sha256,
      last_known = coalesce(a.last_known, d.last_known), attempts = d.attempts + 1, looks = 0, look_fails = 0,
      look_at = null, stop_id = null, reason = null, sentence = null, changed_at = clock_timestamp()
    from allowed a join paced f on f.region_id = a.region_id and f.channel_id = a.channel_id
    where d.region_id = a.region_id and d.delivery_id = a.delivery_id and d.state = 'waiting'
    returning d.*
  ), noted as (
    insert into crier.attempt (region_id, delivery_id, kind, fence, owner, digest, bytes_sha256, approvals)
    select s.region_id, s.delivery_id, 'intent', s.fence, s.owner, s.digest, s.bytes_sha256, a.j_approvals
    from sending s join allowed a on a.region_id = s.region_id and a.delivery_id = s.delivery_id
  )
  select coalesce(jsonb_agg(jsonb_build_object('region_id', s.region_id, 'delivery_id', s.delivery_id, 'allowed', true,
    'fence', s.fence, 'intent_at', s.intent_at, 'last_known', s.last_known, 'state', s.state)), '[]')
  into v_answer from sending s;

  select coalesce(jsonb_agg(j.value || jsonb_build_object('fence', a.fence)), '[]') into v_lost
  from jsonb_array_elements(v_judged) j
  join jsonb_to_recordset(p_asks) as a (region_id uuid, delivery_id uuid, fence bigint)
    on a.region_id = (j.value ->> 'j_region_id')::uuid and a.delivery_id = (j.value ->> 'j_delivery_id')::uuid
  where j.value ->> 'j_reason' is not null;
  if jsonb_array_length(v_lost) > 0 then
    v_answer := v_answer || admin.dispatch_refuse(p_owner, v_lost);
  end if;
  return v_answer;
end $$;

alter function admin.intent_v1(uuid, jsonb, interval) owner to crier_owner;
revoke all on function admin.intent_v1(uuid, jsonb, interval) from public;
grant execute on function admin.intent_v1(uuid, jsonb, interval) to crier_coordinator;
