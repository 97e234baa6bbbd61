-- Logins of regions. All run as crier_logins, the only role that may make roles: names are random, and nothing but
-- membership of crier_agent is ever granted. The client's certificate has the login as its common name.

-- Makes a login for a region; returns its name. A region may have two for a while: that is how one is replaced.
-- CR006: no such region, or revoked. CR009: malformed.
create or replace function admin.login_create_v1(region uuid, certificate_sha256 bytea) returns text
language plpgsql volatile security definer set search_path = '' as $$
declare
  name constant text := 'r_' || substr(replace(gen_random_uuid()::text, '-', ''), 1, 12)
    || substr(replace(gen_random_uuid()::text, '-', ''), 21, 12);
begin
  if octet_length(certificate_sha256) is distinct from 32 then
    raise exception 'the SHA-256 of the certificate is needed' using errcode = 'CR009';
  end if;
  perform from crier.region r where r.region_id = region and r.state <> 'revoked';
  if not found then
    raise exception 'no such region' using errcode = 'CR006';
  end if;
  execute format('create role %I login nosuperuser nocreatedb nocreaterole noreplication nobypassrls inherit '
    'connection limit 4 in role crier_agent', name);
  -- Defaults that the login may change; the coordinator ends what is older than 10 s all the same.
  execute format('alter role %I set idle_in_transaction_session_timeout = ''10s''', name);
  execute format('alter role %I set statement_timeout = ''30s''', name);
  insert into crier.login (region_id, login, login_name, certificate_sha256)
  values (region, name::regrole, name, login_create_v1.certificate_sha256);
  return name;
end $$;

-- Ends a region's logins for good; returns how many. Commit, then call admin.login_terminate_v1, twice: sessions
-- that are open, or were being opened, still stand.
create or replace function admin.login_revoke_v1(region uuid) returns integer
language plpgsql volatile security definer set search_path = '' as $$
declare
  ended integer := 0;
  name text;
begin
  for name in
    delete from crier.login l where l.region_id = region returning l.login_name
  loop
    ended := ended + 1;
    if to_regrole(quote_ident(name)) is not null and name ~ '^r_[0-9a-f]+$' then
      execute format('alter role %I nologin', name);
      execute format('revoke crier_agent from %I', name);
    end if;
  end loop;
  return ended;
end $$;

-- Ends the sessions in this database of the region's logins and of every r_… login that is of no region (any more);
-- returns how many. Zero the second time means: nobody is left.
create or replace function admin.login_terminate_v1(region uuid) returns integer
language plpgsql volatile security definer set search_path = '' as $$
begin
  return (
    select count(*) filter (where pg_terminate_backend(s.pid))
    from pg_stat_activity s
    left join crier.login l on l.login = s.usesysid and l.login_name = s.usename
    where s.datname = current_database() and s.usename ~ '^r_[0-9a-f]+$'
      and (l.region_id is null or l.region_id = login_terminate_v1.region));
end $$;

-- Ends agents' transactions that are older than the given age (a login may lift its own time limits); returns how
-- many. The coordinator calls it every few seconds with 10 s.
create or replace function admin.login_watch_v1(older_than interval) returns integer
language plpgsql volatile security definer set search_path = '' as $$
begin
  return (
    select count(*) filter (where pg_terminate_backend(s.pid))
    from pg_stat_activity s
    where s.datname = current_database() and s.usename ~ '^r_[0-9a-f]+$'
      and s.xact_start < clock_timestamp() - older_than);
end $$;

alter function admin.login_create_v1(uuid, bytea) owner to crier_logins;
alter function admin.login_revoke_v1(uuid) owner to crier_logins;
alter function admin.login_terminate_v1(uuid) owner to crier_logins;
alter function admin.login_watch_v1(interval) owner to crier_logins;
revoke all on function admin.login_create_v1(uuid, bytea), admin.login_revoke_v1(uuid),
  admin.login_terminate_v1(uuid), admin.login_watch_v1(interval) from public;
grant execute on function admin.login_create_v1(uuid, bytea), admin.login_revoke_v1(uuid),
  admin.login_terminate_v1(uuid), admin.login_watch_v1(interval) to crier_coordinator;
