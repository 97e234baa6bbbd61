-- Says who the login is and where everything stands: {region_id, name, state, body, epoch, frozen, region_head,
-- region_floor, common_head, common_floor, last_sequence, last_restrictive, protocol_min, protocol_max, server_time,
-- signing_key, encryption_key, encryption_key_id, encryption_key_signature, bell}. Works when the region is locked.
-- Makes the agent's row if it is new. CR003: login of no region. CR009: too many agents. CR012: protocol too old.
create or replace function sync.hello_v1(agent uuid, incarnation integer, protocol integer) returns jsonb
language plpgsql volatile security definer set search_path = '' set timezone = 'UTC' as $$
declare
  oldest constant integer := 1;
  newest constant integer := 1;
  most_agents constant integer := 1000;
  mine uuid := sync.me();
  name_of_bell text := 'crier_' || replace(gen_random_uuid()::text, '-', '');
  answer jsonb;
begin
  if agent is null or incarnation is null or protocol is null or incarnation < 1 then
    raise exception 'agent, incarnation and protocol are needed' using errcode = 'CR009';
  end if;
  if protocol < oldest then
    raise exception 'this protocol is too old' using errcode = 'CR012';
  end if;

  update crier.agent a set protocol = least(hello_v1.protocol, newest), bell = name_of_bell
  where a.region_id = mine and a.agent_id = hello_v1.agent and a.incarnation = hello_v1.incarnation;
  if not found then
    if (select count(*) from crier.agent a where a.region_id = mine) >= most_agents then
      raise exception 'this region has too many agents' using errcode = 'CR009';
    end if;
    insert into crier.agent (region_id, agent_id, incarnation, protocol, bell)
    values (mine, hello_v1.agent, hello_v1.incarnation, least(hello_v1.protocol, newest), name_of_bell)
    on conflict do nothing;
  end if;

  select jsonb_build_object(
    'region_id', mine, 'name', r.name, 'state', r.state,
    'body', b.name, 'epoch', b.epoch, 'frozen', b.frozen_at is not null,
    'region_head', coalesce(h.head, 0), 'region_floor', coalesce(h.floor, 0),
    'common_head', coalesce(c.head, 0), 'common_floor', coalesce(c.floor, 0),
    'last_sequence', a.last_sequence, 'last_restrictive', a.last_restrictive,
    'protocol_min', oldest, 'protocol_max', newest, 'server_time', clock_timestamp(),
    'signing_key', b.signing_key, 'encryption_key', b.encryption_key, 'encryption_key_id', b.encryption_key_id,
    'encryption_key_signature', b.encryption_key_signature, 'bell', a.bell)
  into answer
  from crier.body b
  join crier.region r on r.region_id = mine
  join crier.agent a on a.region_id = mine and a.agent_id = hello_v1.agent and a.incarnation = hello_v1.incarnation
  left join crier.feed_head h on h.region_id = mine
  left join crier.feed_head c on c.region_id = '00000000-0000-0000-0000-000000000000';
  return answer;
end $$;

alter function sync.hello_v1(uuid, integer, integer) owner to crier_sync;
revoke all on function sync.hello_v1(uuid, integer, integer) from public;
grant execute on function sync.hello_v1(uuid, integer, integer) to crier_agent;
