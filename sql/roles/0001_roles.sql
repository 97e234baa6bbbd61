-- The roles. Applied by a superuser, twice-safe. What stands as wanted is not touched:
-- several databases of one cluster share these roles and may be migrated at the same time, one after the other.

do $$
declare
  wanted record;
begin
  -- Roles belong to the whole cluster: another database may be migrated at the same time.
  lock table pg_catalog.pg_authid in share row exclusive mode;
  for wanted in
    select w.*, r.oid is null as missing,
      (r.rolcanlogin, r.rolcreaterole, r.rolbypassrls) is distinct from (w.login, w.makes_roles, w.bypasses)
        or r.rolsuper or r.rolcreatedb or r.rolreplication as differs
    from (values
      ('crier_owner',        false, false, false),
      ('crier_migrator',     false, false, false),
      ('crier_sync',         false, false, false),
      ('crier_agent',        false, false, false),
      ('crier_logins',       false, true,  false),
      ('crier_coordinator',  true,  false, false),
      ('crier_audit_writer', false, false, false),
      ('crier_auditor',      false, false, false),
      ('crier_dba',          false, false, false),
      ('crier_backup',       true,  false, true)
    ) as w (name, login, makes_roles, bypasses)
    left join pg_roles r on r.rolname = w.name
  loop
    if wanted.missing then
      execute format('create role %I', wanted.name);
    end if;
    if wanted.differs then
      execute format('alter role %I nosuperuser nocreatedb noreplication inherit %s %s %s', wanted.name,
        case when wanted.login then 'login' else 'nologin' end,
        case when wanted.makes_roles then 'createrole' else 'nocreaterole' end,
        case when wanted.bypasses then 'bypassrls' else 'nobypassrls' end);
    end if;
  end loop;

  for wanted in
    select * from (values
      ('pg_signal_backend',  'crier_logins', ''),                   -- ends sessions of a revoked login
      ('pg_read_all_stats',  'crier_logins', ''),                   -- sees how old an agent's transaction is
      ('crier_agent',        'crier_logins', ' with admin option')  -- needed from PostgreSQL 16 on
    ) as w (name, member, option)
    where not exists (
      select from pg_auth_members m
      where m.roleid = to_regrole(w.name)::oid and m.member = to_regrole(w.member)::oid)
  loop
    execute format('grant %I to %I%s', wanted.name, wanted.member, wanted.option);
  end loop;

  -- A backup that tries to write must fail loudly.
  if not exists (select from pg_db_role_setting where setrole = to_regrole('crier_backup')::oid and setdatabase = 0)
  then
    alter role crier_backup set default_transaction_read_only = on;
  end if;
end $$;
