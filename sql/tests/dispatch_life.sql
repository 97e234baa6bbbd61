-- A delivery's life through the routines: claim, intent, settle, late answers, sweep, look-up, decision.
\set ECHO none
\ir fixture/begin.sql
\ir fixture/dispatch.sql
select no_plan();

-- Planned, claimed, intended, sent.
select pg_temp.post('a');
select is(jsonb_array_length(admin.plan_load_v1(10)), 1, 'an approved post asks for a plan');
select is(pg_temp.plan_post('a'), 1, 'its delivery is made');
select is(jsonb_array_length(admin.plan_load_v1(10)), 0, 'and it asks no more');
select is(pg_temp.plan_post('a'), 0, 'planned twice is planned once');
create temp table t as select pg_temp.claim('one') as claim;
select is(jsonb_array_length(claim -> 'work'), 1, 'its lane is claimed') from t;
select is(claim -> 'work' -> 0 -> 'post' -> 'content' -> 'texts' ->> 'en', 'a', 'with what to say') from t;
select is(jsonb_array_length(pg_temp.claim('two') -> 'work'), 0, 'a leased lane is nobody else''s');
create temp table i as select pg_temp.intent('one', claim) as intent from t;
select is(pg_temp.state('a'), 'sending', 'the intent says sending') from i where (intent -> 0 ->> 'allowed')::boolean;
select is((select count(*) from crier.attempt x where x.kind = 'intent' and x.digest = d.digest and x.fence = d.fence
    and x.bytes_sha256 = sha256('bytes') and x.approvals -> 0 ->> 'member_id' = pg_temp.id('bob')::text), 1::bigint,
  'and keeps digest, bytes and approvals') from crier.delivery d;
select is(pg_temp.intent('one', claim) -> 0 ->> 'reason', 'not_waiting', 'a second intent for it is refused') from t;
select is(pg_temp.state('a'), 'sent', 'settled') from i, lateral (select pg_temp.settle('one', intent, 'sent')) s;
select is((select count(*) from crier.delivery where remote_id is not null and sent_at is not null), 1::bigint,
  'with its id');
select is((select owner from crier.lane), null, 'its lane is let go');
select is((select next_due from crier.lane), 'infinity', 'and has nothing to do');
select is(pg_temp.plan_post('a'), 0, 'a sent delivery is never planned again');
select is((select count(*) from crier.event where kind = 'delivery'), 2::bigint, 'two events: planned, sent');
select ok((select count(*) from crier.feed where kind = 'delivery') = 2, 'and two entries in the feed');

-- A lost answer: the outcome stays unknown until it is looked up.
select pg_temp.post('b'), pg_temp.plan_post('b');
create temp table j as select pg_temp.intent('one', pg_temp.claim('one')) as intent;
select is(pg_temp.state('b'), 'unknown', 'unknown is a state') from j, lateral (select pg_temp.settle('one', intent,
  'unknown')) s;
select pg_temp.post('c'), pg_temp.plan_post('c');
select is(jsonb_array_length(pg_temp.claim('one') -> 'work'), 0, 'it holds back routine posts of its account');
select pg_temp.post('d', 'emergency'), pg_temp.plan_post('d');
select is(pg_temp.try(), 'allowed', 'but no emergency');
select pg_temp.settle('one', jsonb_build_array(jsonb_build_object('allowed', true, 'region_id', region_id,
  'delivery_id',
  delivery_id, 'fence', fence)), 'sent') from crier.delivery where state = 'sending';
select is(pg_temp.state('d'), 'sent', 'which goes out');
select is(jsonb_array_length(admin.look_v1(8, '30 seconds')), 1, 'it is looked up');
select is(jsonb_array_length(admin.look_v1(8, '30 seconds')), 0, 'by one at a time');
create function pg_temp.find(n text, found text, repeat text, quiet interval default '0')
  returns text language sql as $$
  select admin.resolve_v1(jsonb_build_array(jsonb_build_object('region_id', region_id, 'delivery_id', delivery_id,
    'fence', fence, 'found', found, 'repeat', repeat, 'remote_id', case found when 'present' then 'found' end)),
    quiet, '30 seconds') -> 0 ->> 'state' from crier.delivery where delivery_id = pg_temp.delivery(n) $$;
