-- The agent tells how far it has stored both feeds: for the DBA's lag figures only, nothing depends on it.
create or replace function sync.seen_v1(agent uuid, incarnation integer, region_cursor bigint, common_cursor bigint)
returns void
language plpgsql volatile security definer set search_path = '' as $$
declare
  mine uuid := sync.mine();
begin
  update crier.agent a set
    region_cursor = coalesce(seen_v1.region_cursor, a.region_cursor),
    common_cursor = coalesce(seen_v1.common_cursor, a.common_cursor),
    last_pull_at = clock_timestamp()
  where a.region_id = mine and a.agent_id = agent and a.incarnation = seen_v1.incarnation;
  if not found then
    raise exception 'no such agent' using errcode = 'CR006';
  end if;
end $$;

alter function sync.seen_v1(uuid, integer, bigint, bigint) owner to crier_sync;
revoke all on function sync.seen_v1(uuid, integer, bigint, bigint) from public;
grant execute on function sync.seen_v1(uuid, integer, bigint, bigint) to crier_agent;
