-- The ground on which two sessions are stepped through each other: gates in the routines, a log of what moved, states
-- of the database to go back to, and what the rules make of an act, as the coordinator hands it to be written.
-- The people, offices and accounts are those of sql/tests/fixture/dispatch.sql.

-- Waits until the watcher opens the gate: it holds, exclusively, the lock for which a stepped session asks here.
create function proof.gate() returns void language plpgsql security definer set search_path = '' as $$
declare
  side integer := nullif(current_setting('proof.side', true), '');
  turn integer := nullif(current_setting('proof.turn', true), '');
begin
  if side is null then
    return;                                           -- nobody steps this session
  end if;
  perform set_config('proof.turn', (1 - turn)::text, true);
  perform pg_advisory_lock_shared(side, turn);
  perform pg_advisory_unlock_shared(side, turn);
end $$;

create table proof.moved (
  n bigint generated always as identity, kind text, id uuid, was text, became text, fence_was bigint, fence bigint);
create function proof.note() returns trigger language plpgsql security definer set search_path = '' as $$
begin
  if tg_table_name = 'lane' then
    insert into proof.moved (kind, id, fence_was, fence) values ('lane', new.channel_id, old.fence, new.fence);
  else
    insert into proof.moved (kind, id, was, became, fence_was, fence)
    values (new.kind, new.delivery_id, case when tg_op = 'UPDATE' then old.state end, new.state,
      case when tg_op = 'UPDATE' then old.fence end, new.fence);
  end if;
  return null;
end $$;
create trigger proof_note after update on crier.lane for each row execute function proof.note();
create trigger proof_note after insert or update on crier.delivery for each row execute function proof.note();

-- Keeps the state of every table under a name, and goes back to it; triggers and keys sleep meanwhile.
create function proof.keep(name text) returns void language plpgsql as $$
declare
  t name;
begin
  execute format('create schema %I', 'kept_' || name);
  for t in select c.relname from pg_class c where c.relnamespace = 'crier'::regnamespace and c.relkind = 'r' loop
    execute format('create table %I.%I as select * from crier.%I', 'kept_' || name, t, t);
  end loop;
end $$;
create function proof.back_script(name text, tables name[]) returns text language sql as $$
  select string_agg(format('delete from crier.%I; insert into crier.%1$I (%s) overriding system value select %2$s '
      'from %I.%1$I;', c.relname, (
        select string_agg(quote_ident(a.attname), ', ' order by a.attnum) from pg_attribute a
        where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''),
      'kept_' || name), ' ')
    || ' delete from proof.moved;'
  from pg_class c where c.relnamespace = 'crier'::regnamespace and c.relname = any (tables) $$;

-- Time passes: leases and holds are over, and what was to come later is due.
create function proof.later() returns void language sql as $$
  update crier.lane set owner = null, lease_until = '-infinity', hold_until = '-infinity', slow_until = '-infinity',
    tokens = 10,
    next_due = case when next_due < 'infinity' then least(next_due, clock_timestamp()) else next_due end $$;

create function proof.post_now(n text, changed jsonb) returns jsonb language sql as $$
  select to_jsonb(p) || jsonb_build_object('digest', encode(p.digest, 'hex'), 'version', p.version + 1,
    'activity_id', proof.id('the act')) || changed
  from crier.post p where p.post_id = proof.id('post ' || n) $$;
create function proof.ruled(parts jsonb, kind text, owner uuid, item uuid, told jsonb default '{}') returns jsonb
language sql as $$
  select '{"restrictive": true, "revisions": [], "approvals": [], "decisions": [], "deferred": [], "regions": [],
      "members": [], "grants": [], "policies": [], "channels": [], "posts": [], "stops": [], "conflicts": []}'::jsonb
    || jsonb_build_object(
      'rulings', jsonb_build_array(jsonb_build_object('region_id', proof.id('centre'), 'activity_id',
        proof.id('the act'), 'verdict', 'accepted', 'kind', kind, 'item_region_id', owner, 'item_id', item,
        'item_version', 2)),
      'events', jsonb_build_array(jsonb_build_object('region_id', owner, 'acting_region_id', proof.id('centre'),
        'member_id', proof.id('dee'), 'verb', kind || '.act', 'kind', kind, 'item_id', item, 'item_version', 2,
        'activity_id', proof.id('the act'), 'verdict', 'accepted')),
      'feed', jsonb_build_array(
        jsonb_build_object('kind', 'ruling', 'owner_region_id', proof.id('centre'), 'item_id', proof.id('the act'),
          'version', 1),
        jsonb_build_object('kind', kind, 'owner_region_id', owner, 'item_id', item, 'version', 2) || told))
    || parts $$;
