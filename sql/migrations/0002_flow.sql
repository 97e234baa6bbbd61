-- The flow: acts in, rulings, feeds out; deliveries, lanes and attempts; audit events; machinery.

create table crier.body (                           -- one row: the public body and its database's identity
  one boolean not null default true,
  name text not null,
  epoch uuid not null,                              -- changes when a restore may have lost something
  generation bigint not null default 1,             -- our counter beside system identifier and timeline
  frozen_at timestamptz,                            -- dispatch waits for an operator
  frozen_reason text,
  epoch_started_at timestamptz not null default clock_timestamp(),
  signing_key bytea not null,                       -- coordinator's Ed25519 public key
  encryption_key bytea not null,                    -- coordinator's X25519 public key
  encryption_key_id text not null,
  encryption_key_signature bytea not null,          -- by signing_key over the key and its id
  created_at timestamptz not null default clock_timestamp(),
  constraint body_pkey primary key (one),
  constraint body_one_row check (one)
);
comment on table crier.body is 'The body''s name, the epoch, and the coordinator''s public keys.';

create table crier.epoch (                          -- one row for each epoch so far
  epoch uuid not null,
  generation bigint not null,
  began_at timestamptz not null default clock_timestamp(),
  restored_from timestamptz,                        -- what this database has forgotten is not older than this
  constraint epoch_pkey primary key (epoch),
  constraint epoch_generation_once unique (generation)
);
comment on table crier.epoch is 'The epochs, and how far back the restore went that began each (machinery).';

create table crier.login (
  region_id uuid not null,
  -- dumped by name; an OID number would point elsewhere after a restore
  login regrole not null,
  login_name name not null,                         -- must match too
  certificate_sha256 bytea not null,
  admitted_at timestamptz not null default clock_timestamp(),
  constraint login_pkey primary key (region_id, login_name),
  constraint login_region_fkey foreign key (region_id) references crier.region (region_id),
  constraint login_once unique (login_name)
);
comment on table crier.login is 'Which region a login is. A revoked login has no row.';

create table crier.agent (
  region_id uuid not null,
  agent_id uuid not null,
  incarnation integer not null default 1,
  last_sequence bigint not null default 0,          -- of ordinary acts
  last_restrictive bigint not null default 0,       -- of restrictive acts, a sequence of their own
  protocol integer not null default 1,
  last_push_at timestamptz,
  last_pull_at timestamptz,
  region_cursor bigint not null default 0,          -- as last told by a pull
  common_cursor bigint not null default 0,
  constraint agent_pkey primary key (region_id, agent_id, incarnation),
  constraint agent_region_fkey foreign key (region_id) references crier.region (region_id)
) with (fillfactor = 50);
comment on table crier.agent is 'What has been received of each agent.';

create table crier.activity (
  region_id uuid not null,                          -- of the login that pushed it: never read from the payload
  activity_id uuid not null,
  agent_id uuid not null,
  incarnation integer not null,
  restrictive boolean not null,
  sequence bigint not null,
  body text not null,                               -- exact bytes that were signed
  body_sha256 bytea not null,
  signature bytea not null,
  login name not null,
  address inet,
  received_at timestamptz not null default clock_timestamp(),
  constraint activity_pkey primary key (region_id, activity_id),
  constraint activity_received_once unique (region_id, agent_id, incarnation, restrictive, sequence),
  constraint activity_region_fkey foreign key (region_id) references crier.region (region_id),
  constraint activity_size check (octet_length(body) <= 262144),
  constraint activity_signature_length check (octet_length(signature) = 64)
);
comment on table crier.activity is 'Every act as received; append-only.';

create table crier.inbox (
  region_id uuid not null,
  activity_id uuid not null,
  restrictive boolean not null,
  n bigint generated always as identity,
  constraint inbox_pkey primary key (region_id, activity_id),
  constraint inbox_activity_fkey foreign key (region_id, activity_id) references crier.activity (region_id, activity_id)
);
create index inbox_turns on crier.inbox (restrictive, region_id, n);
comment on table crier.inbox is 'Acts that wait for their ruling (machinery).';

