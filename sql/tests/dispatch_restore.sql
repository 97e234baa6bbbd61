-- What is special after a restore, what a drill tells, and reading back what was sent.
\set ECHO none
\ir fixture/begin.sql
\ir fixture/dispatch.sql
select no_plan();

-- A heartbeat is no life: a session lock is.
insert into crier.coordinator (owner, host, process) values (pg_temp.id('one'), 'host', 1);
select is(admin.identity_v1() ->> 'alive', '0', 'a heartbeat that was restored proves nothing');
select pg_advisory_lock(admin.owner_key(pg_temp.id('one')));
select is(admin.identity_v1() ->> 'alive', '1', 'a session that stands does');
select is(admin.identity_v1() ->> 'generation', '1', 'the first epoch');

-- A second change of epoch forgets the first release.
select admin.epoch_change_v1('first'), admin.thaw((select epoch from crier.body));
select pg_temp.post('between');
select admin.epoch_change_v1('second');
select pg_temp.plan_post('between');
select is(pg_temp.state('between'), 'unknown restored', 'a post from between two restores is looked up first');
select is(admin.identity_v1() ->> 'generation', '3', 'each change counts');
select admin.thaw((select epoch from crier.body));
select pg_temp.post('fresh'), pg_temp.plan_post('fresh');
select is(pg_temp.state('fresh'), 'waiting', 'one from after the last release is not');

-- Reading back.
delete from crier.delivery where delivery_id = pg_temp.delivery('between');
select pg_temp.post('a'), pg_temp.plan_post('a');
create function pg_temp.sent(n text, ago interval) returns void language sql as $$
  update crier.delivery set state = 'sent', remote_id = 'r ' || n, sent_at = clock_timestamp() - ago
  where delivery_id = pg_temp.delivery(n) $$;
create function pg_temp.read_back() returns text language sql as $$
  select string_agg(c -> 'delivery' ->> 'remote_id', ', ')
  from jsonb_array_elements(admin.read_back_v1(8, '1 minute', '40 seconds')) c $$;
create function pg_temp.later() returns void language sql as $$
  update crier.lane set read_back_at = read_back_at - interval '2 minutes';
  update crier.delivery set look_at = look_at - interval '2 minutes' $$;
create function pg_temp.note(n text, found text, sentence text default null) returns integer language sql as $$
  select admin.read_back_note_v1(jsonb_build_array(jsonb_build_object('region_id', pg_temp.id('north'), 'delivery_id',
    pg_temp.delivery(n), 'found', found, 'sentence', sentence))) $$;
select is(pg_temp.read_back(), null, 'what waits is not read back');
select pg_temp.sent('a', '10 seconds');
select is(pg_temp.read_back(), null, 'what was just sent rests first');
select pg_temp.sent('a', '2 minutes'), pg_temp.sent('fresh', '3 minutes');
select is(pg_temp.read_back(), 'r a', 'the newest of an account');
select is(pg_temp.read_back(), null, 'and no account twice in a minute');
select pg_temp.later();
update crier.delivery set look_at = look_at + interval '1 hour' where delivery_id = pg_temp.delivery('a');
select is(pg_temp.read_back(), 'r fresh', 'what told nothing is put off, the next has its turn');
create temp table before as select (select count(*) from crier.feed) as feed,
  (select count(*) from crier.event) as event,
  (select crier.delivery_item(d) from crier.delivery d where delivery_id = pg_temp.delivery('fresh')) as item;
select is(pg_temp.note('fresh', 'same'), 1, 'as approved: noted');
select is((select count(*) from crier.feed), feed, 'and nobody is told') from before;
select is((select crier.delivery_item(d) from crier.delivery d where delivery_id = pg_temp.delivery('fresh')), item,
  'nor does anybody see another delivery than before') from before;
select is((select count(*) from crier.event), event, 'and no event') from before;
select is(pg_temp.note('fresh', 'gone', 'x'), 0, 'the first word stands');
select is(pg_temp.note('a', 'differs', 'It reads otherwise.'), 1, 'not as approved');
select is((select row(read_back, sentence, state)::text from crier.delivery where delivery_id = pg_temp.delivery('a')),
  '(differs,"It reads otherwise.",sent)', 'is said on the delivery');
select is((select count(*) from crier.feed), feed + 1, 'and told to its office') from before;
select is((select row(verb, reason)::text from crier.event order by n desc limit 1), '(delivery.read_back,differs)',
  'and kept in the audit');
select is((select row(kind, outcome, detail)::text from crier.attempt order by at desc limit 1),
  '(look,differs,"It reads otherwise.")', 'and in the log of tries');
select pg_temp.later();
select is(pg_temp.read_back(), null, 'what has been read is not read again');
select pg_temp.post('old'), pg_temp.plan_post('old'), pg_temp.sent('old', '25 hours');
select is(pg_temp.read_back(), null, 'nor what is older than a day');

-- A drill: what was on the wire at the commit.
select is(admin.drill_v1(pg_temp.id('nothing')), null, 'no stop, no drill');
select pg_temp.post('wire'), pg_temp.plan_post('wire'), pg_temp.post('late', channels => '{south}'),
  pg_temp.plan_post('late', 'south');
create temp table w as select pg_temp.intent('one', pg_temp.claim('one', 1)) as intent;
create temp table flown as select intent -> 0 ->> 'delivery_id' as id from w;
insert into crier.activity (region_id, activity_id, agent_id, incarnation, restrictive, sequence, body, body_sha256,
  signature, login)
values (pg_temp.id('centre'), pg_temp.id('drill act'), pg_temp.id('agent'), 1, true, 1, '{}', sha256('{}'),
  decode(repeat('00', 64), 'hex'), 'x');
insert into crier.ruling (region_id, activity_id, ruling_no, verdict)
values (pg_temp.id('centre'), pg_temp.id('drill act'), 1, 'accepted');
insert into crier.stop (region_id, stop_id, scope, target_topic, reason, placed_by, placed_at, activity_id)
values (pg_temp.id('centre'), pg_temp.id('drill'), 'topic', 'drill', 'drill', pg_temp.id('dee'), now(),
  pg_temp.id('drill act'));
select is(pg_temp.try('two'), 'allowed', 'the drill holds nothing back');
select is((select string_agg(f ->> 'delivery_id', ' ') from jsonb_array_elements(admin.drill_v1(pg_temp.id('drill'))
  -> 'wire') f), id, 'on the wire at the commit is what had its intent before') from flown;
select pg_temp.settle('one', intent, 'sent') from w;
select is((select row(f ->> 'state', (f ->> 'settled_at') is not null)::text
  from jsonb_array_elements(admin.drill_v1(pg_temp.id('drill')) -> 'wire') f), '(sent,t)', 'it is told when it is out');
select * from finish();
rollback;
