-- The schemas, what has been applied, and the functions that constraints of tables use (frozen with them).
-- Applied under crier_owner, who may create in this database (sql/roles).

create schema crier;
create schema sync;
create schema admin;
create schema audit;
comment on schema crier is 'Tables, and functions between us; nobody who is a person works here.';
comment on schema sync is 'What the logins of regions may call.';
comment on schema admin is 'What the coordinator calls.';
comment on schema audit is 'What auditors and DBAs read.';

alter default privileges revoke execute on functions from public;

create table crier.migration (
  name text not null,                               -- file name without .sql
  sha256 bytea not null,
  applied_at timestamptz not null default clock_timestamp(),
  constraint migration_pkey primary key (name),
  constraint migration_sha256_length check (octet_length(sha256) = 32)
);
comment on table crier.migration is 'Migrations that this database has had, each once (machinery).';

create table crier.applied (
  path text not null,                               -- below sql/
  sha256 bytea not null,
  applied_at timestamptz not null default clock_timestamp(),
  constraint applied_pkey primary key (path),
  constraint applied_sha256_length check (octet_length(sha256) = 32)
);
comment on table crier.applied is
  'Routines, views and policies as they stand; made anew when their file changes (machinery).';

-- A string of the canonical form: length of its UTF-8 (int4, big-endian; -1: absent), then its UTF-8.
create function crier.canonical_string(value text) returns bytea
language sql stable parallel safe
return coalesce(int4send(octet_length(convert_to(value, 'UTF8'))) || convert_to(value, 'UTF8'), int4send(-1));

-- Texts by language: count, then language and text of each, in the order of the languages' bytes.
create function crier.canonical_texts(texts jsonb) returns bytea
language plpgsql immutable parallel safe set search_path = '' as $$
begin
  if texts is null then
    return int4send(0);
  end if;
  return (select int4send(count(*)::integer) || coalesce(string_agg(
      crier.canonical_string(t.key) || crier.canonical_string(t.value), ''::bytea order by t.key collate "C"),
        ''::bytea)
    from jsonb_each_text(texts) t);
end $$;

-- Channels: count, then each id, sorted.
create function crier.canonical_channels(channels jsonb) returns bytea
language plpgsql immutable parallel safe set search_path = '' as $$
begin
  if channels is null then
    return int4send(0);
  elsif jsonb_array_length(channels) = 1 then
    return int4send(1) || crier.canonical_string((channels -> 0 ->> 'channel')::uuid::text);
  end if;
  return (select int4send(count(*)::integer) || coalesce(string_agg(
      crier.canonical_string(c.id::text), ''::bytea order by c.id), ''::bytea)
    from (select (e ->> 'channel')::uuid as id from jsonb_array_elements(channels) e) c);
end $$;

-- Media in their order: count, then SHA-256 and alternative texts of each.
create function crier.canonical_media(media jsonb) returns bytea
language plpgsql immutable parallel safe set search_path = '' as $$
declare
  form bytea := int4send(coalesce(jsonb_array_length(media), 0));
begin
  for i in 0 .. coalesce(jsonb_array_length(media), 0) - 1 loop
    form := form || crier.canonical_string(lower(media -> i ->> 'sha256'))
      || crier.canonical_texts(media -> i -> 'alt');
  end loop;
  return form;
end $$;

-- The canonical form, version 1, of one content of a post. Domain computes the same (shared vectors).
-- No query in here: with one, each call would be planned anew, ten times slower.
create function crier.content_canonical(post_id uuid, content jsonb) returns bytea
language plpgsql immutable parallel safe set search_path = '' as $$
begin
  return '\x01'::bytea
    || crier.canonical_string(post_id::text)
    || crier.canonical_texts(content -> 'texts')
    || crier.canonical_string(content ->> 'content_warning')
    || crier.canonical_string(content ->> 'visibility')
    || crier.canonical_string(content ->> 'reply_to')
    || crier.canonical_media(content -> 'media')
    || crier.canonical_channels(content -> 'channels');
end $$;

-- SHA-256 of the canonical form: what an approval consents to.
create function crier.content_digest(post_id uuid, content jsonb) returns bytea
language plpgsql immutable parallel safe set search_path = '' as $$
begin
  return sha256(crier.content_canonical(post_id, content));
end $$;

-- An id that follows from its parts: SHA-256 of "crier:" and the parts joined by ":", as a UUID of version 8.
-- Null if a part is null.
create function crier.derived_id(variadic parts text[]) returns uuid
language plpgsql immutable parallel safe set search_path = '' as $$
declare
  bytes bytea := substring(sha256(convert_to('crier:' || array_to_string(parts, ':'), 'UTF8')) for 16);
begin
  if array_position(parts, null) is not null then
    return null;
  end if;
  bytes := set_byte(bytes, 6, get_byte(bytes, 6) & 15 | 128);
  bytes := set_byte(bytes, 8, get_byte(bytes, 8) & 63 | 128);
  return encode(bytes, 'hex')::uuid;
end $$;

grant execute on function crier.canonical_string(text), crier.canonical_texts(jsonb),
  crier.canonical_channels(jsonb), crier.canonical_media(jsonb), crier.content_canonical(uuid, jsonb),
    crier.content_digest(uuid, jsonb), crier.derived_id(text[])
  to crier_coordinator, crier_sync, crier_auditor, crier_migrator;