update crier.delivery set deadline = clock_timestamp() where state = 'unknown';
select is(pg_temp.find('b', 'absent', 'after_absence', '40 seconds'), 'unknown',
  'absent in the quiet time counts for nothing');
select is((select looks from crier.delivery where state = 'unknown'), 0, 'not even as a look');
select is(pg_temp.find('b', 'absent', 'after_absence'), 'unknown', 'absent once is not enough');
select is(pg_temp.find('b', 'absent', 'after_absence'), 'waiting',
  'absent twice, after a try that ended: it waits again');
select is(pg_temp.try(), 'allowed', 'and goes');
select is(pg_temp.state('b'), 'sending', 'the oldest first');

-- A sender that falls silent: swept, and found present.
select pg_temp.fall_silent();
select is(admin.sweep_v1('2 minutes') ->> 'unknown', '0', 'within the quiet time nothing is swept');
select is(admin.sweep_v1('40 seconds') ->> 'unknown', '1', 'after it sending becomes unknown');
select is(pg_temp.find('b', 'present', 'never'), 'sent',
  'found: sent');
select is((select count(*) from crier.delivery where remote_id = 'found'), 1::bigint, 'under the id that was found');

-- Absence without proof that the try ended: a person decides.
select pg_temp.post('e'), pg_temp.plan_post('e');
select is(admin.decide_v1(pg_temp.id('north'), pg_temp.delivery('c'), 'drop', null, null,
  pg_temp.id('act')) ->> 'after',
  'withdrawn', 'what waits may be dropped');
select is(pg_temp.try(), 'allowed', 'e goes');
select pg_temp.fall_silent();
select admin.sweep_v1('40 seconds');
select pg_advisory_lock(admin.owner_key(pg_temp.id('one')));
select is(pg_temp.find('e', 'absent', 'after_absence'), 'unknown', 'absent once');
select is(pg_temp.find('e', 'absent', 'after_absence'), 'parked', 'absent twice, but its sender may wake: parked');
select is(admin.decide_v1(region_id, delivery_id, 'present', null, null, pg_temp.id('act')) ->> 'reason', 'needs_link',
  '"it is there" needs a link') from crier.delivery where state = 'parked';
select is(admin.decide_v1(region_id, delivery_id, 'absent_send', null, null, pg_temp.id('act')) ->> 'after', 'waiting',
  '"it is not there: send"') from crier.delivery where state = 'parked';
select is(pg_temp.try(), 'allowed', 'goes again');
select pg_temp.fall_silent();
select admin.sweep_v1('40 seconds');
select is(pg_temp.find('e', 'absent', 'safe'), 'unknown', 'absent once');
select is(pg_temp.find('e', 'absent', 'safe'), 'waiting', 'absent twice where repeating is safe: it waits');
select is(pg_temp.try(), 'allowed', 'goes again');
select pg_temp.fall_silent();
select admin.sweep_v1('40 seconds');
select pg_advisory_unlock(admin.owner_key(pg_temp.id('one')));
select pg_temp.find('e', 'absent', 'after_absence');
select is(pg_temp.find('e', 'absent', 'after_absence'), 'parked', 'two tries in a row without outcome: parked');
select is(admin.decide_v1(region_id, delivery_id, 'absent_drop', null, null, pg_temp.id('act')) ->> 'after',
  'withdrawn',
  '"it is not there: drop"') from crier.delivery where state = 'parked';

-- A late answer is evidence.
select pg_temp.post('f'), pg_temp.plan_post('f');
create temp table k as select pg_temp.intent('one', pg_temp.claim('one')) as intent;
select pg_temp.fall_silent();
select admin.sweep_v1('40 seconds');
select is(jsonb_array_length(pg_temp.settle('one', intent, 'surely_not') -> 'late'), 1, 'a late outcome is kept')
  from k;
