-- Which database this is and how far it has come:
--   {system, timeline, database, generation, claims, rulings, last_act, act_then, alive, anything}
-- Claims and rulings only grow: a restored database stands further back than it was seen to stand. It may have ruled
-- since it was restored; so last_act names the act of the last ruling, and act_then that of ruling number p_rulings, as
-- once seen. alive: coordinators whose session stands here and now (a restored heartbeat has none); anything: whether
-- a delivery was ever made. The timeline is that of the log which is written now: what the control file names may be
-- the one of before a promotion for minutes, until the first checkpoint. A standby that is not promoted has none.
create or replace function admin.identity_v1(p_rulings bigint default null) returns jsonb
language plpgsql volatile set search_path = '' as $$
declare
  v_rulings bigint := (select r.ruling_no from crier.reconciler r);
begin
  return jsonb_build_object(
    'system', (select s.system_identifier::text from pg_control_system() s),
    'timeline', ('x' || left(pg_walfile_name(pg_current_wal_insert_lsn()), 8))::bit(32)::bigint,
    'database', (select d.oid::bigint from pg_database d where d.datname = current_database()),
    'generation', coalesce((select b.generation from crier.body b), 0),
    'claims', (select coalesce(sum(l.fence), 0) from crier.lane l),
    'rulings', v_rulings,
    'last_act', (select r.activity_id from crier.ruling r where r.ruling_no = v_rulings),
    'act_then', (select r.activity_id from crier.ruling r where r.ruling_no = p_rulings),
    'alive', (select count(*) from crier.coordinator c
      where c.seen_at > clock_timestamp() - interval '5 minutes' and not admin.owner_gone(c.owner)),
    'anything', exists (select from crier.delivery));
end $$;

alter function admin.identity_v1(bigint) owner to crier_owner;
revoke all on function admin.identity_v1(bigint) from public;
grant execute on function admin.identity_v1(bigint) to crier_coordinator;
