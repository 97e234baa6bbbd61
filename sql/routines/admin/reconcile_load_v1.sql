-- The acts that wait for their ruling: restrictive ones first, as they came; then offices in turn, each office's as
-- they came, so that nobody waits behind another's long import.
-- In:  max, how many at most. Of very long acts fewer: 4 MiB, but always one.
-- Out: the acts with what is known of how they came, in the order in which they are to be ruled on.
create or replace function admin.reconcile_load_v1(max integer)
returns table (region_id uuid, activity_id uuid, restrictive boolean, body text, signature bytea,
  received_at timestamptz, login name, address inet)
language plpgsql stable set search_path = '' as $$
#variable_conflict use_column
begin
  return query
    with recursive urgent as materialized (
      select i.region_id, i.activity_id, true as restrictive, 0::bigint as turn, i.n
      from crier.inbox i where i.restrictive order by i.n limit reconcile_load_v1.max
    ), office (region_id) as ( -- those with ordinary acts, one step in the index each
      (select i.region_id from crier.inbox i where not i.restrictive order by i.region_id limit 1)
      union all
      select (
        select i.region_id from crier.inbox i
        where not i.restrictive and i.region_id > o.region_id order by i.region_id limit 1)
      from office o where o.region_id is not null
    ), ordinary as (
      select o.region_id, i.activity_id, false as restrictive, i.turn, i.n
      from office o
      cross join lateral (
        select w.activity_id, w.n, row_number() over (order by w.n) as turn
        from (
          select x.activity_id, x.n from crier.inbox x
          where not x.restrictive and x.region_id = o.region_id order by x.n
          limit greatest(1, reconcile_load_v1.max / (select count(*) from office c where c.region_id is not null))) w) i
      where o.region_id is not null
    ), next as materialized (
      select w.* from (select * from urgent union all select * from ordinary) w
      order by w.restrictive desc, w.turn, w.n limit reconcile_load_v1.max
    ), sized as (
      select w.*, row_number() over place as place,
        sum(octet_length(v.body)) over place - octet_length(v.body) as before
      from next w
      join crier.activity v on v.region_id = w.region_id and v.activity_id = w.activity_id
      window place as (order by w.restrictive desc, w.turn, w.n)
    )
    select a.region_id, a.activity_id, s.restrictive, a.body, a.signature, a.received_at, a.login, a.address
    from sized s join crier.activity a on a.region_id = s.region_id and a.activity_id = s.activity_id
    where s.before < 4194304
    order by s.place;
end $$;

alter function admin.reconcile_load_v1(integer) owner to crier_owner;
revoke all on function admin.reconcile_load_v1(integer) from public;
grant execute on function admin.reconcile_load_v1(integer) to crier_coordinator;