select is(pg_temp.state('f'), 'unknown no_outcome', 'and changes nothing by itself');
select is(jsonb_array_length(admin.look_v1(8, '30 seconds')), 1, 'but it is looked up at once');
select pg_temp.settle('one', intent, 'sent') from k;
select is(pg_temp.state('f'), 'sent', 'a late "sent" is a fact');

-- A sender that does not know either, and says so late, may have sent until then.
update crier.lane set tokens = burst;
select pg_temp.post('f2'), pg_temp.plan_post('f2');
create temp table k2 as select pg_temp.intent('one', pg_temp.claim('one')) as intent;
select pg_temp.fall_silent();
select admin.sweep_v1('40 seconds');
select is(pg_temp.find('f2', 'absent', 'after_absence', '40 seconds'), 'unknown', 'absent once, after the quiet time');
select pg_temp.settle('one', intent, 'unknown') from k2;
select is(pg_temp.find('f2', 'absent', 'after_absence', '40 seconds'), 'unknown', 'what was seen before is void');
select ok((select looks = 0 and look_at > clock_timestamp() + interval '35 seconds' from crier.delivery
  where delivery_id = pg_temp.delivery('f2')), 'and the quiet time begins anew');
select pg_temp.settle('one', intent, 'sent') from k2;

-- A look proves what was so when it began, however late it is told.
update crier.lane set tokens = burst;
select pg_temp.post('f3'), pg_temp.plan_post('f3');
create temp table k3 as select pg_temp.intent('one', pg_temp.claim('one')) as intent;
select pg_advisory_lock(admin.owner_key(pg_temp.id('one')));
select pg_temp.fall_silent();
select admin.sweep_v1('40 seconds');
create function pg_temp.tell(began interval, ended boolean) returns text language sql as $$
  select admin.resolve_v1(jsonb_build_array(jsonb_build_object('region_id', region_id, 'delivery_id', delivery_id,
    'fence', fence, 'found', 'absent', 'repeat', 'after_absence', 'as_of', jsonb_build_object(
    'at', clock_timestamp() - began, 'ended', ended))), '40 seconds', '30 seconds') -> 0 ->> 'state' || ' ' || (
    select d.looks from crier.delivery d where d.delivery_id = pg_temp.delivery('f3'))
  from crier.delivery where delivery_id = pg_temp.delivery('f3') $$;
create temp table l3 as select admin.look_v1(8, '30 seconds') -> 0 as look;
select is(look -> 'as_of' ->> 'ended', 'false', 'a look knows that its sender stands') from l3;
select is(look -> 'others', (select jsonb_agg(remote_id order by sent_at) from crier.delivery
  where delivery_id in (pg_temp.delivery('a'), pg_temp.delivery('d'), pg_temp.delivery('f'), pg_temp.delivery('f2'))),
  'and the posts that answers named as others'', not the one that a look found') from l3;
update crier.delivery set remote_id = 'typed' where delivery_id = pg_temp.delivery('d');
update crier.delivery set sent_at = sent_at - interval '11 minutes' where delivery_id = pg_temp.delivery('a');
update crier.delivery set look_at = clock_timestamp() where delivery_id = pg_temp.delivery('f3');
select is(admin.look_v1(8, '30 seconds') -> 0 -> 'others', (select jsonb_agg(remote_id order by sent_at)
  from crier.delivery where delivery_id in (pg_temp.delivery('f'), pg_temp.delivery('f2'))),
  'nor one by a name that no answer gave, nor old ones');
select is(pg_temp.tell('30 seconds', false), 'unknown 0',
  'what was absent before the quiet time was over proves nothing');
select is(pg_temp.tell('0', false), 'unknown 0', 'absent since then');
select pg_advisory_unlock(admin.owner_key(pg_temp.id('one')));
select is(pg_temp.tell('0', false), 'unknown 1', 'its sender has gone since it was looked at: once more');
select is(pg_temp.tell('0', true), 'waiting 1', 'absent, and its sender had gone before: it waits');
select is(pg_temp.try(), 'allowed', 'and goes');
select pg_temp.settle('one', jsonb_build_array(jsonb_build_object('allowed', true, 'region_id', region_id,
  'delivery_id', delivery_id, 'fence', fence)), 'sent') from crier.delivery where state = 'sending';

