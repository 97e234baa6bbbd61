-- The acts that wait for their ruling: restrictive ones first, then as they came; each agent's in sequence.
-- In:  max, how many at most. Of very long acts fewer: 4 MiB, but always one.
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
      select w.region_id, w.activity_id, w.restrictive, w.n,
        sum(octet_length(v.body)) over (order by w.restrictive desc, w.n) - octet_length(v.body) as before
      from (
        select q.region_id, q.activity_id, q.restrictive, q.n from crier.inbox q
        order by q.restrictive desc, q.n limit reconcile_load_v1.max) w
      join crier.activity v on v.region_id = w.region_id and v.activity_id = w.activity_id) i
    join crier.activity a on a.region_id = i.region_id and a.activity_id = i.activity_id
    where i.before < 4194304
    order by i.restrictive desc, i.n;
end $$;

alter function admin.reconcile_load_v1(integer) owner to crier_owner;
revoke all on function admin.reconcile_load_v1(integer) from public;
grant execute on function admin.reconcile_load_v1(integer) to crier_coordinator;
