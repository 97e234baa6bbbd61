-- Whether an event tells of an act whose signature did not hold, or was never checked: then whoever the act names did
-- not do it, as far as anybody can know. Such an act is always refused.
create or replace function audit.unproved(verdict text, reason text, member_key bytea) returns boolean
language plpgsql immutable parallel safe set search_path = '' as $$
begin
  return coalesce(verdict = 'refused' and (reason = 'signature' or member_key is null), false);
end $$;

alter function audit.unproved(text, text, bytea) owner to crier_owner;
revoke all on function audit.unproved(text, text, bytea) from public;
grant execute on function audit.unproved(text, text, bytea) to crier_auditor;
