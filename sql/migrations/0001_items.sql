-- The items: what offices own. Every owned table begins its keys with region_id, the owner.
-- A column named version counts the changes of one item; activity_id names the act that made the last one.

create table crier.region (
  region_id uuid not null,
  parent_id uuid,                                   -- null for the centre only
  name text not null,                               -- as people know it today; earlier names in region_name
  zone text not null,                               -- time zone by name (IANA), default for this office's times
  languages text[] not null,                        -- in order; a post's texts go out in this order
  state text not null default 'active',
  version bigint not null default 1,
  activity_id uuid not null,
  changed_at timestamptz not null default clock_timestamp(),
  constraint region_pkey primary key (region_id),
  constraint region_parent_fkey foreign key (parent_id) references crier.region (region_id),
  constraint region_not_own_parent check (parent_id <> region_id),
  constraint region_state_known check (state in ('active', 'locked', 'revoked')),
  constraint region_name_length check (char_length(name) between 1 and 200)
);
create unique index region_one_root on crier.region ((true)) where parent_id is null;
create index region_parent_idx on crier.region (parent_id);
comment on table crier.region is 'Owner of items; a tree whose root is the centre.';

create table crier.region_name (
  region_id uuid not null,
  from_at timestamptz not null,
  name text not null,
  activity_id uuid not null,
  constraint region_name_pkey primary key (region_id, from_at),
  constraint region_name_region_fkey foreign key (region_id) references crier.region (region_id)
);
comment on table crier.region_name is 'Names of offices, dated: renaming rewrites nothing.';

create table crier.member (
  region_id uuid not null,                          -- home region
  member_id uuid not null,
  name text not null,
  state text not null default 'active',
  public_key bytea,                                 -- Ed25519, 32 bytes; null before the first sign-in
  version bigint not null default 1,
  activity_id uuid not null,
  changed_at timestamptz not null default clock_timestamp(),
  constraint member_pkey primary key (region_id, member_id),
  constraint member_region_fkey foreign key (region_id) references crier.region (region_id),
  constraint member_state_known check (state in ('active', 'revoked')),
  constraint member_key_length check (octet_length(public_key) = 32),
  constraint member_name_length check (char_length(name) between 1 and 200)
);
create unique index member_id_once on crier.member (member_id);
comment on table crier.member is 'A person with one home region.';

create table crier.member_grant (
  region_id uuid not null,                          -- where the right is held; of a channel: the channel's region
  grant_id uuid not null,
  member_region_id uuid not null,
  member_id uuid not null,
  tier text not null,
  channel_id uuid,                                  -- null: the whole region and those below
  from_at timestamptz not null,
  until_at timestamptz,                             -- null: until ended
  ended_at timestamptz,
  version bigint not null default 1,
  activity_id uuid not null,
  changed_at timestamptz not null default clock_timestamp(),
  constraint member_grant_pkey primary key (region_id, grant_id),
  constraint member_grant_member_fkey foreign key (member_region_id, member_id)
    references crier.member (region_id, member_id),
  constraint member_grant_region_fkey foreign key (region_id) references crier.region (region_id),
  constraint member_grant_tier_known check (tier in
    ('author', 'approver', 'manager', 'moderator', 'auditor', 'duty_editor', 'administrator')),
  constraint member_grant_order check (until_at > from_at)
);
create unique index member_grant_id_once on crier.member_grant (grant_id);
create index member_grant_member_idx on crier.member_grant (member_region_id, member_id);
comment on table crier.member_grant is 'A tier of a member at a region or at one channel, from, until.';

create table crier.policy (
  region_id uuid not null,
  policy_id uuid not null,                          -- derived from (region, class)
  class text not null,
  approvals smallint not null,                      -- how many consents a post needs
  tier text not null,                               -- of at least one of them
  version bigint not null default 1,
  activity_id uuid not null,
  changed_at timestamptz not null default clock_timestamp(),
  constraint policy_pkey primary key (region_id, policy_id),
  constraint policy_region_fkey foreign key (region_id) references crier.region (region_id),
  constraint policy_once unique (region_id, class),
  constraint policy_class_known check (class in ('routine', 'event', 'emergency')),
  constraint policy_approvals_range check (approvals between 1 and 5),
  constraint policy_tier_known check (tier in ('approver', 'manager', 'duty_editor', 'administrator'))
);
comment on table crier.policy is 'What a region demands before a post of a class may go out.';

