-- admin.epoch_change_v1(reason): the database may have lost something (a restore, a failover that was not lossless).
-- A new epoch begins; dispatch is frozen until an operator releases it; every lease ends; and every delivery that is
-- not final, parked ones apart, begins as unknown: it is looked up, never assumed unsent. So does what is made later of
-- posts that were written before (admin.was_before_restore). No feed is written: agents see the new epoch and take a
-- new snapshot. Returns the new epoch.
create or replace function admin.epoch_change_v1(p_reason text) returns uuid
language plpgsql volatile set search_path = '' as $$
declare
  v_epoch uuid := gen_random_uuid();
begin
  perform admin.stop_lock();
  update crier.body b set epoch = v_epoch, generation = b.generation + 1, epoch_started_at = clock_timestamp(),
    frozen_at = coalesce(b.frozen_at, clock_timestamp()), frozen_reason = p_reason;
  -- What went out unknown to this database went out after the last that it knows: its last event, or the last sign of
  -- life of a coordinator that is gone, as events may have been written since the restore.
  insert into crier.epoch (epoch, generation, restored_from)
  select b.epoch, b.generation, least(
    (select e.at from crier.event e order by e.n desc limit 1),
    (select max(c.seen_at) from crier.coordinator c where admin.owner_gone(c.owner)))
  from crier.body b;
  update crier.delivery d set state = 'unknown', looks = 0, look_fails = 0, look_at = clock_timestamp(),
    reason = 'restored', sentence = admin.reason_sentence('restored'), stop_id = null,
    -- What is found may be other words than those that were planned last.
    edit_waits = d.kind = 'publish',
    -- What was not on the wire has no try of its own to go by.
    fence = case when d.state = 'sending' then d.fence end,
    owner = case when d.state = 'sending' then d.owner end,
    intent_at = case when d.state = 'sending' then d.intent_at end,
    key_at = case when d.state = 'sending' then d.key_at end,
    withdrawal = d.withdrawal or exists (
      select from crier.post p where p.region_id = d.post_region_id and p.post_id = d.post_id
        and p.state = 'withdrawn'),
    version = d.version + 1, changed_at = clock_timestamp()
  where d.state in ('waiting', 'sending', 'stopped', 'missed');
  update crier.lane l set next_due = 'infinity', next_priority = 9, owner = null, lease_until = '-infinity',
    fence = l.fence + 1;
  perform admin.event_write_v1(jsonb_build_array(jsonb_build_object(
    'region_id', r.region_id, 'login', session_user, 'verb', 'dispatch.epoch', 'kind', 'region', 'item_id', r.region_id,
    'reason', p_reason)))
  from crier.region r where r.parent_id is null;
  return v_epoch;
end $$;

alter function admin.epoch_change_v1(text) owner to crier_owner;
revoke all on function admin.epoch_change_v1(text) from public;
grant execute on function admin.epoch_change_v1(text) to crier_coordinator;
