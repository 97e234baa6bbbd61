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

alter function admin.login_terminate_v1(uuid) owner to crier_logins;
revoke all on function admin.login_terminate_v1(uuid) from public;
grant execute on function admin.login_terminate_v1(uuid) to crier_coordinator;
