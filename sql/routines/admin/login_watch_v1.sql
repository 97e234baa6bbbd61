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

alter function admin.login_watch_v1(interval) owner to crier_logins;
revoke all on function admin.login_watch_v1(interval) from public;
grant execute on function admin.login_watch_v1(interval) to crier_coordinator;
