-- Who wrote, changed and let out what stood on an account at a moment, the latest post first (most: how many posts),
-- and which people decided on its sending. stood, note: as audit.standing says; a post that only perhaps stood is
-- shown beside the latest that surely did. standing_revision is the one whose words were sent.
-- role: wrote; changed; "wrote what was chosen" (their words stood against others', and somebody else chose them; the
-- revision is that of the choice); let out; "consent fell" (an approval of these words that no longer stood when they
-- were sent); approved (of which the same cannot be said, as the record of the sending is lost); "decided: …" (a person
-- who answered for a delivery: send_now, absent_send, present).
-- office: from where they acted, as it was called then; null: not on record. Times: of the server, and of the office's
-- clock.
drop function if exists audit.who_let_out(uuid, timestamptz, integer);
create or replace function audit.who_let_out(channel uuid, moment timestamptz, most integer default 1)
returns table (sent_at timestamptz, remote_url text, role text, member text, office text, tier text,
  at timestamptz, office_at timestamptz, revision integer, standing_revision integer, texts jsonb, digest bytea,
  post_id uuid, member_id uuid, region_id uuid, activity_id uuid, stood text, note text)
language plpgsql stable parallel safe set search_path = '' set jit = off as $$
begin
  return query
  with shown as (
    select s.out_at, s.stood, s.note, p.sent_at, p.post_region_id, p.post_id, d.region_id as home, d.delivery_id,
      d.remote_url, coalesce(y.revision, d.revision) as standing_revision, y.approvals, y.at as intent_at
    from audit.standing(who_let_out.channel, moment, most) s
    join crier.delivery p on p.region_id = s.region_id and p.delivery_id = s.delivery_id
    left join lateral (
      select x.delivery_id from crier.delivery x
      where x.post_region_id = p.post_region_id and x.post_id = p.post_id and x.region_id = p.region_id
        and x.channel_id = p.channel_id and x.kind = 'edit' and x.state = 'sent' and x.sent_at <= moment
      order by x.sent_at desc limit 1) e on true
    join crier.delivery d on d.region_id = p.region_id and d.delivery_id = coalesce(e.delivery_id, p.delivery_id)
    left join lateral (  -- the try that did it: the one that left what stands; else the last
      select a.fence from crier.attempt a
      where a.region_id = d.region_id and a.delivery_id = d.delivery_id
        and case when d.state = 'sent' then a.outcome in ('sent', 'present') else a.kind = 'intent' end
      order by (a.remote_id = d.remote_id) desc nulls last, case when d.state = 'sent' then a.at end, a.at desc limit 1
    ) f on true
    left join lateral audit.try_of(d.region_id, d.delivery_id, f.fence) y on true
  ), hand as (
    select s.*, case when r.revision = 1 then 'wrote' else 'changed' end as role, r.member_id, r.member_name,
      null::text as tier, r.revision, r.content -> 'texts' as texts, r.digest, r.activity_id, r.written_at as told_at
    from shown s join crier.revision r
      on r.region_id = s.post_region_id and r.post_id = s.post_id and r.revision <= s.standing_revision
    union all
    select s.*, case when s.intent_at is null then 'approved'
        when s.approvals @> jsonb_build_array(jsonb_build_object('activity_id', a.activity_id)) then 'let out'
        else 'consent fell' end,
      a.member_id, audit.member_name(a.member_id), a.tier, a.revision, null, a.digest, a.activity_id, a.approved_at
    from shown s join crier.approval a
      on a.region_id = s.post_region_id and a.post_id = s.post_id and a.revision = s.standing_revision
    union all
    select s.*, 'wrote what was chosen', (w.touch ->> 'member_id')::uuid, w.touch ->> 'member_name', null, r.revision,
      r.content -> 'texts', r.digest, (w.touch ->> 'activity_id')::uuid, (w.touch ->> 'at')::timestamptz
    from shown s
    join crier.conflict c on c.region_id = s.post_region_id and c.item_id = s.post_id
      and c.choice in ('theirs', 'value')
    join crier.revision r on r.region_id = s.post_region_id and r.post_id = s.post_id
      and r.activity_id = c.resolved_activity_id and r.revision <= s.standing_revision
    cross join lateral ( -- who wrote it more than once is named once
      select distinct on (v.touch ->> 'member_id') v.touch
      from (
        select c.theirs as value, jsonb_build_object('member_id', c.their_member_id, 'member_name',
          c.their_member_name, 'activity_id', c.their_activity_id, 'at', c.their_at) as touch
        union all
        select e -> 'value', e -> 'touch' from jsonb_array_elements(c.earlier) e) v
      where v.value = c.taken
      order by v.touch ->> 'member_id', (v.touch ->> 'at')::timestamptz desc) w
    where (w.touch ->> 'member_id')::uuid <> r.member_id
  ), told as (
    select h.*, e.at as event_at, e.office_at, e.acting_region_id, 0 as place
    from hand h left join lateral (
      select v.at, v.office_at, v.acting_region_id from crier.event v
      where v.region_id = h.post_region_id and v.kind = 'post' and v.item_id = h.post_id
        and v.activity_id = h.activity_id
        and coalesce(v.verdict, 'accepted') in ('accepted', 'merged', 'conflicted')
      order by v.n limit 1) e on true
    union all
    select s.*, 'decided: ' || a.outcome, v.member_id, audit.member_name(v.member_id), null, null, null, null,
      v.activity_id, null, v.at, v.office_at, v.acting_region_id, 1
    from shown s
    join crier.event v on v.region_id = s.home and v.kind = 'delivery' and v.item_id = s.delivery_id
      and v.verb = 'delivery.decide' and coalesce(v.verdict, 'accepted') in ('accepted', 'merged')
    cross join lateral (
      select a.outcome from crier.attempt a
      where a.region_id = s.home and a.delivery_id = s.delivery_id and a.kind = 'person' and a.at <= v.at
      order by a.at desc limit 1) a
    where a.outcome in ('send_now', 'absent_send', 'present')
  )
  select t.sent_at, t.remote_url, t.role, t.member_name, audit.office_name(t.acting_region_id,
      coalesce(t.event_at, t.told_at)), t.tier, coalesce(t.event_at, t.told_at), t.office_at, t.revision,
    t.standing_revision, t.texts, t.digest, t.post_id, t.member_id, t.acting_region_id, t.activity_id, t.stood, t.note
  from told t
  order by t.out_at desc, t.post_id, t.place, t.revision, coalesce(t.event_at, t.told_at);
end $$;

alter function audit.who_let_out(uuid, timestamptz, integer) owner to crier_owner;
revoke all on function audit.who_let_out(uuid, timestamptz, integer) from public;
grant execute on function audit.who_let_out(uuid, timestamptz, integer) to crier_auditor;
