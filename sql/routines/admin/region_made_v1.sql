-- Gives a new region its feed and the cursors that carry it to every region above. From here on they see its items:
-- call it in the transaction that inserts the region, before its first feed row. Twice-safe.
create or replace function admin.region_made_v1(region uuid) returns void
language plpgsql volatile set search_path = '' as $$
begin
  insert into crier.feed_head (region_id) values (region) on conflict do nothing;
  insert into crier.fan_out (region_id, ancestor_id)
  with recursive above (ancestor_id) as (
    select r.parent_id from crier.region r where r.region_id = region
    union all
    select r.parent_id from above a join crier.region r on r.region_id = a.ancestor_id)
  select region, a.ancestor_id from above a where a.ancestor_id is not null
  on conflict do nothing;
end $$;

alter function admin.region_made_v1(uuid) owner to crier_owner;
revoke all on function admin.region_made_v1(uuid) from public;
grant execute on function admin.region_made_v1(uuid) to crier_coordinator;
