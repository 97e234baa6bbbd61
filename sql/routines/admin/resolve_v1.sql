-- admin.resolve_v1(findings, quiet, every) settles what was unknown by what was found.
-- findings: array of {region_id, delivery_id, fence (null: no try of ours is known), revision (of the words found),
--   found: present | absent | unclear | impossible, remote_id, remote_url, repeat: safe | after_absence | never,
--   visible_after (seconds: how long the platform may hide it), detail, as_of (as look_v1 gave it; null: now)}
--   present: what the delivery wanted stands (for a take-down: it is gone).
-- present -> sent (and taken down, if it was withdrawn); parked, if what was found is another delivery's.
-- absent counts only once the quiet time had passed since the deadline when the look began, and twice. Then: withdrawn,
--   if it was withdrawn; waiting, if repeating is safe, or the try was known to have ended (try_ended) when the look
--   began and the platform does not forbid a repeat; else parked. What has ended since is looked at once more. After a
--   restore, overdue ones become missed: a restore does not speak.
--   Two tries without outcome: parked.
-- unclear: looked at again, each time later; after six in a row parked. impossible (it cannot be looked up): parked, or
--   waiting where repeating is safe.
-- Returns an array of {region_id, delivery_id, state}.
create or replace function admin.resolve_v1(p_findings jsonb, p_quiet interval, p_every interval) returns jsonb
language plpgsql volatile set search_path = '' set timezone = 'UTC' as $$
declare
  v_now timestamptz;
  f record;
  v_ended boolean;
  v_counts_at timestamptz;
  v_becomes text;
  v_reason text;
  v_regions uuid[] := '{}';
  v_channels uuid[] := '{}';
  v_told jsonb := '[]';
  v_answer jsonb := '[]';
