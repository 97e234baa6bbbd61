-- What a channel's credential has opened, on platforms that take a token of their own making with each request.

create table crier.platform_session (
  region_id uuid not null,
  channel_id uuid not null,
  credential_sha256 bytea not null,                 -- of the credential that opened it: with that, it goes
  key_id text,                                      -- of the coordinator's encryption key
  sealed bytea,                                     -- the pair of tokens, sealed as credentials are; null: none is held
  generation bigint not null default 0,             -- counts the pairs
  access_until timestamptz not null default '-infinity', -- the first token is of no use after this
  renew_at timestamptz not null default '-infinity', -- the pair is renewed from here on
  tries smallint not null default 0,                -- renewals of this pair of which nothing is known: it may be spent
  under_way text,                                   -- what the last intent was for, until it is settled
  owner uuid,                                       -- incarnation of the coordinator that wrote the intent
  fence bigint not null default 0,                  -- counts the intents
  started_at timestamptz,                           -- of the intent
  deadline timestamptz,                             -- after it, silence counts as perhaps spent
  not_before timestamptz not null default '-infinity', -- of the next intent
  fails integer not null default 0,                 -- intents in a row that brought no pair
  reason text,                                      -- why there is none: refused, undecided
  sentence text,                                    -- for people
  tokens real not null default 10,                  -- intents that the platform's limits still leave
  tokens_at timestamptz not null default clock_timestamp(),
  constraint platform_session_pkey primary key (region_id, channel_id),
  constraint platform_session_credential_fkey foreign key (region_id, channel_id, credential_sha256)
    references crier.credential (region_id, channel_id, sha256) on delete cascade,
  constraint platform_session_pair_whole check ((sealed is null) = (key_id is null)),
  constraint platform_session_reason_known check (reason in ('refused', 'undecided')),
  constraint platform_session_under_way_whole check (under_way is null or (under_way in ('open', 'renew')
    and owner is not null and started_at is not null and deadline is not null))
) with (fillfactor = 50);
comment on table crier.platform_session is
  'Pairs of tokens, encrypted to the coordinator; beside the log, deleted with the credential that opened them.';

-- Edits are read back as publishes are.
drop index crier.delivery_unread;
create index delivery_unread on crier.delivery (sent_at)
  where state = 'sent' and kind in ('publish', 'edit') and read_back is null;
