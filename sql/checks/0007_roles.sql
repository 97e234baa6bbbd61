-- Roles have the attributes that they are made with and no more; nobody who logs in is a member of one that owns.
select r.rolname as untidy, 'attributes are wider than they were made with' as why
from pg_roles r
where (r.rolname ~ '^crier_' or r.rolname ~ '^r_[0-9a-f]+$')
  and (r.rolsuper or r.rolcreatedb or r.rolreplication
    or r.rolcreaterole and r.rolname <> 'crier_logins'
    or r.rolbypassrls and r.rolname <> 'crier_backup'
    or r.rolcanlogin and r.rolname not in ('crier_coordinator', 'crier_backup') and r.rolname ~ '^crier_')
union all
select m.member::regrole::text, 'is a member of ' || m.roleid::regrole
from pg_auth_members m
where (m.member::regrole::text in ('crier_coordinator', 'crier_sync', 'crier_agent', 'crier_audit_writer',
    'crier_auditor', 'crier_dba', 'crier_backup', 'crier_owner', 'crier_migrator')
  or m.member::regrole::text ~ '^r_[0-9a-f]+$' and m.roleid <> 'crier_agent'::regrole
  or m.member = 'crier_logins'::regrole
    and m.roleid::regrole::text not in ('crier_agent', 'pg_signal_backend', 'pg_read_all_stats')
    and m.roleid::regrole::text !~ '^r_[0-9a-f]+$');
