-- Items as JSON: what feeds, snapshots and the coordinator read. The row without machinery, in snake case.
-- All run as their caller: what the caller's row-level rules hide is absent.

create or replace function crier.region_item(item crier.region) returns jsonb
language sql stable parallel safe return to_jsonb(item);

create or replace function crier.member_item(item crier.member) returns jsonb
language sql stable parallel safe return to_jsonb(item);

create or replace function crier.grant_item(item crier.member_grant) returns jsonb
language sql stable parallel safe return to_jsonb(item);

create or replace function crier.policy_item(item crier.policy) returns jsonb
language sql stable parallel safe return to_jsonb(item);

create or replace function crier.channel_item(item crier.channel) returns jsonb
language sql stable parallel safe return to_jsonb(item);

create or replace function crier.stop_item(item crier.stop) returns jsonb
language sql stable parallel safe return to_jsonb(item) - 'planned_version';

create or replace function crier.ruling_item(item crier.ruling) returns jsonb
language sql stable parallel safe return to_jsonb(item);

create or replace function crier.conflict_item(item crier.conflict) returns jsonb
language sql stable parallel safe return to_jsonb(item);

create or replace function crier.delivery_item(item crier.delivery) returns jsonb
language sql stable parallel safe
return to_jsonb(item) - '{fence,owner,progress,last_known,idempotency_key,intents_without_outcome}'::text[];

-- A post with all its revisions.
create or replace function crier.post_item(item crier.post) returns jsonb
language plpgsql stable parallel safe set search_path = '' as $$
begin
  return to_jsonb(item) - 'planned_version' || jsonb_build_object('history', (
    select coalesce(jsonb_agg(jsonb_build_object(
        'revision', r.revision, 'digest', r.digest, 'content', r.content, 'member_id', r.member_id,
        'member_name', r.member_name, 'activity_id', r.activity_id, 'written_at', r.written_at) order by r.revision), '[]'::jsonb)
    from crier.revision r where r.region_id = item.region_id and r.post_id = item.post_id));
end $$;

-- Many items of one kind, those that the caller may see: one query for all, so rules are asked once.
-- A ruling's id is its act's, its version its number. An unknown kind has no items.
create or replace function crier.items_json(kind text, owners uuid[], ids uuid[])
returns table (owner_region_id uuid, item_id uuid, version bigint, body jsonb)
language plpgsql stable parallel safe set search_path = '' set timezone = 'UTC' as $$
begin
  case kind
  when 'post' then return query
    select i.region_id, i.post_id, i.version, crier.post_item(i)
    from unnest(owners, ids) w (region, id) join crier.post i on i.region_id = w.region and i.post_id = w.id;
  when 'delivery' then return query
    select i.region_id, i.delivery_id, i.version, crier.delivery_item(i)
    from unnest(owners, ids) w (region, id) join crier.delivery i on i.region_id = w.region and i.delivery_id = w.id;
  when 'ruling' then return query
    select i.region_id, i.activity_id, i.ruling_no, crier.ruling_item(i)
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

-- One item; null when it is absent or not visible to the caller.
create or replace function crier.item_json(kind text, owner_region uuid, id uuid) returns jsonb
language plpgsql stable parallel safe set search_path = '' as $$
begin
  return (select i.body from crier.items_json(kind, array[owner_region], array[id]) i);
end $$;

do $$
declare f regprocedure;
begin
  foreach f in array array[
    'crier.region_item(crier.region)', 'crier.member_item(crier.member)', 'crier.grant_item(crier.member_grant)',
    'crier.policy_item(crier.policy)', 'crier.channel_item(crier.channel)', 'crier.stop_item(crier.stop)',
    'crier.ruling_item(crier.ruling)', 'crier.conflict_item(crier.conflict)',
    'crier.delivery_item(crier.delivery)', 'crier.post_item(crier.post)',
    'crier.items_json(text, uuid[], uuid[])', 'crier.item_json(text, uuid, uuid)']::regprocedure[]
  loop
    execute format('alter function %s owner to crier_owner', f);
    execute format('revoke all on function %s from public', f);
    execute format('grant execute on function %s to crier_coordinator, crier_sync', f);
  end loop;
end $$;
