-- The acts that wait for their ruling: restrictive ones first, then the others; of each kind at most max, offices in
-- turn, each office's as they came, so that nobody waits behind another's long import or many withdrawals.
-- Deferred acts are passed over.
-- In:  max, how many of each kind at most. Of very long acts fewer: 4 MiB, but always one.
-- Out: the acts with what is known of how they came, in the order in which they are to be ruled on; whether the act has
--      waited too long for an image; whether acts of its office are deferred.
create or replace function admin.reconcile_load_v1(max integer)
returns table (region_id uuid, activity_id uuid, restrictive boolean, body text, signature bytea,
  received_at timestamptz, login name, address inet, expired boolean, office_waits boolean)
language plpgsql stable set search_path = ''
  set enable_seqscan = off set jit = off as $$
#variable_conflict use_column
begin
  return query
    with recursive office (restrictive, region_id) as ( -- those that have acts of a kind, one step in the index each
      select k.restrictive, (
        select i.region_id from crier.inbox i where i.restrictive = k.restrictive and i.deferred_at is null
        order by i.region_id limit 1)
      from (values (true), (false)) as k (restrictive)
      union all
      select o.restrictive, (
        select i.region_id from crier.inbox i
        where i.restrictive = o.restrictive and i.region_id > o.region_id and i.deferred_at is null
        order by i.region_id limit 1)
      from office o where o.region_id is not null
    ), share as materialized (
      select o.*, greatest(1, reconcile_load_v1.max / count(*) over (partition by o.restrictive)) as most,
        exists (select from crier.inbox d where d.region_id = o.region_id and d.deferred_at is not null) as waits
      from office o where o.region_id is not null
    ), turn as (
      select s.region_id, s.restrictive, s.waits, i.activity_id, i.n, i.turn, i.expired,
        row_number() over (partition by s.restrictive order by i.turn, i.n) as place
      from share s
      cross join lateral (
        select w.activity_id, w.n, w.expired, row_number() over (order by w.n) as turn
        from (
          select x.activity_id, x.n, x.expired from crier.inbox x
          where x.restrictive = s.restrictive and x.region_id = s.region_id and x.deferred_at is null
          order by x.n limit s.most) w) i
    ), sized as (
      select t.*, sum(octet_length(v.body)) over place - octet_length(v.body) as before
      from turn t
      join crier.activity v on v.region_id = t.region_id and v.activity_id = t.activity_id
      where t.place <= reconcile_load_v1.max
      window place as (partition by t.restrictive order by t.place)
    )
    select a.region_id, a.activity_id, s.restrictive, a.body, a.signature, a.received_at, a.login, a.address,
      s.expired, s.waits
    from sized s join crier.activity a on a.region_id = s.region_id and a.activity_id = s.activity_id
    where s.before < 4194304
    order by s.restrictive desc, s.place;
end $$;

alter function admin.reconcile_load_v1(integer) owner to crier_owner;
revoke all on function admin.reconcile_load_v1(integer) from public;
grant execute on function admin.reconcile_load_v1(integer) to crier_coordinator;
