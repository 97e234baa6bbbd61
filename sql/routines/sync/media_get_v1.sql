-- One chunk of a complete image: mine, or of a post that I may see; its owner is the post's region.
-- CR002. CR003. CR006: no such image or chunk, or it is not to be seen by me.
create or replace function sync.media_get_v1(owner uuid, digest bytea, n integer) returns bytea
language plpgsql stable security definer set search_path = '' as $$
#variable_conflict use_variable
declare
  mine uuid := sync.mine();
  found_bytes bytea;
begin
  select c.bytes into found_bytes
  from crier.media m join crier.media_chunk c on c.region_id = m.region_id and c.sha256 = m.sha256
  where m.region_id = owner and m.sha256 = digest and m.complete and c.n = n;
  if found_bytes is null then
    raise exception 'no such image' using errcode = 'CR006';
  end if;
  return found_bytes;
end $$;

alter function sync.media_get_v1(uuid, bytea, integer) owner to crier_sync;
revoke all on function sync.media_get_v1(uuid, bytea, integer) from public;
grant execute on function sync.media_get_v1(uuid, bytea, integer) to crier_agent;
