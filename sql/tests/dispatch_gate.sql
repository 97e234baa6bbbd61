-- What the intent refuses, and what it says; stops, lifting, freezing; what the scheduler may change.
\set ECHO none
\ir fixture/begin.sql
\ir fixture/dispatch.sql
select no_plan();

-- Each refusal beside its positive control: the same kind of post goes out before and after.
create function pg_temp.outcome(n text, class text default 'routine', channels text[] default '{north}',
  region text default 'north') returns text language plpgsql as $$
declare
  said text;
begin
  perform pg_temp.post(n, class, channels, region);
  perform pg_temp.plan_post(n, channels[1]);
  said := pg_temp.try();
  update crier.delivery set state = 'sent', remote_id = 'x' where state = 'sending';
  update crier.lane set owner = null, lease_until = '-infinity', hold_until = '-infinity', slow_until = '-infinity',
    tokens = 10;
  return said;
end $$;

select is(pg_temp.outcome('plain'), 'allowed', 'an approved post goes');

-- Stops, each with something beside it that goes.
create function pg_temp.stop(scope text, target uuid default null, platform text default null, topic text default null,
  exempt boolean default false) returns void language sql as $$
  insert into crier.stop (region_id, stop_id, scope, target_platform, target_id, target_topic, exempt_emergency, reason,
    placed_by, placed_at, activity_id)
  values (pg_temp.id('centre'), gen_random_uuid(), scope, platform, target, topic, exempt, 'test', pg_temp.id('dee'),
    clock_timestamp(), pg_temp.id('act')) $$;
create function pg_temp.lift() returns void language sql as $$
  update crier.stop set lifted_by = pg_temp.id('bob'), lifted_at = clock_timestamp(), version = version + 1
  where lifted_at is null $$;
select pg_temp.stop('everything');
select is(pg_temp.outcome('everything'), 'stop', 'a stop on everything');
select is(pg_temp.state('everything'), 'stopped stop', 'shows on the delivery');
select is(pg_temp.outcome('loud', 'emergency'), 'stop', 'an emergency too, when the stop does not exempt it');
select pg_temp.lift(), pg_temp.stop('everything', exempt => true);
select is(pg_temp.outcome('louder', 'emergency'), 'allowed', 'but goes when it does');
select is(pg_temp.outcome('not loud'), 'stop', 'and nothing else');
select pg_temp.lift(), pg_temp.stop('platform', platform => 'mastodon');
select is(pg_temp.outcome('platform'), 'stop', 'a stop on the platform');
select pg_temp.lift(), pg_temp.stop('platform', platform => 'bluesky');
select is(pg_temp.outcome('other platform'), 'allowed', 'not on another one');
select pg_temp.lift(), pg_temp.stop('region', pg_temp.id('north'));
select is(pg_temp.outcome('region'), 'stop', 'a stop on the region');
select is(pg_temp.outcome('below', channels => '{harbour}', region => 'harbour'), 'stop', 'and those below it');
select is(pg_temp.outcome('their account', channels => '{harbour}', region => 'south'), 'stop',
  'by the account''s region');
select is(pg_temp.outcome('their post', channels => '{south}', region => 'harbour'), 'stop', 'and by the post''s');
select is(pg_temp.outcome('beside', channels => '{south}', region => 'south'), 'allowed', 'not one beside it');
select pg_temp.lift(), pg_temp.stop('channel', pg_temp.id('north-channel'));
select is(pg_temp.outcome('channel'), 'stop', 'a stop on the account');
select is(pg_temp.outcome('other channel', channels => '{south}'), 'allowed', 'not on another one');
select pg_temp.lift(), pg_temp.stop('member', pg_temp.id('bob'));
select is(pg_temp.outcome('approver'), 'stop', 'a stop on a member covers what they approved');
select pg_temp.lift(), pg_temp.stop('member', pg_temp.id('ann'));
select is(pg_temp.outcome('writer'), 'stop', 'and what they wrote');
select pg_temp.lift(), pg_temp.stop('member', pg_temp.id('sue'));
select is(pg_temp.outcome('bystander'), 'allowed', 'and nothing else');
select pg_temp.lift(), pg_temp.stop('topic', topic => 'bridge');
select is(pg_temp.outcome('no topic'), 'allowed', 'a stop on a topic leaves others');
select pg_temp.post('bridge'), pg_temp.plan_post('bridge');
update crier.post set campaign = 'bridge' where post_id = pg_temp.id('post bridge');
select is(pg_temp.try(), 'stop', 'and covers its campaign');
select pg_temp.lift();