create table crier.ruling (
  region_id uuid not null,
  activity_id uuid not null,
  ruling_no bigint not null,
  verdict text not null,
  reason text,                                      -- code of a refusal or deferral
  sentence text,                                    -- for the member
  kind text,
  item_region_id uuid,
  item_id uuid,
  item_version bigint,                              -- version that the act made
  ruled_at timestamptz not null default clock_timestamp(),
  constraint ruling_pkey primary key (region_id, activity_id),
  constraint ruling_no_once unique (ruling_no),
  constraint ruling_activity_fkey foreign key (region_id, activity_id)
    references crier.activity (region_id, activity_id),
  constraint ruling_verdict_known check (verdict in ('accepted', 'merged', 'refused', 'conflicted')),
  constraint ruling_refusal_says_why check (verdict <> 'refused' or (reason is not null and sentence is not null))
);
comment on table crier.ruling is 'The verdict on each act, in the order of ruling_no; append-only.';

create table crier.reconciler (                     -- one row: the fenced lease of the serial rulings
  one boolean not null default true,
  owner uuid,
  lease_until timestamptz not null default '-infinity',
  fence bigint not null default 0,
  ruling_no bigint not null default 0,
  constraint reconciler_pkey primary key (one),
  constraint reconciler_one_row check (one)
) with (fillfactor = 50);
insert into crier.reconciler default values;
comment on table crier.reconciler is 'Who rules now, and the last ruling number (machinery).';

create table crier.feed_head (
  region_id uuid not null,                          -- the common feed is that of region 00000000-…-0
  head bigint not null default 0,
  floor bigint not null default 0,
  constraint feed_head_pkey primary key (region_id)
) with (fillfactor = 50);
comment on table crier.feed_head is 'One row-locked counter per region: contiguous numbers (machinery).';

create table crier.feed (
  region_id uuid not null,                          -- whose feed
  n bigint not null,
  kind text not null,
  owner_region_id uuid not null,
  item_id uuid not null,
  version bigint not null,
  xid xid8 not null default pg_current_xact_id(),   -- for DBA readers behind the snapshot horizon
  written_at timestamptz not null default clock_timestamp(),
  constraint feed_pkey primary key (region_id, n)
);
comment on table crier.feed is 'What a region is told, in order; it names items, pull reads them.';

create table crier.fan_out (                        -- how far the feed of each region has been carried to its ancestors
  region_id uuid not null,
  ancestor_id uuid not null,
  carried bigint not null default 0,
  constraint fan_out_pkey primary key (region_id, ancestor_id)
) with (fillfactor = 50);
comment on table crier.fan_out is 'Cursors of the fan-out workers (machinery).';

create table crier.share (
  region_id uuid not null,                          -- who else may see it
  kind text not null,
  item_id uuid not null,
  owner_region_id uuid not null,
  constraint share_pkey primary key (region_id, kind, item_id)
);
create index share_item_idx on crier.share (kind, item_id);
comment on table crier.share is 'Items that a region sees though it neither owns them nor stands above the owner.';

