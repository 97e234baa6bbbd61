-- The figures of health and metrics: what is stuck shows, and no series is told twice.
\ir fixture/begin.sql
\ir fixture/dispatch.sql
select plan(9);

create function pg_temp.oldest() returns integer language sql as $$
  select value::integer from admin.figures_v1() where name = 'oldest_due_seconds' $$;
select is(pg_temp.oldest(), 0, 'nothing waits');
select pg_temp.post('a'), pg_temp.plan_post('a', due => '1 hour', late => '2 hours');
select is(pg_temp.oldest(), 0, 'nothing is due');
select pg_temp.post('b'), pg_temp.plan_post('b', due => '-10 minutes');
select ok(pg_temp.oldest() between 599 and 605, 'what is due counts since it was due');
update crier.lane set next_due = 'infinity';
select ok(pg_temp.oldest() between 599 and 605, 'also behind an outcome that is not known');
update crier.lane set hold_until = clock_timestamp() + interval '1 hour',
  next_due = clock_timestamp() + interval '1 hour';
select ok(pg_temp.oldest() between 599 and 605, 'also on an account that is held back');
update crier.delivery set not_before = clock_timestamp() + interval '5 minutes' where state = 'waiting';
select ok(pg_temp.oldest() between 599 and 605, 'also before its next try');
update crier.delivery set state = 'stopped' where delivery_id = pg_temp.delivery('b');
select is(pg_temp.oldest(), 0, 'but not what a person stopped');

update crier.region set name = 'North' where region_id = pg_temp.id('south');
insert into crier.feed_head (region_id, head) select r.region_id, 5 from crier.region r on conflict do nothing;
insert into crier.agent (region_id, agent_id, last_pull_at)
select r.region_id, gen_random_uuid(), now() from crier.region r;
select is((select count(*) from admin.figures_v1() where name = 'feed_lag_rows'), 4::bigint,
  'each office has a series');
select is((select array_agg(label order by label) from admin.figures_v1() where name = 'feed_lag_rows'), array[
  'Centre', 'Harbour'] || (select array_agg('North (' || left(right(pg_temp.id(n)::text, 12), 8) || ')'
    order by left(right(pg_temp.id(n)::text, 12), 8)) from unnest('{north,south}'::text[]) n),
  'its own, though two are called the same');
select * from finish();
rollback;
