-- What a try at a delivery carried, by the intent of its fence: words, bytes, and the approvals that stood then.
-- revision: the one that those approvals name; else one of these words. matches: that the words are that revision's
-- and that each approval is on record, of these very words, by that member, given before; and that there is one.
-- Null for a take-down, which carries no words. No row: no such intent is on record (it may be lost by a restore).
create or replace function audit.try_of(region uuid, delivery uuid, fence bigint)
returns table (at timestamptz, revision integer, digest bytea, bytes_sha256 bytea, approvals jsonb, matches boolean)
language plpgsql stable parallel safe rows 1 set search_path = '' as $$
begin
  return query
  select i.at, w.revision, i.digest, i.bytes_sha256, i.approvals,
    case when d.kind <> 'take_down' then coalesce(w.revision = c.revision and c.good, false) end
  from crier.attempt i
  join crier.delivery d on d.region_id = i.region_id and d.delivery_id = i.delivery_id
  cross join lateral (
    select max(a.revision) as revision, bool_and(coalesce(x.digest = i.digest and a.digest = i.digest
      and a.member_id = x.member_id and a.approved_at <= i.at, false)) as good
    from jsonb_to_recordset(coalesce(i.approvals, '[]')) as x (member_id uuid, activity_id uuid, digest bytea)
    left join crier.approval a
      on a.region_id = d.post_region_id and a.post_id = d.post_id and a.activity_id = x.activity_id) c
  left join lateral (
    select r.revision from crier.revision r
    where r.region_id = d.post_region_id and r.post_id = d.post_id and r.digest = i.digest
    order by coalesce(r.revision = c.revision, false) desc, r.revision = d.revision desc, r.revision desc limit 1
  ) w on true
  where i.region_id = try_of.region and i.delivery_id = try_of.delivery and i.kind = 'intent'
    and i.fence = try_of.fence
  order by i.at desc limit 1;
end $$;

alter function audit.try_of(uuid, uuid, bigint) owner to crier_owner;
revoke all on function audit.try_of(uuid, uuid, bigint) from public;
grant execute on function audit.try_of(uuid, uuid, bigint) to crier_auditor;
