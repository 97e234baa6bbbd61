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
select pg_temp.post('b2'), pg_temp.plan_post('b2');
create temp table j2 as select pg_temp.intent('one', pg_temp.claim('one')) as intent;
select pg_temp.settle('one', intent, 'sent') from i;
select is((select owner from crier.lane where region_id = pg_temp.id('north')), pg_temp.id('one'),
  'nor does it lose a lane that it has claimed anew since');
select pg_temp.settle('one', intent, 'sent') from j2;

-- The hour of a late fact is that of its try.
select pg_temp.post('c'), pg_temp.plan_post('c');
create temp table k as select pg_temp.intent('one', pg_temp.claim('one')) as intent;
update crier.delivery set intent_at = intent_at - interval '2 minutes' where state = 'sending';
select pg_temp.fall_silent(), admin.sweep_v1('40 seconds');
select pg_temp.settle('one', intent, 'sent') from k;
select ok((select state = 'sent' and sent_at < clock_timestamp() - interval '1 minute' from crier.delivery
  where delivery_id = pg_temp.delivery('c')), 'a late "sent" stands at the time of its try');

-- Which words a late fact is about, its try says: newer ones then wait for it no longer.
select pg_temp.post('c2'), pg_temp.plan_post('c2');
create temp table k2 as select pg_temp.intent('one', pg_temp.claim('one')) as intent;
select pg_temp.fall_silent(), admin.sweep_v1('40 seconds');
insert into crier.revision (region_id, post_id, revision, digest, content, member_id, member_name, activity_id,
  written_at, epoch)
select r.region_id, r.post_id, 2, crier.content_digest(r.post_id, n.content), n.content, r.member_id, r.member_name,
  r.activity_id, r.written_at, r.epoch
from crier.revision r, lateral (select jsonb_set(r.content, '{texts,en}', '"newer"') as content) n
where r.post_id = pg_temp.id('post c2');
update crier.post p set revision = 2, digest = r.digest, content = r.content
from crier.revision r where r.post_id = p.post_id and r.revision = 2 and p.post_id = pg_temp.id('post c2');
update crier.delivery d set state = 'waiting', reason = null, revision = 2, digest = r.digest, edit_waits = false
from crier.revision r where r.post_id = d.post_id and r.revision = 2 and d.delivery_id = pg_temp.delivery('c2');
select pg_temp.settle('one', intent, 'sent') from k2;
select results_eq(format('select d.state, d.revision, d.digest = r.digest, d.edit_waits from crier.delivery d
    join crier.revision r on r.post_id = d.post_id and r.revision = 1 where d.delivery_id = %L',
    pg_temp.delivery('c2')),
  $$ values ('sent', 1, true, true) $$, 'a late "sent" is of the words of its try, and newer ones follow it');

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
insert into crier.epoch (epoch, generation) select epoch, generation from crier.body;
insert into crier.coordinator (owner, host, process, seen_at)
values (pg_temp.id('before'), 'host', 1, clock_timestamp() - interval '1 hour');
create temp table before as select max(seen_at) as known from crier.coordinator;
update crier.delivery set state = 'withdrawn', fence = null where delivery_id = pg_temp.delivery('h', 'harbour');
select pg_temp.post('i', channels => '{south}'), pg_temp.plan_post('i', 'south', due => '1 hour');
select pg_temp.post('j', state => 'submitted');
select admin.epoch_change_v1('restored'), admin.thaw(pg_temp.id('another epoch'));
select ok((select frozen_at is not null from crier.body), 'an act of another epoch lets nothing go on');
select admin.thaw((select epoch from crier.body));
select ok((select frozen_at is null from crier.body), 'one of this epoch does');
select is(e.restored_from, before.known, 'what it forgot is younger than the last sign of life before')
from crier.epoch e join crier.body b on b.epoch = e.epoch, before;
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
create temp table look as select c.value from jsonb_array_elements(admin.look_v1(32, '30 seconds')) c
where c.value -> 'delivery' ->> 'delivery_id' = pg_temp.delivery('h', 'harbour')::text;
select is(value -> 'content' -> 'texts' ->> 'en', 'h in other words', 'in these words') from look;
select is(value -> 'earlier' -> 0 -> 'content' -> 'texts' ->> 'en', 'h', 'and in those it had before') from look;
select is((value ->> 'since')::timestamptz, before.known, 'and not among what is older') from look, before;
select admin.resolve_v1(jsonb_build_array(jsonb_build_object('region_id', region_id, 'delivery_id', delivery_id,
  'fence', fence, 'found', 'present', 'revision', 1, 'repeat', 'never', 'remote_id', 'old words')), '0', '30 seconds')
