-- A post as JSON: the row in snake case, without machinery, with all its revisions. Runs as its caller: what the
-- caller's row-level rules hide is absent.
create or replace function crier.post_item(item crier.post) returns jsonb
language plpgsql stable parallel safe set search_path = '' as $$
begin
  return to_jsonb(item) - 'planned_version' || jsonb_build_object('history', (
    select coalesce(jsonb_agg(jsonb_build_object(
        'revision', r.revision, 'digest', r.digest, 'content', r.content, 'member_id', r.member_id,
        'member_name', r.member_name, 'activity_id', r.activity_id, 'written_at', r.written_at) order by r.revision),
          '[]'::jsonb)
    from crier.revision r where r.region_id = item.region_id and r.post_id = item.post_id));
end $$;

alter function crier.post_item(crier.post) owner to crier_owner;
revoke all on function crier.post_item(crier.post) from public;
grant execute on function crier.post_item(crier.post) to crier_coordinator, crier_sync;