begin
  perform from crier.delivery d
  where (d.region_id, d.delivery_id) in (
    select x.region_id, x.delivery_id from jsonb_to_recordset(p_findings) as x (region_id uuid, delivery_id uuid))
  order by d.region_id, d.delivery_id for no key update;
  v_now := clock_timestamp();
  for f in
    select x.found, x.repeat, x.detail, x.revision as found_revision, coalesce(x.visible_after, 0) as visible_after,
      x.remote_id as found_id, x.remote_url as found_url, coalesce((x.as_of ->> 'at')::timestamptz, v_now) as seen_at,
      coalesce((x.as_of ->> 'ended')::boolean, true) as seen_ended, d.*
    from jsonb_to_recordset(p_findings) as x (region_id uuid, delivery_id uuid, fence bigint, revision integer,
      found text, remote_id text, remote_url text, repeat text, detail text, visible_after float8, as_of jsonb)
    join crier.delivery d on d.region_id = x.region_id and d.delivery_id = x.delivery_id
    where d.state = 'unknown' and d.fence is not distinct from x.fence
    order by d.region_id, d.delivery_id
  loop
    v_becomes := 'unknown';
    v_reason := f.reason;
    v_counts_at := coalesce(f.deadline + greatest(p_quiet, make_interval(secs => f.visible_after)), '-infinity');
    v_ended := f.found <> 'present' and admin.try_ended(f.region_id, f.delivery_id, f.fence, f.owner);
    insert into crier.attempt (region_id, delivery_id, kind, fence, owner, outcome, remote_id, detail)
    values (f.region_id, f.delivery_id, 'look', f.fence, f.owner, f.found, f.found_id, f.detail);
    if f.found = 'present' and f.kind = 'publish' and exists (
      select from crier.delivery o where o.region_id = f.region_id and o.channel_id = f.channel_id
        and o.remote_id = f.found_id and o.delivery_id <> f.delivery_id and o.kind = 'publish' and o.state = 'sent')
    then
      v_becomes := 'parked';
      v_reason := 'twin';
    elsif f.found = 'present' then
      v_becomes := 'sent';
      v_reason := null;
    elsif f.found in ('absent', 'impossible') and (v_counts_at > f.seen_at or v_ended and not f.seen_ended) then
      update crier.delivery d set look_at = v_counts_at
      where d.region_id = f.region_id and d.delivery_id = f.delivery_id;
    elsif f.found = 'absent' and f.looks = 0 then
      update crier.delivery d set looks = 1, look_fails = 0, look_at = v_now + p_every
      where d.region_id = f.region_id and d.delivery_id = f.delivery_id;
    elsif f.found in ('absent', 'impossible') then
      select b.becomes, b.reason into v_becomes, v_reason from (select case
          when f.withdrawal and f.found = 'absent' and v_ended then 'withdrawn'
          when f.intents_without_outcome >= 2 or f.repeat = 'never' or not (v_ended or f.repeat = 'safe')
            or f.withdrawal or (f.found = 'impossible' and f.repeat <> 'safe') then 'parked'
          when f.fence is null and f.due_at < v_now and f.kind <> 'take_down' then 'missed'
          else 'waiting' end as becomes, case
          when f.withdrawal and f.found = 'absent' and v_ended then 'withdrawn'
          when f.intents_without_outcome >= 2 then 'poison'
          when f.repeat = 'never' or not (v_ended or f.repeat = 'safe')
            or f.withdrawal or (f.found = 'impossible' and f.repeat <> 'safe') then 'no_proof'
          when f.fence is null and f.due_at < v_now and f.kind <> 'take_down' then 'missed' end as reason) b;
    elsif f.look_fails >= 5 then
      v_becomes := 'parked';
      v_reason := 'no_proof';
    else
      update crier.delivery d set look_fails = f.look_fails + 1, look_at = v_now + p_every * (1 << f.look_fails)
      where d.region_id = f.region_id and d.delivery_id = f.delivery_id;
    end if;

    if v_becomes <> 'unknown' then
      update crier.delivery d set
        state = v_becomes, reason = v_reason, sentence = admin.reason_sentence(v_reason), look_at = null,
        looks = case when f.found = 'absent' then f.looks + 1 else d.looks end,
        revision = coalesce(w.revision, d.revision), digest = coalesce(w.digest, d.digest),
        remote_id = case when v_becomes = 'sent' then coalesce(f.found_id, d.remote_id) else d.remote_id end,
        remote_url = case when v_becomes = 'sent' then coalesce(f.found_url, d.remote_url) else d.remote_url end,
        sent_at = case when v_becomes = 'sent' then coalesce(d.intent_at, v_now) end,
        intents_without_outcome = case when v_becomes = 'sent' then 0 else d.intents_without_outcome end,
        version = d.version + 1, changed_at = v_now
      from (select) one left join crier.revision w on v_becomes = 'sent' and w.region_id = f.post_region_id
        and w.post_id = f.post_id and w.revision = f.found_revision
      where d.region_id = f.region_id and d.delivery_id = f.delivery_id;
      v_told := v_told || jsonb_build_object('region_id', f.region_id, 'delivery_id', f.delivery_id,
        'before', jsonb_build_object('state', 'unknown', 'reason', f.reason));
      if v_becomes = 'sent' and f.withdrawal and f.kind = 'publish' then
        v_told := v_told || coalesce(admin.take_down_make(f.region_id, f.delivery_id), '[]');
      end if;
      v_regions := v_regions || f.region_id;
      v_channels := v_channels || f.channel_id;
    end if;
    v_answer := v_answer || jsonb_build_object('region_id', f.region_id, 'delivery_id', f.delivery_id, 'state',
      v_becomes);
  end loop;
  perform admin.lanes_recompute(v_regions, v_channels, null, false);
  perform admin.dispatch_tell(v_told);
  return v_answer;
end $$;

alter function admin.resolve_v1(jsonb, interval, interval) owner to crier_owner;
revoke all on function admin.resolve_v1(jsonb, interval, interval) from public;
grant execute on function admin.resolve_v1(jsonb, interval, interval) to crier_coordinator;