create table crier.delivery (
  region_id uuid not null,                          -- the channel's region
  delivery_id uuid not null,                        -- derived from (post, channel, kind, revision of an edit)
  channel_id uuid not null,
  post_region_id uuid not null,
  post_id uuid not null,
  kind text not null,
  revision integer not null,
  digest bytea not null,
  class text not null,
  priority smallint not null,                       -- 0 emergency and take-down, 5 event, 9 routine
  state text not null,
  due_at timestamptz not null,
  not_before timestamptz not null default '-infinity', -- "not before a stated time" after surely-not-acted
  ready_at timestamptz not null generated always as (greatest(due_at, not_before)) stored, -- earliest moment to go
  not_after timestamptz,                            -- late beyond it is missed: the post's own, or its class's grace
  attempts integer not null default 0,
  fence bigint,                                     -- of the lane when the intent was written
  owner uuid,                                       -- incarnation of the coordinator that wrote the intent
  intent_at timestamptz,
  key_at timestamptz,                               -- of the first intent under this idempotency key
  deadline timestamptz,                             -- of the request
  bytes_sha256 bytea,                               -- of the rendered request body
  idempotency_key text not null,
  progress jsonb not null default '{}',             -- the adapter's, between steps
  last_known text,                                  -- last own post known before the intent
  remote_id text,
  remote_url text,
  sent_at timestamptz,
  looks integer not null default 0,                 -- look-ups that proved absence so far
  look_at timestamptz,                              -- next look-up
  look_fails smallint not null default 0,           -- look-ups in a row that told nothing
  withdrawal boolean not null default false,        -- a withdrawal met it in flight
  stop_id uuid,
  reason text,                                      -- code
  sentence text,                                    -- for people
  read_back text,                                   -- null: not yet; 'same', 'differs', 'gone'
  intents_without_outcome smallint not null default 0,
  version bigint not null default 1,
  activity_id uuid not null,
  created_at timestamptz not null default clock_timestamp(),
  changed_at timestamptz not null default clock_timestamp(),
  constraint delivery_pkey primary key (region_id, delivery_id),
  constraint delivery_channel_fkey foreign key (region_id, channel_id) references crier.channel (region_id, channel_id),
  constraint delivery_post_fkey foreign key (post_region_id, post_id) references crier.post (region_id, post_id),
  constraint delivery_kind_known check (kind in ('publish', 'edit', 'take_down')),
  constraint delivery_class_known check (class in ('routine', 'event', 'emergency')),
  constraint delivery_state_known check (state in ('waiting', 'sending', 'unknown', 'parked', 'sent', 'rejected',
    'missed', 'withdrawn', 'stopped')),
  constraint delivery_sending_whole check (state <> 'sending' or
    (fence is not null and owner is not null and intent_at is not null
      and deadline is not null and bytes_sha256 is not null)),
  constraint delivery_sent_named check (state <> 'sent' or kind = 'take_down' or remote_id is not null)
);
create unique index delivery_publish_once on crier.delivery (region_id, channel_id, post_id) where kind = 'publish';
create unique index delivery_one_in_flight on crier.delivery (region_id, channel_id) where state = 'sending';
create index delivery_waiting on crier.delivery (region_id, channel_id, priority, ready_at) where state = 'waiting';
create index delivery_urgent on crier.delivery (ready_at) where state = 'waiting' and priority = 0;
create index delivery_late on crier.delivery (not_after) where state = 'waiting' and not_after is not null;
create index delivery_stopped on crier.delivery (stop_id) where state = 'stopped' and stop_id is not null;
create index delivery_held on crier.delivery (region_id, channel_id)
  where state = 'stopped' and reason in ('region_locked', 'channel_paused');
create index delivery_in_doubt on crier.delivery (region_id, channel_id) where state = 'unknown';
create unique index delivery_id_once on crier.delivery (delivery_id);
create index delivery_unsettled on crier.delivery (deadline) where state = 'sending';
create index delivery_unknown on crier.delivery (look_at) where state = 'unknown';
create index delivery_open on crier.delivery (state) where state in ('unknown', 'parked', 'missed', 'stopped');
create index delivery_post_idx on crier.delivery (post_region_id, post_id);
create index delivery_remote on crier.delivery (region_id, channel_id, remote_id) where remote_id is not null;
create index delivery_sent_recently on crier.delivery (region_id, channel_id, sent_at) where state = 'sent';
comment on table crier.delivery is 'One post on one channel, of one kind: what goes out, when, and what became of it.';

create table crier.lane (
  region_id uuid not null,
  channel_id uuid not null,
  platform text not null,
  next_due timestamptz not null default 'infinity', -- of the first delivery that may go; infinity: nothing
  next_priority smallint not null default 9,
  hold_until timestamptz not null default '-infinity', -- Retry-After, pace, breaker
  hold_reason text,
  slow_until timestamptz not null default '-infinity', -- holds back routine and event only: own pace, ceiling
  slow_reason text,
  owner uuid,                                       -- incarnation of a coordinator
  lease_until timestamptz not null default '-infinity',
  fence bigint not null default 0,
  tokens real not null default 10,
  tokens_at timestamptz not null default clock_timestamp(),
  rate real not null default 1,                     -- tokens per second
  burst real not null default 10,
  fails integer not null default 0,
  constraint lane_pace_positive check (rate > 0 and burst >= 1),
  constraint lane_pkey primary key (region_id, channel_id),
  constraint lane_channel_fkey foreign key (region_id, channel_id) references crier.channel (region_id, channel_id)
) with (fillfactor = 50, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 200);
create index lane_ready on crier.lane (next_priority, next_due) where next_due < 'infinity';
comment on table crier.lane is 'One hot row per channel: order, lease, fence, pace (machinery).';

