-- Many items of one kind, those that the caller may see: one query for all, so rules are asked once. A row in snake
-- case, without machinery; a post with all its revisions.
-- Runs as its caller: what the caller's row-level rules hide is absent.
-- A ruling's id is its act's, its version always 1. An unknown kind has no items.
create or replace function crier.items_json(kind text, owners uuid[], ids uuid[])
returns table (owner_region_id uuid, item_id uuid, version bigint, body jsonb)
language plpgsql stable parallel safe set search_path = '' set timezone = 'UTC' as $$
begin
  case kind
  when 'post' then return query
    select i.region_id, i.post_id, i.version, to_jsonb(i) - 'planned_version' || jsonb_build_object('history', (
      select coalesce(jsonb_agg(jsonb_build_object('revision', r.revision, 'digest', r.digest, 'content', r.content,
        'member_id', r.member_id, 'member_name', r.member_name, 'activity_id', r.activity_id,
        'written_at', r.written_at) order by r.revision), '[]'::jsonb)
      from crier.revision r where r.region_id = i.region_id and r.post_id = i.post_id))
    from unnest(owners, ids) w (region, id) join crier.post i on i.region_id = w.region and i.post_id = w.id;
  when 'delivery' then return query
    select i.region_id, i.delivery_id, i.version, crier.delivery_item(i)
    from unnest(owners, ids) w (region, id) join crier.delivery i on i.region_id = w.region and i.delivery_id = w.id;
  when 'ruling' then return query
    select i.region_id, i.activity_id, 1::bigint, crier.ruling_item(i)
    from unnest(owners, ids) w (region, id) join crier.ruling i on i.region_id = w.region and i.activity_id = w.id;
  when 'region' then return query
    select i.region_id, i.region_id, i.version, crier.region_item(i)
    from unnest(owners, ids) w (region, id) join crier.region i on i.region_id = w.region and i.region_id = w.id;
  when 'member' then return query
    select i.region_id, i.member_id, i.version, crier.member_item(i)
    from unnest(owners, ids) w (region, id) join crier.member i on i.region_id = w.region and i.member_id = w.id;
  when 'grant' then return query
    select i.region_id, i.grant_id, i.version, crier.grant_item(i)
    from unnest(owners, ids) w (region, id) join crier.member_grant i on i.region_id = w.region and i.grant_id = w.id;
  when 'policy' then return query
    select i.region_id, i.policy_id, i.version, crier.policy_item(i)
    from unnest(owners, ids) w (region, id) join crier.policy i on i.region_id = w.region and i.policy_id = w.id;
  when 'channel' then return query
    select i.region_id, i.channel_id, i.version, crier.channel_item(i)
    from unnest(owners, ids) w (region, id) join crier.channel i on i.region_id = w.region and i.channel_id = w.id;
  when 'stop' then return query
    select i.region_id, i.stop_id, i.version, crier.stop_item(i)
    from unnest(owners, ids) w (region, id) join crier.stop i on i.region_id = w.region and i.stop_id = w.id;
  when 'conflict' then return query
    select i.region_id, i.conflict_id, i.version, crier.conflict_item(i)
    from unnest(owners, ids) w (region, id) join crier.conflict i on i.region_id = w.region and i.conflict_id = w.id;
  else return;
  end case;
end $$;

alter function crier.items_json(text, uuid[], uuid[]) owner to crier_owner;
revoke all on function crier.items_json(text, uuid[], uuid[]) from public;
grant execute on function crier.items_json(text, uuid[], uuid[]) to crier_coordinator, crier_sync;
