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

alter function admin.login_create_v1(uuid, bytea) owner to crier_logins;
revoke all on function admin.login_create_v1(uuid, bytea) from public;
grant execute on function admin.login_create_v1(uuid, bytea) to crier_coordinator;
