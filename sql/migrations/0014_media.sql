-- Images: what an office may store of them, which posts name them, and acts that wait for one on its way.

alter table crier.media
  alter column width set not null,
  alter column height set not null,
  add constraint media_octets_bounded check (octets <= 16777216),
  add constraint media_measures check (width > 0 and height > 0 and width::bigint * height <= 50000000),
  add constraint media_type_known check (content_type in ('image/jpeg', 'image/png', 'image/gif', 'image/webp'));
-- Images are packed already: not to be tried again.
alter table crier.media_chunk alter column bytes set storage external;
create index media_recent on crier.media (region_id, stored_at);
comment on table crier.media is
  'An image named by its content. Complete once all of its bytes are there and have that SHA-256.';

create table crier.post_media (
  region_id uuid not null,                          -- of the post; the image is stored under the same region
  sha256 bytea not null,
  post_id uuid not null,
  constraint post_media_pkey primary key (region_id, sha256, post_id),
  constraint post_media_post_fkey foreign key (region_id, post_id) references crier.post (region_id, post_id)
    deferrable initially deferred,
  constraint post_media_media_fkey foreign key (region_id, sha256) references crier.media (region_id, sha256)
);
create index post_media_post_idx on crier.post_media (region_id, post_id);
comment on table crier.post_media is 'The images that any revision of a post names: they stay, and whoever sees the post
may fetch them.';

-- An act that names an image which is not complete is deferred, and so are later acts of its office on the same item.
alter table crier.inbox
  add column item_region_id uuid,                   -- of the item, once deferred
  add column item_id uuid,
  add column deferred_at timestamptz,               -- null: it may be ruled on
  add column waits_for bytea[],                     -- SHA-256 of what is missing; empty: it waits behind another
  add column expired boolean not null default false, -- it has waited too long
  add constraint inbox_deferral_whole check (
    (deferred_at is null) = (waits_for is null) and (deferred_at is null or item_id is not null));
drop index crier.inbox_turns;
create index inbox_turns on crier.inbox (restrictive, region_id, n) where deferred_at is null;
create index inbox_deferred on crier.inbox (region_id, item_id, n) where deferred_at is not null;

-- It gives more than it did: made anew by its file.
drop function if exists admin.reconcile_load_v1(integer);
