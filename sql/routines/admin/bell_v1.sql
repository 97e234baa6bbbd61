-- Wakes the desks of these regions that are in use: NOTIFY without data on each agent's own bell. Called on a
-- connection of its own after the commit that changed something; a lost ring costs one poll. Returns how many rang.
create or replace function admin.bell_v1(regions uuid[]) returns integer
language plpgsql volatile set search_path = '' as $$
begin
  return (
    select count(pg_notify(a.bell, ''))
    from crier.agent a
    where a.region_id = any (regions) and a.bell is not null
      and a.last_pull_at > clock_timestamp() - interval '10 minutes');
end $$;

alter function admin.bell_v1(uuid[]) owner to crier_owner;
revoke all on function admin.bell_v1(uuid[]) from public;
grant execute on function admin.bell_v1(uuid[]) to crier_coordinator;
