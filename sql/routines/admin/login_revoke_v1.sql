-- Ends a region's logins for good, but for one that is to be kept (null: none); returns how many. Commit, then call
-- admin.login_terminate_v1, twice: sessions that are open, or were being opened, still stand.
drop function if exists admin.login_revoke_v1(uuid);
create or replace function admin.login_revoke_v1(region uuid, keep text default null) returns integer
language plpgsql volatile security definer set search_path = '' as $$
declare
  ended integer := 0;
  name text;
begin
  for name in
    delete from crier.login l
    where l.region_id = region and l.login_name::text is distinct from keep
    returning l.login_name
  loop
    ended := ended + 1;
    if to_regrole(quote_ident(name)) is not null and name ~ '^r_[0-9a-f]+$' then
      execute format('alter role %I nologin', name);
      execute format('revoke crier_agent from %I', name);
    end if;
  end loop;
  return ended;
end $$;

alter function admin.login_revoke_v1(uuid, text) owner to crier_logins;
revoke all on function admin.login_revoke_v1(uuid, text) from public;
grant execute on function admin.login_revoke_v1(uuid, text) to crier_coordinator;
