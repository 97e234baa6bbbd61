-- What happens a second time: a call whose answer was lost, the same words, a key used before, a post that a restore
-- has forgotten.
\set ECHO none
\ir fixture/begin.sql
\ir fixture/dispatch.sql
select no_plan();

-- A settlement whose answer was lost is sent again.
select pg_temp.post('a'), pg_temp.plan_post('a'), pg_temp.post('b'), pg_temp.plan_post('b');
create temp table i as select pg_temp.intent('one', pg_temp.claim('one')) as intent;
create temp table answer as select pg_temp.settle('one', intent, 'sent', go_on => true) as first from i;
select is(jsonb_array_length(first -> 'work'), 1, 'there is more to do on the lane') from answer;
select is(pg_temp.settle('one', intent, 'sent', go_on => true) -> 'work' -> 0 -> 'delivery' -> 'delivery_id',
  first -> 'work' -> 0 -> 'delivery' -> 'delivery_id', 'asked again, it is told again') from i, answer;
select is((select count(*) from crier.attempt where kind = 'late'), 0::bigint, 'and is no late evidence');
select pg_temp.settle('one', intent, 'sent') from i;
select is((select owner from crier.lane where region_id = pg_temp.id('north')), null,
  'asked to let go, the lane is let go, though its delivery was settled before');
create temp table j as select pg_temp.intent('two', pg_temp.claim('two')) as intent;
select is(intent -> 0 ->> 'allowed', 'true', 'and is another coordinator''s') from j;
select pg_temp.settle('one', intent, 'sent', go_on => true) from i;
select is((select owner from crier.lane where region_id = pg_temp.id('north')), pg_temp.id('two'),
  'which keeps it, whatever the first still says');
select pg_temp.settle('two', intent, 'sent') from j;

-- The hour of a late fact is that of its try.
select pg_temp.post('c'), pg_temp.plan_post('c');
create temp table k as select pg_temp.intent('one', pg_temp.claim('one')) as intent;
update crier.delivery set intent_at = intent_at - interval '2 minutes' where state = 'sending';
select pg_temp.fall_silent(), admin.sweep_v1('40 seconds');
select pg_temp.settle('one', intent, 'sent') from k;
select ok((select state = 'sent' and sent_at < clock_timestamp() - interval '1 minute' from crier.delivery
  where delivery_id = pg_temp.delivery('c')), 'a late "sent" stands at the time of its try');

-- Somebody else's post of the same words is not this one.
select pg_temp.post('d'), pg_temp.plan_post('d');
create temp table l as select pg_temp.intent('one', pg_temp.claim('one')) as intent;
select pg_temp.settle('one', intent, 'unknown') from l;
select is(admin.resolve_v1(jsonb_build_array(jsonb_build_object('region_id', d.region_id, 'delivery_id', d.delivery_id,
  'fence', d.fence, 'found', 'present', 'repeat', 'never', 'remote_id', s.remote_id)), '0', '30 seconds')
    -> 0 ->> 'state',
  'parked', 'what another delivery put there proves nothing')
from crier.delivery d, crier.delivery s
where d.delivery_id = pg_temp.delivery('d') and s.delivery_id = pg_temp.delivery('a');
select is(pg_temp.state('d'), 'parked twin', 'a person decides');
select is((select remote_id from crier.delivery where delivery_id = pg_temp.delivery('d')), null, 'and it has no name');

-- The age of a key is that of its first use.
select pg_temp.post('e'), pg_temp.plan_post('e');
select pg_temp.intent('one', pg_temp.claim('one'));
create temp table m as select key_at from crier.delivery where delivery_id = pg_temp.delivery('e');
select ok(key_at is not null, 'the first intent begins it') from m;
update crier.delivery set state = 'waiting' where delivery_id = pg_temp.delivery('e');
select pg_temp.fall_silent();
select is(pg_temp.try('two'), 'allowed', 'a second try under the same key');
select is(d.key_at, m.key_at, 'does not make it younger') from crier.delivery d, m
where d.delivery_id = pg_temp.delivery('e');

