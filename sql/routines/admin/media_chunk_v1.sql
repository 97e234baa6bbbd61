-- admin.media_chunk_v1(region, sha256, n): chunk n (from 0) of an image, with what is known of the whole: its length in
-- bytes and whether all of it has come. No row: there is no such image. bytes null: there is no such chunk.
create or replace function admin.media_chunk_v1(p_region uuid, p_sha256 bytea, p_n integer)
returns table (octets bigint, complete boolean, bytes bytea)
language sql stable set search_path = '' as $$
  select m.octets, m.complete, c.bytes
  from crier.media m
  left join crier.media_chunk c on c.region_id = m.region_id and c.sha256 = m.sha256 and c.n = p_n
  where m.region_id = p_region and m.sha256 = p_sha256
$$;

alter function admin.media_chunk_v1(uuid, bytea, integer) owner to crier_owner;
revoke all on function admin.media_chunk_v1(uuid, bytea, integer) from public;
grant execute on function admin.media_chunk_v1(uuid, bytea, integer) to crier_coordinator;
