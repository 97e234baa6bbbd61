-- What a member did, accepted or not, from one moment until before another, in order. Left out: acts in their name
-- whose signature did not hold or was not checked (audit.unproved): audit.log has those, by login.
create or replace function audit.activity_of(member uuid, since timestamptz, before timestamptz default 'infinity')
returns table (at timestamptz, office_at timestamptz, verb text, verdict text, reason text, kind text, what text,
  owner_office text, acted_from text, login name, address inet, item_id uuid, item_version bigint, activity_id uuid)
language plpgsql stable parallel safe set search_path = '' set jit = off as $$
begin
  return query
  select e.at, e.office_at, e.verb, e.verdict, e.reason, e.kind, audit.item_title(e.kind, e.region_id, e.item_id),
    audit.office_name(e.region_id, e.at), audit.office_name(e.acting_region_id, e.at), e.login, e.address, e.item_id,
    e.item_version, e.activity_id
  from crier.event e
  where e.member_id = activity_of.member and e.at >= since and e.at < activity_of.before
    and not audit.unproved(e.verdict, e.reason, e.member_key)
  order by e.n;
end $$;

alter function audit.activity_of(uuid, timestamptz, timestamptz) owner to crier_owner;
revoke all on function audit.activity_of(uuid, timestamptz, timestamptz) from public;
grant execute on function audit.activity_of(uuid, timestamptz, timestamptz) to crier_auditor;
