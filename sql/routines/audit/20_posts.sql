-- About one post: who let it out, and what changed between draft, each approval and the bytes sent.

-- Who wrote, changed and let out what stood on an account at a moment, the latest post first (most: how many posts).
-- role: wrote, changed, let out, or "consent fell" (an approval that no longer stood when it was sent).
-- office: from where they acted, as it was called then. Times: of the server, and of the office's clock.
create or replace function audit.who_let_out(channel uuid, moment timestamptz, most integer default 1)
returns table (sent_at timestamptz, remote_url text, role text, member text, office text, tier text,
  at timestamptz, office_at timestamptz, revision integer, standing_revision integer, texts jsonb, digest bytea,
  post_id uuid, member_id uuid, region_id uuid, activity_id uuid)
language plpgsql stable parallel safe set search_path = '' as $$
declare
  home uuid := (select c.region_id from crier.channel c where c.channel_id = who_let_out.channel);
begin
  return query
  with standing as (
    -- Backwards along delivery_sent_recently; the count is asked per row, where NOT EXISTS may read them all.
    select p.region_id, p.delivery_id, p.post_region_id, p.post_id, p.revision, p.sent_at, p.remote_url
    from crier.delivery p
    where p.region_id = home and p.channel_id = who_let_out.channel and p.kind = 'publish' and p.state = 'sent'
      and p.sent_at <= moment
      and (select count(*) from crier.delivery t
        where t.post_region_id = p.post_region_id and t.post_id = p.post_id and t.region_id = p.region_id
          and t.channel_id = p.channel_id and t.kind = 'take_down' and t.state = 'sent' and t.sent_at <= moment) = 0
    order by p.sent_at desc limit most
  ), shown as (
    select s.post_region_id, s.post_id, s.sent_at, coalesce(e.remote_url, s.remote_url) as remote_url,
      coalesce(e.revision, s.revision) as revision, i.approvals
    from standing s
    left join lateral (
      select d.delivery_id, d.revision, d.remote_url from crier.delivery d
      where d.post_region_id = s.post_region_id and d.post_id = s.post_id and d.region_id = s.region_id
        and d.channel_id = who_let_out.channel and d.kind = 'edit' and d.state = 'sent' and d.sent_at <= moment
      order by d.sent_at desc limit 1) e on true
    left join lateral (
      select a.approvals from crier.attempt a
      where a.region_id = s.region_id and a.delivery_id = coalesce(e.delivery_id, s.delivery_id) and a.kind = 'intent'
      order by a.at desc limit 1) i on true
  ), hand as (
    select s.*, r.revision as of_revision, case when r.revision = 1 then 'wrote' else 'changed' end as role,
      r.member_id, r.member_name, null as tier, r.written_at as told_at, r.activity_id, r.content -> 'texts' as texts, r.digest
    from shown s join crier.revision r
      on r.region_id = s.post_region_id and r.post_id = s.post_id and r.revision <= s.revision
    union all
    select s.*, a.revision,
      case when s.approvals @> jsonb_build_array(jsonb_build_object('member_id', a.member_id)) then 'let out'
        else 'consent fell' end,
      a.member_id, audit.member_name(a.member_id), a.tier, a.approved_at, a.activity_id, null, a.digest
    from shown s join crier.approval a
      on a.region_id = s.post_region_id and a.post_id = s.post_id and a.revision = s.revision
  )
  select h.sent_at, h.remote_url, h.role, h.member_name,
    audit.office_name(coalesce(e.acting_region_id, h.post_region_id), coalesce(e.at, h.told_at)), h.tier,
    coalesce(e.at, h.told_at), e.office_at, h.of_revision, h.revision, h.texts, h.digest,
    h.post_id, h.member_id, e.acting_region_id, h.activity_id
  from hand h left join lateral (
    select v.at, v.office_at, v.acting_region_id from crier.event v
    where v.region_id = h.post_region_id and v.kind = 'post' and v.item_id = h.post_id
      and v.activity_id = h.activity_id order by v.n limit 1) e on true
  order by h.sent_at desc, h.post_id, h.of_revision, coalesce(e.at, h.told_at);
end $$;

-- In words, what differs between two contents of a post.
create or replace function audit.differs(before jsonb, after jsonb) returns text[]
language plpgsql immutable parallel safe set search_path = '' as $$
begin
  return array(
      select 'text ' || k.key from (
        select jsonb_object_keys(before -> 'texts') as key union select jsonb_object_keys(after -> 'texts')) k
      where before -> 'texts' -> k.key is distinct from after -> 'texts' -> k.key order by k.key collate "C")
    || array(
      select replace(f, '_', ' ') from unnest('{content_warning,visibility,reply_to,media,channels}'::text[]) f
      where before -> f is distinct from after -> f);
