-- Says of an image of mine whether it is complete here, and else which of its chunks are missing: numbers from 0, each
-- of 262144 bytes but the last. An image that is new is made room for. Begun again with another length, what came of
-- it before is thrown away.
-- CR002. CR003. CR009: no such image can be. CR013: more than a region may store in a day.
create or replace function sync.media_open_v1(
  digest bytea, content_type text, octets bigint, width integer, height integer)
returns table (complete boolean, missing integer[])
language plpgsql volatile security definer set search_path = '' as $$
#variable_conflict use_variable
declare
  chunk constant integer := 262144;
  most_images constant integer := 20000;
  most_octets constant bigint := 8::bigint * 1024 * 1024 * 1024;
  since constant timestamptz := clock_timestamp() - interval '1 day';
  mine uuid := sync.mine();
  known crier.media;
begin
  select * into known from crier.media m where m.region_id = mine and m.sha256 = digest for update;
  if known.complete then
    if known.octets is distinct from octets then
      raise exception 'an image of this name has another length' using errcode = 'CR009';
    end if;
    -- It is needed anew: what forgets images counts from now.
    update crier.media m set stored_at = clock_timestamp() where m.region_id = mine and m.sha256 = digest;
    return query select true, '{}'::integer[];
    return;
  end if;
  if (known.sha256 is null or octets > known.octets) and exists (
    select from crier.media m
    where m.region_id = mine and m.sha256 <> digest and m.stored_at > since
    having count(*) >= most_images or coalesce(sum(m.octets), 0) + octets > most_octets)
  then
    raise exception 'more images than a region may store in a day' using errcode = 'CR013';
  end if;
  begin
    insert into crier.media (region_id, sha256, content_type, octets, width, height)
    values (mine, digest, content_type, octets, width, height)
    on conflict on constraint media_pkey do nothing;
    if known.sha256 is not null and known.octets <> octets then
      delete from crier.media_chunk c where c.region_id = mine and c.sha256 = digest;
    end if;
    update crier.media m
    set content_type = media_open_v1.content_type, octets = media_open_v1.octets, width = media_open_v1.width,
      height = media_open_v1.height,
      stored_at = case when media_open_v1.octets > m.octets then clock_timestamp() else m.stored_at end
    where m.region_id = mine and m.sha256 = digest and not m.complete;
  exception when check_violation or not_null_violation then
    raise exception 'there can be no such image' using errcode = 'CR009';
  end;
  return query select false, array(
    select place from generate_series(0, ((octets - 1) / chunk)::integer) place
    where not exists (
      select from crier.media_chunk c where c.region_id = mine and c.sha256 = digest and c.n = place)
    order by place);
end $$;

alter function sync.media_open_v1(bytea, text, bigint, integer, integer) owner to crier_sync;
revoke all on function sync.media_open_v1(bytea, text, bigint, integer, integer) from public;
grant execute on function sync.media_open_v1(bytea, text, bigint, integer, integer) to crier_agent;
