-- In words, what differs between two contents of a post. Images are named by the first eight digits of the SHA-256 of
-- their content: which came and went, and of those that stayed what is said of them, and in which order they stand.
create or replace function audit.differs(before jsonb, after jsonb) returns text[]
language plpgsql immutable parallel safe set search_path = '' as $$
declare
  old_images jsonb := case jsonb_typeof(before -> 'media') when 'array' then before -> 'media' else '[]' end;
  new_images jsonb := case jsonb_typeof(after -> 'media') when 'array' then after -> 'media' else '[]' end;
begin
  return array(
      select 'text ' || k.key from (
        select jsonb_object_keys(before -> 'texts') as key union select jsonb_object_keys(after -> 'texts')) k
      where before -> 'texts' -> k.key is distinct from after -> 'texts' -> k.key order by k.key collate "C")
    || array(
      select replace(f, '_', ' ') from unnest('{content_warning,visibility,reply_to,channels}'::text[]) f
      where before -> f is distinct from after -> f)
    || (
      with image as (
        select coalesce(o.m ->> 'sha256', n.m ->> 'sha256') as sha256, o.m as old, n.m as new, o.place as old_place,
          n.place as new_place
        from jsonb_array_elements(old_images) with ordinality o(m, place)
        full join jsonb_array_elements(new_images) with ordinality n(m, place)
          on n.m ->> 'sha256' = o.m ->> 'sha256'
      ), said as (
        select i.*, 0 as rank, '' as language, case when i.old is null then 'added' else 'removed' end as what
        from image i where i.old is null or i.new is null
        union all
        select i.*, 1, '', 'decorative' from image i
        where i.old -> 'decorative' is distinct from i.new -> 'decorative' and i.old is not null and i.new is not null
        union all
        select i.*, 2, k.key, 'alternative text ' || k.key from image i
        cross join lateral (
          select jsonb_object_keys(i.old -> 'alt') as key union select jsonb_object_keys(i.new -> 'alt')) k
        where i.old is not null and i.new is not null
          and i.old -> 'alt' -> k.key is distinct from i.new -> 'alt' -> k.key
      )
      select coalesce(array_agg('image ' || left(s.sha256, 8) || ' ' || s.what
        order by coalesce(s.new_place, s.old_place), s.rank, s.language collate "C", s.what), '{}') from said s)
    || (
      select case when array_agg(o.m ->> 'sha256' order by o.place)
        is distinct from array_agg(o.m ->> 'sha256' order by n.place) then '{order of images}'::text[] else '{}' end
      from jsonb_array_elements(old_images) with ordinality o(m, place)
      join jsonb_array_elements(new_images) with ordinality n(m, place) on n.m ->> 'sha256' = o.m ->> 'sha256');
end $$;

alter function audit.differs(jsonb, jsonb) owner to crier_owner;
revoke all on function audit.differs(jsonb, jsonb) from public;
grant execute on function audit.differs(jsonb, jsonb) to crier_auditor;
