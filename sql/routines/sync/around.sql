-- The regions above mine, and those that lend a channel to mine: their rows and policies are seen, not their posts.
create or replace function sync.around() returns uuid[]
language plpgsql stable security definer set search_path = '' as $$
declare
  mine uuid := sync.me();
begin
  return array(
    select f.ancestor_id from crier.fan_out f where f.region_id = mine
    union
    select s.owner_region_id from crier.share s where s.region_id = mine and s.kind = 'channel');
end $$;

alter function sync.around() owner to crier_sync;
revoke all on function sync.around() from public;
