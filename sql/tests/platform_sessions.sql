-- Sessions with platforms: one intent at a time, the new pair only with its settlement, gone with its credential.
\set ECHO none
\ir fixture/begin.sql
\ir fixture/dispatch.sql
select no_plan();

insert into crier.credential (region_id, channel_id, key_id, sealed, sha256)
select c.region_id, c.channel_id, 'k1', 'secret', c.credential_sha256 from crier.channel c;
create function pg_temp.begin(owner text, fence bigint, kind text, timeout interval default '30 seconds',
  per_day real default 86400) returns bigint language sql as $$
  select admin.platform_session_begin_v1(pg_temp.id(owner), pg_temp.id('north'), pg_temp.id('north-channel'),
    sha256('secret'), fence, kind, timeout, per_day) $$;
create function pg_temp.settle(owner text, fence bigint, result jsonb) returns boolean language sql as $$
  select admin.platform_session_settle_v1(pg_temp.id(owner), pg_temp.id('north'), pg_temp.id('north-channel'), fence,
    result) $$;
create function pg_temp.held() returns jsonb language sql as $$
  select admin.platform_session_v1(pg_temp.id('north'), pg_temp.id('north-channel')) $$;
create function pg_temp.opened(sealed text, seconds float8 default 7200) returns jsonb language sql as $$
  select jsonb_build_object('outcome', 'open', 'key_id', 'k1', 'sealed', sealed, 'access_in', seconds, 'renew_in',
    seconds * 0.8, 'rest_in', 0) $$;

select is(pg_temp.held(), null, 'at first there is none');
select is(pg_temp.begin('one', 0, 'renew'), null, 'and nothing to renew');
select is(pg_temp.begin('one', 0, 'open'), 1::bigint, 'one begins');
select is(pg_temp.begin('two', 0, 'open'), null, 'no other meanwhile');
select is(pg_temp.begin('two', 1, 'open'), null, 'not by knowing of it either');
select ok(not pg_temp.settle('two', 1, pg_temp.opened('ff')), 'nobody else settles it');
select ok(not pg_temp.settle('one', 2, pg_temp.opened('ff')), 'nor under another fence');
select is(pg_temp.held() ->> 'sealed', null, 'no pair without its settlement');
select throws_ok($$ select pg_temp.settle('one', 1, '{"outcome": "open"}') $$, 'CR009', null, 'nor an empty one');
select ok(pg_temp.settle('one', 1, pg_temp.opened('0a0b')), 'it is settled');
select ok(not pg_temp.settle('one', 1, pg_temp.opened('ff')), 'once');
select is(pg_temp.held() ->> 'sealed', '0a0b', 'the pair is held');
select is(pg_temp.held() ->> 'generation', '1', 'as the first');
select ok((pg_temp.held() ->> 'access_in')::float8 between 7190 and 7200
  and (pg_temp.held() ->> 'renew_in')::float8 between 5750 and 5760, 'with its times');
select is(pg_temp.begin('two', 0, 'open'), null, 'who has not seen that begins nothing');

-- Renewed: what is not known keeps all, and counts only where the pair may be spent.
select is(pg_temp.begin('one', 1, 'renew'), 2::bigint, 'a renewal begins');
select is(pg_temp.held() ->> 'tries', '1', 'and counts as a try');
select ok(pg_temp.settle('one', 2, '{"outcome": "undecided", "undone": true, "rest_in": 60, "sentence": "Down."}'),
  'the platform was down');
