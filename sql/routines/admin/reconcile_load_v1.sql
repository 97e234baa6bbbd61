-- The acts that wait for their ruling: restrictive ones first, then as they came; each agent's in sequence.
-- In:  max, how many at most.
-- Out: the acts with what is known of how they came.
create or replace function admin.reconcile_load_v1(max integer)
returns table (region_id uuid, activity_id uuid, restrictive boolean, body text, signature bytea,
  received_at timestamptz, login name, address inet)
language plpgsql stable set search_path = '' as $$
#variable_conflict use_column
begin
  return query
    select a.region_id, a.activity_id, i.restrictive, a.body, a.signature, a.received_at, a.login, a.address
    from (
      select w.region_id, w.activity_id, w.restrictive, w.n from crier.inbox w
      order by w.restrictive desc, w.n limit reconcile_load_v1.max) i
    join crier.activity a on a.region_id = i.region_id and a.activity_id = i.activity_id
    order by i.restrictive desc, i.n;
end $$;

alter function admin.reconcile_load_v1(integer) owner to crier_owner;
revoke all on function admin.reconcile_load_v1(integer) from public;
grant execute on function admin.reconcile_load_v1(integer) to crier_coordinator;