create table crier.channel (
  region_id uuid not null,
  channel_id uuid not null,
  platform text not null,
  address text not null,                            -- base address of the platform, https://host[:port]
  handle text not null,                             -- the account's name there, as the public writes it
  name text not null,                               -- as the office calls it
  languages text[] not null,                        -- in order; only these texts go out here
  state text not null default 'active',
  reason text,                                      -- of a pause
  limits jsonb not null default '{}',               -- as read from the platform: see Domain ChannelLimits
  credential_sha256 bytea,                          -- names the credential; null: not connected
  ceiling_per_hour integer not null default 60,     -- at most so many publishes in any hour
  version bigint not null default 1,
  activity_id uuid not null,
  changed_at timestamptz not null default clock_timestamp(),
  constraint channel_pkey primary key (region_id, channel_id),
  constraint channel_region_fkey foreign key (region_id) references crier.region (region_id),
  constraint channel_state_known check (state in ('active', 'paused', 'removed')),
  constraint channel_address_https check (address ~ '^https://[^/?#@]+$'),
  constraint channel_ceiling_range check (ceiling_per_hour between 0 and 10000)
);
create unique index channel_id_once on crier.channel (channel_id);
comment on table crier.channel is 'One account on one platform, owned by one region.';

create table crier.credential (
  region_id uuid not null,
  channel_id uuid not null,
  key_id text not null,                             -- of the coordinator's encryption key
  sealed bytea not null,                            -- HPKE: encapsulated key then ciphertext
  sha256 bytea not null,                            -- of sealed
  stored_at timestamptz not null default clock_timestamp(),
  constraint credential_pkey primary key (region_id, channel_id, sha256),
  constraint credential_channel_fkey foreign key (region_id, channel_id)
    references crier.channel (region_id, channel_id) on delete cascade,
  constraint credential_sha256_length check (octet_length(sha256) = 32)
);
comment on table crier.credential is
  'What a platform asks for, encrypted to the coordinator; beside the log, deletable. In use is the one that the channel
names by its SHA-256: storing one changes nothing before an act names it.';

create table crier.post (
  region_id uuid not null,                          -- the author's region
  post_id uuid not null,
  member_id uuid not null,                          -- author
  state text not null,
  class text not null,
  revision integer not null,
  digest bytea not null,
  content jsonb not null,                           -- of the current revision: see Domain PostContent
  due_at timestamptz,
  due_zone text,
  due_wall text,                                    -- YYYY-MM-DD HH:MM as typed
  not_after timestamptz,
  campaign text,
  reference text,                                   -- the office's own ref of its calendar
  reason text,                                      -- of a return, withdrawal or stop
  writers uuid[] not null,                          -- every member who wrote a revision
  approvals jsonb not null default '[]',            -- those that stand for the current revision
  version bigint not null default 1,
  activity_id uuid not null,
  created_at timestamptz not null,
  changed_at timestamptz not null default clock_timestamp(),
  planned_version bigint not null default 0,        -- the version that the scheduler has seen (machinery)
  constraint post_pkey primary key (region_id, post_id),
  constraint post_region_fkey foreign key (region_id) references crier.region (region_id),
  constraint post_state_known check (state in
    ('draft', 'submitted', 'approved', 'returned', 'withdrawn', 'stopped')),
  constraint post_class_known check (class in ('routine', 'event', 'emergency')),
  constraint post_digest_length check (octet_length(digest) = 32),
  constraint post_due_whole check ((due_at is null) = (due_zone is null) and (due_at is null) = (due_wall is null))
);
create unique index post_id_once on crier.post (post_id);
create unique index post_reference_once on crier.post (region_id, reference) where reference is not null;
create index post_unplanned on crier.post (changed_at) where planned_version <> version;
create index post_writer_idx on crier.post using gin (writers);
comment on table crier.post is 'What a team wants said. Its current revision; all revisions are in revision.';

create table crier.revision (
  region_id uuid not null,
  post_id uuid not null,
  revision integer not null,
  digest bytea not null,
  content jsonb not null,
  member_id uuid not null,                          -- who wrote it
  member_name text not null,                        -- as it was then
  activity_id uuid not null,
  written_at timestamptz not null,                  -- the office's clock
  epoch uuid,                                       -- that the office knew: a restore since may have lost something
  constraint revision_pkey primary key (region_id, post_id, revision),
  constraint revision_post_fkey foreign key (region_id, post_id) references crier.post (region_id, post_id)
    deferrable initially deferred,
  constraint revision_digest_true check (digest = crier.content_digest(post_id, content))
);
comment on table crier.revision is
  'Every content that a post has had; never changed, never deleted (lawful erasure apart).';

create table crier.post_channel (
  region_id uuid not null,
  post_id uuid not null,
  channel_region_id uuid not null,
  channel_id uuid not null,
  constraint post_channel_pkey primary key (region_id, post_id, channel_id),
  constraint post_channel_post_fkey foreign key (region_id, post_id) references crier.post (region_id, post_id)
    deferrable initially deferred,
  constraint post_channel_channel_fkey foreign key (channel_region_id, channel_id)
    references crier.channel (region_id, channel_id)
);
create index post_channel_channel_idx on crier.post_channel (channel_region_id, channel_id);
comment on table crier.post_channel is 'The channels of the current revision of a post.';

