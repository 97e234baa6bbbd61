-- Ends the storing of an image of mine: true once its bytes have the length and the SHA-256 that name it, and then for
-- good. False: they have not; all of them are thrown away.
-- CR002. CR003. CR006: no such image was opened. CR009: chunks are missing.
create or replace function sync.media_done_v1(digest bytea) returns boolean
language plpgsql volatile security definer set search_path = '' as $$
declare
  mine uuid := sync.mine();
  known crier.media;
  whole bytea;
begin
  select * into known from crier.media m where m.region_id = mine and m.sha256 = digest for update;
  if known.sha256 is null then
    raise exception 'no such image was opened' using errcode = 'CR006';
  end if;
  if known.complete then
    return true;
  end if;
  select string_agg(c.bytes, '' order by c.n) into whole
  from crier.media_chunk c where c.region_id = mine and c.sha256 = digest;
  if octet_length(whole) is distinct from known.octets::integer then
    raise exception 'chunks are missing' using errcode = 'CR009';
  end if;
  if sha256(whole) <> digest then
    delete from crier.media_chunk c where c.region_id = mine and c.sha256 = digest;
    return false;
  end if;
  update crier.media m set complete = true, stored_at = clock_timestamp()
  where m.region_id = mine and m.sha256 = digest;
  return true;
end $$;

alter function sync.media_done_v1(bytea) owner to crier_sync;
revoke all on function sync.media_done_v1(bytea) from public;
grant execute on function sync.media_done_v1(bytea) to crier_agent;
