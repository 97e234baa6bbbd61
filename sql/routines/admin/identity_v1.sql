-- Which database this is and how far it has come:
--   {system, timeline, database, generation, counter, alive, anything}
-- The counter only grows with what is claimed and ruled: a restored database stands further back than it was seen to
-- stand. alive: coordinators whose session stands here and now (a restored heartbeat has none); anything: whether a
-- delivery was ever made.
create or replace function admin.identity_v1() returns jsonb
language plpgsql volatile set search_path = '' as $$
begin
  return jsonb_build_object(
    'system', (select s.system_identifier::text from pg_control_system() s),
    'timeline', (select c.timeline_id from pg_control_checkpoint() c),
    'database', (select d.oid::bigint from pg_database d where d.datname = current_database()),
    'generation', coalesce((select b.generation from crier.body b), 0),
    'counter', (select coalesce(sum(l.fence), 0) from crier.lane l) + (select r.ruling_no from crier.reconciler r),
    'alive', (select count(*) from crier.coordinator c
      where c.seen_at > clock_timestamp() - interval '5 minutes' and not admin.owner_gone(c.owner)),
    'anything', exists (select from crier.delivery));
end $$;

alter function admin.identity_v1() owner to crier_owner;
revoke all on function admin.identity_v1() from public;
grant execute on function admin.identity_v1() to crier_coordinator;
