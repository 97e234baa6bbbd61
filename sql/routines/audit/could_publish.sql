-- Who could have written for, or let out on, an account on a day of a time zone (null: that of the account's office),
-- one row per grant: its tier, where it is held, from when to when within the day, and who gave it.
-- Grants count at the account itself, at its office and at the offices above; the tree is today's.
create or replace function audit.could_publish(channel uuid, day date, zone text default null)
returns table (member text, member_office text, tier text, may text, held_at text, from_at timestamptz,
  until_at timestamptz, given_by text, given_at timestamptz, given_from text, grant_id uuid, member_id uuid)
language plpgsql stable parallel safe set search_path = '' as $$
declare
  home crier.region;
  opens timestamptz;
  closes timestamptz;
begin
  select r.* into home from crier.region r
  where r.region_id = (select c.region_id from crier.channel c where c.channel_id = could_publish.channel);
  opens := day::timestamp at time zone coalesce(zone, home.zone);
  closes := (day + 1)::timestamp at time zone coalesce(zone, home.zone);
  return query
  with recursive above as (
    select home.region_id, home.parent_id
    union all
    select r.region_id, r.parent_id from above a join crier.region r on r.region_id = a.parent_id
  ), held as (
    select g.*, greatest(g.from_at, opens) as held_from,
      least(g.until_at, g.ended_at, audit.revoked_at(g.member_id), closes) as held_until
    from crier.member_grant g
    where g.region_id in (select a.region_id from above a)
      and (g.channel_id is null or g.channel_id = could_publish.channel)
      and g.tier in ('author', 'approver', 'manager', 'duty_editor', 'administrator')
      and g.from_at < closes and (g.until_at is null or g.until_at > opens)
      and (g.ended_at is null or g.ended_at > opens)
  )
  select audit.member_name(h.member_id), audit.office_name(h.member_region_id, opens), h.tier,
    case when h.tier = 'author' then 'write' else 'write and let out' end,
    case when h.channel_id is null then audit.office_name(h.region_id, opens) else 'this account' end,
    h.held_from, h.held_until, audit.member_name(e.member_id), e.at, audit.office_name(e.acting_region_id, e.at),
    h.grant_id, h.member_id
  from held h left join lateral (
    select v.member_id, v.at, v.acting_region_id from crier.event v
    where v.region_id = h.region_id and v.kind = 'grant' and v.item_id = h.grant_id
      and coalesce(v.verdict, 'accepted') in ('accepted', 'merged')
    order by v.n limit 1) e on true
  where h.held_from < h.held_until
  order by 1, h.held_from, h.grant_id;
end $$;

alter function audit.could_publish(uuid, date, text) owner to crier_owner;
revoke all on function audit.could_publish(uuid, date, text) from public;
grant execute on function audit.could_publish(uuid, date, text) to crier_auditor;
