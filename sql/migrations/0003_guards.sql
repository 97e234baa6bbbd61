-- What the tables of 0001 and 0002 need to defend themselves: who may enter the schemas, the bell of each agent,
-- and the triggers that hold whoever writes.

grant usage on schema crier
  to crier_sync, crier_coordinator, crier_audit_writer, crier_logins, crier_auditor, crier_dba, crier_migrator;
grant usage on schema sync to crier_agent, crier_sync, crier_coordinator;
grant usage on schema admin to crier_coordinator, crier_sync, crier_logins, crier_audit_writer, crier_migrator;
grant usage on schema audit to crier_auditor, crier_dba;
-- A routine can only be given to a role that may create where it stands.
grant create on schema sync to crier_sync;
grant create on schema admin to crier_logins, crier_audit_writer;

-- Whoever stands above a region: read for every row-level rule, from both ends.
create index fan_out_ancestor_idx on crier.fan_out (ancestor_id, region_id);

alter table crier.agent add column bell text;
comment on column crier.agent.bell is 'Random name that the agent''s last connection listens to.';

-- Nobody approves what they wrote: the author, or whoever wrote this revision or one before it.
-- Checked at commit, when the revisions of the same batch are there whatever the order of writing.
create function crier.approval_not_own() returns trigger
language plpgsql set search_path = '' as $$
begin
  if exists (
      select from crier.revision r
      where r.region_id = new.region_id and r.post_id = new.post_id
        and r.revision <= new.revision and r.member_id = new.member_id)
    or not exists (
      select from crier.post p
      where p.region_id = new.region_id and p.post_id = new.post_id and p.member_id <> new.member_id)
  then
    raise exception 'a writer of a post cannot approve it'
      using errcode = 'check_violation', schema = 'crier', table = 'approval', constraint = 'approval_not_own';
  end if;
  return null;
end $$;
create constraint trigger approval_not_own after insert or update on crier.approval
  deferrable initially deferred for each row execute function crier.approval_not_own();

-- Append-only means for every role, the owner included: row-level rules do not bind TRUNCATE.
create function crier.append_only() returns trigger
language plpgsql set search_path = '' as $$
begin
  raise exception 'rows of % are never changed', tg_table_name using errcode = 'insufficient_privilege';
end $$;
create trigger append_only before update or delete or truncate on crier.activity
  for each statement execute function crier.append_only();
create trigger append_only before update or delete or truncate on crier.ruling
  for each statement execute function crier.append_only();
create trigger append_only before update or delete or truncate on crier.attempt
  for each statement execute function crier.append_only();
create trigger append_only before update or delete or truncate on crier.revision
  for each statement execute function crier.append_only();
create trigger append_only before update or delete or truncate on crier.approval
  for each statement execute function crier.append_only();
create trigger append_only before update or delete or truncate on crier.event
  for each statement execute function crier.append_only();

-- The first line of each table's file in sql/policies: row-level rules on, for the owner too; the rules and grants that
-- an earlier version of the file made gone; and the rule of crier_migrator, the same everywhere, which may never change
-- what is append-only. What auditors and DBAs may read stands in a file of its own and stays.
create procedure crier.guard(guarded regclass)
language plpgsql set search_path = '' as $$
declare
  made name;
begin
  execute format('alter table %s enable row level security, force row level security', guarded);
  for made in
    select p.polname from pg_catalog.pg_policy p
    where p.polrelid = guarded
      and not p.polroles <@ array['crier_auditor'::regrole::oid, 'crier_dba'::regrole::oid]
  loop
    execute format('drop policy %I on %s', made, guarded);
  end loop;
  execute format('revoke all on table %s from public, crier_agent, crier_sync, crier_coordinator, crier_logins,'
    ' crier_audit_writer, crier_migrator', guarded);
  execute format('create policy migrator_all on %s to crier_migrator using (true) with check (true)', guarded);
  if exists (select from pg_catalog.pg_trigger t where t.tgrelid = guarded and t.tgname = 'append_only') then
    execute format('grant select, insert on table %s to crier_migrator', guarded);
  else
    execute format('grant select, insert, update, delete on table %s to crier_migrator', guarded);
  end if;
end $$;
