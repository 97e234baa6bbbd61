-- The condition under which an item of a kind is to be seen, on its table as i: $1 is my region, $2 the regions that I
-- may read, $3 those around me. Null for a kind that is none.
create or replace function sync.seeing(kind text) returns text
language sql immutable set search_path = '' as $$
  select case kind
    when 'region' then 'i.region_id = any ($2 || $3)'
    when 'policy' then 'i.region_id = any ($2 || $3)'
    when 'grant' then '(i.region_id = any ($2) or i.member_region_id = $1)'
    when 'delivery' then '(i.region_id = any ($2) or i.post_region_id = any ($2))'
    when 'stop' then '(i.region_id = any ($2) or i.scope in (''everything'', ''platform'', ''topic'')
      or i.scope = ''region'' and i.region_id = any ($3))'
    when 'ruling' then 'i.region_id = $1'
    when 'member' then 'i.region_id = any ($2)'
    when 'channel' then 'i.region_id = any ($2)'
    when 'post' then 'i.region_id = any ($2)'
    when 'conflict' then 'i.region_id = any ($2)'
  end $$;

alter function sync.seeing(text) owner to crier_sync;
revoke all on function sync.seeing(text) from public;
