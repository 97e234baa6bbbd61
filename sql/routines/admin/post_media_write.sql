-- Notes which images the new revisions of a batch name, and those that its conflicts keep for a person's choice: the
-- part of admin.rulings_write_v1 for images. An image that only the region of the act has is stored under the post's
-- region too, so that whatever a post says, or may come to say, is in one place.
create or replace function admin.post_media_write(batch jsonb) returns void
language plpgsql volatile set search_path = '' as $$
declare
  named record;
begin
  if not jsonb_path_exists(batch, '$.revisions[*].content.media[*]')
    and jsonb_array_length(batch -> 'conflicts') = 0
  then
    return;
  end if;
  for named in
    select distinct i.region_id, i.post_id, decode(m ->> 'sha256', 'hex') as sha256, r.region_id as acting
    from (
      select v.region_id, v.post_id, v.activity_id, v.content -> 'media' as media
      from jsonb_to_recordset(batch -> 'revisions') v (region_id uuid, post_id uuid, activity_id uuid, content jsonb)
      union all
      select c.region_id, c.item_id, c.their_activity_id, c.theirs -> 'media'
      from jsonb_to_recordset(batch -> 'conflicts') c (region_id uuid, item_id uuid, their_activity_id uuid,
        theirs jsonb)
      where jsonb_typeof(c.theirs -> 'media') = 'array') i
    join jsonb_to_recordset(batch -> 'rulings') r (region_id uuid, activity_id uuid) on r.activity_id = i.activity_id
    cross join lateral jsonb_array_elements(i.media) m
  loop
    if not exists (
      select from crier.media m
      where m.region_id = named.region_id and m.sha256 = named.sha256 and m.complete)
    then
      delete from crier.media m where m.region_id = named.region_id and m.sha256 = named.sha256;
      insert into crier.media (region_id, sha256, content_type, octets, width, height, complete)
      select named.region_id, m.sha256, m.content_type, m.octets, m.width, m.height, true
      from crier.media m where m.region_id = named.acting and m.sha256 = named.sha256 and m.complete;
      insert into crier.media_chunk (region_id, sha256, n, bytes)
      select named.region_id, c.sha256, c.n, c.bytes
      from crier.media_chunk c where c.region_id = named.acting and c.sha256 = named.sha256;
    end if;
    insert into crier.post_media (region_id, sha256, post_id)
    values (named.region_id, named.sha256, named.post_id)
    on conflict do nothing;
  end loop;
end $$;

alter function admin.post_media_write(jsonb) owner to crier_owner;
revoke all on function admin.post_media_write(jsonb) from public;
grant execute on function admin.post_media_write(jsonb) to crier_coordinator;
