-- What PUBLIC has by default in every database, and what an office's login must not have: temporary tables,
-- large objects, advisory locks, languages, the schema public. Applied by a superuser to each database, twice-safe.

do $$
declare
  routine regprocedure;
begin
  execute format('revoke temporary, create on database %I from public', current_database());
  execute format('grant create on database %I to crier_owner', current_database());
  execute format('grant connect on database %I'
    ' to crier_agent, crier_coordinator, crier_auditor, crier_dba, crier_backup', current_database());
  revoke all on schema public from public;

  -- Advisory locks are shared by all: whoever may take them may hold up the stop, the reconciler and the migrator.
  for routine in
    select p.oid::regprocedure from pg_proc p
    where p.pronamespace = 'pg_catalog'::regnamespace and p.proname like 'pg\_%advisory\_%lock%'
  loop
    execute format('revoke execute on function %s from public', routine);
    execute format('grant execute on function %s to crier_owner, crier_coordinator', routine);
  end loop;

  -- Large objects know no rows and no owner region.
  for routine in
    select p.oid::regprocedure from pg_proc p
    where p.pronamespace = 'pg_catalog'::regnamespace
      and (p.proname in ('loread', 'lowrite') or p.proname like 'lo\_%')
  loop
    execute format('revoke execute on function %s from public', routine);
  end loop;

  -- Anonymous code blocks need usage of a language.
  revoke usage on language plpgsql, sql from public;
  grant usage on language plpgsql, sql
    to crier_owner, crier_sync, crier_logins, crier_audit_writer, crier_coordinator, crier_migrator;
end $$;

-- No function is anybody's until it is granted; the backup role reads every table that migrations make.
alter default privileges revoke execute on functions from public;
alter default privileges for role crier_owner revoke execute on functions from public;
alter default privileges for role crier_migrator revoke execute on functions from public;
alter default privileges for role crier_sync revoke execute on functions from public;
alter default privileges for role crier_logins revoke execute on functions from public;
alter default privileges for role crier_audit_writer revoke execute on functions from public;
alter default privileges for role crier_coordinator revoke execute on functions from public;
alter default privileges for role crier_owner grant select on tables to crier_backup;
alter default privileges for role crier_owner grant select on sequences to crier_backup;
alter default privileges for role crier_owner grant usage on schemas to crier_backup;
