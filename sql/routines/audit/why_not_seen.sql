-- Why an office has not seen a post: one row per thing that must be true, in order; the first "no" is the answer.
-- For DBAs and auditors; it shows no content.
create or replace function audit.why_not_seen(region uuid, post uuid)
returns table (step integer, question text, answer text, detail text)
language plpgsql stable parallel safe set search_path = '' as $$
declare
  subject record;
  owner uuid;
  current_version bigint;
  may_see text;
  carried bigint;
  reader record;
begin
  select p.region_id, p.version into owner, current_version from crier.post p where p.post_id = why_not_seen.post;
  return query select 1, 'Is the post here?', case when owner is null then 'no' else 'yes' end,
    coalesce('version ' || current_version || ' of ' || audit.office_name(owner),
      'its act has not arrived, or was refused: see the author''s agent and audit.region_lag');
  if owner is null then
    return;
  end if;

  may_see := case
    when owner = why_not_seen.region then 'it owns the post'
    when exists (select from crier.fan_out f where f.region_id = owner and f.ancestor_id = why_not_seen.region)
      then 'it stands above the owner'
    when exists (select from crier.share s
      where s.region_id = why_not_seen.region and s.kind = 'post' and s.item_id = why_not_seen.post)
      then 'the post names one of its channels' end;
  return query select 2, 'May the office see it?', case when may_see is null then 'no' else 'yes' end,
    coalesce(may_see, 'it neither owns the post nor stands above the owner, and no channel of its is named');
  if may_see is null then
    return;
  end if;

  select d.n, d.version, d.written_at into subject from crier.feed d
  where d.region_id = why_not_seen.region and d.kind = 'post' and d.item_id = why_not_seen.post
  order by d.n desc limit 1;
  select f.carried into carried from crier.fan_out f
  where f.region_id = owner and f.ancestor_id = why_not_seen.region;
  return query select 3, 'Does its feed tell of it?',
    case when subject.n is null or subject.version < current_version then 'no' else 'yes' end,
    coalesce('row ' || subject.n || ' of ' || subject.written_at || ', version ' || subject.version, 'no row')
      || coalesce((
        select '; the owner''s feed is carried up to row ' || carried || ' of ' || h.head
        from crier.feed_head h where h.region_id = owner and carried is not null), '');

  select a.region_cursor, a.last_pull_at into reader from crier.agent a
  where a.region_id = why_not_seen.region order by a.last_pull_at desc nulls last limit 1;
  return query select 4, 'Has its agent read that far?',
    case when reader.region_cursor >= subject.n then 'yes' else 'no' end,
    coalesce('it has read up to row ' || reader.region_cursor || ', last pull '
      || coalesce(reader.last_pull_at::text, 'never'), 'no agent of this office was ever here');
end $$;

alter function audit.why_not_seen(uuid, uuid) owner to crier_owner;
revoke all on function audit.why_not_seen(uuid, uuid) from public;
grant execute on function audit.why_not_seen(uuid, uuid) to crier_auditor, crier_dba;