create table crier.attempt (
  region_id uuid not null,
  attempt_id uuid not null default gen_random_uuid(),
  delivery_id uuid not null,
  kind text not null,                               -- intent, outcome, late, look, person, sweep
  fence bigint,
  owner uuid,
  outcome text,                                     -- acted, surely_not, rejected, unknown, absent, present, …
  status integer,                                   -- HTTP
  remote_id text,
  digest bytea,                                     -- of the revision
  bytes_sha256 bytea,                               -- of the bytes sent
  approvals jsonb,                                  -- as they stood at the intent
  detail text,                                      -- in words; no secret, no body
  at timestamptz not null default clock_timestamp(),
  constraint attempt_pkey primary key (region_id, attempt_id),
  constraint attempt_delivery_fkey foreign key (region_id, delivery_id)
    references crier.delivery (region_id, delivery_id),
  constraint attempt_kind_known check (kind in ('intent', 'outcome', 'late', 'look', 'person', 'sweep'))
);
create index attempt_delivery_idx on crier.attempt (region_id, delivery_id, at);
comment on table crier.attempt is 'Every try at a delivery and what was seen of it; append-only.';

create table crier.coordinator (
  owner uuid not null,                              -- random per process start
  host text not null,
  process integer not null,
  started_at timestamptz not null default clock_timestamp(),
  seen_at timestamptz not null default clock_timestamp(),
  encryption_key_ids text[] not null default '{}',
  constraint coordinator_pkey primary key (owner)
);
comment on table crier.coordinator is
  'Heartbeats of running coordinators; each also holds a session lock named by its owner.';

create table crier.verifier (
  region_id uuid not null,
  member_id uuid not null,
  code_sha256 bytea,                                -- of the one-time code; null once used
  code_until timestamptz,
  verifier bytea,                                   -- scrypt; opaque to the database
  sealed_key bytea,                                 -- member's private key, encrypted under the password
  failures integer not null default 0,
  changed_at timestamptz not null default clock_timestamp(),
  constraint verifier_pkey primary key (region_id, member_id),
  constraint verifier_member_fkey foreign key (region_id, member_id) references crier.member (region_id, member_id)
);
comment on table crier.verifier is 'Verifiers and encrypted private keys; only to the home region''s agent.';

create table crier.session (
  token_sha256 bytea not null,
  region_id uuid not null,
  member_id uuid not null,
  sealed_key bytea not null,                        -- private key encrypted under the token
  until_at timestamptz not null,
  constraint session_pkey primary key (token_sha256),
  constraint session_member_fkey foreign key (region_id, member_id) references crier.member (region_id, member_id)
);
comment on table crier.session is 'Sessions of the centre''s members at the coordinator''s command line.';

create table crier.event (
  epoch uuid not null,
  xid xid8 not null default pg_current_xact_id(),
  n bigint generated always as identity,
  at timestamptz not null default clock_timestamp(), -- the server's clock
  office_at timestamptz,                             -- the office's clock
  region_id uuid not null,                           -- owner of the item
  acting_region_id uuid,                             -- of the login; null: machinery
  member_id uuid,
  member_key bytea,                                  -- public key that signed
  login name not null,
  address inet,
  verb text not null,
  kind text not null,
  item_id uuid not null,
  item_version bigint,
  activity_id uuid,
  verdict text,
  reason text,
  commitment bytea not null,                         -- SHA-256 over salt and values
  constraint event_pkey primary key (n),
  constraint event_commitment_length check (octet_length(commitment) = 32)
);
create index event_item_idx on crier.event (region_id, kind, item_id, n);
create index event_member_idx on crier.event (member_id, at);
comment on table crier.event is 'One audit event for every act; append-only for every role.';

create table crier.event_value (
  n bigint not null,
  region_id uuid not null,
  salt bytea not null,
  before jsonb,
  after jsonb,
  constraint event_value_pkey primary key (n)       -- of the event; one routine writes both
);
comment on table crier.event_value is
  'The values of an event, apart from it: erasing them leaves what was sealed provable.';
