-- admin.shares_end_v1() ends what a region sees of another because it was lent a channel, once no standing grant of an
-- active member of its lends it: the grant was ended or has lapsed, or the member was revoked. The region's feed names
-- the item a last time; as it may not see it any more, its agent drops it. Returns how many shares ended.
create or replace function admin.shares_end_v1() returns integer
language plpgsql volatile set search_path = '' as $$
declare
  v_regions uuid[];
  v_kinds text[];
  v_owners uuid[];
  v_items uuid[];
begin
  with ended as (
    delete from crier.share s
    where s.kind in ('channel', 'region', 'policy', 'stop') and not exists (
      select from crier.member_grant g
      join crier.member m on m.region_id = g.member_region_id and m.member_id = g.member_id and m.state = 'active'
      where g.region_id = s.owner_region_id and g.member_region_id = s.region_id
        and g.channel_id is not null and (s.kind <> 'channel' or g.channel_id = s.item_id)
        and g.ended_at is null and (g.until_at is null or g.until_at > clock_timestamp()))
    returning s.*
  )
  select array_agg(e.region_id), array_agg(e.kind), array_agg(e.owner_region_id), array_agg(e.item_id)
  into v_regions, v_kinds, v_owners, v_items from ended e;
  if v_items is null then
    return 0;
  end if;
  perform crier.feed_append(v_regions, v_kinds, v_owners, v_items, array_fill(0::bigint, array[cardinality(v_items)]));
  return cardinality(v_items);
end $$;

alter function admin.shares_end_v1() owner to crier_owner;
revoke all on function admin.shares_end_v1() from public;
grant execute on function admin.shares_end_v1() to crier_coordinator;