-- An emergency does not wait behind a sender that is gone; behind one that lives it does.
select pg_advisory_lock(admin.owner_key(pg_temp.id('two')));
select pg_temp.post('f', 'emergency'), pg_temp.plan_post('f');
select is(admin.sweep_v1('40 seconds') ->> 'unknown', '0', 'its sender may yet settle');
select is(pg_temp.try('one'), null, 'so the emergency waits its turn');
select pg_advisory_unlock(admin.owner_key(pg_temp.id('two')));
select is(admin.sweep_v1('40 seconds') ->> 'unknown', '1', 'once its session has ended nobody waits for it');
select is(pg_temp.try('one'), 'allowed', 'and the emergency goes');
select pg_temp.settle('one', jsonb_build_array(jsonb_build_object('allowed', true, 'region_id', d.region_id,
  'delivery_id', d.delivery_id, 'fence', d.fence)), 'sent') from crier.delivery d where d.state = 'sending';
select pg_temp.post('g', channels => '{south}'), pg_temp.plan_post('g', 'south');
select pg_temp.intent('one', pg_temp.claim('one'));
select is(admin.sweep_v1('40 seconds') ->> 'unknown', '0', 'without an emergency behind it nothing is hurried');
update crier.delivery set state = 'withdrawn' where delivery_id = pg_temp.delivery('g', 'south');

-- What holds a lane says what it is.
select pg_temp.post('h', channels => '{harbour}'), pg_temp.plan_post('h', 'harbour');
update crier.lane set hold_until = clock_timestamp() + interval '1 minute', hold_reason = 'credential'
where region_id = pg_temp.id('harbour');
select ok(admin.explain_v1(pg_temp.delivery('h', 'harbour')) -> 'judged' ->> 'sentence' like '%connect it again%',
  'a dead credential is not the platform''s pace');
update crier.lane set hold_reason = 'held' where region_id = pg_temp.id('harbour');
select ok(admin.explain_v1(pg_temp.delivery('h', 'harbour')) -> 'judged' ->> 'sentence' like '%asked us to wait%',
  'that says so itself');
update crier.lane set hold_until = '-infinity' where region_id = pg_temp.id('harbour');

-- After a restore: a post that the database knew in other words.
create temp table before as select max(at) as known from crier.event;
update crier.delivery set state = 'withdrawn', fence = null where delivery_id = pg_temp.delivery('h', 'harbour');
select admin.epoch_change_v1('restored'), admin.thaw();
select is(b.restored_from, before.known, 'what it forgot is younger than all that it knows') from crier.body b, before;
create function pg_temp.rewrite(n text) returns void language plpgsql as $$
declare
  old crier.post;
  new_content jsonb;
begin
  select * into old from crier.post where post_id = pg_temp.id('post ' || n);
  new_content := jsonb_set(old.content, '{texts,en}', to_jsonb(n || ' in other words'));
  update crier.post set revision = 2, content = new_content, digest = crier.content_digest(old.post_id, new_content),
    version = version + 1 where post_id = old.post_id;
  insert into crier.revision (region_id, post_id, revision, digest, content, member_id, member_name, activity_id,
    written_at, epoch)
  select region_id, post_id, 2, digest, content, member_id, 'Ann', activity_id, now(), (select epoch from crier.body)
  from crier.post where post_id = old.post_id;
end $$;
select pg_temp.rewrite('h'), pg_temp.plan_post('h', 'harbour');
select is(pg_temp.state('h', 'harbour'), 'unknown restored', 'new words of an old post are looked up first');
create temp table look as select c.value from jsonb_array_elements(admin.look_v1(8, '30 seconds')) c
where c.value -> 'delivery' ->> 'delivery_id' = pg_temp.delivery('h', 'harbour')::text;
select is(value -> 'content' -> 'texts' ->> 'en', 'h in other words', 'in these words') from look;
select is(value -> 'earlier' -> 0 -> 'texts' ->> 'en', 'h', 'and in those it had before') from look;
select is((value ->> 'since')::timestamptz, before.known, 'and not among what is older') from look, before;
select admin.epoch_change_v1('again');
select is(b.restored_from, before.known, 'a second restore looks no less far back') from crier.body b, before;
select * from finish();
rollback;
