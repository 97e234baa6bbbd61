-- Takes a batch of one agent's acts, in its sequence from `first`: at most 200 acts and 256 KiB. What is there
-- already is skipped; after a gap nothing is taken (received 0, expected says from where to send again). A number that
-- was given to another act is a fork, and nothing is taken: the act there has other bytes, or, where an act stands that
-- came before under another number, this one is not here. Region, login and address are the connection's, never the
-- payload's. CR002: region locked. CR003. CR006: no such agent, say hello first. CR009: malformed batch.
create or replace function sync.push_v1(
  agent uuid, incarnation integer, restrictive boolean, first bigint, ids uuid[], bodies text[], signatures bytea[])
returns table (received integer, expected bigint, forked boolean)
language plpgsql volatile security definer set search_path = '' as $$
declare
  mine uuid := sync.mine();
  count_of_acts integer := cardinality(ids);
  skipped integer;
  known uuid[] := '{}';
begin
  if restrictive is null or first is null or first < 1 or count_of_acts is null or count_of_acts > 200
    or cardinality(bodies) is distinct from count_of_acts or cardinality(signatures) is distinct from count_of_acts
    or (select coalesce(sum(octet_length(b)), 0) > 262144 from unnest(bodies) b)
  then
    raise exception 'a batch has at most 200 acts and 256 KiB, each with its id and signature'
      using errcode = 'CR009';
  end if;

  select case when push_v1.restrictive then a.last_restrictive else a.last_sequence end + 1 into expected
  from crier.agent a
  where a.region_id = mine and a.agent_id = agent and a.incarnation = push_v1.incarnation
  for update;
  if expected is null then
    raise exception 'no such agent' using errcode = 'CR006';
  end if;
  received := 0;
  forked := false;
  skipped := least(expected - first, count_of_acts);
  if skipped > 0 then
    select coalesce(bool_or(v.body_sha256 <> sha256(convert_to(bodies[v.sequence - first + 1], 'UTF8'))), false)
    into forked
    from crier.activity v
    where v.region_id = mine and v.agent_id = agent and v.incarnation = push_v1.incarnation
      and v.restrictive = push_v1.restrictive and v.sequence between first and first + skipped - 1;
    forked := forked or exists (
      select from unnest(ids, bodies) with ordinality as act (id, body, place)
      where act.place <= skipped and not exists (
        select from crier.activity v where v.region_id = mine and v.activity_id = act.id
          and v.body_sha256 = sha256(convert_to(act.body, 'UTF8'))));
  end if;
  if forked or skipped < 0 or skipped = count_of_acts then
    return next;
    return;
  end if;

  -- An act that is here already, brought before under another number, counts as received: the second round leaves it
  -- out. One with the id of another act is refused.
  for round in 1 .. 2 loop
    begin
      insert into crier.activity (region_id, activity_id, agent_id, incarnation, restrictive, sequence,
        body, body_sha256, signature, login, address)
      select mine, act.id, agent, push_v1.incarnation, push_v1.restrictive, first + act.place - 1,
        act.body, sha256(convert_to(act.body, 'UTF8')), act.signature, session_user, inet_client_addr()
      from unnest(ids, bodies, signatures) with ordinality as act (id, body, signature, place)
      where act.place > skipped and act.id <> all (known);
      insert into crier.inbox (region_id, activity_id, restrictive)
      select mine, act.id, push_v1.restrictive
      from unnest(ids) with ordinality as act (id, place)
      where act.place > skipped and act.id <> all (known)
      order by act.place;
      exit;
    exception
      when unique_violation then
        if round = 1 then
          known := array(
            select v.activity_id from unnest(ids, bodies) as act (id, body)
            join crier.activity v on v.region_id = mine and v.activity_id = act.id
              and v.body_sha256 = sha256(convert_to(act.body, 'UTF8')));
        end if;
        if round = 2 or known = '{}' then
          raise exception 'an act has an id that is taken' using errcode = 'CR009';
        end if;
      when not_null_violation or check_violation then
        raise exception 'an act lacks a part' using errcode = 'CR009';
    end;
  end loop;

  received := count_of_acts - skipped;
  expected := first + count_of_acts;
  update crier.agent a set
    last_sequence = case when push_v1.restrictive then a.last_sequence else push_v1.expected - 1 end,
    last_restrictive = case when push_v1.restrictive then push_v1.expected - 1 else a.last_restrictive end,
    last_push_at = clock_timestamp()
  where a.region_id = mine and a.agent_id = agent and a.incarnation = push_v1.incarnation;
  return next;
end $$;

alter function sync.push_v1(uuid, integer, boolean, bigint, uuid[], text[], bytea[]) owner to crier_sync;
revoke all on function sync.push_v1(uuid, integer, boolean, bigint, uuid[], text[], bytea[]) from public;
grant execute on function sync.push_v1(uuid, integer, boolean, bigint, uuid[], text[], bytea[]) to crier_agent;
