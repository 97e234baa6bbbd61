-- The conflicts of a post, oldest first: what both sides began with, what each wanted, who and when, what was chosen by
-- whom, and what is not taken all the same. Null chosen: a person must still choose. A value is as acts carry it.
create or replace function audit.conflicts(post uuid)
returns table (field text, base jsonb, centre jsonb, centre_member text, centre_at timestamptz, theirs jsonb,
  their_member text, their_at timestamptz, earlier jsonb, chosen text, taken jsonb, chosen_by text,
  chosen_at timestamptz, centre_activity_id uuid, their_activity_id uuid, resolved_activity_id uuid)
language plpgsql stable parallel safe set search_path = '' as $$
declare
  home uuid := (select p.region_id from crier.post p where p.post_id = conflicts.post);
begin
  return query
  select c.field, c.base, c.centre, c.centre_member_name, c.centre_at, c.theirs, c.their_member_name, c.their_at,
    c.earlier, c.choice, c.taken, c.resolved_name, c.resolved_at, c.centre_activity_id, c.their_activity_id,
    c.resolved_activity_id
  from crier.conflict c where c.region_id = home and c.item_id = conflicts.post
  order by c.their_at, c.field collate "C", c.conflict_id;
end $$;

alter function audit.conflicts(uuid) owner to crier_owner;
revoke all on function audit.conflicts(uuid) from public;
grant execute on function audit.conflicts(uuid) to crier_auditor;