create table crier.approval (
  region_id uuid not null,                          -- the post's region
  post_id uuid not null,
  revision integer not null,
  member_region_id uuid not null,
  member_id uuid not null,
  tier text not null,
  digest bytea not null,
  activity_id uuid not null,
  approved_at timestamptz not null,                 -- time of receipt
  constraint approval_pkey primary key (region_id, post_id, activity_id),
  constraint approval_revision_fkey foreign key (region_id, post_id, revision)
    references crier.revision (region_id, post_id, revision) deferrable initially deferred,
  constraint approval_member_fkey foreign key (member_region_id, member_id)
    references crier.member (region_id, member_id)
);
create index approval_revision_idx on crier.approval (region_id, post_id, revision, member_id);
create index approval_member_idx on crier.approval (member_region_id, member_id);
comment on table crier.approval is
  'A consent to one revision; the trigger approval_not_own refuses a writer of the post.';

create table crier.stop (
  -- owner: the centre for everything, platform, topic; else the region covered
  region_id uuid not null,
  stop_id uuid not null,
  scope text not null,
  target_platform text,
  target_id uuid,                                   -- region, channel or member
  target_topic text,                                -- a campaign
  exempt_emergency boolean not null default false,
  reason text not null,
  placed_by uuid not null,
  placed_at timestamptz not null,
  lifted_by uuid,
  lifted_at timestamptz,
  version bigint not null default 1,
  activity_id uuid not null,
  changed_at timestamptz not null default clock_timestamp(),
  planned_version bigint not null default 0,
  constraint stop_pkey primary key (region_id, stop_id),
  constraint stop_region_fkey foreign key (region_id) references crier.region (region_id),
  constraint stop_scope_known check (scope in ('everything', 'platform', 'region', 'channel', 'member', 'topic')),
  constraint stop_target_fits check (
    (scope = 'everything' and target_platform is null and target_id is null and target_topic is null)
    or (scope = 'platform' and target_platform is not null and target_id is null and target_topic is null)
    or (scope in ('region', 'channel', 'member') and target_id is not null
        and target_platform is null and target_topic is null)
    or (scope = 'topic' and target_topic is not null and target_id is null and target_platform is null)),
  constraint stop_lift_whole check ((lifted_by is null) = (lifted_at is null)),
  constraint stop_two_people check (lifted_by <> placed_by)
);
create unique index stop_id_once on crier.stop (stop_id);
create index stop_standing on crier.stop (scope) where lifted_at is null;
create index stop_unplanned on crier.stop (changed_at) where planned_version <> version;
comment on table crier.stop is 'An order that nothing it covers goes out; lifting is a second person''s.';

create table crier.conflict (
  region_id uuid not null,
  conflict_id uuid not null,
  kind text not null,
  item_id uuid not null,
  field text not null,
  base jsonb,
  centre jsonb,
  theirs jsonb,
  centre_activity_id uuid not null,
  their_activity_id uuid not null,
  resolved_by uuid,
  resolved_activity_id uuid,
  version bigint not null default 1,
  activity_id uuid not null,
  changed_at timestamptz not null default clock_timestamp(),
  constraint conflict_pkey primary key (region_id, conflict_id),
  constraint conflict_region_fkey foreign key (region_id) references crier.region (region_id)
);
comment on table crier.conflict is
  'Two acts on one field from one base that no rule may settle (shape settled; used by the merge).';

create table crier.media (
  region_id uuid not null,
  sha256 bytea not null,
  content_type text not null,
  octets bigint not null,
  width integer,
  height integer,
  complete boolean not null default false,
  stored_at timestamptz not null default clock_timestamp(),
  constraint media_pkey primary key (region_id, sha256),
  constraint media_region_fkey foreign key (region_id) references crier.region (region_id),
  constraint media_sha256_length check (octet_length(sha256) = 32),
  constraint media_octets_positive check (octets > 0)
);
comment on table crier.media is 'An image named by its content (shape settled; filled when images come).';

create table crier.media_chunk (
  region_id uuid not null,
  sha256 bytea not null,
  n integer not null,
  bytes bytea not null,
  constraint media_chunk_pkey primary key (region_id, sha256, n),
  constraint media_chunk_media_fkey foreign key (region_id, sha256) references crier.media (region_id, sha256)
    on delete cascade,
  constraint media_chunk_size check (octet_length(bytes) between 1 and 262144)
);
comment on table crier.media_chunk is 'The bytes of an image, in chunks of 256 KiB.';
