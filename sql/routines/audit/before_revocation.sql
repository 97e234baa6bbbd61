-- What a since-revoked member did in the time before their revocation, as audit.activity_of tells it. Refuses a member
-- who is not revoked.
create or replace function audit.before_revocation(member uuid, span interval default '24 hours')
returns table (at timestamptz, office_at timestamptz, verb text, verdict text, reason text, kind text, what text,
  owner_office text, acted_from text, login name, address inet, item_id uuid, item_version bigint, activity_id uuid)
language plpgsql stable parallel safe set search_path = '' as $$
declare
  ended timestamptz := audit.revoked_at(before_revocation.member);
begin
  if ended is null then
    raise exception 'no revoked member has this id; audit.activity_of answers for the others'
      using errcode = 'no_data_found';
  end if;
  return query select a.* from audit.activity_of(before_revocation.member, ended - span, ended) a;
end $$;

alter function audit.before_revocation(uuid, interval) owner to crier_owner;
revoke all on function audit.before_revocation(uuid, interval) from public;
grant execute on function audit.before_revocation(uuid, interval) to crier_auditor;
