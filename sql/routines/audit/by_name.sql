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

alter function audit.by_name(text) owner to crier_owner;
revoke all on function audit.by_name(text) from public;
grant execute on function audit.by_name(text) to crier_auditor;
