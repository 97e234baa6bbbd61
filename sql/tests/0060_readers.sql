-- What auditors and DBAs may read, as their roles (who logs in by which certificate is tested with real logins).
\ir fixture/begin.sql
\ir fixture/known.sql
select crier.feed_write(jsonb_build_array(jsonb_build_object('kind', 'post', 'owner_region_id', pg_temp.id('11', '1'),
  'item_id', pg_temp.id('50', '1'), 'version', 1)));
insert into crier.agent (region_id, agent_id, last_pull_at, last_push_at, region_cursor)
values (pg_temp.id('11', '1'), pg_temp.id('a9', '1'), now(), now(), 0);
update crier.feed set written_at = now() - interval '90 seconds';
update crier.delivery set state = 'parked' where delivery_id = pg_temp.id('d1', '3');
select plan(24);
grant usage on schema public to crier_auditor, crier_dba;
grant execute on all functions in schema public to crier_auditor, crier_dba;
do $$ begin
  execute format('grant usage on schema %I to crier_auditor, crier_dba', pg_my_temp_schema()::regnamespace);
  execute format('grant execute on all functions in schema %I to crier_auditor, crier_dba',
    pg_my_temp_schema()::regnamespace);
  execute format('grant temporary on database %I to crier_auditor, crier_dba', current_database());
end $$;
grant all on all tables in schema pg_temp to crier_auditor, crier_dba;
grant all on all sequences in schema pg_temp to crier_auditor, crier_dba;

set local role crier_auditor;
select is((select count(*) from audit.who_let_out(audit.channel('@north'), pg_temp.t('09:14'))), 4::bigint,
  'an auditor asks who let it out');
select ok((select count(*) > 5 from audit.changes(pg_temp.id('50', '1'))), 'what changed');
select is((select count(*) from audit.could_publish(audit.channel('@north'), '2026-03-09')), 5::bigint,
  'who could have published');
select is((select count(*) from audit.before_revocation(audit.member('Rex'))), 2::bigint, 'what a revoked member did');
select ok((select count(*) > 0 from audit.by_name('o')), 'names');
select is((select count(*) from audit.log), 18::bigint, 'reads the log');
select is((select count(*) from audit.office), 4::bigint, 'offices');
select is((select count(*) from audit.account), 2::bigint, 'accounts');
select is((select count(*) from audit.person), 6::bigint, 'members');
select ok((select count(*) = 4 from audit.why_not_seen(pg_temp.id('11', '1'), pg_temp.id('50', '1'))),
  'why a post was not seen');
select throws_ok('select * from crier.event_value', '42501', null, 'not the values of events');
select throws_ok('select body from crier.activity', '42501', null, 'not the bodies of acts');
select throws_ok('select * from crier.credential', '42501', null, 'no credential');
select throws_ok('select * from crier.verifier', '42501', null, 'no verifier');
select throws_ok('select credential_sha256 from crier.channel', '42501', null, 'not even a credential''s name');
select throws_ok('delete from crier.event', '42501', null, 'changes nothing');
select throws_ok('select * from audit.region_lag', '42501', null, 'the DBA''s views are the DBA''s');

set local role crier_dba;
select results_eq(
  $$ select name, lag_rows, lag_seconds >= 90, parked, unruled from audit.region_lag where region_id = pg_temp.id('11',
    '1') $$,
  $$ values ('North', 1::bigint, true, 1::bigint, 0::bigint) $$, 'a DBA sees how far an office is behind');
select is((select count(*) from audit.region_lag), 4::bigint, 'each office, also one that never came');
select results_eq(
  $$ select step, answer from audit.why_not_seen(pg_temp.id('11', '1'), pg_temp.id('50', '1')) $$,
  $$ values (1, 'yes'), (2, 'yes'), (3, 'yes'), (4, 'no') $$,
    'why an office has not seen a post: its agent has not read so far');
select results_eq(
  $$ select step, answer from audit.why_not_seen(pg_temp.id('22', '1'), pg_temp.id('50', '1')) $$,
  $$ values (1, 'yes'), (2, 'no') $$, 'or it may not');
select ok((select total_octets > 0 from audit.table_size where schema = 'crier' and name = 'event'), 'sizes');
select throws_ok('select content from crier.post', '42501', null, 'but no content');
select throws_ok('select * from crier.revision', '42501', null, 'none');
reset role;
select * from finish();
rollback;
