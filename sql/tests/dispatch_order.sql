-- Who goes first, and how many in an hour.
\set ECHO none
\ir fixture/begin.sql
\ir fixture/dispatch.sql
select no_plan();

-- One lane at a time: emergencies first, then events, then routine; within each what has been due longest.
select pg_temp.post('oldest', channels => '{north}'), pg_temp.plan_post('oldest', 'north', due => '-3 hours',
  late => '1 day');
select pg_temp.post('old', channels => '{centre}'), pg_temp.plan_post('old', 'centre', due => '-2 hours',
  late => '1 day');
select pg_temp.post('event', 'event', '{south}'), pg_temp.plan_post('event', 'south', due => '-1 hour',
  late => '1 day');
select pg_temp.post('alarm', 'emergency', '{harbour}'), pg_temp.plan_post('alarm', 'harbour');
create function pg_temp.next(urgent boolean default false) returns text language sql as $$
  select admin.claim_v1(pg_temp.id('one'), 1, '60 seconds', urgent)
    -> 'work' -> 0 -> 'post' -> 'content' -> 'texts' ->> 'en' $$;
select is(pg_temp.next(true), 'alarm', 'the places kept for emergencies take one');
select is(pg_temp.next(true), null, 'and nothing else');
update crier.lane set owner = null, lease_until = '-infinity';
select is(pg_temp.next(), 'alarm', 'an emergency goes first');
select is(pg_temp.next(), 'event', 'then what is on today');
select is(pg_temp.next(), 'oldest', 'then the rest, the longest due first');
select is(pg_temp.next(), 'old', 'and the next');
select is(pg_temp.next(), null, 'and that is all');
update crier.delivery set state = 'withdrawn';
update crier.lane set owner = null, lease_until = '-infinity', next_due = 'infinity';

-- On one account an emergency overtakes what waits.
select pg_temp.post('a'), pg_temp.plan_post('a', due => '-1 hour', late => '1 day');
select pg_temp.post('b', 'emergency'), pg_temp.plan_post('b');
select is(pg_temp.next(), 'b', 'an emergency overtakes');
update crier.delivery set state = 'withdrawn';
update crier.lane set owner = null, lease_until = '-infinity', next_due = 'infinity';

-- Whoever prepares a routine post is told when something urgent is due on the account, and could go.
select pg_temp.post('g'), pg_temp.plan_post('g', due => '-1 hour', late => '1 day');
create function pg_temp.urgent(n text) returns boolean language sql as $$
  select admin.urgent_v1(d.region_id, d.delivery_id) from crier.delivery d where d.delivery_id = pg_temp.delivery(n) $$;
select ok(not pg_temp.urgent('g'), 'nothing is urgent');
select pg_temp.post('h', 'emergency'), pg_temp.plan_post('h', due => '1 hour');
select ok(not pg_temp.urgent('g'), 'an emergency for later is not');
select pg_temp.post('i', 'event'), pg_temp.plan_post('i');
select ok(not pg_temp.urgent('g'), 'nor what is no emergency');
select pg_temp.post('j', 'emergency', '{south}'), pg_temp.plan_post('j', 'south');
select ok(not pg_temp.urgent('g'), 'nor one on another account');
select pg_temp.post('k', 'emergency'), pg_temp.plan_post('k');
select ok(pg_temp.urgent('g'), 'an emergency is');
select ok(not pg_temp.urgent('k'), 'to another delivery');
update crier.lane set hold_until = clock_timestamp() + interval '1 minute';
select ok(not pg_temp.urgent('g'), 'but not while the platform lets nothing through');
update crier.lane set hold_until = '-infinity';
update crier.delivery set state = 'withdrawn';
update crier.lane set owner = null, lease_until = '-infinity', next_due = 'infinity';

-- The ceiling counts what went out in the last hour, and what may have.
update crier.channel set ceiling_per_hour = 2;
create function pg_temp.out(n text, ago interval, class text default 'routine', state text default 'sent')
returns void language sql as $$
  select pg_temp.post(n, class), pg_temp.plan_post(n);
  update crier.delivery set state = out.state, remote_id = n, sent_at = clock_timestamp() - ago,
    intent_at = clock_timestamp() - ago, look_at = 'infinity' where delivery_id = pg_temp.delivery(n) $$;
select pg_temp.out('s1', '2 hours'), pg_temp.out('s2', '50 minutes');
select pg_temp.post('c'), pg_temp.plan_post('c');
select is(pg_temp.try(), 'allowed', 'one in this hour: another may go');
update crier.delivery set state = 'sent', remote_id = 'c', sent_at = clock_timestamp() where state = 'sending';
update crier.lane set owner = null, lease_until = '-infinity';
select pg_temp.post('d'), pg_temp.plan_post('d');
select is(pg_temp.try(), 'ceiling', 'two: the third waits');
select ok((select slow_until - clock_timestamp() between interval '9 minutes' and interval '11 minutes'
  from crier.lane where region_id = pg_temp.id('north')), 'until the first of them is an hour old');
select pg_temp.post('e', 'emergency'), pg_temp.plan_post('e');
select is(pg_temp.try(), 'allowed', 'an emergency is not held back by routine');
update crier.delivery set state = 'sent', remote_id = 'e', sent_at = clock_timestamp() where state = 'sending';
select pg_temp.out('s3', '30 minutes', 'emergency');
update crier.lane set owner = null, lease_until = '-infinity';
select pg_temp.post('f', 'emergency'), pg_temp.plan_post('f');
select is(pg_temp.try(), 'ceiling', 'by other emergencies it is');
update crier.delivery set sent_at = sent_at - interval '2 hours' where state = 'sent';
select pg_temp.out('u1', '10 minutes', state => 'unknown'), pg_temp.out('u2', '10 minutes', state => 'unknown');
update crier.lane set slow_until = '-infinity', owner = null, lease_until = '-infinity';
select is((select j_reason from admin.dispatch_judge(null, jsonb_build_array(jsonb_build_object(
  'region_id', pg_temp.id('north'), 'delivery_id', pg_temp.delivery('d'))))), 'ceiling',
  'what may be out counts like what is');
select * from finish();
rollback;