-- Approval, revision, policy, people.
select pg_temp.post('returned'), pg_temp.plan_post('returned');
update crier.post set state = 'returned' where post_id = pg_temp.id('post returned');
select is(pg_temp.try(), 'not_approved', 'a post that is not approved any more');
select pg_temp.post('edited'), pg_temp.plan_post('edited');
update crier.post set revision = 2 where post_id = pg_temp.id('post edited');
select is(pg_temp.try(), 'changed', 'a changed post');
update crier.member set state = 'revoked' where member_id = pg_temp.id('bob');
select is(pg_temp.outcome('revoked'), 'approval_fell', 'the approval of a revoked member');
update crier.member set state = 'active' where member_id = pg_temp.id('bob');
select pg_temp.post('own'), pg_temp.plan_post('own');
update crier.post set writers = writers || pg_temp.id('bob') where post_id = pg_temp.id('post own');
select is(pg_temp.try(), 'approval_fell', 'the approval of somebody who wrote in it');
insert into crier.policy (region_id, policy_id, class, approvals, tier, activity_id)
values (pg_temp.id('centre'), pg_temp.id('policy'), 'routine', 2, 'approver', pg_temp.id('act'));
select is(pg_temp.outcome('two'), 'approval_fell', 'a policy that asks for two, inherited');
insert into crier.policy (region_id, policy_id, class, approvals, tier, activity_id)
values (pg_temp.id('north'), pg_temp.id('policy'), 'routine', 1, 'approver', pg_temp.id('act'));
select is(pg_temp.outcome('one'), 'allowed', 'the nearest policy counts');
select is(pg_temp.outcome('stricter', channels => '{south}'), 'approval_fell', 'of two regions the stricter');
update crier.policy set approvals = 1, tier = 'duty_editor' where region_id = pg_temp.id('north');
select is(pg_temp.outcome('tier'), 'approval_fell', 'a policy that asks for a duty editor');
insert into crier.approval (region_id, post_id, revision, member_region_id, member_id, tier, digest, activity_id,
  approved_at)
select region_id, post_id, 1, pg_temp.id('centre'), pg_temp.id('dee'), 'duty_editor', digest,
  pg_temp.id('dee says yes'),
  now()
from crier.post where post_id = pg_temp.id('post tier');
update crier.post set approvals = approvals || jsonb_build_object('activity_id', pg_temp.id('dee says yes'))
where post_id = pg_temp.id('post tier');
update crier.delivery set state = 'waiting' where delivery_id = pg_temp.delivery('tier');
select admin.lanes_recompute(array[pg_temp.id('north')], array[pg_temp.id('north-channel')], null, false);
select is(pg_temp.try(), 'allowed', 'and gets one');
update crier.delivery set state = 'sent', remote_id = 'x' where state = 'sending';
update crier.lane set owner = null, lease_until = '-infinity';
delete from crier.policy;

-- Region, account, time, ceiling, pace, freeze, poison.
update crier.region set state = 'locked' where region_id = pg_temp.id('north');
select is(pg_temp.outcome('locked'), 'region_locked', 'a locked office');
select is(pg_temp.outcome('lent', channels => '{south}'), 'region_locked', 'on any account');
update crier.region set state = 'active' where region_id = pg_temp.id('north');
update crier.channel set state = 'paused' where channel_id = pg_temp.id('north-channel');
select is(pg_temp.outcome('paused'), 'channel_paused', 'a paused account');
update crier.channel set state = 'active', credential_sha256 = null where channel_id = pg_temp.id('north-channel');
select is(pg_temp.outcome('cut off'), 'not_connected', 'an account without credential');
select is(pg_temp.state('cut off'), 'waiting not_connected', 'for which it waits');
update crier.channel set credential_sha256 = sha256('x'), ceiling_per_hour = 0
  where channel_id = pg_temp.id('north-channel');
