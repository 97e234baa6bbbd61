-- Writes posts as a batch of acts left them, with their new revisions, channels and approvals: the part of
-- admin.rulings_write_v1 for posts. Deliveries follow in the scheduler's own time: post.version tells it.
-- Posts are locked in ascending order, as by the intent: what has gone on its way with the words before goes out with
-- these, and the scheduler brings the new ones after it. A new post that is not approved has nothing to be planned.
create or replace function admin.posts_write(batch jsonb) returns void
language plpgsql volatile set search_path = ''
  set enable_seqscan = off set jit = off as $$
#variable_conflict use_column
begin
  insert into crier.post (region_id, post_id, member_id, state, class, revision, digest, content, due_at, due_zone,
    due_wall, not_after, campaign, reference, reason, writers, approvals, version, activity_id, created_at, touched,
    planned_version)
  select i.region_id, i.post_id, i.member_id, i.state, i.class, i.revision, decode(i.digest, 'hex'), i.content,
    i.due_at, i.due_zone, i.due_wall, i.not_after, i.campaign, i.reference, i.reason, i.writers, i.approvals, i.version,
    i.activity_id, i.created_at, i.touched,
    case when i.state in ('approved', 'withdrawn') then 0 else i.version end
  from jsonb_to_recordset(batch -> 'posts') i (region_id uuid, post_id uuid, member_id uuid, state text, class text,
    revision integer, digest text, content jsonb, due_at timestamptz, due_zone text, due_wall text,
    not_after timestamptz, campaign text, reference text, reason text, writers uuid[], approvals jsonb, version bigint,
    activity_id uuid, created_at timestamptz, touched jsonb)
  order by i.region_id, i.post_id
  on conflict (region_id, post_id) do update set state = excluded.state, class = excluded.class,
    revision = excluded.revision, digest = excluded.digest, content = excluded.content, due_at = excluded.due_at,
    due_zone = excluded.due_zone, due_wall = excluded.due_wall, not_after = excluded.not_after,
    campaign = excluded.campaign, reason = excluded.reason, writers = excluded.writers, approvals = excluded.approvals,
    version = excluded.version, activity_id = excluded.activity_id, touched = excluded.touched,
    changed_at = clock_timestamp();

  insert into crier.revision (region_id, post_id, revision, digest, content, member_id, member_name, activity_id,
    written_at, epoch)
  select i.region_id, i.post_id, i.revision, decode(i.digest, 'hex'), i.content, i.member_id, i.member_name,
    i.activity_id, i.written_at, i.epoch
  from jsonb_to_recordset(batch -> 'revisions') i (region_id uuid, post_id uuid, revision integer, digest text,
    content jsonb, member_id uuid, member_name text, activity_id uuid, written_at timestamptz, epoch uuid);

  delete from crier.post_channel c
  using jsonb_to_recordset(batch -> 'revisions') i (region_id uuid, post_id uuid, revision integer)
  where i.revision > 1 and c.region_id = i.region_id and c.post_id = i.post_id;
  insert into crier.post_channel (region_id, post_id, channel_region_id, channel_id)
  select distinct p.region_id, p.post_id, (c ->> 'region')::uuid, (c ->> 'channel')::uuid
  from jsonb_to_recordset(batch -> 'revisions') i (region_id uuid, post_id uuid)
  join crier.post p on p.region_id = i.region_id and p.post_id = i.post_id
  cross join lateral jsonb_array_elements(p.content -> 'channels') c;

  insert into crier.approval (region_id, post_id, revision, member_region_id, member_id, tier, digest, activity_id,
    approved_at)
  select i.region_id, i.post_id, i.revision, i.member_region_id, i.member_id, i.tier, decode(i.digest, 'hex'),
    i.activity_id, i.approved_at
  from jsonb_to_recordset(batch -> 'approvals') i (region_id uuid, post_id uuid, revision integer,
    member_region_id uuid, member_id uuid, tier text, digest text, activity_id uuid, approved_at timestamptz);
end $$;

alter function admin.posts_write(jsonb) owner to crier_owner;
revoke all on function admin.posts_write(jsonb) from public;
grant execute on function admin.posts_write(jsonb) to crier_coordinator;