create function proof.ruled_post(changed jsonb, parts jsonb default '{}') returns jsonb language sql as $$
  select proof.ruled(jsonb_build_object('posts', jsonb_build_array(proof.post_now('main', changed))) || parts,
    'post', proof.id('south'), proof.id('post main'),
    jsonb_build_object('also', jsonb_build_array(proof.id('north')))) $$;

create function proof.batch(act text) returns jsonb language sql as $$
  select case act
    when 'stop' then proof.ruled(jsonb_build_object('stops', jsonb_build_array(jsonb_build_object(
        'region_id', proof.id('centre'), 'stop_id', proof.id('stop'), 'scope', 'topic', 'target_topic', 'fair',
        'exempt_emergency', false, 'reason', 'a test', 'placed_by', proof.id('dee'), 'placed_at', clock_timestamp(),
        'version', 1, 'activity_id', proof.id('the act')))),
      'stop', proof.id('centre'), proof.id('stop'), '{"common": true}')
    when 'withdraw' then proof.ruled_post('{"state": "withdrawn", "reason": "a test"}')
    when 'edit' then (
      select proof.ruled_post(jsonb_build_object('state', 'draft', 'revision', 2, 'approvals', '[]'::jsonb,
          'content', n.content, 'digest', n.digest),
        jsonb_build_object('revisions', jsonb_build_array(jsonb_build_object('region_id', p.region_id,
          'post_id', p.post_id, 'revision', 2, 'digest', n.digest, 'content', n.content, 'member_id', p.member_id,
          'member_name', 'Ann', 'activity_id', proof.id('the act'), 'written_at', clock_timestamp()))))
      from crier.post p
      cross join lateral (select jsonb_set(p.content, '{texts,en}', '"changed"') as content) c
      cross join lateral (select c.content, encode(crier.content_digest(p.post_id, c.content), 'hex') as digest) n
      where p.post_id = proof.id('post main'))
    when 'revoke' then (
      select proof.ruled(jsonb_build_object(
          'members', jsonb_build_array(to_jsonb(m) || '{"state": "revoked", "version": 2}'),
          'posts', jsonb_build_array(proof.post_now('main', '{"state": "stopped", "approvals": []}'))),
        'member', m.region_id, m.member_id)
      from crier.member m where m.member_id = proof.id('bob'))
    when 'pause' then (
      select proof.ruled(jsonb_build_object('channels', jsonb_build_array(to_jsonb(c)
          || jsonb_build_object('state', 'paused', 'reason', 'a test', 'version', 2,
            'credential_sha256', encode(c.credential_sha256, 'hex')))),
        'channel', c.region_id, c.channel_id)
      from crier.channel c where c.channel_id = proof.id('north-channel'))
  end $$;

-- Two posts of South's people, both due: `main`, of a topic, on North's account and South's, let out by Bob; then
-- `next` on North's, let out by Dee.
insert into crier.activity (region_id, activity_id, agent_id, incarnation, restrictive, sequence, body, body_sha256,
  signature, login)
values (proof.id('centre'), proof.id('the act'), proof.id('desk'), 1, true, 1, '{}', sha256('{}'),
  decode(repeat('00', 64), 'hex'), 'test');
insert into crier.inbox (region_id, activity_id, restrictive) values (proof.id('centre'), proof.id('the act'), true);
update crier.reconciler set owner = proof.id('ruler'), lease_until = 'infinity', fence = 1;
select proof.post('main', channels => '{north,south}', region => 'south');
select proof.post('next', region => 'south');
set session_replication_role = replica;               -- approvals are never changed; this one is made to be Dee's
update crier.post set campaign = 'fair' where post_id = proof.id('post main');
update crier.post set approvals = jsonb_build_array(approvals -> 0
  || jsonb_build_object('member_id', proof.id('dee'))) where post_id = proof.id('post next');
update crier.approval set member_region_id = proof.id('centre'), member_id = proof.id('dee')
where post_id = proof.id('post next');
set session_replication_role = origin;
select proof.plan_post('main', becomes => 'waiting', due => '-1 minute');
update crier.post set planned_version = 0 where post_id = proof.id('post main');
select proof.plan_post('main', 'south', due => '-1 minute');
select proof.plan_post('next');

grant usage on schema proof to crier_coordinator;
grant execute on all functions in schema proof to crier_coordinator;
