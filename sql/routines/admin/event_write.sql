-- Writes the audit events of a transaction: [{office_at, region_id, acting_region_id, member_id, member_key, login,
-- address, verb, kind, item_id, item_version, activity_id, verdict, reason, before, after}…], in their order.
-- Values stand apart, the event keeps a salted commitment to them: erasing them leaves it provable.
-- Runs as crier_audit_writer, the only one who may write events.
create or replace function admin.event_write_v1(events jsonb) returns void
language plpgsql volatile security definer set search_path = '' as $$
begin
  with source as materialized (
    select nextval('crier.event_n_seq') as n, uuid_send(gen_random_uuid()) as salt, e.*
    from (
      select * from jsonb_to_recordset(events) as (
        office_at timestamptz, region_id uuid, acting_region_id uuid, member_id uuid, member_key bytea, login name,
        address inet, verb text, kind text, item_id uuid, item_version bigint, activity_id uuid, verdict text,
        reason text, before jsonb, after jsonb)) e
  ), event as (
    insert into crier.event (epoch, n, office_at, region_id, acting_region_id, member_id, member_key, login, address,
      verb, kind, item_id, item_version, activity_id, verdict, reason, commitment)
    overriding system value
    select (select b.epoch from crier.body b), s.n, s.office_at, s.region_id, s.acting_region_id, s.member_id,
      s.member_key, coalesce(s.login, session_user), s.address, s.verb, s.kind, s.item_id, s.item_version,
      s.activity_id, s.verdict, s.reason,
      sha256(s.salt || convert_to(coalesce(s.before::text, '') || chr(31) || coalesce(s.after::text, ''), 'UTF8'))
    from source s
  )
  insert into crier.event_value (n, region_id, salt, before, after)
  select s.n, s.region_id, s.salt, s.before, s.after from source s;
end $$;

alter function admin.event_write_v1(jsonb) owner to crier_audit_writer;
revoke all on function admin.event_write_v1(jsonb) from public;
grant execute on function admin.event_write_v1(jsonb) to crier_coordinator, crier_sync;
