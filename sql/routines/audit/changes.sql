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

alter function audit.changes(uuid) owner to crier_owner;
revoke all on function audit.changes(uuid) from public;
grant execute on function audit.changes(uuid) to crier_auditor;