select is(pg_temp.outcome('ceiling'), 'ceiling', 'an account that may not post this hour');
update crier.channel set ceiling_per_hour = 1000 where channel_id = pg_temp.id('north-channel');
update crier.lane set slow_until = '-infinity';
delete from crier.delivery where state = 'waiting';
select pg_temp.post('late'), pg_temp.plan_post('late', late => '0');
select is(pg_temp.try(), 'missed', 'past its time');
select is(pg_temp.state('late'), 'missed missed', 'it asks a person');
select is(pg_temp.outcome('in time'), 'allowed', 'one in time goes');
update crier.lane set tokens = 1, rate = 0.001;
select pg_temp.post('p1'), pg_temp.plan_post('p1'), pg_temp.post('p2'), pg_temp.plan_post('p2');
select is(pg_temp.try(), 'allowed', 'one token, one post');
select pg_temp.settle('one', jsonb_build_array(jsonb_build_object('allowed', true, 'region_id', region_id,
  'delivery_id',
  delivery_id, 'fence', fence)), 'sent', '{}', true) from crier.delivery where state = 'sending';
select is(pg_temp.try(), null, 'then the pace holds the lane');
select pg_temp.post('p3', 'emergency'), pg_temp.plan_post('p3');
select is(pg_temp.try(), 'allowed', 'but not an emergency');
update crier.delivery set state = 'sent', remote_id = 'x' where state = 'sending';
update crier.lane set owner = null, lease_until = '-infinity', slow_until = '-infinity', tokens = 10, rate = 1;
select admin.lanes_recompute(array[pg_temp.id('north')], array[pg_temp.id('north-channel')], null, false);
create temp table c as select pg_temp.claim('one') as claim;
update crier.body set frozen_at = now(), frozen_reason = 'test';
select is(pg_temp.intent('one', claim) -> 0 ->> 'reason', 'frozen', 'nothing while dispatch is frozen') from c;
select is(pg_temp.claim('one') ->> 'frozen', 'true', 'and nothing is claimed');
select admin.thaw((select epoch from crier.body));
update crier.lane set hold_until = '-infinity';
select admin.lanes_recompute(array[pg_temp.id('north')], array[pg_temp.id('north-channel')], null, false);
create temp table e as select pg_temp.claim('one') as claim;
update crier.lane set fence = fence + 1;
select is(pg_temp.intent('one', claim) -> 0 ->> 'reason', 'lease_lost', 'a lost lease') from e;
update crier.lane set fence = fence - 1, lease_until = clock_timestamp();
select is(pg_temp.intent('one', claim) -> 0 ->> 'reason', 'lease_lost', 'a lapsed one') from e;
update crier.lane set lease_until = clock_timestamp() + interval '1 minute';
select is(pg_temp.intent('two', claim) -> 0 ->> 'reason', 'lease_lost', 'another''s') from e;
update crier.delivery set intents_without_outcome = 2 where state = 'waiting';
select is(pg_temp.intent('one', claim) -> 0 ->> 'reason', 'poison', 'what ended two tries without outcome') from e;
select is(pg_temp.state('p2'), 'parked poison', 'is parked');

-- A stop shows on what waits; lifting never bursts.
select pg_temp.post('soon'), pg_temp.plan_post('soon', due => '1 hour'), pg_temp.post('overdue'),
  pg_temp.plan_post('overdue');
select pg_temp.stop('channel', pg_temp.id('north-channel'));
select ok(admin.stops_plan_v1(100) >= 2, 'a stop marks what waits');
select is(pg_temp.state('soon') || ', ' || pg_temp.state('overdue'), 'stopped stop, stopped stop', 'as stopped');
select is(admin.stops_plan_v1(100), 0, 'once');
select pg_temp.lift(), admin.stops_plan_v1(100);
select is(pg_temp.state('soon'), 'waiting', 'lifted: what is not yet due waits again');
select is(pg_temp.state('overdue'), 'missed lifted_late', 'what is overdue asks again');
select is(admin.decide_v1(pg_temp.id('north'), pg_temp.delivery('overdue'), 'send_now', null, null, pg_temp.id('act'))
  ->> 'after', 'waiting', 'and a person may send it');
-- Locked, or stopped by it, at the moment when it was planned: a lifted stop holds nothing.
create temp table lifted as select stop_id from crier.stop where lifted_at is not null limit 1;
update crier.delivery set state = 'stopped', reason = 'stop', stop_id = (select stop_id from lifted)
where delivery_id = pg_temp.delivery('soon');
select is((select count(*) from crier.stop where planned_version <> version), 0::bigint, 'every stop has been planned');
select is(admin.stops_plan_v1(100), 1, 'what a lifted one still holds');
select is(pg_temp.state('soon'), 'waiting', 'is free');
select pg_temp.stop('channel', pg_temp.id('north-channel'));
update crier.delivery set state = 'stopped', reason = 'stop', stop_id = (select stop_id from lifted)
where delivery_id = pg_temp.delivery('soon');
select admin.stops_plan_v1(100);
select is((select lifted_at is null from crier.stop s join crier.delivery d using (stop_id)
  where d.delivery_id = pg_temp.delivery('soon')), true, 'or held by one that stands');
