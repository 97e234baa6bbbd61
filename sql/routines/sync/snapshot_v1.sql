-- A page of the items of one kind that I may see, ordered by id, after the given id (null: from the start), at most
-- max (1 to 1000), fewer once they come to 1 MiB, at least one: only an empty page is the end. Mine, those below,
-- shared ones, and what is common. An agent reads epoch and heads by hello before the first page.
-- CR002. CR003. CR009: unknown kind or malformed.
create or replace function sync.snapshot_v1(kind text, after uuid, max integer)
returns table (item_id uuid, owner_region_id uuid, version bigint, body jsonb)
language plpgsql stable security definer set search_path = '' set timezone = 'UTC' as $$
declare
  most_bytes constant integer := 1048576;
  mine uuid := sync.mine();
  readable uuid[] := sync.readable();
  around uuid[] := sync.around();
  source text := case kind when 'grant' then 'member_grant' else kind end;
  key text := case kind when 'ruling' then 'activity_id' else kind || '_id' end;
  -- An office with none below it has its rows by one region, in the order of ids: a page costs a page. What it has on
  -- others' channels is shared with it.
  seen text := case when cardinality(readable) = 1 and kind in ('member', 'channel', 'post', 'conflict', 'delivery')
    then 'i.region_id = $1' else sync.seeing(kind) end;
  owners uuid[];
  ids uuid[];
begin
  if seen is null or max is null or max not between 1 and 1000 then
    raise exception 'a snapshot names a kind and 1 to 1000 rows' using errcode = 'CR009';
  end if;
  execute format($query$
    with own as (
      select i.region_id as owner, i.%1$I as id from crier.%2$I i
      where %3$s and ($4 is null or i.%1$I > $4)
      order by i.%1$I limit $6
    ), shared as (
      select s.owner_region_id as owner, s.item_id as id from crier.share s
      where s.region_id = $1 and s.kind = $5 and ($4 is null or s.item_id > $4)
      order by s.item_id limit $6
    ), page as (
      select o.owner, o.id from own o union select s.owner, s.id from shared s order by id limit $6
    )
    select array_agg(p.owner order by p.id), array_agg(p.id order by p.id) from page p
    $query$, key, source, seen)
  into owners, ids using mine, readable, around, after, kind, max;
  return query
  select w.item_id, w.owner_region_id, w.version, w.body
  from (
    select i.item_id, i.owner_region_id, i.version, i.body,
      sum(octet_length(i.body::text)) over (order by i.item_id rows between unbounded preceding and 1 preceding)
        as before
    from crier.items_json(snapshot_v1.kind, owners, ids) i) w
  where coalesce(w.before, 0) < most_bytes
  order by w.item_id;
end $$;

alter function sync.snapshot_v1(text, uuid, integer) owner to crier_sync;
revoke all on function sync.snapshot_v1(text, uuid, integer) from public;
grant execute on function sync.snapshot_v1(text, uuid, integer) to crier_agent;
