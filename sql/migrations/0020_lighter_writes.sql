-- What each act and each try cost without telling anything new.

-- The region of an act is that of the login, which is one of a region; of the centre's acts, the root. And one routine
-- writes an act and its place in the inbox together. To look both up again was a third of what receiving cost.
alter table crier.activity drop constraint activity_region_fkey;
alter table crier.inbox drop constraint inbox_activity_fkey;

-- The same form as before, without a query where there is one language, as there mostly is: this is computed for every
-- revision, to see that its digest is true.
create or replace function crier.canonical_texts(texts jsonb) returns bytea
language plpgsql immutable parallel safe set search_path = '' as $$
declare
  first jsonb := jsonb_path_query_first(texts, '$.keyvalue()');
begin
  if texts is null then
    return int4send(0);
  elsif texts - (first ->> 'key') = '{}' then
    return int4send(1) || crier.canonical_string(first ->> 'key') || crier.canonical_string(first ->> 'value');
  end if;
  return (select int4send(count(*)::integer) || coalesce(string_agg(
      crier.canonical_string(t.key) || crier.canonical_string(t.value), ''::bytea order by t.key collate "C"),
        ''::bytea)
    from jsonb_each_text(texts) t);
end $$;