from crier.delivery where delivery_id = pg_temp.delivery('h', 'harbour');
select is((select row(d.state, d.revision, d.remote_id, d.digest = r.digest)::text from crier.delivery d
    join crier.revision r on r.post_id = d.post_id and r.revision = 1
    where d.delivery_id = pg_temp.delivery('h', 'harbour')), '(sent,1,"old words",t)',
  'what is found in its first words is booked as those');

-- What was waiting when the restore came takes new words and times, and stays in doubt until it is looked up.
select is(pg_temp.state('i', 'south'), 'unknown restored', 'what waited is in doubt');
select pg_temp.rewrite('i'), pg_temp.plan_post('i', 'south', due => '2 hours');
select is(pg_temp.state('i', 'south'), 'unknown restored', 'new words do not make it certain');
select is((select revision from crier.delivery where delivery_id = pg_temp.delivery('i', 'south')), 2,
  'but are what would go out');
create function pg_temp.absent(n text, channel text) returns text language sql as $$
  select admin.resolve_v1(jsonb_build_array(jsonb_build_object('region_id', region_id, 'delivery_id', delivery_id,
    'fence', fence, 'found', 'absent', 'repeat', 'after_absence')), '0', '30 seconds') -> 0 ->> 'state'
  from crier.delivery where delivery_id = pg_temp.delivery(n, channel) $$;
select is(pg_temp.absent('i', 'south'), 'unknown', 'looked for once');
select is(pg_temp.absent('i', 'south'), 'waiting', 'and twice, it waits for its time');

-- A post that was withdrawn may have gone out before, unknown to this database.
update crier.post set state = 'withdrawn', version = version + 1 where post_id = pg_temp.id('post j');
select is((select count(*) from jsonb_array_elements(admin.plan_load_v1(100)) p
  where p -> 'post' ->> 'post_id' = pg_temp.id('post j')::text), 1::bigint, 'it asks for a plan');
select pg_temp.plan_post('j', becomes => 'withdrawn');
select is(pg_temp.state('j'), 'unknown restored', 'and is looked for');
select admin.resolve_v1(jsonb_build_array(jsonb_build_object('region_id', region_id, 'delivery_id', delivery_id,
  'fence', fence, 'found', 'present', 'repeat', 'never', 'remote_id', 'still there')), '0', '30 seconds')
from crier.delivery where delivery_id = pg_temp.delivery('j');
select is(pg_temp.state('j', kind => 'take_down'), 'waiting', 'if it is there, it is taken down');
select pg_temp.post('k', state => 'withdrawn');
select is((select count(*) from jsonb_array_elements(admin.plan_load_v1(100)) p
  where p -> 'post' ->> 'post_id' = pg_temp.id('post k')::text), 0::bigint, 'one of this epoch cannot be out');

-- A later restore does not make earlier ones reach further back.
insert into crier.coordinator (owner, host, process, seen_at)
values (pg_temp.id('later'), 'host', 1, clock_timestamp());
select pg_temp.post('l');
select admin.epoch_change_v1('again');
select is(admin.lost_since(pg_temp.id('north'), pg_temp.id('post l')), (select restored_from from crier.epoch
  order by generation desc limit 1), 'for a post written between, only the later one counts');
select is(admin.lost_since(pg_temp.id('north'), pg_temp.id('post h')), before.known, 'for an older one both')
from before;
select * from finish();
rollback;
