-- In words, what differs between two contents of a post.
create or replace function audit.differs(before jsonb, after jsonb) returns text[]
language plpgsql immutable parallel safe set search_path = '' as $$
begin
  return array(
      select 'text ' || k.key from (
        select jsonb_object_keys(before -> 'texts') as key union select jsonb_object_keys(after -> 'texts')) k
      where before -> 'texts' -> k.key is distinct from after -> 'texts' -> k.key order by k.key collate "C")
    || array(
      select replace(f, '_', ' ') from unnest('{content_warning,visibility,reply_to,media,channels}'::text[]) f
      where before -> f is distinct from after -> f);
end $$;

alter function audit.differs(jsonb, jsonb) owner to crier_owner;
revoke all on function audit.differs(jsonb, jsonb) from public;
grant execute on function audit.differs(jsonb, jsonb) to crier_auditor;
