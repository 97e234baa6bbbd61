-- Credentials that wait for their act, and what a region sees for as long as it is lent a channel or
-- stands above a post.
\set ECHO none
\ir fixture/begin.sql
\ir fixture/dispatch.sql
select no_plan();

-- A credential is in use once an act names it.
create function pg_temp.held() returns text language sql as $$
  select string_agg(convert_from(sealed, 'UTF8'), ', ' order by stored_at) from crier.credential $$;
create function pg_temp.put(secret text) returns bytea language sql as $$
  select admin.credential_put_v1(pg_temp.id('north'), pg_temp.id('north-channel'), 'k1', convert_to(secret, 'UTF8')) $$;
create function pg_temp.name(digest bytea, state text default 'active') returns void language sql as $$
  update crier.channel set credential_sha256 = digest where channel_id = pg_temp.id('north-channel');
  select admin.items_write(jsonb_build_object('channels', (
    select jsonb_agg(to_jsonb(c) || jsonb_build_object('state', name.state, 'credential_sha256', encode(digest, 'hex')))
    from crier.channel c where c.channel_id = pg_temp.id('north-channel')))) $$;
select is(pg_temp.put('first'), sha256('first'), 'it is named by its SHA-256');
select pg_temp.name(sha256('first'));
select pg_temp.put('second');
select is(pg_temp.held(), 'first, second', 'storing another takes nothing away');
select is((select convert_from(c.sealed, 'UTF8') from crier.channel h join crier.credential c
  on c.region_id = h.region_id and c.channel_id = h.channel_id and c.sha256 = h.credential_sha256), 'first',
  'and changes nothing');
select pg_temp.name(sha256('first'));
select is(pg_temp.held(), 'first, second', 'nor does another act on the channel');
select pg_temp.name(sha256('second'));
select is(pg_temp.held(), 'second', 'once its act is ruled on, the older one goes');
select lives_ok($$ select pg_temp.put('second') $$, 'stored twice is stored once');
select is(pg_temp.held(), 'second', 'indeed');
select pg_temp.put(n::text) from generate_series(1, 8) n;
select is(admin.credentials_forget_v1('1 day'), 0, 'what has just been stored may yet be named');
update crier.credential set stored_at = stored_at - interval '2 days';
select is(admin.credentials_forget_v1('1 day'), 8, 'what nobody has named for a day goes');
select is(pg_temp.held(), 'second', 'and what is in use stays');
select pg_temp.put('8'), pg_temp.name(sha256('8'), 'removed');
select is(pg_temp.held(), null, 'an account that is removed leaves none');

-- A channel that is lent, and taken back.
insert into crier.member_grant (region_id, grant_id, member_region_id, member_id, tier, channel_id, from_at,
  activity_id)
values (pg_temp.id('north'), pg_temp.id('loan'), pg_temp.id('south'), pg_temp.id('sue'), 'author',
  pg_temp.id('north-channel'), now(), pg_temp.id('act'));
create function pg_temp.lend() returns void language sql as $$
  select crier.feed_write(jsonb_build_array(
    jsonb_build_object('kind', 'channel', 'owner_region_id', pg_temp.id('north'), 'item_id',
      pg_temp.id('north-channel'), 'version', 1, 'also', jsonb_build_array(pg_temp.id('south'))),
    jsonb_build_object('kind', 'region', 'owner_region_id', pg_temp.id('north'), 'item_id', pg_temp.id('north'),
      'version', 1, 'also', jsonb_build_array(pg_temp.id('south'))))) $$;
create function pg_temp.told() returns bigint language sql as $$
  select count(*) from crier.feed where region_id = pg_temp.id('south') $$;
create function pg_temp.rules(class text) returns void language sql as $$
  with made as (
    insert into crier.policy (region_id, policy_id, class, approvals, tier, activity_id)
    values (pg_temp.id('north'), gen_random_uuid(), class, 1, 'approver', pg_temp.id('act')) returning *)
  select crier.feed_write(jsonb_agg(jsonb_build_object('kind', 'policy', 'owner_region_id', m.region_id,
    'item_id', m.policy_id, 'version', m.version, 'below', true))) from made m $$;
create function pg_temp.stop(n text, scope text) returns void language sql as $$
  with made as (
    insert into crier.stop (region_id, stop_id, scope, target_id, reason, placed_by, placed_at, activity_id)
    values (pg_temp.id('north'), pg_temp.id(n), scope, pg_temp.id(case scope when 'region' then 'north' else 'bob' end),
      'x', pg_temp.id('dee'), now(), pg_temp.id('act')) returning *)
  select crier.feed_write(jsonb_agg(jsonb_build_object('kind', 'stop', 'owner_region_id', m.region_id,
    'item_id', m.stop_id, 'version', m.version, 'below', m.scope = 'region'))) from made m $$;
create function pg_temp.known(kind text) returns bigint language sql as $$
  select count(distinct f.item_id) from crier.feed f
  where f.region_id = pg_temp.id('south') and f.kind = known.kind and f.owner_region_id = pg_temp.id('north') $$;
delete from crier.policy where region_id = pg_temp.id('north');
select pg_temp.rules('routine');
select pg_temp.stop('whole', 'region'), pg_temp.stop('one', 'member');
select is(pg_temp.known('policy') + pg_temp.known('stop'), 0::bigint,
  'what an office demands and stops is not told to others');
select pg_temp.lend();
select is(pg_temp.known('policy'), 1::bigint, 'who is lent its channel is told with it what it demands');
select is(pg_temp.known('stop'), 1::bigint, 'and that it is stopped, not whom it stops');
select pg_temp.rules('event'), pg_temp.stop('again', 'region'), pg_temp.stop('other', 'member');
select is(pg_temp.known('policy'), 2::bigint, 'and of what it demands later');
select is(pg_temp.known('stop'), 2::bigint, 'and stops later');
select is(admin.shares_end_v1(), 0, 'a loan that stands is not taken back');
update crier.member_grant set until_at = clock_timestamp() + interval '1 hour';
select is(admin.shares_end_v1(), 0, 'nor one that will lapse');
create temp table before as select pg_temp.told() as told;
update crier.member_grant set from_at = now() - interval '2 hours', until_at = clock_timestamp() - interval '1 minute';
select is(admin.shares_end_v1(), 6, 'one that has lapsed is: the channel, whose it is, and what that one says');
select is(pg_temp.told(), told + 6, 'and the borrower is told') from before;
select is(admin.shares_end_v1(), 0, 'once');
update crier.member_grant set until_at = null;
select pg_temp.lend();
update crier.member_grant set ended_at = now();
select is(admin.shares_end_v1(), 6, 'so is one that was ended');
update crier.member_grant set ended_at = null;
select pg_temp.lend();
update crier.member set state = 'revoked' where member_id = pg_temp.id('sue');
select is(admin.shares_end_v1(), 6, 'and one of a member who was revoked');

-- A post of Harbour's on South's account: North stands above Harbour alone, the centre above both.
select admin.fan_out_v1(1000) from generate_series(1, 3);
select pg_temp.post('far', channels => '{south}', region => 'harbour'), pg_temp.plan_post('far', 'south');
select admin.fan_out_v1(1000) from generate_series(1, 3);
select is(
  (select string_agg(place || ' ' || times, ', ' order by place) from (
    select place, count(*) as times
    from unnest('{centre,north,harbour,south}'::text[]) place
    join crier.feed f on f.region_id = pg_temp.id(place)
    where f.item_id = pg_temp.delivery('far', 'south') group by place) told),
  'centre 1, harbour 1, north 1, south 1', 'its delivery is told to those who see it, once each');
select * from finish();
rollback;
