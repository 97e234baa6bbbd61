-- Ends all sessions of a member (revoked, or a new password); returns how many.
create or replace function admin.session_end_v1(member uuid) returns integer
language plpgsql volatile set search_path = '' as $$
declare
  ended integer;
begin
  delete from crier.session s where s.member_id = member;
  get diagnostics ended = row_count;
  return ended;
end $$;

alter function admin.session_end_v1(uuid) owner to crier_owner;
revoke all on function admin.session_end_v1(uuid) from public;
grant execute on function admin.session_end_v1(uuid) to crier_coordinator;