select is(admin.stops_plan_v1(100), 0, 'once');
select pg_temp.lift(), admin.stops_plan_v1(100);
select is(admin.decide_v1(pg_temp.id('north'), pg_temp.delivery('overdue'), 'send_now', null, null, pg_temp.id('act'))
  ->> 'after', 'waiting', 'a person may send again what came due meanwhile');

-- Withdrawal: before, in flight, after.
select is(pg_temp.plan_post('soon', becomes => 'withdrawn'), 1, 'a withdrawal of what waits');
select is(pg_temp.state('soon'), 'withdrawn withdrawn', 'is the end of it');
update crier.lane set owner = null, lease_until = '-infinity', hold_until = '-infinity';
create temp table w as select pg_temp.intent('one', pg_temp.claim('one')) as intent;
select is(pg_temp.state('overdue'), 'sending', 'in flight');
update crier.post set state = 'withdrawn' where post_id = pg_temp.id('post overdue');
select is(pg_temp.plan_post('overdue', becomes => 'withdrawn'), 1, 'a withdrawal that meets it');
select is(pg_temp.state('overdue'), 'sending', 'stays on the delivery');
select pg_temp.settle('one', intent, 'sent') from w;
select is(pg_temp.state('overdue'), 'sent', 'sent is a fact');
select is(pg_temp.state('overdue', kind => 'take_down'), 'waiting', 'and is taken down');
select is(pg_temp.try(), 'allowed', 'past any stop') from pg_temp.stop('everything');
select is(pg_temp.plan_post('overdue', becomes => 'withdrawn'), 0, 'once');

-- A change of epoch: nothing is assumed unsent.
select pg_temp.lift();
select pg_temp.post('before'), pg_temp.plan_post('before');
select admin.epoch_change_v1('restored');
select is((select count(*) from crier.delivery where state in ('waiting', 'sending', 'stopped', 'missed')), 0::bigint,
  'every delivery that is not final is unknown');
select is(pg_temp.claim('one') ->> 'frozen', 'true', 'and dispatch waits for an operator');
select admin.thaw((select epoch from crier.body));
select is(jsonb_array_length(pg_temp.claim('one') -> 'work'), 0, 'released: still nothing to say');
create function pg_temp.absent(n text) returns text language sql as $$
  select admin.resolve_v1(jsonb_build_array(jsonb_build_object('region_id', region_id, 'delivery_id', delivery_id,
    'fence', fence, 'found', 'absent', 'repeat', 'after_absence')), '0', '30 seconds') -> 0 ->> 'state'
  from crier.delivery where delivery_id = pg_temp.delivery(n) $$;
select pg_temp.absent('before');
select is(pg_temp.absent('before'), 'missed', 'found absent, but overdue: it asks again');
select pg_temp.post('old', epoch => pg_temp.id('epoch'));
update crier.post set created_at = now() + interval '10 years' where post_id = pg_temp.id('post old');
select pg_temp.plan_post('old', late => '2 days');
select is(pg_temp.state('old'), 'unknown restored',
  'a post from before the restore is looked up first, whatever its office''s clock says');
select pg_temp.post('new'), pg_temp.plan_post('new');
select is(pg_temp.state('new'), 'waiting', 'a newer one is not');

-- Why is it not out yet.
select is(admin.explain_v1(pg_temp.delivery('new')) -> 'judged' ->> 'reason', 'unknown_before',
  'the explanation is the judgement');
select is(admin.explain_v1(pg_temp.id('nothing')), null, 'of nothing there is none');
select is_empty($$
  select code from (
    select (regexp_matches(pg_get_functiondef('admin.dispatch_judge(uuid,jsonb)'::regprocedure),
      'then ''([a-z_]+)''', 'g'))[1] as code) c
  where code not in ('gone', 'not_waiting', 'not_due', 'lease_lost')
    and admin.reason_sentence(code) is null $$, 'whatever holds a delivery back has a sentence for people');
select * from finish();
rollback;
