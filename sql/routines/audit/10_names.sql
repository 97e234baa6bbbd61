-- Names for people: an auditor knows an account and an office by name, and an item by its words.
-- All audit routines run as their caller: the column grants and policies of crier_auditor decide.

-- What an office was called at a moment; before its first name, what it is called today.
create or replace function audit.office_name(region uuid, moment timestamptz default now()) returns text
language plpgsql stable parallel safe set search_path = '' as $$
begin
  return coalesce(
    (select n.name from crier.region_name n where n.region_id = region and n.from_at <= moment
      order by n.from_at desc limit 1),
    (select r.name from crier.region r where r.region_id = region));
end $$;

create or replace function audit.member_name(member uuid) returns text
language plpgsql stable parallel safe set search_path = '' as $$
begin
  return (select m.name from crier.member m where m.member_id = member);
end $$;

-- A few words by which a person knows an item; null for what is not there.
create or replace function audit.item_title(kind text, region uuid, id uuid) returns text
language plpgsql stable parallel safe set search_path = '' as $$
begin
  return case kind
    when 'post' then (
      select left(coalesce(p.reference || ': ', '') || coalesce(t.value, ''), 80)
      from crier.post p left join lateral (
        select e.value from jsonb_each_text(p.content -> 'texts') e order by e.key collate "C" limit 1) t on true
      where p.region_id = region and p.post_id = id)
    when 'channel' then (
      select c.handle || ' on ' || c.platform from crier.channel c where c.region_id = region and c.channel_id = id)
    when 'member' then (select m.name from crier.member m where m.region_id = region and m.member_id = id)
    when 'region' then (select r.name from crier.region r where r.region_id = id)
    when 'grant' then (
      select g.tier || ' for ' || audit.member_name(g.member_id) from crier.member_grant g
      where g.region_id = region and g.grant_id = id)
    when 'policy' then (
      select p.class || ': ' || p.approvals || ' by ' || p.tier from crier.policy p
      where p.region_id = region and p.policy_id = id)
    when 'stop' then (
      select s.scope || ': ' || s.reason from crier.stop s where s.region_id = region and s.stop_id = id)
    when 'delivery' then (
      select d.kind || ' on ' || c.handle from crier.delivery d
      join crier.channel c on c.region_id = d.region_id and c.channel_id = d.channel_id
      where d.region_id = region and d.delivery_id = id)
  end;
end $$;

-- Finds offices (by any name they had), accounts (by handle or name) and members by a part of their name.
create or replace function audit.by_name(words text)
returns table (kind text, id uuid, name text, office text, state text)
language plpgsql stable parallel safe set search_path = '' as $$
declare
  pattern text := '%' || replace(replace(replace(words, '\', '\\'), '%', '\%'), '_', '\_') || '%';
begin
  return query
  select 'region', r.region_id, r.name, audit.office_name(r.parent_id), r.state
  from crier.region r
  where r.name ilike pattern
    or exists (select from crier.region_name n where n.region_id = r.region_id and n.name ilike pattern)
  union all
  select 'channel', c.channel_id, c.handle || ' on ' || c.platform || ' (' || c.name || ')',
    audit.office_name(c.region_id), c.state
  from crier.channel c where c.handle ilike pattern or c.name ilike pattern
  union all
  select 'member', m.member_id, m.name, audit.office_name(m.region_id), m.state
  from crier.member m where m.name ilike pattern
  order by 1, 3, 2;
end $$;

-- The one account with this handle (with or without @; capitals do not matter) or of this name.
-- Refuses none or several: then ask audit.by_name and pass the id.
create or replace function audit.channel(handle text) returns uuid
language plpgsql stable parallel safe set search_path = '' as $$
declare
  found_ids uuid[] := array(
    select c.channel_id from crier.channel c
    where lower(ltrim(c.handle, '@')) = lower(ltrim(channel.handle, '@')) or lower(c.name) = lower(channel.handle));
begin
  if cardinality(found_ids) <> 1 then
    raise exception '% accounts are called so; ask audit.by_name', cardinality(found_ids)
      using errcode = 'no_data_found';
  end if;
  return found_ids[1];
end $$;

-- The one office of this name, today's or an earlier one. Refuses none or several.
create or replace function audit.region(name text) returns uuid
language plpgsql stable parallel safe set search_path = '' as $$
declare
  found_ids uuid[] := array(
    select r.region_id from crier.region r where lower(r.name) = lower(region.name)
    union
    select n.region_id from crier.region_name n where lower(n.name) = lower(region.name));
begin
  if cardinality(found_ids) <> 1 then
    raise exception '% offices are called so; ask audit.by_name', cardinality(found_ids)
      using errcode = 'no_data_found';
  end if;
  return found_ids[1];
end $$;

-- The one member of this name. Refuses none or several.
create or replace function audit.member(name text) returns uuid
language plpgsql stable parallel safe set search_path = '' as $$
declare
  found_ids uuid[] := array(select m.member_id from crier.member m where lower(m.name) = lower(member.name));
begin
  if cardinality(found_ids) <> 1 then
    raise exception '% members are called so; ask audit.by_name', cardinality(found_ids)
      using errcode = 'no_data_found';
  end if;
  return found_ids[1];
end $$;

alter function audit.office_name(uuid, timestamptz) owner to crier_owner;
revoke all on function audit.office_name(uuid, timestamptz) from public;
grant execute on function audit.office_name(uuid, timestamptz) to crier_auditor, crier_dba;
alter function audit.member_name(uuid) owner to crier_owner;
revoke all on function audit.member_name(uuid) from public;
grant execute on function audit.member_name(uuid) to crier_auditor;
alter function audit.item_title(text, uuid, uuid) owner to crier_owner;
revoke all on function audit.item_title(text, uuid, uuid) from public;
grant execute on function audit.item_title(text, uuid, uuid) to crier_auditor;
alter function audit.by_name(text) owner to crier_owner;
revoke all on function audit.by_name(text) from public;
grant execute on function audit.by_name(text) to crier_auditor;
alter function audit.channel(text) owner to crier_owner;
revoke all on function audit.channel(text) from public;
grant execute on function audit.channel(text) to crier_auditor;
alter function audit.region(text) owner to crier_owner;
revoke all on function audit.region(text) from public;
grant execute on function audit.region(text) to crier_auditor;
alter function audit.member(text) owner to crier_owner;
revoke all on function audit.member(text) from public;
grant execute on function audit.member(text) to crier_auditor;
