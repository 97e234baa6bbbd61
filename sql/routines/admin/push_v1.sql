-- The same door for the centre's command line as for every office: acts of members of the centre, stamped with the
-- root region. The agent is made if it is new and gives its next sequence numbers; returns the last one given.
-- CR006: no centre yet. CR009: malformed batch or an id that is taken.
create or replace function admin.push_v1(
  agent uuid, restrictive boolean, ids uuid[], bodies text[], signatures bytea[]) returns bigint
language plpgsql volatile set search_path = '' as $$
declare
  root uuid := admin.root();
  count_of_acts integer := cardinality(ids);
  last bigint;
begin
  if root is null then
    raise exception 'there is no centre yet' using errcode = 'CR006';
  end if;
  if agent is null or restrictive is null or count_of_acts is null or count_of_acts not between 1 and 200
    or cardinality(bodies) is distinct from count_of_acts or cardinality(signatures) is distinct from count_of_acts
    or (select coalesce(sum(octet_length(b)), 0) > 262144 from unnest(bodies) b)
  then
    raise exception 'a batch has 1 to 200 acts and 256 KiB, each with its id and signature' using errcode = 'CR009';
  end if;
  insert into crier.agent (region_id, agent_id) values (root, agent) on conflict do nothing;
  update crier.agent a set
    last_sequence = a.last_sequence + case when push_v1.restrictive then 0 else count_of_acts end,
    last_restrictive = a.last_restrictive + case when push_v1.restrictive then count_of_acts else 0 end,
    last_push_at = clock_timestamp()
  where a.region_id = root and a.agent_id = agent and a.incarnation = 1
  returning case when push_v1.restrictive then a.last_restrictive else a.last_sequence end into last;

  begin
    insert into crier.activity (region_id, activity_id, agent_id, incarnation, restrictive, sequence,
      body, body_sha256, signature, login, address)
    select root, act.id, agent, 1, push_v1.restrictive, last - count_of_acts + act.place,
      act.body, sha256(convert_to(act.body, 'UTF8')), act.signature, session_user, inet_client_addr()
    from unnest(ids, bodies, signatures) with ordinality as act (id, body, signature, place);
  exception when unique_violation or not_null_violation or check_violation then
    raise exception 'an act lacks a part or has an id that is taken' using errcode = 'CR009';
  end;
  insert into crier.inbox (region_id, activity_id, restrictive)
  select root, act.id, push_v1.restrictive
  from unnest(ids) with ordinality as act (id, place)
  order by act.place;
  return last;
end $$;

alter function admin.push_v1(uuid, boolean, uuid[], text[], bytea[]) owner to crier_owner;
revoke all on function admin.push_v1(uuid, boolean, uuid[], text[], bytea[]) from public;
grant execute on function admin.push_v1(uuid, boolean, uuid[], text[], bytea[]) to crier_coordinator;
