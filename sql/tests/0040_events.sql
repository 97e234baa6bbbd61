-- Audit events: one per entry, in order, values apart and committed to.
\ir fixture/begin.sql
\ir fixture/known.sql
select plan(14);

create temporary table mark as select coalesce(max(n), 0) as n from crier.event;
select admin.event_write_v1(jsonb_build_array(
  jsonb_build_object('region_id', pg_temp.id('11', '1'), 'acting_region_id', pg_temp.id('33', '1'),
    'member_id', pg_temp.id('b0', '1'), 'member_key', '\x0102', 'login', 'r_one', 'address', '192.0.2.1',
    'office_at', '2026-03-09T09:00:00.123456Z', 'verb', 'post.approve', 'kind', 'post', 'item_id', pg_temp.id('50',
      '1'),
    'item_version', 7, 'activity_id', pg_temp.id('ac', '71'), 'verdict', 'accepted',
    'before', '{"state": "submitted"}'::jsonb, 'after', '{"state": "approved"}'::jsonb),
  jsonb_build_object('region_id', pg_temp.id('11', '1'), 'verb', 'stop.applied', 'kind', 'delivery',
    'item_id', pg_temp.id('d1', '1'), 'before', null)));
create temporary table written as select e.*, row_number() over (order by e.n) as place
from crier.event e where e.n > (select m.n from mark m);

select is((select count(*) from written), 2::bigint, 'each entry is one event');
select is((select verb from written where place = 1), 'post.approve', 'in the order given');
select is((select office_at from written where place = 1), '2026-03-09 09:00:00.123456+00',
  'the office''s clock to the microsecond');
select ok((select at > now() - interval '1 hour' from written where place = 1), 'the server''s clock beside it');
select is((select member_key from written where place = 1), '\x0102'::bytea, 'the key that signed');
select is((select login || ' ' || host(address) from written where place = 1), 'r_one 192.0.2.1', 'login and address');
select is((select login from written where place = 2), session_user::name,
  'machinery acts by the login of its session');
select is((select distinct epoch from written), (select epoch from crier.body), 'the epoch of this database');
select is(
  (select count(*) from written w join crier.event_value v using (n)
    where w.commitment = sha256(v.salt || convert_to(coalesce(v.before::text, '') || chr(31) || coalesce(v.after::text,
      ''), 'UTF8'))
      and v.region_id = w.region_id and octet_length(v.salt) = 16),
  2::bigint, 'each commits to its own values with its salt');
select is((select v.after from written w join crier.event_value v using (n) where place = 1),
  '{"state": "approved"}'::jsonb, 'values');
select is((select v.before from written w join crier.event_value v using (n) where place = 2), null,
  'a null is no value');
select is((select count(distinct salt) from crier.event_value), (select count(*) from crier.event_value),
  'no salt twice');
select throws_ok(
  $$ select admin.event_write_v1('[{"verb": "x", "kind": "post"}]') $$, '23502', null,
    'an event without an item is refused');
select throws_ok($$ update crier.event set verb = 'other' $$, '42501', null,
  'an event is never changed, not even by the superuser');
select * from finish();
rollback;
