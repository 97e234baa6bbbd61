-- A post that is on its way to an account keeps it, also where the rules looked before it went.
\ir fixture/begin.sql
\ir fixture/dispatch.sql
select plan(8);

create temp table held as select admin.reconciler_take_v1(pg_temp.id('one'), '1 minute') as fence;
-- The rulings' write of a revision of a post on these accounts.
create function pg_temp.move(n text, channels text[]) returns bigint language plpgsql as $$
declare
  p crier.post := (select x from crier.post x where x.post_id = pg_temp.id('post ' || n));
  said jsonb := jsonb_set(p.content, '{channels}', (
    select jsonb_agg(jsonb_build_object('region', pg_temp.id(c), 'channel', pg_temp.id(c || '-channel'))
      order by pg_temp.id(c || '-channel')) from unnest(channels) c));
  digest text := encode(crier.content_digest(p.post_id, said), 'hex');
  none jsonb := (select jsonb_object_agg(k, '[]'::jsonb) from unnest(array['rulings', 'events', 'feed', 'approvals',
    'regions', 'members', 'grants', 'policies', 'channels', 'stops', 'decisions', 'conflicts', 'deferred']) k);
begin
  return admin.rulings_write_v1(pg_temp.id('one'), (select fence from held), none || jsonb_build_object(
    'restrictive', false,
    'posts', jsonb_build_array(to_jsonb(p) || jsonb_build_object('content', said, 'digest', digest, 'state', 'draft',
      'approvals', '[]'::jsonb, 'revision', p.revision + 1, 'version', p.version + 1)),
    'revisions', jsonb_build_array(jsonb_build_object('region_id', p.region_id, 'post_id', p.post_id, 'revision',
      p.revision + 1, 'digest', digest, 'content', said, 'member_id', pg_temp.id('ann'), 'member_name', 'Ann',
      'activity_id', pg_temp.id('act'), 'written_at', now(), 'epoch', null))));
end $$;
create function pg_temp.both(n text) returns void language sql as $$
  select pg_temp.post(n, channels => '{north,south}'), pg_temp.plan_post(n), pg_temp.plan_post(n, 'south') $$;
create function pg_temp.becomes(n text, state text, why text default null) returns void language sql as $$
  update crier.delivery set state = $2, reason = why, remote_id = 'there', sent_at = now()
  where delivery_id = pg_temp.delivery(n, 'south') $$;

select pg_temp.both('a');
select lives_ok($$ select pg_temp.move('a', '{north}') $$, 'what only waits is left');
update crier.delivery set state = 'withdrawn';
select pg_temp.both('b');
select is(pg_temp.try(), 'allowed, allowed', 'it goes on its way');
select throws_ok($$ select pg_temp.move('b', '{north}') $$, 'CR010', null, 'then it keeps its account');
select lives_ok($$ select pg_temp.move('b', '{north,south}') $$, 'other words are another matter');
select pg_temp.both('c'), pg_temp.becomes('c', 'parked'), pg_temp.both('d'), pg_temp.becomes('d', 'sent');
select throws_ok($$ select pg_temp.move('c', '{north}') $$, 'CR010', null, 'also where it may be out');
select throws_ok($$ select pg_temp.move('d', '{north}') $$, 'CR010', null, 'and where it is');
select pg_temp.both('e'), pg_temp.becomes('e', 'parked', 'restored'), pg_temp.both('f'),
  pg_temp.becomes('f', 'rejected');
select lives_ok($$ select pg_temp.move('e', '{north}') $$, 'but not where only a restore makes it doubtful');
select lives_ok($$ select pg_temp.move('f', '{north}') $$, 'nor where it is not');
select * from finish();
rollback;
