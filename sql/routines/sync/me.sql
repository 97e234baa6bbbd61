-- The region of the login that connected: by the role itself and by its name, so that neither a dropped and
-- recreated role nor a restored role number opens a region. Raises CR003 for a login of no region.
create or replace function sync.me() returns uuid
language plpgsql stable security definer set search_path = '' as $$
declare
  mine uuid;
begin
  select l.region_id into mine
  from crier.login l
  where l.login_name = session_user and l.login = to_regrole(quote_ident(session_user));
  if mine is null then
    raise exception 'this login is of no region' using errcode = 'CR003';
  end if;
  return mine;
end $$;

alter function sync.me() owner to crier_sync;
revoke all on function sync.me() from public;
grant execute on function sync.me() to crier_agent;