end $$;

-- All that happened to a post, in the order of the server's time: each revision with what it changed, each other
-- act on it, each approval, each attempt with the digest of the revision and of the bytes sent.
-- matches: of an approval, that it names its revision's digest; of an attempt with bytes, that the digest is its
-- revision's and that every approval standing then was of that very revision.
create or replace function audit.changes(post uuid)
returns table (at timestamptz, office_at timestamptz, step text, revision integer, member text, office text,
  tier text, channel text, differs text[], texts jsonb, digest bytea, bytes_sha256 bytea, matches boolean,
  detail text, activity_id uuid)
language plpgsql stable parallel safe set search_path = '' as $$
declare
  home uuid := (select p.region_id from crier.post p where p.post_id = changes.post);
begin
  return query
  with event as (
    select v.* from crier.event v where v.region_id = home and v.kind = 'post' and v.item_id = changes.post
  ), written as (
    select r.*, lag(r.content) over (order by r.revision) as earlier
    from crier.revision r where r.region_id = home and r.post_id = changes.post
  ), story as (
    select coalesce(e.at, w.written_at) as at, w.written_at as office_at,
      case when w.revision = 1 then 'written' else 'changed' end as step, w.revision, w.member_id,
      e.acting_region_id, null::text as tier, null::text as channel,
      case when w.revision > 1 then audit.differs(w.earlier, w.content) end as differs, w.content -> 'texts' as texts,
      w.digest, null::bytea as bytes_sha256, null::boolean as matches, null::text as detail, w.activity_id, e.n
    from written w left join event e on e.activity_id = w.activity_id
    union all
    select a.approved_at, e.office_at, 'approved', a.revision, a.member_id, e.acting_region_id, a.tier, null, null,
      null, a.digest, null, a.digest = w.digest, null, a.activity_id, e.n
    from crier.approval a
    left join written w on w.revision = a.revision
    left join event e on e.activity_id = a.activity_id
    where a.region_id = home and a.post_id = changes.post
    union all
    select e.at, e.office_at, coalesce(nullif(e.verdict, 'accepted') || ': ', '') || e.verb, null, e.member_id,
      e.acting_region_id, null, null, null, null, null, null, null, e.reason, e.activity_id, e.n
    from event e
    where not exists (select from written w where w.activity_id = e.activity_id)
      and not exists (select from crier.approval a
        where a.region_id = home and a.post_id = changes.post and a.activity_id = e.activity_id)
    union all
    select t.at, null, d.kind || ': ' || t.kind || coalesce(' ' || t.outcome, ''), d.revision, null, null, null,
      c.handle || ' on ' || c.platform, null, null, t.digest, t.bytes_sha256,
      case when t.bytes_sha256 is not null then t.digest = w.digest and not exists (
        select from jsonb_array_elements(t.approvals) x where (x ->> 'revision')::integer <> d.revision) end,
      concat_ws('; ', 'HTTP ' || t.status, t.remote_id, t.detail), d.activity_id, null
    from crier.delivery d
    join crier.attempt t on t.region_id = d.region_id and t.delivery_id = d.delivery_id
    join crier.channel c on c.region_id = d.region_id and c.channel_id = d.channel_id
    left join written w on w.revision = d.revision
    where d.post_region_id = home and d.post_id = changes.post
  )
  select s.at, s.office_at, s.step, s.revision, audit.member_name(s.member_id),
    audit.office_name(s.acting_region_id, s.at), s.tier, s.channel, s.differs, s.texts, s.digest, s.bytes_sha256,
    s.matches, s.detail, s.activity_id
  from story s order by s.at, s.n nulls last, s.revision;
end $$;

alter function audit.who_let_out(uuid, timestamptz, integer) owner to crier_owner;
revoke all on function audit.who_let_out(uuid, timestamptz, integer) from public;
grant execute on function audit.who_let_out(uuid, timestamptz, integer) to crier_auditor;
alter function audit.differs(jsonb, jsonb) owner to crier_owner;
revoke all on function audit.differs(jsonb, jsonb) from public;
grant execute on function audit.differs(jsonb, jsonb) to crier_auditor;
alter function audit.changes(uuid) owner to crier_owner;
revoke all on function audit.changes(uuid) from public;
grant execute on function audit.changes(uuid) to crier_auditor;
