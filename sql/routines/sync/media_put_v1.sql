-- Stores one chunk of an image of mine that was opened: number n from 0, 262144 bytes or, of the last, what is left.
-- What is there already stays as it is.
-- CR002. CR003. CR006: no such image was opened. CR009: no such chunk can be of it.
create or replace function sync.media_put_v1(digest bytea, n integer, bytes bytea) returns void
language plpgsql volatile security definer set search_path = '' as $$
#variable_conflict use_variable
declare
  chunk constant integer := 262144;
  mine uuid := sync.mine();
  known crier.media;
begin
  select * into known from crier.media m where m.region_id = mine and m.sha256 = digest for update;
  if known.sha256 is null then
    raise exception 'no such image was opened' using errcode = 'CR006';
  end if;
  if known.complete then
    return;
  end if;
  if n is null or n < 0 or n > (known.octets - 1) / chunk
    or octet_length(bytes) is distinct from least(chunk, known.octets - n::bigint * chunk)::integer
  then
    raise exception 'no such chunk can be of this image' using errcode = 'CR009';
  end if;
  insert into crier.media_chunk (region_id, sha256, n, bytes) values (mine, digest, n, bytes)
  on conflict on constraint media_chunk_pkey do nothing;
end $$;

alter function sync.media_put_v1(bytea, integer, bytea) owner to crier_sync;
revoke all on function sync.media_put_v1(bytea, integer, bytea) from public;
grant execute on function sync.media_put_v1(bytea, integer, bytea) to crier_agent;
