-- Who could have written for, or let out on, an account on a day of a time zone (null: that of the account's office),
-- one row per grant: its tier, where it is held, from when to when within the day, and who gave it.
-- Grants count at the account itself, at its office and at the offices above; and, where somebody of another office
-- may write on the account, so do those who may approve that office's posts: at it and above it ("because" says by
-- whom). A writer's ended grant counts on, as what they had submitted could still be approved; not so revocation.
-- Nobody lets out alone what they wrote. Locks of offices and stops are not looked at; the tree is today's.
drop function if exists audit.could_publish(uuid, date, text);
create or replace function audit.could_publish(channel uuid, day date, zone text default null)
returns table (member text, member_office text, tier text, may text, held_at text, from_at timestamptz,
  until_at timestamptz, given_by text, given_at timestamptz, given_from text, grant_id uuid, member_id uuid,
  because text)
language plpgsql stable parallel safe set search_path = '' set jit = off as $$
declare
  home crier.region;
  above uuid[];
  opens timestamptz;
  closes timestamptz;
begin
  select r.* into home from crier.region r
  where r.region_id = (select c.region_id from crier.channel c where c.channel_id = could_publish.channel);
  opens := day::timestamp at time zone coalesce(zone, home.zone);
  closes := (day + 1)::timestamp at time zone coalesce(zone, home.zone);
  -- No longer than the account was here.
  select greatest(opens, min(e.at) filter (where e.verb = 'channel.add')),
    least(closes, min(e.at) filter (where e.verb = 'channel.remove')) into opens, closes
  from crier.event e
  where e.region_id = home.region_id and e.kind = 'channel' and e.item_id = could_publish.channel
    and coalesce(e.verdict, 'accepted') in ('accepted', 'merged');
  above := array(
    with recursive up as (
      select home.region_id, home.parent_id
      union all
      select r.region_id, r.parent_id from up u join crier.region r on r.region_id = u.parent_id)
    select u.region_id from up u);
  return query
  with recursive held as (
    select g.* from crier.member_grant g
    where g.region_id = any (above)
      and (g.channel_id is null or g.channel_id = could_publish.channel)
      and g.tier in ('author', 'approver', 'manager', 'duty_editor', 'administrator')
  ), writer as (  -- of other offices, on this account alone: their posts are their own office's
    select g.member_region_id as office, g.from_at, audit.revoked_at(g.member_id) as until_at,
      audit.member_name(g.member_id) || ' of ' || audit.office_name(g.member_region_id, opens)
        || ' could write on this account from ' || g.from_at || coalesce(' until ' || least(g.until_at, g.ended_at), '')
        as told
    from held g
    where g.channel_id is not null and g.from_at < closes
      and g.member_region_id <> all (above)
  ), way as (
    select w.office, min(w.from_at) as from_at, max(coalesce(w.until_at, 'infinity')) as until_at,
      string_agg(w.told, '; ' order by w.from_at, w.told) as told
    from writer w where coalesce(w.until_at, 'infinity') > opens group by w.office
  ), line as (
    select w.office, w.office as region_id from way w
    union all
    select l.office, r.parent_id from line l join crier.region r on r.region_id = l.region_id
    where r.parent_id is not null
  ), every as (
    select h.region_id, h.grant_id, h.member_region_id, h.member_id, h.tier, h.channel_id, h.from_at,
      least(h.until_at, h.ended_at) as until_at, null::uuid as office, null::text as told
    from held h
    union all
    select g.region_id, g.grant_id, g.member_region_id, g.member_id, g.tier, null, greatest(g.from_at, w.from_at),
      least(g.until_at, g.ended_at, w.until_at), w.office, w.told
    from way w
    join line l on l.office = w.office and l.region_id <> all (above)
    join crier.member_grant g on g.region_id = l.region_id and g.channel_id is null
      and g.tier in ('approver', 'manager')
  ), within as (
    select e.*, greatest(e.from_at, opens) as held_from, least(e.until_at, audit.revoked_at(e.member_id), closes)
      as held_until
    from every e where e.from_at < closes and (e.until_at is null or e.until_at > opens)
  )
  select audit.member_name(h.member_id), audit.office_name(h.member_region_id, opens), h.tier,
    case when h.office is not null then 'let out posts of ' || audit.office_name(h.office, opens)
      when h.tier = 'author' then 'write' else 'write and let out' end,
    case when h.channel_id is null then audit.office_name(h.region_id, opens) else 'this account' end,
    h.held_from, h.held_until, audit.member_name(e.member_id), e.at, audit.office_name(e.acting_region_id, e.at),
    h.grant_id, h.member_id, h.told
  from within h left join lateral (
    select v.member_id, v.at, v.acting_region_id from crier.event v
    where v.region_id = h.region_id and v.kind = 'grant' and v.item_id = h.grant_id
      and coalesce(v.verdict, 'accepted') in ('accepted', 'merged')
    order by v.n limit 1) e on true
  where h.held_from < h.held_until
  order by 1, h.held_from, h.grant_id, h.office;
end $$;

alter function audit.could_publish(uuid, date, text) owner to crier_owner;
revoke all on function audit.could_publish(uuid, date, text) from public;
grant execute on function audit.could_publish(uuid, date, text) to crier_auditor;
