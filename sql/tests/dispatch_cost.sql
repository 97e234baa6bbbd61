-- Sending reads what it is about, however much was sent before, and however much is in flight elsewhere.
\set ECHO none
\ir fixture/begin.sql
\ir fixture/dispatch.sql
select plan(7);

-- Forty accounts of one office, on each of them fifty changes that are out and two that wait; all of one post, so that
-- what an account has sent before is read as well. All there is: 2080.
create temp table account on commit drop as
  select 'street ' || i as name from generate_series(1, 40) i;
insert into crier.channel (region_id, channel_id, platform, address, handle, name, languages, credential_sha256,
  ceiling_per_hour, activity_id)
select pg_temp.id('north'), pg_temp.id(name), 'mastodon', 'https://social.example', '@' || name, name, '{en}',
  sha256('secret'), 10000, pg_temp.id('act') from account;
insert into crier.lane (region_id, channel_id, platform, rate, burst, tokens)
select pg_temp.id('north'), pg_temp.id(name), 'mastodon', 1e6, 1e6, 1e6 from account;
select pg_temp.post('a');
update crier.post set planned_version = version;
insert into crier.delivery (region_id, delivery_id, channel_id, post_region_id, post_id, kind, revision, digest, class,
  priority, due_at, idempotency_key, state, remote_id, sent_at, activity_id)
select pg_temp.id('north'), gen_random_uuid(), pg_temp.id(a.name), p.region_id, p.post_id, 'edit', 1, p.digest,
  'routine', 9, now(), 'key', case when i > 50 then 'waiting' else 'sent' end, 'remote ' || i,
  case when i <= 50 then now() - interval '1 day' end, p.activity_id
from account a cross join generate_series(1, 52) i cross join crier.post p;
select admin.lanes_recompute(array_agg(l.region_id), array_agg(l.channel_id), null, true) from crier.lane l;
analyze crier.delivery, crier.lane, crier.post, crier.channel;

-- How many rows of deliveries, or places in their indexes, a call reads.
create function pg_temp.read() returns bigint language sql as $$
  select pg_stat_get_xact_tuples_returned('crier.delivery'::regclass)
    + sum(pg_stat_get_xact_tuples_returned(i.indexrelid))::bigint
  from pg_index i where i.indrelid = 'crier.delivery'::regclass $$;
create function pg_temp.rows_read(call text, out n bigint, out answer jsonb) language plpgsql as $$
begin
  n := pg_temp.read();
  execute call into answer;
  n := pg_temp.read() - n;
end $$;

create temp table step on commit drop as select 'claim' as name, r.* from pg_temp.rows_read($$
  select pg_temp.claim('one', 32)$$) r;
select is(jsonb_array_length(answer -> 'work'), 32, 'many accounts are claimed at once') from step where name = 'claim';
insert into step select 'intent', r.* from pg_temp.rows_read($$
  select pg_temp.intent('one', answer) from step where name = 'claim'$$) r;
select is((select count(*) from jsonb_array_elements(answer) i where (i ->> 'allowed')::boolean), 32::bigint,
  'and their intents allowed') from step where name = 'intent';
insert into step select 'claim of others', r.* from pg_temp.rows_read($$select pg_temp.claim('two', 32)$$) r;
insert into step select 'settle', r.* from pg_temp.rows_read($$
  select pg_temp.settle('one', answer, 'sent', go_on => true) from step where name = 'intent'$$) r;
select is(jsonb_array_length(answer -> 'work'), 32, 'each goes on with the next') from step where name = 'settle';

select cmp_ok(s.n, '<', (32 * most)::bigint, s.name || ' reads what it is about')
from (values ('claim', 8), ('intent', 300), ('claim of others', 8), ('settle', 500)) as m (name, most)
join step s using (name);
select * from finish();
rollback;
