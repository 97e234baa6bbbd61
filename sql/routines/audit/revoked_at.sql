-- When a member was revoked, by the server's clock; null: not revoked. Revocation is final, so the first one counts.
create or replace function audit.revoked_at(member uuid) returns timestamptz
language plpgsql stable parallel safe set search_path = '' as $$
begin
  return (
    select coalesce(
      (select min(e.at) from crier.event e
        where e.region_id = m.region_id and e.kind = 'member' and e.item_id = m.member_id
          and e.verb = 'member.revoke' and coalesce(e.verdict, 'accepted') in ('accepted', 'merged')),
      m.changed_at)
    from crier.member m where m.member_id = revoked_at.member and m.state = 'revoked');
end $$;

alter function audit.revoked_at(uuid) owner to crier_owner;
revoke all on function audit.revoked_at(uuid) from public;
grant execute on function audit.revoked_at(uuid) to crier_auditor;
