-- admin.tier_includes(held, needed): whether a consent of tier held counts as one of tier needed. As Domain's
-- Tier.includes.
create or replace function admin.tier_includes(p_held text, p_needed text) returns boolean
language plpgsql immutable set search_path = '' as $$
begin
  return case p_held
    when 'manager' then p_needed in ('manager', 'approver', 'author')
    when 'approver' then p_needed in ('approver', 'author')
    when 'duty_editor' then p_needed in ('duty_editor', 'approver', 'author')
    when 'administrator' then p_needed in ('administrator', 'duty_editor', 'manager', 'approver', 'author')
    else p_held = p_needed
  end;
end $$;

alter function admin.tier_includes(text, text) owner to crier_owner;
revoke all on function admin.tier_includes(text, text) from public;
grant execute on function admin.tier_includes(text, text) to crier_coordinator;
