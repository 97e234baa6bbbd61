-- All that happened to a post, in the order of the server's time: each revision with what it changed, each other act on
-- it or on its deliveries, each approval, each attempt with the digests of words and bytes, each wait and stop, and
-- each restore of the database, before which something may be missing.
-- revision: of an attempt, the one whose words it carried, whatever the post says today.
-- matches: of an approval, that it names its revision's digest; of an attempt with bytes, what audit.try_of says of its
-- intent, and that it is of the same words and bytes. "not tried": it failed before anything was sent.
-- An act whose signature did not hold is shown as that of "somebody without the key".
create or replace function audit.changes(post uuid)
returns table (at timestamptz, office_at timestamptz, step text, revision integer, member text, office text,
  tier text, channel text, differs text[], texts jsonb, digest bytea, bytes_sha256 bytea, matches boolean,
  detail text, activity_id uuid)
language plpgsql stable parallel safe set search_path = '' set jit = off as $$
declare
  home uuid := (select p.region_id from crier.post p where p.post_id = changes.post);
  root uuid := (select r.region_id from crier.region r where r.parent_id is null);
begin
  return query
  with sent as (
    select d.region_id, d.delivery_id, d.kind, c.handle || ' on ' || c.platform as account
    from crier.delivery d
    join crier.channel c on c.region_id = d.region_id and c.channel_id = d.channel_id
    where d.post_region_id = home and d.post_id = changes.post
  ), event as (
    select v.n, v.at, v.office_at, v.acting_region_id, v.member_id, v.member_key, v.verb, v.kind, v.activity_id,
      v.verdict, v.reason, null::text as account, v.verb as named
    from crier.event v where v.region_id = home and v.kind = 'post' and v.item_id = changes.post
    union all
    select v.n, v.at, v.office_at, v.acting_region_id, v.member_id, v.member_key, v.verb, v.kind, v.activity_id,
      v.verdict, v.reason, d.account, case when v.acting_region_id is null
      then replace(v.verb, 'delivery.', d.kind || ': ') else d.kind || ': ' || v.verb end
    from sent d join crier.event v on v.region_id = d.region_id and v.kind = 'delivery' and v.item_id = d.delivery_id
    -- What an attempt tells better.
    where v.verb not in ('delivery.sent', 'delivery.unknown', 'delivery.rejected', 'delivery.read_back')
  ), did as (
    select distinct on (e.activity_id) e.* from event e
    where e.kind = 'post' and coalesce(e.verdict, 'accepted') in ('accepted', 'merged', 'conflicted')
    order by e.activity_id, e.n
  ), written as (
    select r.*, lag(r.content) over (order by r.revision) as earlier
    from crier.revision r where r.region_id = home and r.post_id = changes.post
  ), approved as (
    select a.* from crier.approval a where a.region_id = home and a.post_id = changes.post
  ), story as (
    select coalesce(e.at, w.written_at) as at, w.written_at as office_at,
      case when w.revision = 1 then 'written' else 'changed' end as step, w.revision, w.member_name as member,
      e.acting_region_id, null::text as tier, null::text as channel,
      case when w.revision > 1 then audit.differs(w.earlier, w.content) end as differs, w.content -> 'texts' as texts,
      w.digest, null::bytea as bytes_sha256, null::boolean as matches, null::text as detail, w.activity_id, e.n
    from written w left join did e on e.activity_id = w.activity_id
    union all
    select a.approved_at, e.office_at, 'approved', a.revision, audit.member_name(a.member_id), e.acting_region_id,
      a.tier, null, null, null, a.digest, null, coalesce(a.digest = w.digest, false), null, a.activity_id, e.n
    from approved a
    left join written w on w.revision = a.revision
    left join did e on e.activity_id = a.activity_id
    union all
    select e.at, e.office_at, coalesce(nullif(e.verdict, 'accepted') || ': ', '') || e.named, null,
      case when audit.unproved(e.verdict, e.reason, e.member_key) then 'somebody without the key'
        else audit.member_name(e.member_id) end,
      e.acting_region_id, null, e.account, null, null, null, null, null, e.reason, e.activity_id, e.n
    from event e
    where not (coalesce(e.verdict, 'accepted') in ('accepted', 'merged')
      and (exists (select from written w where w.activity_id = e.activity_id)
        or exists (select from approved a where a.activity_id = e.activity_id)) and e.kind = 'post')
    union all
    select t.at, null, d.kind || ': ' || case when f.failed_before then 'not tried' else t.kind end
        || coalesce(' ' || t.outcome, ''),
      coalesce(y.revision, (select max(w.revision) from written w where w.digest = t.digest)), null, null, null,
      d.account, null, null, coalesce(t.digest, y.digest), case when not f.failed_before then t.bytes_sha256 end,
      case when not f.failed_before and t.bytes_sha256 is not null and d.kind <> 'take_down'
        then coalesce(y.matches and y.digest = t.digest and y.bytes_sha256 = t.bytes_sha256, false) end,
      concat_ws('; ', 'HTTP ' || t.status, t.remote_id, t.detail), null, null
    from sent d
    join crier.attempt t on t.region_id = d.region_id and t.delivery_id = d.delivery_id
    cross join lateral (
      select t.kind = 'outcome' and t.outcome in ('surely_not', 'rejected') and not exists (
        select from crier.attempt i where i.region_id = t.region_id and i.delivery_id = t.delivery_id
          and i.kind = 'intent' and i.fence = t.fence and i.at <= t.at and not exists (
            select from crier.attempt o where o.region_id = t.region_id and o.delivery_id = t.delivery_id
              and o.kind = 'outcome' and o.fence = t.fence and o.at < t.at)) as failed_before) f
    left join lateral audit.try_of(t.region_id, t.delivery_id, t.fence) y on not f.failed_before
    union all
    select v.at, null, 'restored: what happened shortly before may be missing', null, null, null, null, null, null,
      null, null, null, null, v.reason, null, v.n
    from crier.event v
    where v.region_id = root and v.kind = 'region' and v.item_id = root and v.verb = 'dispatch.epoch'
      and v.at > (select min(e.at) from event e)
  )
  select s.at, s.office_at, s.step, s.revision, s.member, audit.office_name(s.acting_region_id, s.at), s.tier,
    s.channel, s.differs, s.texts, s.digest, s.bytes_sha256, s.matches, s.detail, s.activity_id
  from story s order by s.at, s.n nulls last, s.revision;
end $$;

alter function audit.changes(uuid) owner to crier_owner;
revoke all on function audit.changes(uuid) from public;
grant execute on function audit.changes(uuid) to crier_auditor;
