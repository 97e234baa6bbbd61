-- Lets deferred acts be ruled on: of each office and item all of them, in their order, once the first of them lacks no
-- image any more, or was received longer ago than `patience`: then it is marked as expired. Returns how many acts.
-- What lacks an image all the same is deferred anew.
create or replace function admin.media_release_v1(at timestamptz, patience interval) returns integer
language plpgsql volatile set search_path = '' as $$
declare
  released integer;
begin
  with head as (
    select distinct on (d.region_id, d.item_id) d.region_id, d.item_id, d.item_region_id, d.activity_id, d.n,
      d.waits_for
    from crier.inbox d where d.deferred_at is not null
    order by d.region_id, d.item_id, d.n
  ), free as (
    select h.region_id, h.item_id, h.n, v.received_at <= at - patience as expired
    from head h join crier.activity v on v.region_id = h.region_id and v.activity_id = h.activity_id
    where v.received_at <= at - patience or not exists (
      select from unnest(h.waits_for) w (sha256)
      where not exists (
        select from crier.media m
        where m.region_id in (h.region_id, h.item_region_id) and m.sha256 = w.sha256 and m.complete))
  )
  update crier.inbox i
  set deferred_at = null, waits_for = null, expired = i.expired or (f.expired and i.n = f.n)
  from free f
  where i.region_id = f.region_id and i.item_id = f.item_id and i.deferred_at is not null;
  get diagnostics released = row_count;
  return released;
end $$;

alter function admin.media_release_v1(timestamptz, interval) owner to crier_owner;
revoke all on function admin.media_release_v1(timestamptz, interval) from public;
grant execute on function admin.media_release_v1(timestamptz, interval) to crier_coordinator;