-- A wrong fence settles nothing.
select pg_temp.post('g'), pg_temp.plan_post('g');
create temp table l as select pg_temp.intent('one', pg_temp.claim('one')) as intent;
select pg_temp.settle('one', intent, 'rejected', '{"fence": 1}') from l;
select is(pg_temp.state('g'), 'sending', 'another try''s outcome is not this one''s');
select pg_temp.settle('one', intent, 'rejected', '{"reason": "too_long", "sentence": "Too long."}') from l;
select is(pg_temp.state('g'), 'rejected too_long', 'rejected says why');

-- Surely not: again later, without counting a 429; the lane holds.
select pg_temp.post('h'), pg_temp.plan_post('h');
create temp table m as select pg_temp.intent('one', pg_temp.claim('one')) as intent;
select pg_temp.settle('one', intent, 'surely_not',
  '{"retry_in": 60, "hold_in": 60, "hold_reason": "held", "free": true}') from m;
select is(pg_temp.state('h'), 'waiting', 'it waits');
select is((select attempts from crier.delivery where delivery_id = pg_temp.delivery('h')), 0, 'a 429 costs no try');
select ok((select hold_until > clock_timestamp() + interval '55 seconds' from crier.lane
  where region_id = pg_temp.id('north')), 'its lane holds');
select ok((pg_temp.claim('one') ->> 'next_in')::numeric between 50 and 61, 'the claim tells when to come back');

-- Who lost a lane before an intent of theirs holds it for nobody; what they said is kept.
update crier.lane set hold_until = '-infinity';
select pg_temp.settle('two', intent, 'surely_not',
  '{"fence": 1, "before_intent": true, "hold_in": 5, "hold_reason": "database"}') from m;
select ok((select hold_until = '-infinity' from crier.lane where region_id = pg_temp.id('north')),
  'a lane that is another''s by now is not held');
select is((select count(*) from crier.attempt where delivery_id = pg_temp.delivery('h') and kind = 'late'), 1::bigint,
  'late, and on record');

-- Withdrawn between claim and intent: what is behind it does not wait for the end of the lease.
update crier.lane set hold_until = '-infinity', slow_until = '-infinity', tokens = 10;
select pg_temp.post('n'), pg_temp.plan_post('n', due => '-1 minute'), pg_temp.post('o'), pg_temp.plan_post('o');
create temp table o as select pg_temp.claim('one') as claim;
update crier.post set state = 'withdrawn', version = 2 where post_id = pg_temp.id('post n');
select pg_temp.plan_post('n', becomes => 'withdrawn');
select is((select owner from crier.lane where region_id = pg_temp.id('north')), pg_temp.id('one'), 'withdrawn, its lane'
  ' is still leased');
update crier.lane set fence = fence + 1 where region_id = pg_temp.id('north');
select is(pg_temp.intent('one', claim) -> 0 ->> 'reason', 'not_waiting', 'the intent of a claim before') from o;
select is((select owner from crier.lane where region_id = pg_temp.id('north')), pg_temp.id('one'),
  'lets a newer claim alone');
update crier.lane set fence = fence - 1 where region_id = pg_temp.id('north');
select is(pg_temp.intent('one', claim) -> 0 ->> 'reason', 'not_waiting', 'the intent finds it gone') from o;
select is(pg_temp.claim('two') -> 'work' -> 0 -> 'delivery' ->> 'delivery_id', pg_temp.delivery('o')::text,
  'and lets the lane go: the next is anybody''s at once');

-- Fences only rise.
select ok((select bool_and(fence > before) from (select fence, lag(fence, 1, 0) over (order by at) as before
  from crier.attempt where kind = 'intent' and region_id = pg_temp.id('north')) f),
    'every intent has a higher fence than the last');
select * from finish();
rollback;