select is(pg_temp.held() ->> 'tries', '0', 'the pair was not used');
select is(pg_temp.held() ->> 'sealed', '0a0b', 'and is kept');
select is(pg_temp.begin('one', 2, 'renew'), null, 'nothing is begun before its time');
update crier.platform_session set not_before = '-infinity';
select is(pg_temp.begin('one', 2, 'renew', '0 seconds'), 3::bigint, 'one begins again, and dies');
select is(pg_temp.begin('two', 3, 'renew', '0 seconds'), 4::bigint, 'after its deadline another tries the pair');
select ok(not pg_temp.settle('one', 3, pg_temp.opened('ff')), 'what the first brings is late');
select is(pg_temp.held() ->> 'tries', '2', 'two tries of which nothing is known');
select is(pg_temp.begin('two', 4, 'open'), 5::bigint, 'the credential opens another');
select is(pg_temp.held() ->> 'sealed', '0a0b', 'until then the old pair is kept');
select ok(pg_temp.settle('two', 5, '{"outcome": "refused", "rest_in": 0, "sentence": "No."}'), 'refused');
select is(pg_temp.held() ->> 'sealed', '0a0b', 'and even then');
select is(pg_temp.begin('two', 5, 'open'), 6::bigint, 'again');
select ok(pg_temp.settle('two', 6, pg_temp.opened('0c')), 'the new pair takes its place');
select is((pg_temp.held() ->> 'generation') || (pg_temp.held() ->> 'tries') || (pg_temp.held() ->> 'fails'), '200',
  'as the second, of which nothing is in doubt');

-- Ended, as the platform says.
select ok(not admin.platform_session_stale_v1(pg_temp.id('north'), pg_temp.id('north-channel'), 1),
  'an answer to an old token says nothing of the new');
select ok((pg_temp.held() ->> 'access_in')::float8 > 7000, 'which stays');
select ok(admin.platform_session_stale_v1(pg_temp.id('north'), pg_temp.id('north-channel'), 2), 'of this one it does');
select is((pg_temp.held() ->> 'access_in')::float8 + (pg_temp.held() ->> 'renew_in')::float8, 0::float8,
  'it is used no more');
select is(pg_temp.begin('one', 6, 'renew'), 7::bigint, 'and renewed');
select ok(pg_temp.settle('one', 7, '{"outcome": "spent"}'), 'in vain');
select is(pg_temp.held() ->> 'sealed', null, 'then none is held');

-- As often as the platform allows.
update crier.platform_session set tokens = 0.5, tokens_at = clock_timestamp();
select is(pg_temp.begin('one', 7, 'open', '30 seconds', 250), null, 'not more often');
select ok((pg_temp.held() ->> 'wait_in')::float8 between 170 and 173 and pg_temp.held() ->> 'reason' = 'undecided',
  'and says until when');

-- Gone with the credential.
insert into crier.credential (region_id, channel_id, key_id, sealed, sha256)
values (pg_temp.id('north'), pg_temp.id('north-channel'), 'k1', 'new', sha256('new'));
update crier.channel set credential_sha256 = sha256('new') where channel_id = pg_temp.id('north-channel');
select is(admin.platform_session_begin_v1(pg_temp.id('one'), pg_temp.id('north'), pg_temp.id('north-channel'),
  sha256('new'), 7, 'open', '30 seconds', 250), 1::bigint, 'another credential begins anew');
select is(pg_temp.begin('two', 0, 'open'), null, 'who still holds the old one begins nothing');
select is((select credential_sha256 from crier.platform_session), sha256('new'), 'and takes nothing from the new one');
delete from crier.credential where sha256 = sha256('new');
select is((select count(*) from crier.platform_session), 0::bigint, 'and takes its session with it');
select is(admin.platform_session_begin_v1(pg_temp.id('one'), pg_temp.id('north'), pg_temp.id('north-channel'),
  sha256('nothing'), 0, 'open', '30 seconds', 250), null, 'without a credential there is none');

-- Nobody but a coordinator.
select ok(not has_table_privilege(r, 'crier.platform_session', 'select'), r || ' does not read it')
from unnest('{crier_agent,crier_sync,crier_auditor,crier_dba,crier_audit_writer}'::text[]) r;
select ok(not has_function_privilege(r, 'admin.platform_session_v1(uuid, uuid)', 'execute'), r || ' does not ask')
from unnest('{crier_agent,crier_sync,crier_auditor,crier_dba}'::text[]) r;
select * from finish();
rollback;
