-- What the catalogue says, made by ops/schema-snapshot; compared by ops/test-sql. Not edited by hand.
column audit.account 01 channel_id uuid
column audit.account 02 handle text
column audit.account 03 platform text
column audit.account 04 name text
column audit.account 05 office text
column audit.account 06 state text
column audit.account 07 reason text
column audit.account 08 region_id uuid
column audit.dispatch_health 01 platform text
column audit.dispatch_health 02 lanes bigint
column audit.dispatch_health 03 leased bigint
column audit.dispatch_health 04 held bigint
column audit.dispatch_health 05 due bigint
column audit.dispatch_health 06 oldest_due_seconds numeric
column audit.log 01 n bigint
column audit.log 02 epoch uuid
column audit.log 03 at timestamp with time zone
column audit.log 04 office_at timestamp with time zone
column audit.log 05 member text
column audit.log 06 acted_from text
column audit.log 07 verb text
column audit.log 08 verdict text
column audit.log 09 reason text
column audit.log 10 kind text
column audit.log 11 item_id uuid
column audit.log 12 item_version bigint
column audit.log 13 owner_office text
column audit.log 14 login name
column audit.log 15 address inet
column audit.log 16 activity_id uuid
column audit.log 17 commitment bytea
column audit.office 01 region_id uuid
column audit.office 02 name text
column audit.office 03 above text
column audit.office 04 state text
column audit.office 05 zone text
column audit.office 06 languages text[]
column audit.office 07 changed_at timestamp with time zone
column audit.open_transaction 01 pid integer
column audit.open_transaction 02 login name
column audit.open_transaction 03 application_name text
column audit.open_transaction 04 client_addr inet
column audit.open_transaction 05 state text
column audit.open_transaction 06 wait_event_type text
column audit.open_transaction 07 wait_event text
column audit.open_transaction 08 transaction_seconds numeric
column audit.open_transaction 09 blocked_by integer[]
column audit.person 01 member_id uuid
column audit.person 02 name text
column audit.person 03 office text
column audit.person 04 state text
column audit.person 05 region_id uuid
column audit.post 01 post_id uuid
column audit.post 02 reference text
column audit.post 03 campaign text
column audit.post 04 state text
column audit.post 05 class text
column audit.post 06 revision integer
column audit.post 07 texts jsonb
column audit.post 08 author text
column audit.post 09 office text
column audit.post 10 due_at timestamp with time zone
column audit.post 11 not_after timestamp with time zone
column audit.post 12 reason text
column audit.post 13 created_at timestamp with time zone
column audit.post 14 changed_at timestamp with time zone
column audit.post 15 region_id uuid
column audit.region_lag 01 region_id uuid
column audit.region_lag 02 name text
column audit.region_lag 03 state text
column audit.region_lag 04 agent_id uuid
column audit.region_lag 05 incarnation integer
column audit.region_lag 06 protocol integer
column audit.region_lag 07 last_push_at timestamp with time zone
column audit.region_lag 08 last_pull_at timestamp with time zone
column audit.region_lag 09 head bigint
column audit.region_lag 10 cursor bigint
column audit.region_lag 11 lag_rows bigint
column audit.region_lag 12 lag_seconds numeric
column audit.region_lag 13 carried_behind numeric
column audit.region_lag 14 unruled bigint
column audit.region_lag 15 unruled_seconds numeric
column audit.region_lag 16 deferred bigint
column audit.region_lag 17 deferred_seconds numeric
column audit.region_lag 18 parked bigint
column audit.region_lag 19 unknown bigint
column audit.region_lag 20 stopped bigint
column audit.region_lag 21 missed bigint
column audit.region_lag 22 refused_24h bigint
column audit.region_lag 23 conflicts bigint
column audit.table_size 01 schema name
column audit.table_size 02 name name
column audit.table_size 03 octets bigint
column audit.table_size 04 index_octets bigint
column audit.table_size 05 total_octets bigint
column audit.table_size 06 rows_estimated bigint
column audit.table_size 07 dead_rows bigint
column audit.table_size 08 vacuumed_at timestamp with time zone
column crier.activity 01 region_id uuid not null
column crier.activity 02 activity_id uuid not null
column crier.activity 03 agent_id uuid not null
column crier.activity 04 incarnation integer not null
column crier.activity 05 restrictive boolean not null
column crier.activity 06 sequence bigint not null
column crier.activity 07 body text not null
column crier.activity 08 body_sha256 bytea not null
column crier.activity 09 signature bytea not null
column crier.activity 10 login name not null
column crier.activity 11 address inet
column crier.activity 12 received_at timestamp with time zone not null default clock_timestamp()
column crier.agent 01 region_id uuid not null
column crier.agent 02 agent_id uuid not null
column crier.agent 03 incarnation integer not null default 1
column crier.agent 04 last_sequence bigint not null default 0
column crier.agent 05 last_restrictive bigint not null default 0
column crier.agent 06 protocol integer not null default 1
column crier.agent 07 last_push_at timestamp with time zone
column crier.agent 08 last_pull_at timestamp with time zone
column crier.agent 09 region_cursor bigint not null default 0
column crier.agent 10 common_cursor bigint not null default 0
column crier.agent 11 bell text
column crier.applied 01 path text not null
column crier.applied 02 sha256 bytea not null
column crier.applied 03 applied_at timestamp with time zone not null default clock_timestamp()
column crier.approval 01 region_id uuid not null
column crier.approval 02 post_id uuid not null
column crier.approval 03 revision integer not null
column crier.approval 04 member_region_id uuid not null
column crier.approval 05 member_id uuid not null
column crier.approval 06 tier text not null
column crier.approval 07 digest bytea not null
column crier.approval 08 activity_id uuid not null
column crier.approval 09 approved_at timestamp with time zone not null
column crier.attempt 01 region_id uuid not null
column crier.attempt 02 attempt_id uuid not null default gen_random_uuid()
column crier.attempt 03 delivery_id uuid not null
column crier.attempt 04 kind text not null
column crier.attempt 05 fence bigint
column crier.attempt 06 owner uuid
column crier.attempt 07 outcome text
column crier.attempt 08 status integer
column crier.attempt 09 remote_id text
column crier.attempt 10 digest bytea
column crier.attempt 11 bytes_sha256 bytea
column crier.attempt 12 approvals jsonb
column crier.attempt 13 detail text
column crier.attempt 14 at timestamp with time zone not null default clock_timestamp()
column crier.body 01 one boolean not null default true
column crier.body 02 name text not null
column crier.body 03 epoch uuid not null
column crier.body 04 generation bigint not null default 1
column crier.body 05 frozen_at timestamp with time zone
column crier.body 06 frozen_reason text
column crier.body 07 epoch_started_at timestamp with time zone not null default clock_timestamp()
column crier.body 08 signing_key bytea not null
column crier.body 09 encryption_key bytea not null
column crier.body 10 encryption_key_id text not null
column crier.body 11 encryption_key_signature bytea not null
column crier.body 12 created_at timestamp with time zone not null default clock_timestamp()
column crier.channel 01 region_id uuid not null
column crier.channel 02 channel_id uuid not null
column crier.channel 03 platform text not null
column crier.channel 04 address text not null
column crier.channel 05 handle text not null
column crier.channel 06 name text not null
column crier.channel 07 languages text[] not null
column crier.channel 08 state text not null default 'active'::text
column crier.channel 09 reason text
column crier.channel 10 limits jsonb not null default '{}'::jsonb
column crier.channel 11 credential_sha256 bytea
column crier.channel 12 ceiling_per_hour integer not null default 60
column crier.channel 13 version bigint not null default 1
column crier.channel 14 activity_id uuid not null
column crier.channel 15 changed_at timestamp with time zone not null default clock_timestamp()
column crier.conflict 01 region_id uuid not null
column crier.conflict 02 conflict_id uuid not null
column crier.conflict 03 kind text not null
column crier.conflict 04 item_id uuid not null
column crier.conflict 05 field text not null
column crier.conflict 06 base jsonb
column crier.conflict 07 centre jsonb not null
column crier.conflict 08 theirs jsonb not null
column crier.conflict 09 centre_activity_id uuid not null
column crier.conflict 10 their_activity_id uuid not null
column crier.conflict 11 resolved_by uuid
column crier.conflict 12 resolved_activity_id uuid
column crier.conflict 13 version bigint not null default 1
column crier.conflict 14 activity_id uuid not null
column crier.conflict 15 changed_at timestamp with time zone not null default clock_timestamp()
column crier.conflict 16 centre_member_id uuid not null
column crier.conflict 17 centre_member_name text not null
column crier.conflict 18 centre_at timestamp with time zone not null
column crier.conflict 19 their_member_id uuid not null
column crier.conflict 20 their_member_name text not null
column crier.conflict 21 their_at timestamp with time zone not null
column crier.conflict 22 earlier jsonb not null default '[]'::jsonb
column crier.conflict 23 choice text
column crier.conflict 24 taken jsonb
column crier.conflict 25 resolved_name text
column crier.conflict 26 resolved_at timestamp with time zone
column crier.coordinator 01 owner uuid not null
column crier.coordinator 02 host text not null
column crier.coordinator 03 process integer not null
column crier.coordinator 04 started_at timestamp with time zone not null default clock_timestamp()
column crier.coordinator 05 seen_at timestamp with time zone not null default clock_timestamp()
column crier.coordinator 06 encryption_key_ids text[] not null default '{}'::text[]
column crier.credential 01 region_id uuid not null
column crier.credential 02 channel_id uuid not null
column crier.credential 03 key_id text not null
column crier.credential 04 sealed bytea not null
column crier.credential 05 sha256 bytea not null
column crier.credential 06 stored_at timestamp with time zone not null default clock_timestamp()
column crier.delivery 01 region_id uuid not null
column crier.delivery 02 delivery_id uuid not null
column crier.delivery 03 channel_id uuid not null
column crier.delivery 04 post_region_id uuid not null
column crier.delivery 05 post_id uuid not null
column crier.delivery 06 kind text not null
column crier.delivery 07 revision integer not null
column crier.delivery 08 digest bytea not null
column crier.delivery 09 class text not null
column crier.delivery 10 priority smallint not null
column crier.delivery 11 state text not null
column crier.delivery 12 due_at timestamp with time zone not null
column crier.delivery 13 not_before timestamp with time zone not null default '-infinity'::timestamp with time zone
column crier.delivery 14 ready_at timestamp with time zone not null default GREATEST(due_at, not_before)
column crier.delivery 15 not_after timestamp with time zone
column crier.delivery 16 attempts integer not null default 0
column crier.delivery 17 fence bigint
column crier.delivery 18 owner uuid
column crier.delivery 19 intent_at timestamp with time zone
column crier.delivery 20 key_at timestamp with time zone
column crier.delivery 21 deadline timestamp with time zone
column crier.delivery 22 bytes_sha256 bytea
column crier.delivery 23 idempotency_key text not null
column crier.delivery 24 progress jsonb not null default '{}'::jsonb
column crier.delivery 25 last_known text
column crier.delivery 26 remote_id text
column crier.delivery 27 remote_url text
column crier.delivery 28 sent_at timestamp with time zone
column crier.delivery 29 looks integer not null default 0
column crier.delivery 30 look_at timestamp with time zone
column crier.delivery 31 look_fails smallint not null default 0
column crier.delivery 32 withdrawal boolean not null default false
column crier.delivery 33 stop_id uuid
column crier.delivery 34 reason text
column crier.delivery 35 sentence text
column crier.delivery 36 read_back text
column crier.delivery 37 intents_without_outcome smallint not null default 0
column crier.delivery 38 version bigint not null default 1
column crier.delivery 39 activity_id uuid not null
column crier.delivery 40 created_at timestamp with time zone not null default clock_timestamp()
column crier.delivery 41 changed_at timestamp with time zone not null default clock_timestamp()
column crier.delivery 42 edit_waits boolean not null default false
column crier.epoch 01 epoch uuid not null
column crier.epoch 02 generation bigint not null
column crier.epoch 03 began_at timestamp with time zone not null default clock_timestamp()
column crier.epoch 04 restored_from timestamp with time zone
column crier.event 01 epoch uuid not null
column crier.event 02 xid xid8 not null default pg_current_xact_id()
column crier.event 03 n bigint not null identity always
column crier.event 04 at timestamp with time zone not null default clock_timestamp()
column crier.event 05 office_at timestamp with time zone
column crier.event 06 region_id uuid not null
column crier.event 07 acting_region_id uuid
column crier.event 08 member_id uuid
column crier.event 09 member_key bytea
column crier.event 10 login name not null
column crier.event 11 address inet
column crier.event 12 verb text not null
column crier.event 13 kind text not null
column crier.event 14 item_id uuid not null
column crier.event 15 item_version bigint
column crier.event 16 activity_id uuid
column crier.event 17 verdict text
column crier.event 18 reason text
column crier.event 19 commitment bytea not null
column crier.event_value 01 n bigint not null
column crier.event_value 02 region_id uuid not null
column crier.event_value 03 salt bytea not null
column crier.event_value 04 before jsonb
column crier.event_value 05 after jsonb
column crier.fan_out 01 region_id uuid not null
column crier.fan_out 02 ancestor_id uuid not null
column crier.fan_out 03 carried bigint not null default 0
column crier.feed 01 region_id uuid not null
column crier.feed 02 n bigint not null
column crier.feed 03 kind text not null
column crier.feed 04 owner_region_id uuid not null
column crier.feed 05 item_id uuid not null
column crier.feed 06 version bigint not null
column crier.feed 07 xid xid8 not null default pg_current_xact_id()
column crier.feed 08 written_at timestamp with time zone not null default clock_timestamp()
column crier.feed_head 01 region_id uuid not null
column crier.feed_head 02 head bigint not null default 0
column crier.feed_head 03 floor bigint not null default 0
column crier.inbox 01 region_id uuid not null
column crier.inbox 02 activity_id uuid not null
column crier.inbox 03 restrictive boolean not null
column crier.inbox 04 n bigint not null identity always
column crier.inbox 05 item_region_id uuid
column crier.inbox 06 item_id uuid
column crier.inbox 07 deferred_at timestamp with time zone
column crier.inbox 08 waits_for bytea[]
column crier.inbox 09 expired boolean not null default false
column crier.lane 01 region_id uuid not null
column crier.lane 02 channel_id uuid not null
column crier.lane 03 platform text not null
column crier.lane 04 next_due timestamp with time zone not null default 'infinity'::timestamp with time zone
column crier.lane 05 next_priority smallint not null default 9
column crier.lane 06 hold_until timestamp with time zone not null default '-infinity'::timestamp with time zone
column crier.lane 07 hold_reason text
column crier.lane 08 slow_until timestamp with time zone not null default '-infinity'::timestamp with time zone
column crier.lane 09 slow_reason text
column crier.lane 10 owner uuid
column crier.lane 11 lease_until timestamp with time zone not null default '-infinity'::timestamp with time zone
column crier.lane 12 fence bigint not null default 0
column crier.lane 13 tokens real not null default 10
column crier.lane 14 tokens_at timestamp with time zone not null default clock_timestamp()
column crier.lane 15 rate real not null default 1
column crier.lane 16 burst real not null default 10
column crier.lane 17 fails integer not null default 0
column crier.lane 18 read_back_at timestamp with time zone not null default '-infinity'::timestamp with time zone
column crier.login 01 region_id uuid not null
column crier.login 02 login regrole not null
column crier.login 03 login_name name not null
column crier.login 04 certificate_sha256 bytea not null
column crier.login 05 admitted_at timestamp with time zone not null default clock_timestamp()
column crier.media 01 region_id uuid not null
column crier.media 02 sha256 bytea not null
column crier.media 03 content_type text not null
column crier.media 04 octets bigint not null
column crier.media 05 width integer not null
column crier.media 06 height integer not null
column crier.media 07 complete boolean not null default false
column crier.media 08 stored_at timestamp with time zone not null default clock_timestamp()
column crier.media_chunk 01 region_id uuid not null
column crier.media_chunk 02 sha256 bytea not null
column crier.media_chunk 03 n integer not null
column crier.media_chunk 04 bytes bytea not null
column crier.member 01 region_id uuid not null
column crier.member 02 member_id uuid not null
column crier.member 03 name text not null
column crier.member 04 state text not null default 'active'::text
column crier.member 05 public_key bytea
column crier.member 06 version bigint not null default 1
column crier.member 07 activity_id uuid not null
column crier.member 08 changed_at timestamp with time zone not null default clock_timestamp()
column crier.member_grant 01 region_id uuid not null
column crier.member_grant 02 grant_id uuid not null
column crier.member_grant 03 member_region_id uuid not null
column crier.member_grant 04 member_id uuid not null
column crier.member_grant 05 tier text not null
column crier.member_grant 06 channel_id uuid
column crier.member_grant 07 from_at timestamp with time zone not null
column crier.member_grant 08 until_at timestamp with time zone
column crier.member_grant 09 ended_at timestamp with time zone
column crier.member_grant 10 version bigint not null default 1
column crier.member_grant 11 activity_id uuid not null
column crier.member_grant 12 changed_at timestamp with time zone not null default clock_timestamp()
column crier.migration 01 name text not null
column crier.migration 02 sha256 bytea not null
column crier.migration 03 applied_at timestamp with time zone not null default clock_timestamp()
column crier.platform_session 01 region_id uuid not null
column crier.platform_session 02 channel_id uuid not null
column crier.platform_session 03 credential_sha256 bytea not null
column crier.platform_session 04 key_id text
column crier.platform_session 05 sealed bytea
column crier.platform_session 06 generation bigint not null default 0
column crier.platform_session 07 access_until timestamp with time zone not null default '-infinity'::timestamp with time zone
column crier.platform_session 08 renew_at timestamp with time zone not null default '-infinity'::timestamp with time zone
column crier.platform_session 09 tries smallint not null default 0
column crier.platform_session 10 under_way text
column crier.platform_session 11 owner uuid
column crier.platform_session 12 fence bigint not null default 0
column crier.platform_session 13 started_at timestamp with time zone
column crier.platform_session 14 deadline timestamp with time zone
column crier.platform_session 15 not_before timestamp with time zone not null default '-infinity'::timestamp with time zone
column crier.platform_session 16 fails integer not null default 0
column crier.platform_session 17 reason text
column crier.platform_session 18 sentence text
column crier.platform_session 19 tokens real not null default 10
column crier.platform_session 20 tokens_at timestamp with time zone not null default clock_timestamp()
column crier.policy 01 region_id uuid not null
column crier.policy 02 policy_id uuid not null
column crier.policy 03 class text not null
column crier.policy 04 approvals smallint not null
column crier.policy 05 tier text not null
column crier.policy 06 version bigint not null default 1
column crier.policy 07 activity_id uuid not null
column crier.policy 08 changed_at timestamp with time zone not null default clock_timestamp()
column crier.post 01 region_id uuid not null
column crier.post 02 post_id uuid not null
column crier.post 03 member_id uuid not null
column crier.post 04 state text not null
column crier.post 05 class text not null
column crier.post 06 revision integer not null
column crier.post 07 digest bytea not null
column crier.post 08 content jsonb not null
column crier.post 09 due_at timestamp with time zone
column crier.post 10 due_zone text
column crier.post 11 due_wall text
column crier.post 12 not_after timestamp with time zone
column crier.post 13 campaign text
column crier.post 14 reference text
column crier.post 15 reason text
column crier.post 16 writers uuid[] not null
column crier.post 17 approvals jsonb not null default '[]'::jsonb
column crier.post 18 version bigint not null default 1
column crier.post 19 activity_id uuid not null
column crier.post 20 created_at timestamp with time zone not null
column crier.post 21 changed_at timestamp with time zone not null default clock_timestamp()
column crier.post 22 planned_version bigint not null default 0
column crier.post 23 touched jsonb not null default '{}'::jsonb
column crier.post_channel 01 region_id uuid not null
column crier.post_channel 02 post_id uuid not null
column crier.post_channel 03 channel_region_id uuid not null
column crier.post_channel 04 channel_id uuid not null
column crier.post_media 01 region_id uuid not null
column crier.post_media 02 sha256 bytea not null
column crier.post_media 03 post_id uuid not null
column crier.reconciler 01 one boolean not null default true
column crier.reconciler 02 owner uuid
column crier.reconciler 03 lease_until timestamp with time zone not null default '-infinity'::timestamp with time zone
column crier.reconciler 04 fence bigint not null default 0
column crier.reconciler 05 ruling_no bigint not null default 0
column crier.region 01 region_id uuid not null
column crier.region 02 parent_id uuid
column crier.region 03 name text not null
column crier.region 04 zone text not null
column crier.region 05 languages text[] not null
column crier.region 06 state text not null default 'active'::text
column crier.region 07 version bigint not null default 1
column crier.region 08 activity_id uuid not null
column crier.region 09 changed_at timestamp with time zone not null default clock_timestamp()
column crier.region_name 01 region_id uuid not null
column crier.region_name 02 from_at timestamp with time zone not null
column crier.region_name 03 name text not null
column crier.region_name 04 activity_id uuid not null
column crier.revision 01 region_id uuid not null
column crier.revision 02 post_id uuid not null
column crier.revision 03 revision integer not null
column crier.revision 04 digest bytea not null
column crier.revision 05 content jsonb not null
column crier.revision 06 member_id uuid not null
column crier.revision 07 member_name text not null
column crier.revision 08 activity_id uuid not null
column crier.revision 09 written_at timestamp with time zone not null
column crier.revision 10 epoch uuid
column crier.ruling 01 region_id uuid not null
column crier.ruling 02 activity_id uuid not null
column crier.ruling 03 ruling_no bigint not null
column crier.ruling 04 verdict text not null
column crier.ruling 05 reason text
column crier.ruling 06 sentence text
column crier.ruling 07 kind text
column crier.ruling 08 item_region_id uuid
column crier.ruling 09 item_id uuid
column crier.ruling 10 item_version bigint
column crier.ruling 11 ruled_at timestamp with time zone not null default clock_timestamp()
column crier.session 01 token_sha256 bytea not null
column crier.session 02 region_id uuid not null
column crier.session 03 member_id uuid not null
column crier.session 04 sealed_key bytea not null
column crier.session 05 until_at timestamp with time zone not null
column crier.share 01 region_id uuid not null
column crier.share 02 kind text not null
column crier.share 03 item_id uuid not null
column crier.share 04 owner_region_id uuid not null
column crier.stop 01 region_id uuid not null
column crier.stop 02 stop_id uuid not null
column crier.stop 03 scope text not null
column crier.stop 04 target_platform text
column crier.stop 05 target_id uuid
column crier.stop 06 target_topic text
column crier.stop 07 exempt_emergency boolean not null default false
column crier.stop 08 reason text not null
column crier.stop 09 placed_by uuid not null
column crier.stop 10 placed_at timestamp with time zone not null
column crier.stop 11 lifted_by uuid
column crier.stop 12 lifted_at timestamp with time zone
column crier.stop 13 version bigint not null default 1
column crier.stop 14 activity_id uuid not null
column crier.stop 15 changed_at timestamp with time zone not null default clock_timestamp()
column crier.stop 16 planned_version bigint not null default 0
column crier.verifier 01 region_id uuid not null
column crier.verifier 02 member_id uuid not null
column crier.verifier 03 code_sha256 bytea
column crier.verifier 04 code_until timestamp with time zone
column crier.verifier 05 verifier bytea
column crier.verifier 06 sealed_key bytea
column crier.verifier 07 failures integer not null default 0
column crier.verifier 08 changed_at timestamp with time zone not null default clock_timestamp()
comment audit.account Accounts (channels) and the office that owns each.
comment audit.dispatch_health Per platform: lanes, how many are leased, held back, due, and the oldest due.
comment audit.log Every event, without its values (reading those will be recorded itself).
comment audit.office Offices (regions) as called today; earlier names by audit.office_name.
comment audit.open_transaction Open transactions, how old they are and who blocks them; without their statements, which may hold content.
comment audit.person Members and their home office.
comment audit.post Posts as they stand; their whole story by audit.changes.
comment audit.region_lag Per office: last push and pull, rows and seconds that its agent is behind, rows not yet carried upwards, acts that wait for their ruling, acts deferred until an image has come, deliveries that wait for a person, acts refused in 24 hours, open conflicts.
comment audit.table_size Sizes of tables and indexes, dead rows, last vacuum.
comment crier.activity Every act as received; append-only.
comment crier.agent What has been received of each agent.
comment crier.applied Routines, views and policies as they stand; made anew when their file changes (machinery).
comment crier.approval A consent to one revision; the trigger approval_not_own refuses a writer of the post.
comment crier.attempt Every try at a delivery and what was seen of it; append-only.
comment crier.body The body's name, the epoch, and the coordinator's public keys.
comment crier.channel One account on one platform, owned by one region.
comment crier.conflict Two acts on one field of a post that no rule may settle; or, with choice rule, what a rule did.
comment crier.coordinator Heartbeats of running coordinators; each also holds a session lock named by its owner.
comment crier.credential What a platform asks for, encrypted to the coordinator; beside the log, deletable. In use is the one that the channel
names by its SHA-256: storing one changes nothing before an act names it.
comment crier.delivery One post on one channel, of one kind: what goes out, when, and what became of it.
comment crier.epoch The epochs, and how far back the restore went that began each (machinery).
comment crier.event One audit event for every act; append-only for every role.
comment crier.event_value The values of an event, apart from it: erasing them leaves what was sealed provable.
comment crier.fan_out Cursors of the fan-out workers (machinery).
comment crier.feed What a region is told, in order; it names items, pull reads them.
comment crier.feed_head One row-locked counter per region: contiguous numbers (machinery).
comment crier.inbox Acts that wait for their ruling (machinery).
comment crier.lane One hot row per channel: order, lease, fence, pace (machinery).
comment crier.login Which region a login is. A revoked login has no row.
comment crier.media An image named by its content. Complete once all of its bytes are there and have that SHA-256.
comment crier.media_chunk The bytes of an image, in chunks of 256 KiB.
comment crier.member A person with one home region.
comment crier.member_grant A tier of a member at a region or at one channel, from, until.
comment crier.migration Migrations that this database has had, each once (machinery).
comment crier.platform_session Pairs of tokens, encrypted to the coordinator; beside the log, deleted with the credential that opened them.
comment crier.policy What a region demands before a post of a class may go out.
comment crier.post What a team wants said. Its current revision; all revisions are in revision.
comment crier.post_channel The channels of the current revision of a post.
comment crier.post_media The images that any revision of a post names: they stay, and whoever sees the post
may fetch them.
comment crier.reconciler Who rules now, and the last ruling number (machinery).
comment crier.region Owner of items; a tree whose root is the centre.
comment crier.region_name Names of offices, dated: renaming rewrites nothing.
comment crier.revision Every content that a post has had; never changed, never deleted (lawful erasure apart).
comment crier.ruling The verdict on each act, in the order of ruling_no; append-only.
comment crier.session Sessions of the centre's members at the coordinator's command line.
comment crier.share Items that a region sees though it neither owns them nor stands above the owner.
comment crier.stop An order that nothing it covers goes out; lifting is a second person's.
comment crier.verifier Verifiers and encrypted private keys; only to the home region's agent.
constraint crier.activity activity_pkey PRIMARY KEY (region_id, activity_id)
constraint crier.activity activity_received_once UNIQUE (region_id, agent_id, incarnation, restrictive, sequence)
constraint crier.activity activity_signature_length CHECK ((octet_length(signature) = 64))
constraint crier.activity activity_size CHECK ((octet_length(body) <= 262144))
constraint crier.agent agent_pkey PRIMARY KEY (region_id, agent_id, incarnation)
constraint crier.agent agent_region_fkey FOREIGN KEY (region_id) REFERENCES crier.region(region_id)
constraint crier.applied applied_pkey PRIMARY KEY (path)
constraint crier.applied applied_sha256_length CHECK ((octet_length(sha256) = 32))
constraint crier.approval approval_member_fkey FOREIGN KEY (member_region_id, member_id) REFERENCES crier.member(region_id, member_id)
constraint crier.approval approval_not_own TRIGGER DEFERRABLE INITIALLY DEFERRED
constraint crier.approval approval_pkey PRIMARY KEY (region_id, post_id, activity_id)
constraint crier.approval approval_revision_fkey FOREIGN KEY (region_id, post_id, revision) REFERENCES crier.revision(region_id, post_id, revision) DEFERRABLE INITIALLY DEFERRED
constraint crier.attempt attempt_delivery_fkey FOREIGN KEY (region_id, delivery_id) REFERENCES crier.delivery(region_id, delivery_id)
constraint crier.attempt attempt_kind_known CHECK ((kind = ANY (ARRAY['intent'::text, 'outcome'::text, 'late'::text, 'look'::text, 'person'::text, 'sweep'::text])))
constraint crier.attempt attempt_pkey PRIMARY KEY (region_id, attempt_id)
constraint crier.body body_one_row CHECK (one)
constraint crier.body body_pkey PRIMARY KEY (one)
constraint crier.channel channel_address_https CHECK ((address ~ '^https://[^/?#@]+$'::text))
constraint crier.channel channel_ceiling_range CHECK (((ceiling_per_hour >= 0) AND (ceiling_per_hour <= 10000)))
constraint crier.channel channel_pkey PRIMARY KEY (region_id, channel_id)
constraint crier.channel channel_region_fkey FOREIGN KEY (region_id) REFERENCES crier.region(region_id)
constraint crier.channel channel_state_known CHECK ((state = ANY (ARRAY['active'::text, 'paused'::text, 'removed'::text])))
constraint crier.conflict conflict_choice_known CHECK ((choice = ANY (ARRAY['centre'::text, 'theirs'::text, 'value'::text, 'rule'::text, 'withdrawn'::text])))
constraint crier.conflict conflict_choice_whole CHECK ((num_nulls(choice, resolved_by, resolved_name, resolved_activity_id, resolved_at) = ANY (ARRAY[0, 5])))
constraint crier.conflict conflict_kind_known CHECK ((kind = 'post'::text))
constraint crier.conflict conflict_pkey PRIMARY KEY (region_id, conflict_id)
constraint crier.conflict conflict_post_fkey FOREIGN KEY (region_id, item_id) REFERENCES crier.post(region_id, post_id) DEFERRABLE INITIALLY DEFERRED
constraint crier.conflict conflict_region_fkey FOREIGN KEY (region_id) REFERENCES crier.region(region_id)
constraint crier.conflict post_undecided TRIGGER DEFERRABLE INITIALLY DEFERRED
constraint crier.coordinator coordinator_pkey PRIMARY KEY (owner)
constraint crier.credential credential_channel_fkey FOREIGN KEY (region_id, channel_id) REFERENCES crier.channel(region_id, channel_id) ON DELETE CASCADE
constraint crier.credential credential_pkey PRIMARY KEY (region_id, channel_id, sha256)
constraint crier.credential credential_sha256_length CHECK ((octet_length(sha256) = 32))
constraint crier.delivery delivery_channel_fkey FOREIGN KEY (region_id, channel_id) REFERENCES crier.channel(region_id, channel_id)
constraint crier.delivery delivery_class_known CHECK ((class = ANY (ARRAY['routine'::text, 'event'::text, 'emergency'::text])))
constraint crier.delivery delivery_kind_known CHECK ((kind = ANY (ARRAY['publish'::text, 'edit'::text, 'take_down'::text])))
constraint crier.delivery delivery_pkey PRIMARY KEY (region_id, delivery_id)
constraint crier.delivery delivery_post_fkey FOREIGN KEY (post_region_id, post_id) REFERENCES crier.post(region_id, post_id)
constraint crier.delivery delivery_read_back_known CHECK ((read_back = ANY (ARRAY['same'::text, 'differs'::text, 'gone'::text])))
constraint crier.delivery delivery_sending_whole CHECK (((state <> 'sending'::text) OR ((fence IS NOT NULL) AND (owner IS NOT NULL) AND (intent_at IS NOT NULL) AND (deadline IS NOT NULL) AND (bytes_sha256 IS NOT NULL))))
constraint crier.delivery delivery_sent_named CHECK (((state <> 'sent'::text) OR (kind = 'take_down'::text) OR (remote_id IS NOT NULL)))
constraint crier.delivery delivery_state_known CHECK ((state = ANY (ARRAY['waiting'::text, 'sending'::text, 'unknown'::text, 'parked'::text, 'sent'::text, 'rejected'::text, 'missed'::text, 'withdrawn'::text, 'stopped'::text])))
constraint crier.epoch epoch_generation_once UNIQUE (generation)
constraint crier.epoch epoch_pkey PRIMARY KEY (epoch)
constraint crier.event event_commitment_length CHECK ((octet_length(commitment) = 32))
constraint crier.event event_pkey PRIMARY KEY (n)
constraint crier.event_value event_value_pkey PRIMARY KEY (n)
constraint crier.fan_out fan_out_pkey PRIMARY KEY (region_id, ancestor_id)
constraint crier.feed feed_pkey PRIMARY KEY (region_id, n)
constraint crier.feed_head feed_head_pkey PRIMARY KEY (region_id)
constraint crier.inbox inbox_deferral_whole CHECK ((((deferred_at IS NULL) = (waits_for IS NULL)) AND ((deferred_at IS NULL) OR (item_id IS NOT NULL))))
constraint crier.inbox inbox_pkey PRIMARY KEY (region_id, activity_id)
constraint crier.lane lane_channel_fkey FOREIGN KEY (region_id, channel_id) REFERENCES crier.channel(region_id, channel_id)
constraint crier.lane lane_pace_positive CHECK (((rate > (0)::double precision) AND (burst >= (1)::double precision)))
constraint crier.lane lane_pkey PRIMARY KEY (region_id, channel_id)
constraint crier.login login_once UNIQUE (login_name)
constraint crier.login login_pkey PRIMARY KEY (region_id, login_name)
constraint crier.login login_region_fkey FOREIGN KEY (region_id) REFERENCES crier.region(region_id)
constraint crier.media media_measures CHECK (((width > 0) AND (height > 0) AND (((width)::bigint * height) <= 50000000)))
constraint crier.media media_octets_bounded CHECK ((octets <= 16777216))
constraint crier.media media_octets_positive CHECK ((octets > 0))
constraint crier.media media_pkey PRIMARY KEY (region_id, sha256)
constraint crier.media media_region_fkey FOREIGN KEY (region_id) REFERENCES crier.region(region_id)
constraint crier.media media_sha256_length CHECK ((octet_length(sha256) = 32))
constraint crier.media media_type_known CHECK ((content_type = ANY (ARRAY['image/jpeg'::text, 'image/png'::text, 'image/gif'::text, 'image/webp'::text])))
constraint crier.media_chunk media_chunk_media_fkey FOREIGN KEY (region_id, sha256) REFERENCES crier.media(region_id, sha256) ON DELETE CASCADE
constraint crier.media_chunk media_chunk_pkey PRIMARY KEY (region_id, sha256, n)
constraint crier.media_chunk media_chunk_size CHECK (((octet_length(bytes) >= 1) AND (octet_length(bytes) <= 262144)))
constraint crier.member member_key_length CHECK ((octet_length(public_key) = 32))
constraint crier.member member_name_length CHECK (((char_length(name) >= 1) AND (char_length(name) <= 200)))
constraint crier.member member_pkey PRIMARY KEY (region_id, member_id)
constraint crier.member member_region_fkey FOREIGN KEY (region_id) REFERENCES crier.region(region_id)
constraint crier.member member_state_known CHECK ((state = ANY (ARRAY['active'::text, 'revoked'::text])))
constraint crier.member_grant member_grant_member_fkey FOREIGN KEY (member_region_id, member_id) REFERENCES crier.member(region_id, member_id)
constraint crier.member_grant member_grant_order CHECK ((until_at > from_at))
constraint crier.member_grant member_grant_pkey PRIMARY KEY (region_id, grant_id)
constraint crier.member_grant member_grant_region_fkey FOREIGN KEY (region_id) REFERENCES crier.region(region_id)
constraint crier.member_grant member_grant_tier_known CHECK ((tier = ANY (ARRAY['author'::text, 'approver'::text, 'manager'::text, 'moderator'::text, 'auditor'::text, 'duty_editor'::text, 'administrator'::text])))
constraint crier.migration migration_pkey PRIMARY KEY (name)
constraint crier.migration migration_sha256_length CHECK ((octet_length(sha256) = 32))
constraint crier.platform_session platform_session_credential_fkey FOREIGN KEY (region_id, channel_id, credential_sha256) REFERENCES crier.credential(region_id, channel_id, sha256) ON DELETE CASCADE
constraint crier.platform_session platform_session_pair_whole CHECK (((sealed IS NULL) = (key_id IS NULL)))
constraint crier.platform_session platform_session_pkey PRIMARY KEY (region_id, channel_id)
constraint crier.platform_session platform_session_reason_known CHECK ((reason = ANY (ARRAY['refused'::text, 'undecided'::text])))
constraint crier.platform_session platform_session_under_way_whole CHECK (((under_way IS NULL) OR ((under_way = ANY (ARRAY['open'::text, 'renew'::text])) AND (owner IS NOT NULL) AND (started_at IS NOT NULL) AND (deadline IS NOT NULL))))
constraint crier.policy policy_approvals_range CHECK (((approvals >= 1) AND (approvals <= 5)))
constraint crier.policy policy_class_known CHECK ((class = ANY (ARRAY['routine'::text, 'event'::text, 'emergency'::text])))
constraint crier.policy policy_once UNIQUE (region_id, class)
constraint crier.policy policy_pkey PRIMARY KEY (region_id, policy_id)
constraint crier.policy policy_region_fkey FOREIGN KEY (region_id) REFERENCES crier.region(region_id)
constraint crier.policy policy_tier_known CHECK ((tier = ANY (ARRAY['approver'::text, 'manager'::text, 'duty_editor'::text, 'administrator'::text])))
constraint crier.post post_class_known CHECK ((class = ANY (ARRAY['routine'::text, 'event'::text, 'emergency'::text])))
constraint crier.post post_digest_length CHECK ((octet_length(digest) = 32))
constraint crier.post post_due_whole CHECK ((((due_at IS NULL) = (due_zone IS NULL)) AND ((due_at IS NULL) = (due_wall IS NULL))))
constraint crier.post post_pkey PRIMARY KEY (region_id, post_id)
constraint crier.post post_region_fkey FOREIGN KEY (region_id) REFERENCES crier.region(region_id)
constraint crier.post post_state_known CHECK ((state = ANY (ARRAY['draft'::text, 'submitted'::text, 'approved'::text, 'returned'::text, 'withdrawn'::text, 'stopped'::text])))
constraint crier.post post_undecided TRIGGER DEFERRABLE INITIALLY DEFERRED
constraint crier.post_channel post_channel_channel_fkey FOREIGN KEY (channel_region_id, channel_id) REFERENCES crier.channel(region_id, channel_id)
constraint crier.post_channel post_channel_pkey PRIMARY KEY (region_id, post_id, channel_id)
constraint crier.post_channel post_channel_post_fkey FOREIGN KEY (region_id, post_id) REFERENCES crier.post(region_id, post_id) DEFERRABLE INITIALLY DEFERRED
constraint crier.post_media post_media_media_fkey FOREIGN KEY (region_id, sha256) REFERENCES crier.media(region_id, sha256)
constraint crier.post_media post_media_pkey PRIMARY KEY (region_id, sha256, post_id)
constraint crier.post_media post_media_post_fkey FOREIGN KEY (region_id, post_id) REFERENCES crier.post(region_id, post_id) DEFERRABLE INITIALLY DEFERRED
constraint crier.reconciler reconciler_one_row CHECK (one)
constraint crier.reconciler reconciler_pkey PRIMARY KEY (one)
constraint crier.region region_name_length CHECK (((char_length(name) >= 1) AND (char_length(name) <= 200)))
constraint crier.region region_not_own_parent CHECK ((parent_id <> region_id))
constraint crier.region region_parent_fkey FOREIGN KEY (parent_id) REFERENCES crier.region(region_id)
constraint crier.region region_pkey PRIMARY KEY (region_id)
constraint crier.region region_state_known CHECK ((state = ANY (ARRAY['active'::text, 'locked'::text, 'revoked'::text])))
constraint crier.region_name region_name_pkey PRIMARY KEY (region_id, from_at)
constraint crier.region_name region_name_region_fkey FOREIGN KEY (region_id) REFERENCES crier.region(region_id)
constraint crier.revision revision_digest_true CHECK ((digest = crier.content_digest(post_id, content)))
constraint crier.revision revision_pkey PRIMARY KEY (region_id, post_id, revision)
constraint crier.revision revision_post_fkey FOREIGN KEY (region_id, post_id) REFERENCES crier.post(region_id, post_id) DEFERRABLE INITIALLY DEFERRED
constraint crier.ruling ruling_activity_fkey FOREIGN KEY (region_id, activity_id) REFERENCES crier.activity(region_id, activity_id)
constraint crier.ruling ruling_no_once UNIQUE (ruling_no)
constraint crier.ruling ruling_pkey PRIMARY KEY (region_id, activity_id)
constraint crier.ruling ruling_refusal_says_why CHECK (((verdict <> 'refused'::text) OR ((reason IS NOT NULL) AND (sentence IS NOT NULL))))
constraint crier.ruling ruling_verdict_known CHECK ((verdict = ANY (ARRAY['accepted'::text, 'merged'::text, 'refused'::text, 'conflicted'::text])))
constraint crier.session session_member_fkey FOREIGN KEY (region_id, member_id) REFERENCES crier.member(region_id, member_id)
constraint crier.session session_pkey PRIMARY KEY (token_sha256)
constraint crier.share share_pkey PRIMARY KEY (region_id, kind, item_id)
constraint crier.stop stop_lift_whole CHECK (((lifted_by IS NULL) = (lifted_at IS NULL)))
constraint crier.stop stop_pkey PRIMARY KEY (region_id, stop_id)
constraint crier.stop stop_region_fkey FOREIGN KEY (region_id) REFERENCES crier.region(region_id)
constraint crier.stop stop_scope_known CHECK ((scope = ANY (ARRAY['everything'::text, 'platform'::text, 'region'::text, 'channel'::text, 'member'::text, 'topic'::text])))
constraint crier.stop stop_target_fits CHECK ((((scope = 'everything'::text) AND (target_platform IS NULL) AND (target_id IS NULL) AND (target_topic IS NULL)) OR ((scope = 'platform'::text) AND (target_platform IS NOT NULL) AND (target_id IS NULL) AND (target_topic IS NULL)) OR ((scope = ANY (ARRAY['region'::text, 'channel'::text, 'member'::text])) AND (target_id IS NOT NULL) AND (target_platform IS NULL) AND (target_topic IS NULL)) OR ((scope = 'topic'::text) AND (target_topic IS NOT NULL) AND (target_id IS NULL) AND (target_platform IS NULL))))
constraint crier.stop stop_two_people CHECK ((lifted_by <> placed_by))
constraint crier.verifier verifier_member_fkey FOREIGN KEY (region_id, member_id) REFERENCES crier.member(region_id, member_id)
constraint crier.verifier verifier_pkey PRIMARY KEY (region_id, member_id)
function admin.bell_due_v1() returns integer owner crier_owner plpgsql volatile set search_path="" source 122f9c1cd6924d22
function admin.bell_v1(uuid[]) returns integer owner crier_owner plpgsql volatile set search_path="" source de941b8bbd7d9577
function admin.body_v1() returns jsonb owner crier_owner plpgsql stable set search_path="", TimeZone=UTC source e673bbd8ad5b1e83
function admin.claim_v1(uuid,integer,interval,boolean) returns jsonb owner crier_owner plpgsql volatile set search_path="", TimeZone=UTC, enable_seqscan=off, jit=off, lock_timeout=100ms source 881a1e3bfb79c6d1
function admin.conflicts_write(jsonb) returns jsonb owner crier_owner plpgsql volatile set search_path="", TimeZone=UTC source c6bf01500ae9f7e8
function admin.credential_put_v1(uuid,uuid,text,bytea) returns bytea owner crier_owner plpgsql volatile set search_path="" source 7d17b80be98730d0
function admin.credentials_forget_v1(interval) returns integer owner crier_owner plpgsql volatile set search_path="" source 61432dba67cb370e
function admin.decide_v1(uuid,uuid,text,text,text,uuid) returns jsonb owner crier_owner plpgsql volatile set search_path="", TimeZone=UTC source db5258c3694d9f9c
function admin.decisions_write(jsonb) returns jsonb owner crier_owner plpgsql volatile set search_path="" source ee40b2d2019f942b
function admin.dispatch_judge(uuid,jsonb) returns TABLE(j_region_id uuid, j_delivery_id uuid, j_reason text, j_stop_id uuid, j_until timestamp with time zone, j_approvals jsonb) owner crier_owner plpgsql volatile set search_path="", TimeZone=UTC, enable_seqscan=off, jit=off source a4eac7555c5ae2c9
function admin.dispatch_late(jsonb) returns jsonb owner crier_owner plpgsql volatile set search_path="" source c4f413670d459d4c
function admin.dispatch_refuse(uuid,jsonb) returns jsonb owner crier_owner plpgsql volatile set search_path="", TimeZone=UTC source a26d020ca13f6962
function admin.dispatch_tell(jsonb) returns void owner crier_owner plpgsql volatile set search_path="" source 3fd0eae1eec7a84b
function admin.dispatch_told(jsonb) returns jsonb owner crier_owner plpgsql volatile set search_path="", TimeZone=UTC, enable_seqscan=off, jit=off source c17cc0110ec5b6d2
function admin.dispatch_work(uuid,uuid[],uuid[]) returns jsonb owner crier_owner plpgsql volatile set search_path="", TimeZone=UTC, enable_seqscan=off, jit=off source 1753b43b7d1464ac
function admin.drill_v1(uuid) returns jsonb owner crier_owner plpgsql stable set search_path="", TimeZone=UTC source e5aa693711775727
function admin.epoch_change_v1(text) returns uuid owner crier_owner plpgsql volatile set search_path="" source 6754a2b6a1a818db
function admin.event_write_v1(jsonb) returns void owner crier_audit_writer plpgsql volatile security definer set search_path="" source d06c7c527990091d
function admin.explain_v1(uuid) returns jsonb owner crier_owner plpgsql volatile set search_path="", TimeZone=UTC source f1f44db7f988dbf2
function admin.fan_out_v1(integer) returns integer owner crier_owner plpgsql volatile set search_path="" source 5366ddffbfdf69e6
function admin.feed_write_v1(jsonb) returns void owner crier_owner plpgsql volatile set search_path="" source 2384c75325efaaf6
function admin.feeds_trim_v1(interval,integer) returns bigint owner crier_owner plpgsql volatile set search_path="" source dd7814f5d76eb664
function admin.figures_v1() returns TABLE(name text, label text, value double precision) owner crier_owner plpgsql stable set search_path="" source 955df7ecd6e4d0f1
function admin.heartbeat_v1(uuid,text,integer,text[]) returns bigint owner crier_owner plpgsql volatile set search_path="" source 25fe0d119472223a
function admin.held_free(integer) returns TABLE(region_id uuid, channel_id uuid, told jsonb) owner crier_owner plpgsql volatile set search_path="", enable_seqscan=off, jit=off source 939e2bbbd2330f83
function admin.identity_v1(bigint) returns jsonb owner crier_owner plpgsql volatile set search_path="" source e913e26670044527
function admin.init_v1(text,uuid,text,text,text[],uuid,text,uuid,bytea,timestamp with time zone,bytea,bytea,text,bytea) returns void owner crier_owner plpgsql volatile set search_path="", TimeZone=UTC source 012d08e944c75969
function admin.intent_v1(uuid,jsonb,interval) returns jsonb owner crier_owner plpgsql volatile set search_path="", TimeZone=UTC, enable_seqscan=off, jit=off source 208a27e5038f70c4
function admin.items_v1(text) returns SETOF jsonb owner crier_owner plpgsql stable set search_path="", TimeZone=UTC source fdb21df6cf943689
function admin.items_write(jsonb) returns void owner crier_owner plpgsql volatile set search_path="" source f5424e5037391805
function admin.lanes_recall(jsonb) returns void owner crier_owner plpgsql volatile set search_path="" source 98d724afd7ed104f
function admin.lanes_recompute(uuid[],uuid[],uuid,boolean) returns void owner crier_owner plpgsql volatile set search_path="", enable_seqscan=off, jit=off source 0979225f2feb80cb
function admin.login_create_v1(uuid,bytea) returns text owner crier_logins plpgsql volatile security definer set search_path="" source baa3c6b6dd9e4bcd
function admin.login_revoke_v1(uuid,text) returns integer owner crier_logins plpgsql volatile security definer set search_path="" source 3b236222464398f9
function admin.login_terminate_v1(uuid) returns integer owner crier_logins plpgsql volatile security definer set search_path="" source 15991949ad7b8de9
function admin.login_watch_v1(interval) returns integer owner crier_logins plpgsql volatile security definer set search_path="" source 3e2bf9f5d35c3aa1
function admin.look_v1(integer,interval) returns jsonb owner crier_owner plpgsql volatile set search_path="", TimeZone=UTC, enable_seqscan=off, jit=off source e2eebdd7361ff124
function admin.lost_since(uuid,uuid) returns timestamp with time zone owner crier_owner plpgsql stable set search_path="" source 103b730411362d74
function admin.media_chunk_v1(uuid,bytea,integer) returns TABLE(octets bigint, complete boolean, bytes bytea) owner crier_owner sql stable set search_path="" source 65a855b805ced1cd
function admin.media_forget_v1(interval) returns integer owner crier_owner plpgsql volatile set search_path="" source de5d872bc63b5095
function admin.media_release_v1(timestamp with time zone,interval) returns integer owner crier_owner plpgsql volatile set search_path="" source 87278c9b7d63e0f2
function admin.owner_gone(uuid) returns boolean owner crier_owner plpgsql volatile set search_path="" source f1b7215278131365
function admin.owner_key(uuid) returns bigint owner crier_owner plpgsql immutable set search_path="" source 5cfac67bba39cb80
function admin.plan_load_v1(integer) returns jsonb owner crier_owner plpgsql volatile set search_path="", TimeZone=UTC source 7a84f25dc5e53adc
function admin.plan_lock(jsonb) returns jsonb owner crier_owner plpgsql volatile set search_path="" source 2ec8489d979dacee
function admin.plan_waits(jsonb,jsonb) returns void owner crier_owner plpgsql volatile set search_path="" source 9d9657327c4ebac8
function admin.plan_write_v1(jsonb) returns integer owner crier_owner plpgsql volatile set search_path="", TimeZone=UTC, enable_seqscan=off, jit=off source 4a40edcf5d56e520
function admin.platform_session_begin_v1(uuid,uuid,uuid,bytea,bigint,text,interval,real) returns bigint owner crier_owner plpgsql volatile set search_path="" source 143997277e9f5d08
function admin.platform_session_settle_v1(uuid,uuid,uuid,bigint,jsonb) returns boolean owner crier_owner plpgsql volatile set search_path="" source f8d854dbe275054a
function admin.platform_session_stale_v1(uuid,uuid,bigint) returns boolean owner crier_owner plpgsql volatile set search_path="" source 7090f6db53685123
function admin.platform_session_v1(uuid,uuid) returns jsonb owner crier_owner plpgsql volatile set search_path="" source 7819ddf82ebc46a2
function admin.post_media_write(jsonb) returns void owner crier_owner plpgsql volatile set search_path="" source 2a91b5e61ece9540
function admin.posts_write(jsonb) returns void owner crier_owner plpgsql volatile set search_path="", enable_seqscan=off, jit=off source 6a203f233adda568
function admin.progress_v1(uuid,uuid,uuid,bigint,jsonb) returns boolean owner crier_owner plpgsql volatile set search_path="" source 40e8b65270556f46
function admin.push_v1(uuid,boolean,uuid[],text[],bytea[]) returns bigint owner crier_owner plpgsql volatile set search_path="" source 81001019e51775a3
function admin.read_back_note_v1(jsonb) returns integer owner crier_owner plpgsql volatile set search_path="", TimeZone=UTC source 67d5f0dc93809ccb
function admin.read_back_v1(integer,interval,interval) returns jsonb owner crier_owner plpgsql volatile set search_path="", TimeZone=UTC source e0fba0d45f0d9e33
function admin.reason_sentence(text) returns text owner crier_owner plpgsql immutable set search_path="" source a2a0f74ef58e6b4e
function admin.reconcile_context_v1(jsonb) returns TABLE(kind text, body jsonb) owner crier_owner plpgsql stable set search_path="", TimeZone=UTC, enable_seqscan=off, jit=off source 5d339674770fb5d4
function admin.reconcile_load_v1(integer) returns TABLE(region_id uuid, activity_id uuid, restrictive boolean, body text, signature bytea, received_at timestamp with time zone, login name, address inet, expired boolean, office_waits boolean) owner crier_owner plpgsql stable set search_path="", enable_seqscan=off, jit=off source 22746547ffd7b287
function admin.reconciler_release_v1(uuid) returns void owner crier_owner plpgsql volatile set search_path="" source 1455d5e3f766f138
function admin.reconciler_take_v1(uuid,interval) returns bigint owner crier_owner plpgsql volatile set search_path="" source 228d679751e42980
function admin.region_made_v1(uuid) returns void owner crier_owner plpgsql volatile set search_path="" source 8aee8d00fc8934d2
function admin.region_up(uuid) returns uuid[] owner crier_owner plpgsql stable set search_path="" source a0162aea5cdcbc8f
function admin.release_v1(uuid,uuid[]) returns integer owner crier_owner plpgsql volatile set search_path="" source ffcf61ec88f1e675
function admin.renew_v1(uuid,interval,uuid[]) returns jsonb owner crier_owner plpgsql volatile set search_path="" source 3dc6d5ab4f97db24
function admin.resolve_v1(jsonb,interval,interval) returns jsonb owner crier_owner plpgsql volatile set search_path="", TimeZone=UTC source 423616bc833163df
function admin.root() returns uuid owner crier_owner plpgsql stable set search_path="" source 59d9484703d52761
function admin.ruling_v1(uuid,uuid) returns jsonb owner crier_owner plpgsql stable set search_path="" source 0225c62a1f6b745d
function admin.rulings_write_v1(uuid,bigint,jsonb) returns bigint owner crier_owner plpgsql volatile set search_path="", TimeZone=UTC, enable_seqscan=off, jit=off source fa393cd121ff5192
function admin.session_delete_v1(bytea) returns boolean owner crier_owner plpgsql volatile set search_path="" source 619193e66a6c962d
function admin.session_end_v1(uuid) returns integer owner crier_owner plpgsql volatile set search_path="" source a0b21758c3992792
function admin.session_get_v1(bytea) returns jsonb owner crier_owner plpgsql stable set search_path="", TimeZone=UTC source 9ed3420fbffbf1b2
function admin.session_put_v1(bytea,uuid,bytea,timestamp with time zone) returns void owner crier_owner plpgsql volatile set search_path="" source 13d6a1f6bbb88973
function admin.settle_v1(uuid,jsonb,boolean) returns jsonb owner crier_owner plpgsql volatile set search_path="", TimeZone=UTC, enable_seqscan=off, jit=off source 0385f10ec711f283
function admin.shares_end_v1() returns integer owner crier_owner plpgsql volatile set search_path="" source 5af04e5f8904cc0d
function admin.shares_narrow(jsonb) returns void owner crier_owner plpgsql volatile set search_path="" source 752bf25a4270e7da
function admin.stop_lock() returns void owner crier_owner plpgsql volatile set search_path="" source 34617cfc999b8e16
function admin.stop_lock_shared() returns void owner crier_owner plpgsql volatile set search_path="" source e1b149f7a9fcebba
function admin.stop_over(uuid,uuid,uuid,uuid,text) returns uuid owner crier_owner plpgsql stable set search_path="" source 0babced314d6d062
function admin.stops_plan_v1(integer) returns integer owner crier_owner plpgsql volatile set search_path="", enable_seqscan=off, jit=off source 93f4773a934dfa61
function admin.sweep_v1(interval,integer) returns jsonb owner crier_owner plpgsql volatile set search_path="" source 194247398987fc91
function admin.take_down_make(uuid,uuid) returns jsonb owner crier_owner plpgsql volatile set search_path="" source c8b05e6542c62a09
function admin.thaw(uuid) returns void owner crier_owner plpgsql volatile set search_path="" source 5ea2fd5b8764e0a5
function admin.tier_includes(text,text) returns boolean owner crier_owner plpgsql immutable set search_path="" source e63e675b0f5e2899
function admin.try_ended(uuid,uuid,bigint,uuid) returns boolean owner crier_owner plpgsql volatile set search_path="" source 27034814bacd98d9
function admin.urgent_v1(uuid,uuid) returns boolean owner crier_owner sql volatile set search_path="" source b40ea92fc3afc279
function admin.verifier_code_v1(uuid,bytea,timestamp with time zone) returns void owner crier_logins plpgsql volatile security definer set search_path="" source 9694e95642ee8f3d
function admin.verifier_get_v1(uuid) returns jsonb owner crier_owner plpgsql stable set search_path="" source 26415a71f0e22709
function admin.verifier_put_v1(uuid,bytea,bytea,bytea,bytea) returns boolean owner crier_owner plpgsql volatile set search_path="" source aa5c6e41170d1687
function admin.was_before_restore(uuid,uuid) returns boolean owner crier_owner plpgsql stable set search_path="" source 173af7883462ee79
function audit.activity_of(uuid,timestamp with time zone,timestamp with time zone) returns TABLE(at timestamp with time zone, office_at timestamp with time zone, verb text, verdict text, reason text, kind text, what text, owner_office text, acted_from text, login name, address inet, item_id uuid, item_version bigint, activity_id uuid) owner crier_owner plpgsql stable set search_path="", jit=off source 72adf0190c330eb0
function audit.before_revocation(uuid,interval) returns TABLE(at timestamp with time zone, office_at timestamp with time zone, verb text, verdict text, reason text, kind text, what text, owner_office text, acted_from text, login name, address inet, item_id uuid, item_version bigint, activity_id uuid) owner crier_owner plpgsql stable set search_path="" source 73ad8b1c41dbac7d
function audit.by_name(text) returns TABLE(kind text, id uuid, name text, office text, state text) owner crier_owner plpgsql stable set search_path="" source b8f236b595c5031a
function audit.changes(uuid) returns TABLE(at timestamp with time zone, office_at timestamp with time zone, step text, revision integer, member text, office text, tier text, channel text, differs text[], texts jsonb, digest bytea, bytes_sha256 bytea, matches boolean, detail text, activity_id uuid) owner crier_owner plpgsql stable set search_path="", jit=off source 5dd350493494dc2d
function audit.channel(text) returns uuid owner crier_owner plpgsql stable set search_path="" source 16f53a9234db170c
function audit.conflicts(uuid) returns TABLE(field text, base jsonb, centre jsonb, centre_member text, centre_at timestamp with time zone, theirs jsonb, their_member text, their_at timestamp with time zone, earlier jsonb, chosen text, taken jsonb, chosen_by text, chosen_at timestamp with time zone, centre_activity_id uuid, their_activity_id uuid, resolved_activity_id uuid) owner crier_owner plpgsql stable set search_path="" source 16a0ebf7b222ac09
function audit.could_publish(uuid,date,text) returns TABLE(member text, member_office text, tier text, may text, held_at text, from_at timestamp with time zone, until_at timestamp with time zone, given_by text, given_at timestamp with time zone, given_from text, grant_id uuid, member_id uuid, because text) owner crier_owner plpgsql stable set search_path="", jit=off source 9a9da463174268ea
function audit.differs(jsonb,jsonb) returns text[] owner crier_owner plpgsql immutable set search_path="" source 4bf9e13586368989
function audit.item_title(text,uuid,uuid) returns text owner crier_owner plpgsql stable set search_path="" source 7e2e91cbd5ca9689
function audit.member(text) returns uuid owner crier_owner plpgsql stable set search_path="" source 6630a36e9328a87f
function audit.member_name(uuid) returns text owner crier_owner plpgsql stable set search_path="" source a8820f152b18a575
function audit.office_name(uuid,timestamp with time zone) returns text owner crier_owner plpgsql stable set search_path="" source 00ad180b0ba69b1d
function audit.region(text) returns uuid owner crier_owner plpgsql stable set search_path="" source 72065f8ba5776e58
function audit.revoked_at(uuid) returns timestamp with time zone owner crier_owner plpgsql stable set search_path="" source 0214a616535f5d20
function audit.standing(uuid,timestamp with time zone,integer) returns TABLE(region_id uuid, delivery_id uuid, out_at timestamp with time zone, stood text, note text) owner crier_owner plpgsql stable set search_path="", jit=off source bdaeb64a283ffa9b
function audit.try_of(uuid,uuid,bigint) returns TABLE(at timestamp with time zone, revision integer, digest bytea, bytes_sha256 bytea, approvals jsonb, matches boolean) owner crier_owner plpgsql stable set search_path="" source 750c48618c1c1a55
function audit.unproved(text,text,bytea) returns boolean owner crier_owner plpgsql immutable set search_path="" source 14e8e10b94d5a642
function audit.who_let_out(uuid,timestamp with time zone,integer) returns TABLE(sent_at timestamp with time zone, remote_url text, role text, member text, office text, tier text, at timestamp with time zone, office_at timestamp with time zone, revision integer, standing_revision integer, texts jsonb, digest bytea, post_id uuid, member_id uuid, region_id uuid, activity_id uuid, stood text, note text) owner crier_owner plpgsql stable set search_path="", jit=off source c15bb52f96e2a6d9
function audit.why_not_seen(uuid,uuid) returns TABLE(step integer, question text, answer text, detail text) owner crier_owner plpgsql stable set search_path="" source 21992114baac623b
function crier.append_only() returns trigger owner crier_owner plpgsql volatile set search_path="" source d78a19884bc59a71
function crier.approval_not_own() returns trigger owner crier_owner plpgsql volatile set search_path="" source b756ffec372f72fb
function crier.canonical_channels(jsonb) returns bytea owner crier_owner plpgsql immutable set search_path="" source a0b19d5a6a39913c
function crier.canonical_media(jsonb) returns bytea owner crier_owner plpgsql immutable set search_path="" source 22aa8eed58561971
function crier.canonical_string(text) returns bytea owner crier_owner sql stable source 55ce963c5842beca
function crier.canonical_texts(jsonb) returns bytea owner crier_owner plpgsql immutable set search_path="" source 208c6cb4ec6993c4
function crier.channel_item(crier.channel) returns jsonb owner crier_owner sql stable source 547fc9e61fb6989d
function crier.conflict_item(crier.conflict) returns jsonb owner crier_owner sql stable source 547fc9e61fb6989d
function crier.content_canonical(uuid,jsonb) returns bytea owner crier_owner plpgsql immutable set search_path="" source 0d85428c63fd526a
function crier.content_digest(uuid,jsonb) returns bytea owner crier_owner plpgsql immutable set search_path="" source 8c5aa7c9cca57190
function crier.credential_store(uuid,uuid,text,bytea) returns bytea owner crier_owner plpgsql volatile set search_path="" source 75d751d37ecd49a5
function crier.delivery_item(crier.delivery) returns jsonb owner crier_owner sql stable source 7b73d0e393cbf03c
function crier.derived_id(text[]) returns uuid owner crier_owner plpgsql immutable set search_path="" source 0c27bef40e587d33
function crier.feed_append(uuid[],text[],uuid[],uuid[],bigint[]) returns integer owner crier_owner plpgsql volatile set search_path="" source 3a06f18be8e324fe
function crier.feed_write(jsonb) returns void owner crier_owner plpgsql volatile set search_path="" source 032c2b852c0fb548
function crier.grant_item(crier.member_grant) returns jsonb owner crier_owner sql stable source 547fc9e61fb6989d
function crier.item_json(text,uuid,uuid) returns jsonb owner crier_owner plpgsql stable set search_path="" source f9e2849f9190f886
function crier.items_json(text,uuid[],uuid[]) returns TABLE(owner_region_id uuid, item_id uuid, version bigint, body jsonb) owner crier_owner plpgsql stable set search_path="", TimeZone=UTC source fde83dd2a955b023
function crier.member_item(crier.member) returns jsonb owner crier_owner sql stable source 547fc9e61fb6989d
function crier.policy_item(crier.policy) returns jsonb owner crier_owner sql stable source 547fc9e61fb6989d
function crier.post_undecided() returns trigger owner crier_owner plpgsql volatile set search_path="" source 52a70ce655e12b55
function crier.region_item(crier.region) returns jsonb owner crier_owner sql stable source 547fc9e61fb6989d
function crier.ruling_item(crier.ruling) returns jsonb owner crier_owner sql stable source 73c3b92ac73b97a9
function crier.stop_item(crier.stop) returns jsonb owner crier_owner sql stable source 82b85838726eac71
function crier.uuids(jsonb) returns uuid[] owner crier_owner sql immutable source ba87a290e3d0e16d
function crier.verifier_read(uuid,uuid) returns jsonb owner crier_owner plpgsql stable set search_path="" source f9f104db783c731c
function crier.verifier_trade(uuid,uuid,bytea,bytea,bytea,bytea) returns boolean owner crier_owner plpgsql volatile set search_path="" source 150cee6bfbd2ea29
function sync.around() returns uuid[] owner crier_sync plpgsql stable security definer set search_path="" source e418631b3b6d19c3
function sync.credential_put_v1(uuid,text,bytea) returns bytea owner crier_sync plpgsql volatile security definer set search_path="" source 7741ae996d0eb31c
function sync.hello_v1(uuid,integer,integer) returns jsonb owner crier_sync plpgsql volatile security definer set search_path="", TimeZone=UTC source 842fc367add084fe
function sync.me() returns uuid owner crier_sync plpgsql stable security definer set search_path="" source 1c33ca19103e4d17
function sync.media_done_v1(bytea) returns boolean owner crier_sync plpgsql volatile security definer set search_path="" source fb6631a28021634e
function sync.media_get_v1(uuid,bytea,integer) returns bytea owner crier_sync plpgsql stable security definer set search_path="" source d142f320e617efef
function sync.media_open_v1(bytea,text,bigint,integer,integer) returns TABLE(complete boolean, missing integer[]) owner crier_sync plpgsql volatile security definer set search_path="" source 8ff03bb0c9aa02c0
function sync.media_put_v1(bytea,integer,bytea) returns void owner crier_sync plpgsql volatile security definer set search_path="" source 155da8ec92b19066
function sync.mine() returns uuid owner crier_sync plpgsql stable security definer set search_path="" source 315db3f888c43ab2
function sync.pull_v1(text,uuid,bigint,integer) returns TABLE(n bigint, kind text, item_id uuid, owner_region_id uuid, version bigint, body jsonb) owner crier_sync plpgsql stable security definer set search_path="", TimeZone=UTC source 6774a6e85b43091f
function sync.push_v1(uuid,integer,boolean,bigint,uuid[],text[],bytea[]) returns TABLE(received integer, expected bigint, forked boolean) owner crier_sync plpgsql volatile security definer set search_path="" source 9aba05c7f8853511
function sync.readable() returns uuid[] owner crier_sync plpgsql stable security definer set search_path="" source cdce4e43d7ba609d
function sync.seeing(text) returns text owner crier_sync sql immutable set search_path="" source 17412db386a0d3eb
function sync.seen_v1(uuid,integer,bigint,bigint) returns void owner crier_sync plpgsql volatile security definer set search_path="" source 6f19f5f64513ea8f
function sync.snapshot_size_v1(text[]) returns bigint owner crier_sync plpgsql stable security definer set search_path="" source d6f7c13e9e483b55
function sync.snapshot_v1(text,uuid,integer) returns TABLE(item_id uuid, owner_region_id uuid, version bigint, body jsonb) owner crier_sync plpgsql stable security definer set search_path="", TimeZone=UTC source e7973ae9bdfd6ef5
function sync.verifier_get_v1(uuid) returns jsonb owner crier_sync plpgsql stable security definer set search_path="" source 726b18a3423f0263
function sync.verifier_put_v1(uuid,bytea,bytea,bytea,bytea) returns boolean owner crier_sync plpgsql volatile security definer set search_path="" source c622e4ce85f34f64
grant CREATE, USAGE on schema admin to crier_audit_writer
grant CREATE, USAGE on schema admin to crier_logins
grant CREATE, USAGE on schema sync to crier_sync
grant DELETE, INSERT, SELECT on crier.credential to crier_coordinator
grant DELETE, INSERT, SELECT on crier.feed to crier_coordinator
grant DELETE, INSERT, SELECT on crier.login to crier_logins
grant DELETE, INSERT, SELECT on crier.media_chunk to crier_sync
grant DELETE, INSERT, SELECT, UPDATE on crier.agent to crier_migrator
grant DELETE, INSERT, SELECT, UPDATE on crier.applied to crier_migrator
grant DELETE, INSERT, SELECT, UPDATE on crier.body to crier_migrator
grant DELETE, INSERT, SELECT, UPDATE on crier.channel to crier_migrator
grant DELETE, INSERT, SELECT, UPDATE on crier.conflict to crier_migrator
grant DELETE, INSERT, SELECT, UPDATE on crier.coordinator to crier_migrator
grant DELETE, INSERT, SELECT, UPDATE on crier.credential to crier_migrator
grant DELETE, INSERT, SELECT, UPDATE on crier.delivery to crier_migrator
grant DELETE, INSERT, SELECT, UPDATE on crier.epoch to crier_migrator
grant DELETE, INSERT, SELECT, UPDATE on crier.fan_out to crier_migrator
grant DELETE, INSERT, SELECT, UPDATE on crier.feed to crier_migrator
grant DELETE, INSERT, SELECT, UPDATE on crier.feed_head to crier_migrator
grant DELETE, INSERT, SELECT, UPDATE on crier.inbox to crier_coordinator
grant DELETE, INSERT, SELECT, UPDATE on crier.inbox to crier_migrator
grant DELETE, INSERT, SELECT, UPDATE on crier.lane to crier_coordinator
grant DELETE, INSERT, SELECT, UPDATE on crier.lane to crier_migrator
grant DELETE, INSERT, SELECT, UPDATE on crier.login to crier_migrator
grant DELETE, INSERT, SELECT, UPDATE on crier.media to crier_coordinator
grant DELETE, INSERT, SELECT, UPDATE on crier.media to crier_migrator
grant DELETE, INSERT, SELECT, UPDATE on crier.media_chunk to crier_coordinator
grant DELETE, INSERT, SELECT, UPDATE on crier.media_chunk to crier_migrator
grant DELETE, INSERT, SELECT, UPDATE on crier.member to crier_migrator
grant DELETE, INSERT, SELECT, UPDATE on crier.member_grant to crier_migrator
grant DELETE, INSERT, SELECT, UPDATE on crier.migration to crier_migrator
grant DELETE, INSERT, SELECT, UPDATE on crier.platform_session to crier_coordinator
grant DELETE, INSERT, SELECT, UPDATE on crier.platform_session to crier_migrator
grant DELETE, INSERT, SELECT, UPDATE on crier.policy to crier_migrator
grant DELETE, INSERT, SELECT, UPDATE on crier.post to crier_migrator
grant DELETE, INSERT, SELECT, UPDATE on crier.post_channel to crier_coordinator
grant DELETE, INSERT, SELECT, UPDATE on crier.post_channel to crier_migrator
grant DELETE, INSERT, SELECT, UPDATE on crier.post_media to crier_migrator
grant DELETE, INSERT, SELECT, UPDATE on crier.reconciler to crier_migrator
grant DELETE, INSERT, SELECT, UPDATE on crier.region to crier_migrator
grant DELETE, INSERT, SELECT, UPDATE on crier.region_name to crier_migrator
grant DELETE, INSERT, SELECT, UPDATE on crier.session to crier_coordinator
grant DELETE, INSERT, SELECT, UPDATE on crier.session to crier_migrator
grant DELETE, INSERT, SELECT, UPDATE on crier.share to crier_coordinator
grant DELETE, INSERT, SELECT, UPDATE on crier.share to crier_migrator
grant DELETE, INSERT, SELECT, UPDATE on crier.stop to crier_migrator
grant DELETE, INSERT, SELECT, UPDATE on crier.verifier to crier_migrator
grant EXECUTE on function admin.bell_due_v1() to crier_coordinator
grant EXECUTE on function admin.bell_v1(uuid[]) to crier_coordinator
grant EXECUTE on function admin.body_v1() to crier_coordinator
grant EXECUTE on function admin.claim_v1(uuid,integer,interval,boolean) to crier_coordinator
grant EXECUTE on function admin.conflicts_write(jsonb) to crier_coordinator
grant EXECUTE on function admin.credential_put_v1(uuid,uuid,text,bytea) to crier_coordinator
grant EXECUTE on function admin.credentials_forget_v1(interval) to crier_coordinator
grant EXECUTE on function admin.decide_v1(uuid,uuid,text,text,text,uuid) to crier_coordinator
grant EXECUTE on function admin.decisions_write(jsonb) to crier_coordinator
grant EXECUTE on function admin.dispatch_judge(uuid,jsonb) to crier_coordinator
grant EXECUTE on function admin.dispatch_late(jsonb) to crier_coordinator
grant EXECUTE on function admin.dispatch_refuse(uuid,jsonb) to crier_coordinator
grant EXECUTE on function admin.dispatch_tell(jsonb) to crier_coordinator
grant EXECUTE on function admin.dispatch_told(jsonb) to crier_coordinator
grant EXECUTE on function admin.dispatch_work(uuid,uuid[],uuid[]) to crier_coordinator
grant EXECUTE on function admin.drill_v1(uuid) to crier_coordinator
grant EXECUTE on function admin.epoch_change_v1(text) to crier_coordinator
grant EXECUTE on function admin.event_write_v1(jsonb) to crier_coordinator
grant EXECUTE on function admin.event_write_v1(jsonb) to crier_sync
grant EXECUTE on function admin.explain_v1(uuid) to crier_coordinator
grant EXECUTE on function admin.fan_out_v1(integer) to crier_coordinator
grant EXECUTE on function admin.feed_write_v1(jsonb) to crier_coordinator
grant EXECUTE on function admin.feeds_trim_v1(interval,integer) to crier_coordinator
grant EXECUTE on function admin.figures_v1() to crier_coordinator
grant EXECUTE on function admin.heartbeat_v1(uuid,text,integer,text[]) to crier_coordinator
grant EXECUTE on function admin.held_free(integer) to crier_coordinator
grant EXECUTE on function admin.identity_v1(bigint) to crier_coordinator
grant EXECUTE on function admin.init_v1(text,uuid,text,text,text[],uuid,text,uuid,bytea,timestamp with time zone,bytea,bytea,text,bytea) to crier_coordinator
grant EXECUTE on function admin.intent_v1(uuid,jsonb,interval) to crier_coordinator
grant EXECUTE on function admin.items_v1(text) to crier_coordinator
grant EXECUTE on function admin.items_write(jsonb) to crier_coordinator
grant EXECUTE on function admin.lanes_recall(jsonb) to crier_coordinator
grant EXECUTE on function admin.lanes_recompute(uuid[],uuid[],uuid,boolean) to crier_coordinator
grant EXECUTE on function admin.login_create_v1(uuid,bytea) to crier_coordinator
grant EXECUTE on function admin.login_revoke_v1(uuid,text) to crier_coordinator
grant EXECUTE on function admin.login_terminate_v1(uuid) to crier_coordinator
grant EXECUTE on function admin.login_watch_v1(interval) to crier_coordinator
grant EXECUTE on function admin.look_v1(integer,interval) to crier_coordinator
grant EXECUTE on function admin.lost_since(uuid,uuid) to crier_coordinator
grant EXECUTE on function admin.media_chunk_v1(uuid,bytea,integer) to crier_coordinator
grant EXECUTE on function admin.media_forget_v1(interval) to crier_coordinator
grant EXECUTE on function admin.media_release_v1(timestamp with time zone,interval) to crier_coordinator
grant EXECUTE on function admin.owner_gone(uuid) to crier_coordinator
grant EXECUTE on function admin.owner_key(uuid) to crier_coordinator
grant EXECUTE on function admin.plan_load_v1(integer) to crier_coordinator
grant EXECUTE on function admin.plan_lock(jsonb) to crier_coordinator
grant EXECUTE on function admin.plan_waits(jsonb,jsonb) to crier_coordinator
grant EXECUTE on function admin.plan_write_v1(jsonb) to crier_coordinator
grant EXECUTE on function admin.platform_session_begin_v1(uuid,uuid,uuid,bytea,bigint,text,interval,real) to crier_coordinator
grant EXECUTE on function admin.platform_session_settle_v1(uuid,uuid,uuid,bigint,jsonb) to crier_coordinator
grant EXECUTE on function admin.platform_session_stale_v1(uuid,uuid,bigint) to crier_coordinator
grant EXECUTE on function admin.platform_session_v1(uuid,uuid) to crier_coordinator
grant EXECUTE on function admin.post_media_write(jsonb) to crier_coordinator
grant EXECUTE on function admin.posts_write(jsonb) to crier_coordinator
grant EXECUTE on function admin.progress_v1(uuid,uuid,uuid,bigint,jsonb) to crier_coordinator
grant EXECUTE on function admin.push_v1(uuid,boolean,uuid[],text[],bytea[]) to crier_coordinator
grant EXECUTE on function admin.read_back_note_v1(jsonb) to crier_coordinator
grant EXECUTE on function admin.read_back_v1(integer,interval,interval) to crier_coordinator
grant EXECUTE on function admin.reason_sentence(text) to crier_coordinator
grant EXECUTE on function admin.reconcile_context_v1(jsonb) to crier_coordinator
grant EXECUTE on function admin.reconcile_load_v1(integer) to crier_coordinator
grant EXECUTE on function admin.reconciler_release_v1(uuid) to crier_coordinator
grant EXECUTE on function admin.reconciler_take_v1(uuid,interval) to crier_coordinator
grant EXECUTE on function admin.region_made_v1(uuid) to crier_coordinator
grant EXECUTE on function admin.region_up(uuid) to crier_coordinator
grant EXECUTE on function admin.release_v1(uuid,uuid[]) to crier_coordinator
grant EXECUTE on function admin.renew_v1(uuid,interval,uuid[]) to crier_coordinator
grant EXECUTE on function admin.resolve_v1(jsonb,interval,interval) to crier_coordinator
grant EXECUTE on function admin.root() to crier_coordinator
grant EXECUTE on function admin.ruling_v1(uuid,uuid) to crier_coordinator
grant EXECUTE on function admin.rulings_write_v1(uuid,bigint,jsonb) to crier_coordinator
grant EXECUTE on function admin.session_delete_v1(bytea) to crier_coordinator
grant EXECUTE on function admin.session_end_v1(uuid) to crier_coordinator
grant EXECUTE on function admin.session_get_v1(bytea) to crier_coordinator
grant EXECUTE on function admin.session_put_v1(bytea,uuid,bytea,timestamp with time zone) to crier_coordinator
grant EXECUTE on function admin.settle_v1(uuid,jsonb,boolean) to crier_coordinator
grant EXECUTE on function admin.shares_end_v1() to crier_coordinator
grant EXECUTE on function admin.shares_narrow(jsonb) to crier_coordinator
grant EXECUTE on function admin.stop_lock() to crier_coordinator
grant EXECUTE on function admin.stop_lock_shared() to crier_coordinator
grant EXECUTE on function admin.stop_over(uuid,uuid,uuid,uuid,text) to crier_coordinator
grant EXECUTE on function admin.stops_plan_v1(integer) to crier_coordinator
grant EXECUTE on function admin.sweep_v1(interval,integer) to crier_coordinator
grant EXECUTE on function admin.take_down_make(uuid,uuid) to crier_coordinator
grant EXECUTE on function admin.thaw(uuid) to crier_coordinator
grant EXECUTE on function admin.tier_includes(text,text) to crier_coordinator
grant EXECUTE on function admin.try_ended(uuid,uuid,bigint,uuid) to crier_coordinator
grant EXECUTE on function admin.urgent_v1(uuid,uuid) to crier_coordinator
grant EXECUTE on function admin.verifier_code_v1(uuid,bytea,timestamp with time zone) to crier_coordinator
grant EXECUTE on function admin.verifier_get_v1(uuid) to crier_coordinator
grant EXECUTE on function admin.verifier_put_v1(uuid,bytea,bytea,bytea,bytea) to crier_coordinator
grant EXECUTE on function admin.was_before_restore(uuid,uuid) to crier_coordinator
grant EXECUTE on function audit.activity_of(uuid,timestamp with time zone,timestamp with time zone) to crier_auditor
grant EXECUTE on function audit.before_revocation(uuid,interval) to crier_auditor
grant EXECUTE on function audit.by_name(text) to crier_auditor
grant EXECUTE on function audit.changes(uuid) to crier_auditor
grant EXECUTE on function audit.channel(text) to crier_auditor
grant EXECUTE on function audit.conflicts(uuid) to crier_auditor
grant EXECUTE on function audit.could_publish(uuid,date,text) to crier_auditor
grant EXECUTE on function audit.differs(jsonb,jsonb) to crier_auditor
grant EXECUTE on function audit.item_title(text,uuid,uuid) to crier_auditor
grant EXECUTE on function audit.member(text) to crier_auditor
grant EXECUTE on function audit.member_name(uuid) to crier_auditor
grant EXECUTE on function audit.office_name(uuid,timestamp with time zone) to crier_auditor
grant EXECUTE on function audit.office_name(uuid,timestamp with time zone) to crier_dba
grant EXECUTE on function audit.region(text) to crier_auditor
grant EXECUTE on function audit.revoked_at(uuid) to crier_auditor
grant EXECUTE on function audit.standing(uuid,timestamp with time zone,integer) to crier_auditor
grant EXECUTE on function audit.try_of(uuid,uuid,bigint) to crier_auditor
grant EXECUTE on function audit.unproved(text,text,bytea) to crier_auditor
grant EXECUTE on function audit.who_let_out(uuid,timestamp with time zone,integer) to crier_auditor
grant EXECUTE on function audit.why_not_seen(uuid,uuid) to crier_auditor
grant EXECUTE on function audit.why_not_seen(uuid,uuid) to crier_dba
grant EXECUTE on function crier.canonical_channels(jsonb) to crier_auditor
grant EXECUTE on function crier.canonical_channels(jsonb) to crier_coordinator
grant EXECUTE on function crier.canonical_channels(jsonb) to crier_migrator
grant EXECUTE on function crier.canonical_channels(jsonb) to crier_sync
grant EXECUTE on function crier.canonical_media(jsonb) to crier_auditor
grant EXECUTE on function crier.canonical_media(jsonb) to crier_coordinator
grant EXECUTE on function crier.canonical_media(jsonb) to crier_migrator
grant EXECUTE on function crier.canonical_media(jsonb) to crier_sync
grant EXECUTE on function crier.canonical_string(text) to crier_auditor
grant EXECUTE on function crier.canonical_string(text) to crier_coordinator
grant EXECUTE on function crier.canonical_string(text) to crier_migrator
grant EXECUTE on function crier.canonical_string(text) to crier_sync
grant EXECUTE on function crier.canonical_texts(jsonb) to crier_auditor
grant EXECUTE on function crier.canonical_texts(jsonb) to crier_coordinator
grant EXECUTE on function crier.canonical_texts(jsonb) to crier_migrator
grant EXECUTE on function crier.canonical_texts(jsonb) to crier_sync
grant EXECUTE on function crier.channel_item(crier.channel) to crier_coordinator
grant EXECUTE on function crier.channel_item(crier.channel) to crier_sync
grant EXECUTE on function crier.conflict_item(crier.conflict) to crier_coordinator
grant EXECUTE on function crier.conflict_item(crier.conflict) to crier_sync
grant EXECUTE on function crier.content_canonical(uuid,jsonb) to crier_auditor
grant EXECUTE on function crier.content_canonical(uuid,jsonb) to crier_coordinator
grant EXECUTE on function crier.content_canonical(uuid,jsonb) to crier_migrator
grant EXECUTE on function crier.content_canonical(uuid,jsonb) to crier_sync
grant EXECUTE on function crier.content_digest(uuid,jsonb) to crier_auditor
grant EXECUTE on function crier.content_digest(uuid,jsonb) to crier_coordinator
grant EXECUTE on function crier.content_digest(uuid,jsonb) to crier_migrator
grant EXECUTE on function crier.content_digest(uuid,jsonb) to crier_sync
grant EXECUTE on function crier.credential_store(uuid,uuid,text,bytea) to crier_coordinator
grant EXECUTE on function crier.credential_store(uuid,uuid,text,bytea) to crier_sync
grant EXECUTE on function crier.delivery_item(crier.delivery) to crier_coordinator
grant EXECUTE on function crier.delivery_item(crier.delivery) to crier_sync
grant EXECUTE on function crier.derived_id(text[]) to crier_auditor
grant EXECUTE on function crier.derived_id(text[]) to crier_coordinator
grant EXECUTE on function crier.derived_id(text[]) to crier_migrator
grant EXECUTE on function crier.derived_id(text[]) to crier_sync
grant EXECUTE on function crier.feed_append(uuid[],text[],uuid[],uuid[],bigint[]) to crier_coordinator
grant EXECUTE on function crier.feed_append(uuid[],text[],uuid[],uuid[],bigint[]) to crier_sync
grant EXECUTE on function crier.feed_write(jsonb) to crier_coordinator
grant EXECUTE on function crier.feed_write(jsonb) to crier_sync
grant EXECUTE on function crier.grant_item(crier.member_grant) to crier_coordinator
grant EXECUTE on function crier.grant_item(crier.member_grant) to crier_sync
grant EXECUTE on function crier.item_json(text,uuid,uuid) to crier_coordinator
grant EXECUTE on function crier.item_json(text,uuid,uuid) to crier_sync
grant EXECUTE on function crier.items_json(text,uuid[],uuid[]) to crier_coordinator
grant EXECUTE on function crier.items_json(text,uuid[],uuid[]) to crier_sync
grant EXECUTE on function crier.member_item(crier.member) to crier_coordinator
grant EXECUTE on function crier.member_item(crier.member) to crier_sync
grant EXECUTE on function crier.policy_item(crier.policy) to crier_coordinator
grant EXECUTE on function crier.policy_item(crier.policy) to crier_sync
grant EXECUTE on function crier.region_item(crier.region) to crier_coordinator
grant EXECUTE on function crier.region_item(crier.region) to crier_sync
grant EXECUTE on function crier.ruling_item(crier.ruling) to crier_coordinator
grant EXECUTE on function crier.ruling_item(crier.ruling) to crier_sync
grant EXECUTE on function crier.stop_item(crier.stop) to crier_coordinator
grant EXECUTE on function crier.stop_item(crier.stop) to crier_sync
grant EXECUTE on function crier.uuids(jsonb) to crier_coordinator
grant EXECUTE on function crier.uuids(jsonb) to crier_sync
grant EXECUTE on function crier.verifier_read(uuid,uuid) to crier_coordinator
grant EXECUTE on function crier.verifier_read(uuid,uuid) to crier_sync
grant EXECUTE on function crier.verifier_trade(uuid,uuid,bytea,bytea,bytea,bytea) to crier_coordinator
grant EXECUTE on function crier.verifier_trade(uuid,uuid,bytea,bytea,bytea,bytea) to crier_sync
grant EXECUTE on function sync.credential_put_v1(uuid,text,bytea) to crier_agent
grant EXECUTE on function sync.hello_v1(uuid,integer,integer) to crier_agent
grant EXECUTE on function sync.me() to crier_agent
grant EXECUTE on function sync.media_done_v1(bytea) to crier_agent
grant EXECUTE on function sync.media_get_v1(uuid,bytea,integer) to crier_agent
grant EXECUTE on function sync.media_open_v1(bytea,text,bigint,integer,integer) to crier_agent
grant EXECUTE on function sync.media_put_v1(bytea,integer,bytea) to crier_agent
grant EXECUTE on function sync.pull_v1(text,uuid,bigint,integer) to crier_agent
grant EXECUTE on function sync.push_v1(uuid,integer,boolean,bigint,uuid[],text[],bytea[]) to crier_agent
grant EXECUTE on function sync.readable() to crier_agent
grant EXECUTE on function sync.seen_v1(uuid,integer,bigint,bigint) to crier_agent
grant EXECUTE on function sync.snapshot_size_v1(text[]) to crier_agent
grant EXECUTE on function sync.snapshot_v1(text,uuid,integer) to crier_agent
grant EXECUTE on function sync.verifier_get_v1(uuid) to crier_agent
grant EXECUTE on function sync.verifier_put_v1(uuid,bytea,bytea,bytea,bytea) to crier_agent
grant INSERT on crier.activity to crier_sync
grant INSERT on crier.agent (agent_id) to crier_sync
grant INSERT on crier.agent (incarnation) to crier_sync
grant INSERT on crier.agent (region_id) to crier_sync
grant INSERT on crier.credential to crier_sync
grant INSERT on crier.event to crier_audit_writer
grant INSERT on crier.event_value to crier_audit_writer
grant INSERT on crier.feed (item_id) to crier_sync
grant INSERT on crier.feed (kind) to crier_sync
grant INSERT on crier.feed (n) to crier_sync
grant INSERT on crier.feed (owner_region_id) to crier_sync
grant INSERT on crier.feed (region_id) to crier_sync
grant INSERT on crier.feed (version) to crier_sync
grant INSERT on crier.inbox (activity_id) to crier_sync
grant INSERT on crier.inbox (region_id) to crier_sync
grant INSERT on crier.inbox (restrictive) to crier_sync
grant INSERT on crier.media (region_id) to crier_sync
grant INSERT on crier.media (sha256) to crier_sync
grant INSERT, SELECT on crier.activity to crier_coordinator
grant INSERT, SELECT on crier.activity to crier_migrator
grant INSERT, SELECT on crier.approval to crier_coordinator
grant INSERT, SELECT on crier.approval to crier_migrator
grant INSERT, SELECT on crier.attempt to crier_coordinator
grant INSERT, SELECT on crier.attempt to crier_migrator
grant INSERT, SELECT on crier.epoch to crier_coordinator
grant INSERT, SELECT on crier.event to crier_migrator
grant INSERT, SELECT on crier.event_value to crier_migrator
grant INSERT, SELECT on crier.post_media to crier_coordinator
grant INSERT, SELECT on crier.region_name to crier_coordinator
grant INSERT, SELECT on crier.revision to crier_coordinator
grant INSERT, SELECT on crier.revision to crier_migrator
grant INSERT, SELECT on crier.ruling to crier_coordinator
grant INSERT, SELECT on crier.ruling to crier_migrator
grant INSERT, SELECT on crier.verifier (member_id) to crier_logins
grant INSERT, SELECT on crier.verifier (region_id) to crier_logins
grant INSERT, SELECT, UPDATE on crier.agent to crier_coordinator
grant INSERT, SELECT, UPDATE on crier.body to crier_coordinator
grant INSERT, SELECT, UPDATE on crier.channel to crier_coordinator
grant INSERT, SELECT, UPDATE on crier.conflict to crier_coordinator
grant INSERT, SELECT, UPDATE on crier.coordinator to crier_coordinator
grant INSERT, SELECT, UPDATE on crier.delivery to crier_coordinator
grant INSERT, SELECT, UPDATE on crier.fan_out to crier_coordinator
grant INSERT, SELECT, UPDATE on crier.feed_head to crier_coordinator
grant INSERT, SELECT, UPDATE on crier.member to crier_coordinator
grant INSERT, SELECT, UPDATE on crier.member_grant to crier_coordinator
grant INSERT, SELECT, UPDATE on crier.policy to crier_coordinator
grant INSERT, SELECT, UPDATE on crier.post to crier_coordinator
grant INSERT, SELECT, UPDATE on crier.region to crier_coordinator
grant INSERT, SELECT, UPDATE on crier.stop to crier_coordinator
grant INSERT, SELECT, UPDATE on crier.verifier to crier_coordinator
grant INSERT, UPDATE on crier.agent (bell) to crier_sync
grant INSERT, UPDATE on crier.agent (protocol) to crier_sync
grant INSERT, UPDATE on crier.media (content_type) to crier_sync
grant INSERT, UPDATE on crier.media (height) to crier_sync
grant INSERT, UPDATE on crier.media (octets) to crier_sync
grant INSERT, UPDATE on crier.media (width) to crier_sync
grant INSERT, UPDATE on crier.verifier (changed_at) to crier_logins
grant INSERT, UPDATE on crier.verifier (code_sha256) to crier_logins
grant INSERT, UPDATE on crier.verifier (code_until) to crier_logins
grant INSERT, UPDATE on crier.verifier (failures) to crier_logins
grant SELECT on audit.account to crier_auditor
grant SELECT on audit.dispatch_health to crier_dba
grant SELECT on audit.log to crier_auditor
grant SELECT on audit.office to crier_auditor
grant SELECT on audit.open_transaction to crier_dba
grant SELECT on audit.person to crier_auditor
grant SELECT on audit.post to crier_auditor
grant SELECT on audit.region_lag to crier_dba
grant SELECT on audit.table_size to crier_dba
grant SELECT on crier.activity (activity_id) to crier_auditor
grant SELECT on crier.activity (activity_id) to crier_dba
grant SELECT on crier.activity (activity_id) to crier_sync
grant SELECT on crier.activity (address) to crier_auditor
grant SELECT on crier.activity (address) to crier_dba
grant SELECT on crier.activity (agent_id) to crier_auditor
grant SELECT on crier.activity (agent_id) to crier_dba
grant SELECT on crier.activity (agent_id) to crier_sync
grant SELECT on crier.activity (body_sha256) to crier_auditor
grant SELECT on crier.activity (body_sha256) to crier_sync
grant SELECT on crier.activity (incarnation) to crier_auditor
grant SELECT on crier.activity (incarnation) to crier_dba
grant SELECT on crier.activity (incarnation) to crier_sync
grant SELECT on crier.activity (login) to crier_auditor
grant SELECT on crier.activity (login) to crier_dba
grant SELECT on crier.activity (received_at) to crier_auditor
grant SELECT on crier.activity (received_at) to crier_dba
grant SELECT on crier.activity (region_id) to crier_auditor
grant SELECT on crier.activity (region_id) to crier_dba
grant SELECT on crier.activity (region_id) to crier_sync
grant SELECT on crier.activity (restrictive) to crier_auditor
grant SELECT on crier.activity (restrictive) to crier_dba
grant SELECT on crier.activity (restrictive) to crier_sync
grant SELECT on crier.activity (sequence) to crier_auditor
grant SELECT on crier.activity (sequence) to crier_dba
grant SELECT on crier.activity (sequence) to crier_sync
grant SELECT on crier.activity (signature) to crier_auditor
grant SELECT on crier.activity to crier_backup
grant SELECT on crier.agent (agent_id) to crier_auditor
grant SELECT on crier.agent (agent_id) to crier_dba
grant SELECT on crier.agent (common_cursor) to crier_dba
grant SELECT on crier.agent (incarnation) to crier_auditor
grant SELECT on crier.agent (incarnation) to crier_dba
grant SELECT on crier.agent (last_pull_at) to crier_auditor
grant SELECT on crier.agent (last_pull_at) to crier_dba
grant SELECT on crier.agent (last_push_at) to crier_dba
grant SELECT on crier.agent (last_restrictive) to crier_dba
grant SELECT on crier.agent (last_sequence) to crier_dba
grant SELECT on crier.agent (protocol) to crier_dba
grant SELECT on crier.agent (region_cursor) to crier_auditor
grant SELECT on crier.agent (region_cursor) to crier_dba
grant SELECT on crier.agent (region_id) to crier_auditor
grant SELECT on crier.agent (region_id) to crier_dba
grant SELECT on crier.agent to crier_backup
grant SELECT on crier.agent to crier_sync
grant SELECT on crier.applied (applied_at) to crier_dba
grant SELECT on crier.applied (path) to crier_dba
grant SELECT on crier.applied (sha256) to crier_dba
grant SELECT on crier.applied to crier_backup
grant SELECT on crier.applied to crier_coordinator
grant SELECT on crier.approval (activity_id) to crier_auditor
grant SELECT on crier.approval (approved_at) to crier_auditor
grant SELECT on crier.approval (digest) to crier_auditor
grant SELECT on crier.approval (member_id) to crier_auditor
grant SELECT on crier.approval (member_region_id) to crier_auditor
grant SELECT on crier.approval (post_id) to crier_auditor
grant SELECT on crier.approval (region_id) to crier_auditor
grant SELECT on crier.approval (revision) to crier_auditor
grant SELECT on crier.approval (tier) to crier_auditor
grant SELECT on crier.approval to crier_backup
grant SELECT on crier.attempt (approvals) to crier_auditor
grant SELECT on crier.attempt (at) to crier_auditor
grant SELECT on crier.attempt (attempt_id) to crier_auditor
grant SELECT on crier.attempt (bytes_sha256) to crier_auditor
grant SELECT on crier.attempt (delivery_id) to crier_auditor
grant SELECT on crier.attempt (detail) to crier_auditor
grant SELECT on crier.attempt (digest) to crier_auditor
grant SELECT on crier.attempt (fence) to crier_auditor
grant SELECT on crier.attempt (kind) to crier_auditor
grant SELECT on crier.attempt (outcome) to crier_auditor
grant SELECT on crier.attempt (owner) to crier_auditor
grant SELECT on crier.attempt (region_id) to crier_auditor
grant SELECT on crier.attempt (remote_id) to crier_auditor
grant SELECT on crier.attempt (status) to crier_auditor
grant SELECT on crier.attempt to crier_backup
grant SELECT on crier.body (created_at) to crier_auditor
grant SELECT on crier.body (created_at) to crier_dba
grant SELECT on crier.body (epoch) to crier_audit_writer
grant SELECT on crier.body (epoch) to crier_auditor
grant SELECT on crier.body (epoch) to crier_dba
grant SELECT on crier.body (epoch_started_at) to crier_auditor
grant SELECT on crier.body (epoch_started_at) to crier_dba
grant SELECT on crier.body (frozen_at) to crier_auditor
grant SELECT on crier.body (frozen_at) to crier_dba
grant SELECT on crier.body (frozen_reason) to crier_auditor
grant SELECT on crier.body (frozen_reason) to crier_dba
grant SELECT on crier.body (generation) to crier_auditor
grant SELECT on crier.body (generation) to crier_dba
grant SELECT on crier.body (name) to crier_auditor
grant SELECT on crier.body (name) to crier_dba
grant SELECT on crier.body (one) to crier_auditor
grant SELECT on crier.body (one) to crier_dba
grant SELECT on crier.body (signing_key) to crier_auditor
grant SELECT on crier.body to crier_backup
grant SELECT on crier.body to crier_sync
grant SELECT on crier.channel (activity_id) to crier_auditor
grant SELECT on crier.channel (address) to crier_auditor
grant SELECT on crier.channel (ceiling_per_hour) to crier_auditor
grant SELECT on crier.channel (changed_at) to crier_auditor
grant SELECT on crier.channel (channel_id) to crier_auditor
grant SELECT on crier.channel (handle) to crier_auditor
grant SELECT on crier.channel (languages) to crier_auditor
grant SELECT on crier.channel (name) to crier_auditor
grant SELECT on crier.channel (platform) to crier_auditor
grant SELECT on crier.channel (reason) to crier_auditor
grant SELECT on crier.channel (region_id) to crier_auditor
grant SELECT on crier.channel (state) to crier_auditor
grant SELECT on crier.channel (version) to crier_auditor
grant SELECT on crier.channel to crier_backup
grant SELECT on crier.channel to crier_sync
grant SELECT on crier.conflict (activity_id) to crier_auditor
grant SELECT on crier.conflict (base) to crier_auditor
grant SELECT on crier.conflict (centre) to crier_auditor
grant SELECT on crier.conflict (centre_activity_id) to crier_auditor
grant SELECT on crier.conflict (centre_at) to crier_auditor
grant SELECT on crier.conflict (centre_member_id) to crier_auditor
grant SELECT on crier.conflict (centre_member_name) to crier_auditor
grant SELECT on crier.conflict (changed_at) to crier_dba
grant SELECT on crier.conflict (choice) to crier_auditor
grant SELECT on crier.conflict (conflict_id) to crier_auditor
grant SELECT on crier.conflict (conflict_id) to crier_dba
grant SELECT on crier.conflict (earlier) to crier_auditor
grant SELECT on crier.conflict (field) to crier_auditor
grant SELECT on crier.conflict (item_id) to crier_auditor
grant SELECT on crier.conflict (item_id) to crier_dba
grant SELECT on crier.conflict (kind) to crier_auditor
grant SELECT on crier.conflict (kind) to crier_dba
grant SELECT on crier.conflict (region_id) to crier_auditor
grant SELECT on crier.conflict (region_id) to crier_dba
grant SELECT on crier.conflict (resolved_activity_id) to crier_auditor
grant SELECT on crier.conflict (resolved_activity_id) to crier_dba
grant SELECT on crier.conflict (resolved_at) to crier_auditor
grant SELECT on crier.conflict (resolved_by) to crier_auditor
grant SELECT on crier.conflict (resolved_by) to crier_dba
grant SELECT on crier.conflict (resolved_name) to crier_auditor
grant SELECT on crier.conflict (taken) to crier_auditor
grant SELECT on crier.conflict (their_activity_id) to crier_auditor
grant SELECT on crier.conflict (their_at) to crier_auditor
grant SELECT on crier.conflict (their_member_id) to crier_auditor
grant SELECT on crier.conflict (their_member_name) to crier_auditor
grant SELECT on crier.conflict (theirs) to crier_auditor
grant SELECT on crier.conflict (version) to crier_auditor
grant SELECT on crier.conflict to crier_backup
grant SELECT on crier.conflict to crier_sync
grant SELECT on crier.coordinator (encryption_key_ids) to crier_dba
grant SELECT on crier.coordinator (host) to crier_dba
grant SELECT on crier.coordinator (owner) to crier_dba
grant SELECT on crier.coordinator (process) to crier_dba
grant SELECT on crier.coordinator (seen_at) to crier_dba
grant SELECT on crier.coordinator (started_at) to crier_dba
grant SELECT on crier.coordinator to crier_backup
grant SELECT on crier.credential (channel_id) to crier_sync
grant SELECT on crier.credential (region_id) to crier_sync
grant SELECT on crier.credential to crier_backup
grant SELECT on crier.delivery (activity_id) to crier_auditor
grant SELECT on crier.delivery (attempts) to crier_auditor
grant SELECT on crier.delivery (attempts) to crier_dba
grant SELECT on crier.delivery (bytes_sha256) to crier_auditor
grant SELECT on crier.delivery (changed_at) to crier_auditor
grant SELECT on crier.delivery (changed_at) to crier_dba
grant SELECT on crier.delivery (channel_id) to crier_auditor
grant SELECT on crier.delivery (channel_id) to crier_dba
grant SELECT on crier.delivery (class) to crier_auditor
grant SELECT on crier.delivery (class) to crier_dba
grant SELECT on crier.delivery (created_at) to crier_auditor
grant SELECT on crier.delivery (created_at) to crier_dba
grant SELECT on crier.delivery (deadline) to crier_dba
grant SELECT on crier.delivery (delivery_id) to crier_auditor
grant SELECT on crier.delivery (delivery_id) to crier_dba
grant SELECT on crier.delivery (digest) to crier_auditor
grant SELECT on crier.delivery (due_at) to crier_auditor
grant SELECT on crier.delivery (due_at) to crier_dba
grant SELECT on crier.delivery (fence) to crier_dba
grant SELECT on crier.delivery (intent_at) to crier_auditor
grant SELECT on crier.delivery (intent_at) to crier_dba
grant SELECT on crier.delivery (intents_without_outcome) to crier_dba
grant SELECT on crier.delivery (kind) to crier_auditor
grant SELECT on crier.delivery (kind) to crier_dba
grant SELECT on crier.delivery (look_at) to crier_dba
grant SELECT on crier.delivery (looks) to crier_dba
grant SELECT on crier.delivery (not_after) to crier_auditor
grant SELECT on crier.delivery (not_after) to crier_dba
grant SELECT on crier.delivery (not_before) to crier_dba
grant SELECT on crier.delivery (owner) to crier_dba
grant SELECT on crier.delivery (post_id) to crier_auditor
grant SELECT on crier.delivery (post_id) to crier_dba
grant SELECT on crier.delivery (post_region_id) to crier_auditor
grant SELECT on crier.delivery (post_region_id) to crier_dba
grant SELECT on crier.delivery (priority) to crier_auditor
grant SELECT on crier.delivery (priority) to crier_dba
grant SELECT on crier.delivery (read_back) to crier_auditor
grant SELECT on crier.delivery (reason) to crier_auditor
grant SELECT on crier.delivery (reason) to crier_dba
grant SELECT on crier.delivery (region_id) to crier_auditor
grant SELECT on crier.delivery (region_id) to crier_dba
grant SELECT on crier.delivery (remote_id) to crier_auditor
grant SELECT on crier.delivery (remote_url) to crier_auditor
grant SELECT on crier.delivery (revision) to crier_auditor
grant SELECT on crier.delivery (revision) to crier_dba
grant SELECT on crier.delivery (sent_at) to crier_auditor
grant SELECT on crier.delivery (sent_at) to crier_dba
grant SELECT on crier.delivery (sentence) to crier_auditor
grant SELECT on crier.delivery (state) to crier_auditor
grant SELECT on crier.delivery (state) to crier_dba
grant SELECT on crier.delivery (stop_id) to crier_auditor
grant SELECT on crier.delivery (stop_id) to crier_dba
grant SELECT on crier.delivery (version) to crier_auditor
grant SELECT on crier.delivery (version) to crier_dba
grant SELECT on crier.delivery (withdrawal) to crier_auditor
grant SELECT on crier.delivery (withdrawal) to crier_dba
grant SELECT on crier.delivery to crier_backup
grant SELECT on crier.delivery to crier_sync
grant SELECT on crier.epoch to crier_backup
grant SELECT on crier.event (acting_region_id) to crier_auditor
grant SELECT on crier.event (activity_id) to crier_auditor
grant SELECT on crier.event (address) to crier_auditor
grant SELECT on crier.event (at) to crier_auditor
grant SELECT on crier.event (commitment) to crier_auditor
grant SELECT on crier.event (epoch) to crier_auditor
grant SELECT on crier.event (item_id) to crier_auditor
grant SELECT on crier.event (item_version) to crier_auditor
grant SELECT on crier.event (kind) to crier_auditor
grant SELECT on crier.event (login) to crier_auditor
grant SELECT on crier.event (member_id) to crier_auditor
grant SELECT on crier.event (member_key) to crier_auditor
grant SELECT on crier.event (n) to crier_auditor
grant SELECT on crier.event (office_at) to crier_auditor
grant SELECT on crier.event (reason) to crier_auditor
grant SELECT on crier.event (region_id) to crier_auditor
grant SELECT on crier.event (verb) to crier_auditor
grant SELECT on crier.event (verdict) to crier_auditor
grant SELECT on crier.event (xid) to crier_auditor
grant SELECT on crier.event to crier_backup
grant SELECT on crier.event to crier_coordinator
grant SELECT on crier.event_n_seq to crier_backup
grant SELECT on crier.event_value to crier_backup
grant SELECT on crier.event_value to crier_coordinator
grant SELECT on crier.fan_out (ancestor_id) to crier_auditor
grant SELECT on crier.fan_out (ancestor_id) to crier_dba
grant SELECT on crier.fan_out (carried) to crier_auditor
grant SELECT on crier.fan_out (carried) to crier_dba
grant SELECT on crier.fan_out (region_id) to crier_auditor
grant SELECT on crier.fan_out (region_id) to crier_dba
grant SELECT on crier.fan_out to crier_backup
grant SELECT on crier.fan_out to crier_sync
grant SELECT on crier.feed (item_id) to crier_auditor
grant SELECT on crier.feed (item_id) to crier_dba
grant SELECT on crier.feed (kind) to crier_auditor
grant SELECT on crier.feed (kind) to crier_dba
grant SELECT on crier.feed (n) to crier_auditor
grant SELECT on crier.feed (n) to crier_dba
grant SELECT on crier.feed (owner_region_id) to crier_auditor
grant SELECT on crier.feed (owner_region_id) to crier_dba
grant SELECT on crier.feed (region_id) to crier_auditor
grant SELECT on crier.feed (region_id) to crier_dba
grant SELECT on crier.feed (version) to crier_auditor
grant SELECT on crier.feed (version) to crier_dba
grant SELECT on crier.feed (written_at) to crier_auditor
grant SELECT on crier.feed (written_at) to crier_dba
grant SELECT on crier.feed (xid) to crier_dba
grant SELECT on crier.feed to crier_backup
grant SELECT on crier.feed to crier_sync
grant SELECT on crier.feed_head (floor) to crier_auditor
grant SELECT on crier.feed_head (floor) to crier_dba
grant SELECT on crier.feed_head (head) to crier_auditor
grant SELECT on crier.feed_head (head) to crier_dba
grant SELECT on crier.feed_head (region_id) to crier_auditor
grant SELECT on crier.feed_head (region_id) to crier_dba
grant SELECT on crier.feed_head to crier_backup
grant SELECT on crier.feed_head to crier_sync
grant SELECT on crier.inbox (activity_id) to crier_dba
grant SELECT on crier.inbox (deferred_at) to crier_dba
grant SELECT on crier.inbox (expired) to crier_dba
grant SELECT on crier.inbox (item_id) to crier_dba
grant SELECT on crier.inbox (item_region_id) to crier_dba
grant SELECT on crier.inbox (n) to crier_dba
grant SELECT on crier.inbox (region_id) to crier_dba
grant SELECT on crier.inbox (restrictive) to crier_dba
grant SELECT on crier.inbox to crier_backup
grant SELECT on crier.inbox_n_seq to crier_backup
grant SELECT on crier.lane (burst) to crier_dba
grant SELECT on crier.lane (channel_id) to crier_dba
grant SELECT on crier.lane (fails) to crier_dba
grant SELECT on crier.lane (fence) to crier_dba
grant SELECT on crier.lane (hold_reason) to crier_dba
grant SELECT on crier.lane (hold_until) to crier_dba
grant SELECT on crier.lane (lease_until) to crier_dba
grant SELECT on crier.lane (next_due) to crier_dba
grant SELECT on crier.lane (next_priority) to crier_dba
grant SELECT on crier.lane (owner) to crier_dba
grant SELECT on crier.lane (platform) to crier_dba
grant SELECT on crier.lane (rate) to crier_dba
grant SELECT on crier.lane (region_id) to crier_dba
grant SELECT on crier.lane (tokens) to crier_dba
grant SELECT on crier.lane (tokens_at) to crier_dba
grant SELECT on crier.lane to crier_backup
grant SELECT on crier.login (admitted_at) to crier_dba
grant SELECT on crier.login (certificate_sha256) to crier_dba
grant SELECT on crier.login (login) to crier_dba
grant SELECT on crier.login (login_name) to crier_dba
grant SELECT on crier.login (region_id) to crier_dba
grant SELECT on crier.login to crier_backup
grant SELECT on crier.login to crier_coordinator
grant SELECT on crier.login to crier_sync
grant SELECT on crier.media (complete) to crier_dba
grant SELECT on crier.media (content_type) to crier_dba
grant SELECT on crier.media (octets) to crier_dba
grant SELECT on crier.media (region_id) to crier_dba
grant SELECT on crier.media (sha256) to crier_dba
grant SELECT on crier.media (stored_at) to crier_dba
grant SELECT on crier.media to crier_backup
grant SELECT on crier.media to crier_sync
grant SELECT on crier.media_chunk to crier_backup
grant SELECT on crier.member (activity_id) to crier_auditor
grant SELECT on crier.member (changed_at) to crier_auditor
grant SELECT on crier.member (member_id) to crier_auditor
grant SELECT on crier.member (member_id) to crier_logins
grant SELECT on crier.member (name) to crier_auditor
grant SELECT on crier.member (public_key) to crier_auditor
grant SELECT on crier.member (region_id) to crier_auditor
grant SELECT on crier.member (region_id) to crier_logins
grant SELECT on crier.member (state) to crier_auditor
grant SELECT on crier.member (state) to crier_logins
grant SELECT on crier.member (version) to crier_auditor
grant SELECT on crier.member to crier_backup
grant SELECT on crier.member to crier_sync
grant SELECT on crier.member_grant (activity_id) to crier_auditor
grant SELECT on crier.member_grant (changed_at) to crier_auditor
grant SELECT on crier.member_grant (channel_id) to crier_auditor
grant SELECT on crier.member_grant (ended_at) to crier_auditor
grant SELECT on crier.member_grant (from_at) to crier_auditor
grant SELECT on crier.member_grant (grant_id) to crier_auditor
grant SELECT on crier.member_grant (member_id) to crier_auditor
grant SELECT on crier.member_grant (member_region_id) to crier_auditor
grant SELECT on crier.member_grant (region_id) to crier_auditor
grant SELECT on crier.member_grant (tier) to crier_auditor
grant SELECT on crier.member_grant (until_at) to crier_auditor
grant SELECT on crier.member_grant (version) to crier_auditor
grant SELECT on crier.member_grant to crier_backup
grant SELECT on crier.member_grant to crier_sync
grant SELECT on crier.migration (applied_at) to crier_dba
grant SELECT on crier.migration (name) to crier_dba
grant SELECT on crier.migration (sha256) to crier_dba
grant SELECT on crier.migration to crier_backup
grant SELECT on crier.migration to crier_coordinator
grant SELECT on crier.platform_session to crier_backup
grant SELECT on crier.policy (activity_id) to crier_auditor
grant SELECT on crier.policy (approvals) to crier_auditor
grant SELECT on crier.policy (changed_at) to crier_auditor
grant SELECT on crier.policy (class) to crier_auditor
grant SELECT on crier.policy (policy_id) to crier_auditor
grant SELECT on crier.policy (region_id) to crier_auditor
grant SELECT on crier.policy (tier) to crier_auditor
grant SELECT on crier.policy (version) to crier_auditor
grant SELECT on crier.policy to crier_backup
grant SELECT on crier.policy to crier_sync
grant SELECT on crier.post (activity_id) to crier_auditor
grant SELECT on crier.post (approvals) to crier_auditor
grant SELECT on crier.post (campaign) to crier_auditor
grant SELECT on crier.post (changed_at) to crier_auditor
grant SELECT on crier.post (changed_at) to crier_dba
grant SELECT on crier.post (class) to crier_auditor
grant SELECT on crier.post (class) to crier_dba
grant SELECT on crier.post (content) to crier_auditor
grant SELECT on crier.post (created_at) to crier_auditor
grant SELECT on crier.post (created_at) to crier_dba
grant SELECT on crier.post (digest) to crier_auditor
grant SELECT on crier.post (due_at) to crier_auditor
grant SELECT on crier.post (due_at) to crier_dba
grant SELECT on crier.post (due_wall) to crier_auditor
grant SELECT on crier.post (due_zone) to crier_auditor
grant SELECT on crier.post (member_id) to crier_auditor
grant SELECT on crier.post (not_after) to crier_auditor
grant SELECT on crier.post (not_after) to crier_dba
grant SELECT on crier.post (planned_version) to crier_dba
grant SELECT on crier.post (post_id) to crier_auditor
grant SELECT on crier.post (post_id) to crier_dba
grant SELECT on crier.post (reason) to crier_auditor
grant SELECT on crier.post (reference) to crier_auditor
grant SELECT on crier.post (region_id) to crier_auditor
grant SELECT on crier.post (region_id) to crier_dba
grant SELECT on crier.post (revision) to crier_auditor
grant SELECT on crier.post (revision) to crier_dba
grant SELECT on crier.post (state) to crier_auditor
grant SELECT on crier.post (state) to crier_dba
grant SELECT on crier.post (version) to crier_auditor
grant SELECT on crier.post (version) to crier_dba
grant SELECT on crier.post (writers) to crier_auditor
grant SELECT on crier.post to crier_backup
grant SELECT on crier.post to crier_sync
grant SELECT on crier.post_channel (channel_id) to crier_auditor
grant SELECT on crier.post_channel (channel_region_id) to crier_auditor
grant SELECT on crier.post_channel (post_id) to crier_auditor
grant SELECT on crier.post_channel (region_id) to crier_auditor
grant SELECT on crier.post_channel to crier_backup
grant SELECT on crier.post_media to crier_backup
grant SELECT on crier.post_media to crier_sync
grant SELECT on crier.reconciler (fence) to crier_dba
grant SELECT on crier.reconciler (lease_until) to crier_dba
grant SELECT on crier.reconciler (one) to crier_dba
grant SELECT on crier.reconciler (owner) to crier_dba
grant SELECT on crier.reconciler (ruling_no) to crier_dba
grant SELECT on crier.reconciler to crier_backup
grant SELECT on crier.region (activity_id) to crier_auditor
grant SELECT on crier.region (changed_at) to crier_auditor
grant SELECT on crier.region (changed_at) to crier_dba
grant SELECT on crier.region (languages) to crier_auditor
grant SELECT on crier.region (name) to crier_auditor
grant SELECT on crier.region (name) to crier_dba
grant SELECT on crier.region (parent_id) to crier_auditor
grant SELECT on crier.region (parent_id) to crier_dba
grant SELECT on crier.region (region_id) to crier_auditor
grant SELECT on crier.region (region_id) to crier_dba
grant SELECT on crier.region (region_id) to crier_logins
grant SELECT on crier.region (state) to crier_auditor
grant SELECT on crier.region (state) to crier_dba
grant SELECT on crier.region (state) to crier_logins
grant SELECT on crier.region (version) to crier_auditor
grant SELECT on crier.region (version) to crier_dba
grant SELECT on crier.region (zone) to crier_auditor
grant SELECT on crier.region to crier_backup
grant SELECT on crier.region to crier_sync
grant SELECT on crier.region_name (activity_id) to crier_auditor
grant SELECT on crier.region_name (from_at) to crier_auditor
grant SELECT on crier.region_name (from_at) to crier_dba
grant SELECT on crier.region_name (name) to crier_auditor
grant SELECT on crier.region_name (name) to crier_dba
grant SELECT on crier.region_name (region_id) to crier_auditor
grant SELECT on crier.region_name (region_id) to crier_dba
grant SELECT on crier.region_name to crier_backup
grant SELECT on crier.revision (activity_id) to crier_auditor
grant SELECT on crier.revision (content) to crier_auditor
grant SELECT on crier.revision (digest) to crier_auditor
grant SELECT on crier.revision (epoch) to crier_auditor
grant SELECT on crier.revision (member_id) to crier_auditor
grant SELECT on crier.revision (member_name) to crier_auditor
grant SELECT on crier.revision (post_id) to crier_auditor
grant SELECT on crier.revision (region_id) to crier_auditor
grant SELECT on crier.revision (revision) to crier_auditor
grant SELECT on crier.revision (written_at) to crier_auditor
grant SELECT on crier.revision to crier_backup
grant SELECT on crier.revision to crier_sync
grant SELECT on crier.ruling (activity_id) to crier_auditor
grant SELECT on crier.ruling (activity_id) to crier_dba
grant SELECT on crier.ruling (item_id) to crier_auditor
grant SELECT on crier.ruling (item_id) to crier_dba
grant SELECT on crier.ruling (item_region_id) to crier_auditor
grant SELECT on crier.ruling (item_region_id) to crier_dba
grant SELECT on crier.ruling (item_version) to crier_auditor
grant SELECT on crier.ruling (item_version) to crier_dba
grant SELECT on crier.ruling (kind) to crier_auditor
grant SELECT on crier.ruling (kind) to crier_dba
grant SELECT on crier.ruling (reason) to crier_auditor
grant SELECT on crier.ruling (reason) to crier_dba
grant SELECT on crier.ruling (region_id) to crier_auditor
grant SELECT on crier.ruling (region_id) to crier_dba
grant SELECT on crier.ruling (ruled_at) to crier_auditor
grant SELECT on crier.ruling (ruled_at) to crier_dba
grant SELECT on crier.ruling (ruling_no) to crier_auditor
grant SELECT on crier.ruling (ruling_no) to crier_dba
grant SELECT on crier.ruling (sentence) to crier_auditor
grant SELECT on crier.ruling (verdict) to crier_auditor
grant SELECT on crier.ruling (verdict) to crier_dba
grant SELECT on crier.ruling to crier_backup
grant SELECT on crier.ruling to crier_sync
grant SELECT on crier.session to crier_backup
grant SELECT on crier.share (item_id) to crier_auditor
grant SELECT on crier.share (item_id) to crier_dba
grant SELECT on crier.share (kind) to crier_auditor
grant SELECT on crier.share (kind) to crier_dba
grant SELECT on crier.share (owner_region_id) to crier_auditor
grant SELECT on crier.share (owner_region_id) to crier_dba
grant SELECT on crier.share (region_id) to crier_auditor
grant SELECT on crier.share (region_id) to crier_dba
grant SELECT on crier.share to crier_backup
grant SELECT on crier.share to crier_sync
grant SELECT on crier.stop (activity_id) to crier_auditor
grant SELECT on crier.stop (changed_at) to crier_auditor
grant SELECT on crier.stop (exempt_emergency) to crier_auditor
grant SELECT on crier.stop (lifted_at) to crier_auditor
grant SELECT on crier.stop (lifted_by) to crier_auditor
grant SELECT on crier.stop (placed_at) to crier_auditor
grant SELECT on crier.stop (placed_by) to crier_auditor
grant SELECT on crier.stop (reason) to crier_auditor
grant SELECT on crier.stop (region_id) to crier_auditor
grant SELECT on crier.stop (scope) to crier_auditor
grant SELECT on crier.stop (stop_id) to crier_auditor
grant SELECT on crier.stop (target_id) to crier_auditor
grant SELECT on crier.stop (target_platform) to crier_auditor
grant SELECT on crier.stop (target_topic) to crier_auditor
grant SELECT on crier.stop (version) to crier_auditor
grant SELECT on crier.stop to crier_backup
grant SELECT on crier.stop to crier_sync
grant SELECT on crier.verifier to crier_backup
grant SELECT on crier.verifier to crier_sync
grant SELECT, UPDATE on crier.reconciler to crier_coordinator
grant UPDATE on crier.agent (common_cursor) to crier_sync
grant UPDATE on crier.agent (last_pull_at) to crier_sync
grant UPDATE on crier.agent (last_push_at) to crier_sync
grant UPDATE on crier.agent (last_restrictive) to crier_sync
grant UPDATE on crier.agent (last_sequence) to crier_sync
grant UPDATE on crier.agent (region_cursor) to crier_sync
grant UPDATE on crier.feed_head (head) to crier_sync
grant UPDATE on crier.media (complete) to crier_sync
grant UPDATE on crier.media (stored_at) to crier_sync
grant UPDATE on crier.member (changed_at) to crier_sync
grant UPDATE on crier.member (public_key) to crier_sync
grant UPDATE on crier.member (version) to crier_sync
grant UPDATE on crier.verifier (changed_at) to crier_sync
grant UPDATE on crier.verifier (code_sha256) to crier_sync
grant UPDATE on crier.verifier (code_until) to crier_sync
grant UPDATE on crier.verifier (failures) to crier_sync
grant UPDATE on crier.verifier (sealed_key) to crier_sync
grant UPDATE on crier.verifier (verifier) to crier_sync
grant USAGE on crier.event_n_seq to crier_audit_writer
grant USAGE on schema admin to crier_backup
grant USAGE on schema admin to crier_coordinator
grant USAGE on schema admin to crier_migrator
grant USAGE on schema admin to crier_sync
grant USAGE on schema audit to crier_auditor
grant USAGE on schema audit to crier_backup
grant USAGE on schema audit to crier_dba
grant USAGE on schema crier to crier_audit_writer
grant USAGE on schema crier to crier_auditor
grant USAGE on schema crier to crier_backup
grant USAGE on schema crier to crier_coordinator
grant USAGE on schema crier to crier_dba
grant USAGE on schema crier to crier_logins
grant USAGE on schema crier to crier_migrator
grant USAGE on schema crier to crier_sync
grant USAGE on schema sync to crier_agent
grant USAGE on schema sync to crier_backup
grant USAGE on schema sync to crier_coordinator
index CREATE INDEX approval_member_idx ON crier.approval USING btree (member_region_id, member_id)
index CREATE INDEX approval_revision_idx ON crier.approval USING btree (region_id, post_id, revision, member_id)
index CREATE INDEX attempt_delivery_idx ON crier.attempt USING btree (region_id, delivery_id, at)
index CREATE INDEX conflict_open ON crier.conflict USING btree (region_id) WHERE (resolved_activity_id IS NULL)
index CREATE INDEX conflict_post_idx ON crier.conflict USING btree (region_id, item_id)
index CREATE INDEX delivery_edit_waits ON crier.delivery USING btree (post_region_id, post_id) WHERE edit_waits
index CREATE INDEX delivery_held ON crier.delivery USING btree (region_id, channel_id) WHERE ((state = 'stopped'::text) AND (reason = ANY (ARRAY['region_locked'::text, 'channel_paused'::text])))
index CREATE INDEX delivery_late ON crier.delivery USING btree (not_after) WHERE ((state = 'waiting'::text) AND (not_after IS NOT NULL))
index CREATE INDEX delivery_open ON crier.delivery USING btree (region_id, channel_id, state) WHERE (state = ANY (ARRAY['unknown'::text, 'parked'::text, 'missed'::text, 'stopped'::text]))
index CREATE INDEX delivery_post_idx ON crier.delivery USING btree (post_region_id, post_id)
index CREATE INDEX delivery_proved_late ON crier.delivery USING btree (region_id, channel_id, sent_at) WHERE ((state = 'sent'::text) AND (kind = 'publish'::text) AND ((intent_at IS NULL) OR ((sent_at - intent_at) > '00:01:00'::interval)))
index CREATE INDEX delivery_remote ON crier.delivery USING btree (region_id, channel_id, remote_id) WHERE (remote_id IS NOT NULL)
index CREATE INDEX delivery_sent_recently ON crier.delivery USING btree (region_id, channel_id, sent_at) WHERE (state = 'sent'::text)
index CREATE INDEX delivery_stopped ON crier.delivery USING btree (stop_id) WHERE ((state = 'stopped'::text) AND (stop_id IS NOT NULL))
index CREATE INDEX delivery_unknown ON crier.delivery USING btree (look_at) WHERE ((state = 'unknown'::text) AND (look_at IS NOT NULL))
index CREATE INDEX delivery_unread ON crier.delivery USING btree (sent_at) WHERE ((state = 'sent'::text) AND (kind = ANY (ARRAY['publish'::text, 'edit'::text])) AND (read_back IS NULL))
index CREATE INDEX delivery_urgent ON crier.delivery USING btree (ready_at) WHERE ((state = 'waiting'::text) AND (priority = 0))
index CREATE INDEX delivery_waiting ON crier.delivery USING btree (region_id, channel_id, priority, ready_at) WHERE (state = 'waiting'::text)
index CREATE INDEX delivery_waiting_due ON crier.delivery USING btree (due_at) WHERE ((state = 'waiting'::text) AND (due_at > '-infinity'::timestamp with time zone))
index CREATE INDEX event_item_idx ON crier.event USING btree (region_id, kind, item_id, n)
index CREATE INDEX event_member_idx ON crier.event USING btree (member_id, at)
index CREATE INDEX fan_out_ancestor_idx ON crier.fan_out USING btree (ancestor_id, region_id)
index CREATE INDEX inbox_deferred ON crier.inbox USING btree (region_id, item_id, n) WHERE (deferred_at IS NOT NULL)
index CREATE INDEX inbox_turns ON crier.inbox USING btree (restrictive, region_id, n) WHERE (deferred_at IS NULL)
index CREATE INDEX lane_ready ON crier.lane USING btree (next_priority, next_due) WHERE (next_due < 'infinity'::timestamp with time zone)
index CREATE INDEX media_recent ON crier.media USING btree (region_id, stored_at)
index CREATE INDEX member_grant_member_idx ON crier.member_grant USING btree (member_region_id, member_id)
index CREATE INDEX post_channel_channel_idx ON crier.post_channel USING btree (channel_region_id, channel_id)
index CREATE INDEX post_media_post_idx ON crier.post_media USING btree (region_id, post_id)
index CREATE INDEX post_unplanned ON crier.post USING btree (changed_at) WHERE (planned_version <> version)
index CREATE INDEX post_writer_idx ON crier.post USING gin (writers)
index CREATE INDEX region_parent_idx ON crier.region USING btree (parent_id)
index CREATE INDEX ruling_refused ON crier.ruling USING btree (region_id, ruled_at) WHERE (verdict = 'refused'::text)
index CREATE INDEX share_item_idx ON crier.share USING btree (kind, item_id)
index CREATE INDEX stop_standing ON crier.stop USING btree (scope) WHERE (lifted_at IS NULL)
index CREATE INDEX stop_unplanned ON crier.stop USING btree (changed_at) WHERE (planned_version <> version)
index CREATE UNIQUE INDEX activity_pkey ON crier.activity USING btree (region_id, activity_id)
index CREATE UNIQUE INDEX activity_received_once ON crier.activity USING btree (region_id, agent_id, incarnation, restrictive, sequence)
index CREATE UNIQUE INDEX agent_pkey ON crier.agent USING btree (region_id, agent_id, incarnation)
index CREATE UNIQUE INDEX applied_pkey ON crier.applied USING btree (path)
index CREATE UNIQUE INDEX approval_pkey ON crier.approval USING btree (region_id, post_id, activity_id)
index CREATE UNIQUE INDEX attempt_pkey ON crier.attempt USING btree (region_id, attempt_id)
index CREATE UNIQUE INDEX body_pkey ON crier.body USING btree (one)
index CREATE UNIQUE INDEX channel_id_once ON crier.channel USING btree (channel_id)
index CREATE UNIQUE INDEX channel_pkey ON crier.channel USING btree (region_id, channel_id)
index CREATE UNIQUE INDEX conflict_id_once ON crier.conflict USING btree (conflict_id)
index CREATE UNIQUE INDEX conflict_one_open ON crier.conflict USING btree (region_id, item_id, field) WHERE (choice IS NULL)
index CREATE UNIQUE INDEX conflict_pkey ON crier.conflict USING btree (region_id, conflict_id)
index CREATE UNIQUE INDEX coordinator_pkey ON crier.coordinator USING btree (owner)
index CREATE UNIQUE INDEX credential_pkey ON crier.credential USING btree (region_id, channel_id, sha256)
index CREATE UNIQUE INDEX delivery_id_once ON crier.delivery USING btree (delivery_id)
index CREATE UNIQUE INDEX delivery_one_in_flight ON crier.delivery USING btree (region_id, channel_id) WHERE (state = 'sending'::text)
index CREATE UNIQUE INDEX delivery_pkey ON crier.delivery USING btree (region_id, delivery_id)
index CREATE UNIQUE INDEX delivery_publish_once ON crier.delivery USING btree (region_id, channel_id, post_id) WHERE (kind = 'publish'::text)
index CREATE UNIQUE INDEX epoch_generation_once ON crier.epoch USING btree (generation)
index CREATE UNIQUE INDEX epoch_pkey ON crier.epoch USING btree (epoch)
index CREATE UNIQUE INDEX event_pkey ON crier.event USING btree (n)
index CREATE UNIQUE INDEX event_value_pkey ON crier.event_value USING btree (n)
index CREATE UNIQUE INDEX fan_out_pkey ON crier.fan_out USING btree (region_id, ancestor_id)
index CREATE UNIQUE INDEX feed_head_pkey ON crier.feed_head USING btree (region_id)
index CREATE UNIQUE INDEX feed_pkey ON crier.feed USING btree (region_id, n)
index CREATE UNIQUE INDEX inbox_pkey ON crier.inbox USING btree (region_id, activity_id)
index CREATE UNIQUE INDEX lane_pkey ON crier.lane USING btree (region_id, channel_id)
index CREATE UNIQUE INDEX login_once ON crier.login USING btree (login_name)
index CREATE UNIQUE INDEX login_pkey ON crier.login USING btree (region_id, login_name)
index CREATE UNIQUE INDEX media_chunk_pkey ON crier.media_chunk USING btree (region_id, sha256, n)
index CREATE UNIQUE INDEX media_pkey ON crier.media USING btree (region_id, sha256)
index CREATE UNIQUE INDEX member_grant_id_once ON crier.member_grant USING btree (grant_id)
index CREATE UNIQUE INDEX member_grant_pkey ON crier.member_grant USING btree (region_id, grant_id)
index CREATE UNIQUE INDEX member_id_once ON crier.member USING btree (member_id)
index CREATE UNIQUE INDEX member_pkey ON crier.member USING btree (region_id, member_id)
index CREATE UNIQUE INDEX migration_pkey ON crier.migration USING btree (name)
index CREATE UNIQUE INDEX platform_session_pkey ON crier.platform_session USING btree (region_id, channel_id)
index CREATE UNIQUE INDEX policy_once ON crier.policy USING btree (region_id, class)
index CREATE UNIQUE INDEX policy_pkey ON crier.policy USING btree (region_id, policy_id)
index CREATE UNIQUE INDEX post_channel_pkey ON crier.post_channel USING btree (region_id, post_id, channel_id)
index CREATE UNIQUE INDEX post_id_once ON crier.post USING btree (post_id)
index CREATE UNIQUE INDEX post_media_pkey ON crier.post_media USING btree (region_id, sha256, post_id)
index CREATE UNIQUE INDEX post_pkey ON crier.post USING btree (region_id, post_id)
index CREATE UNIQUE INDEX post_reference_once ON crier.post USING btree (region_id, reference) WHERE (reference IS NOT NULL)
index CREATE UNIQUE INDEX reconciler_pkey ON crier.reconciler USING btree (one)
index CREATE UNIQUE INDEX region_name_pkey ON crier.region_name USING btree (region_id, from_at)
index CREATE UNIQUE INDEX region_one_root ON crier.region USING btree ((true)) WHERE (parent_id IS NULL)
index CREATE UNIQUE INDEX region_pkey ON crier.region USING btree (region_id)
index CREATE UNIQUE INDEX revision_pkey ON crier.revision USING btree (region_id, post_id, revision)
index CREATE UNIQUE INDEX ruling_no_once ON crier.ruling USING btree (ruling_no)
index CREATE UNIQUE INDEX ruling_pkey ON crier.ruling USING btree (region_id, activity_id)
index CREATE UNIQUE INDEX session_pkey ON crier.session USING btree (token_sha256)
index CREATE UNIQUE INDEX share_pkey ON crier.share USING btree (region_id, kind, item_id)
index CREATE UNIQUE INDEX stop_id_once ON crier.stop USING btree (stop_id)
index CREATE UNIQUE INDEX stop_pkey ON crier.stop USING btree (region_id, stop_id)
index CREATE UNIQUE INDEX verifier_pkey ON crier.verifier USING btree (region_id, member_id)
policy crier.activity auditor_select PERMISSIVE for SELECT to crier_auditor using true
policy crier.activity coordinator_insert PERMISSIVE for INSERT to crier_coordinator check true
policy crier.activity coordinator_select PERMISSIVE for SELECT to crier_coordinator using true
policy crier.activity dba_select PERMISSIVE for SELECT to crier_dba using true
policy crier.activity migrator_all PERMISSIVE for ALL to crier_migrator using true check true
policy crier.activity sync_insert PERMISSIVE for INSERT to crier_sync check (region_id = ( SELECT sync.me() AS me))
policy crier.activity sync_select PERMISSIVE for SELECT to crier_sync using (region_id = ( SELECT sync.me() AS me))
policy crier.agent auditor_select PERMISSIVE for SELECT to crier_auditor using true
policy crier.agent coordinator_insert PERMISSIVE for INSERT to crier_coordinator check true
policy crier.agent coordinator_select PERMISSIVE for SELECT to crier_coordinator using true
policy crier.agent coordinator_update PERMISSIVE for UPDATE to crier_coordinator using true check true
policy crier.agent dba_select PERMISSIVE for SELECT to crier_dba using true
policy crier.agent migrator_all PERMISSIVE for ALL to crier_migrator using true check true
policy crier.agent sync_insert PERMISSIVE for INSERT to crier_sync check (region_id = ( SELECT sync.me() AS me))
policy crier.agent sync_select PERMISSIVE for SELECT to crier_sync using (region_id = ( SELECT sync.me() AS me))
policy crier.agent sync_update PERMISSIVE for UPDATE to crier_sync using (region_id = ( SELECT sync.me() AS me)) check (region_id = ( SELECT sync.me() AS me))
policy crier.applied coordinator_select PERMISSIVE for SELECT to crier_coordinator using true
policy crier.applied dba_select PERMISSIVE for SELECT to crier_dba using true
policy crier.applied migrator_all PERMISSIVE for ALL to crier_migrator using true check true
policy crier.applied owner_insert PERMISSIVE for INSERT to crier_owner check true
policy crier.applied owner_select PERMISSIVE for SELECT to crier_owner using true
policy crier.applied owner_update PERMISSIVE for UPDATE to crier_owner using true check true
policy crier.approval auditor_select PERMISSIVE for SELECT to crier_auditor using true
policy crier.approval coordinator_insert PERMISSIVE for INSERT to crier_coordinator check true
policy crier.approval coordinator_select PERMISSIVE for SELECT to crier_coordinator using true
policy crier.approval migrator_all PERMISSIVE for ALL to crier_migrator using true check true
policy crier.attempt auditor_select PERMISSIVE for SELECT to crier_auditor using true
policy crier.attempt coordinator_insert PERMISSIVE for INSERT to crier_coordinator check true
policy crier.attempt coordinator_select PERMISSIVE for SELECT to crier_coordinator using true
policy crier.attempt migrator_all PERMISSIVE for ALL to crier_migrator using true check true
policy crier.body audit_writer_select PERMISSIVE for SELECT to crier_audit_writer using true
policy crier.body auditor_select PERMISSIVE for SELECT to crier_auditor using true
policy crier.body coordinator_insert PERMISSIVE for INSERT to crier_coordinator check true
policy crier.body coordinator_select PERMISSIVE for SELECT to crier_coordinator using true
policy crier.body coordinator_update PERMISSIVE for UPDATE to crier_coordinator using true check true
policy crier.body dba_select PERMISSIVE for SELECT to crier_dba using true
policy crier.body migrator_all PERMISSIVE for ALL to crier_migrator using true check true
policy crier.body sync_select PERMISSIVE for SELECT to crier_sync using true
policy crier.channel auditor_select PERMISSIVE for SELECT to crier_auditor using true
policy crier.channel coordinator_insert PERMISSIVE for INSERT to crier_coordinator check true
policy crier.channel coordinator_select PERMISSIVE for SELECT to crier_coordinator using true
policy crier.channel coordinator_update PERMISSIVE for UPDATE to crier_coordinator using true check true
policy crier.channel migrator_all PERMISSIVE for ALL to crier_migrator using true check true
policy crier.channel sync_select PERMISSIVE for SELECT to crier_sync using ((region_id = ANY (( SELECT sync.readable() AS readable)::uuid[])) OR (EXISTS ( SELECT
   FROM crier.share s
  WHERE ((s.region_id = ( SELECT sync.me() AS me)) AND (s.kind = 'channel'::text) AND (s.item_id = channel.channel_id)))))
policy crier.conflict auditor_select PERMISSIVE for SELECT to crier_auditor using true
policy crier.conflict coordinator_insert PERMISSIVE for INSERT to crier_coordinator check true
policy crier.conflict coordinator_select PERMISSIVE for SELECT to crier_coordinator using true
policy crier.conflict coordinator_update PERMISSIVE for UPDATE to crier_coordinator using true check true
policy crier.conflict dba_select PERMISSIVE for SELECT to crier_dba using true
policy crier.conflict migrator_all PERMISSIVE for ALL to crier_migrator using true check true
policy crier.conflict sync_select PERMISSIVE for SELECT to crier_sync using ((region_id = ANY (( SELECT sync.readable() AS readable)::uuid[])) OR (EXISTS ( SELECT
   FROM crier.share s
  WHERE ((s.region_id = ( SELECT sync.me() AS me)) AND (s.kind = 'conflict'::text) AND (s.item_id = conflict.conflict_id)))))
policy crier.coordinator coordinator_insert PERMISSIVE for INSERT to crier_coordinator check true
policy crier.coordinator coordinator_select PERMISSIVE for SELECT to crier_coordinator using true
policy crier.coordinator coordinator_update PERMISSIVE for UPDATE to crier_coordinator using true check true
policy crier.coordinator dba_select PERMISSIVE for SELECT to crier_dba using true
policy crier.coordinator migrator_all PERMISSIVE for ALL to crier_migrator using true check true
policy crier.credential coordinator_delete PERMISSIVE for DELETE to crier_coordinator using true
policy crier.credential coordinator_insert PERMISSIVE for INSERT to crier_coordinator check true
policy crier.credential coordinator_select PERMISSIVE for SELECT to crier_coordinator using true
policy crier.credential migrator_all PERMISSIVE for ALL to crier_migrator using true check true
policy crier.credential sync_insert PERMISSIVE for INSERT to crier_sync check (region_id = ( SELECT sync.me() AS me))
policy crier.credential sync_select PERMISSIVE for SELECT to crier_sync using (region_id = ( SELECT sync.me() AS me))
policy crier.delivery auditor_select PERMISSIVE for SELECT to crier_auditor using true
policy crier.delivery coordinator_insert PERMISSIVE for INSERT to crier_coordinator check true
policy crier.delivery coordinator_select PERMISSIVE for SELECT to crier_coordinator using true
policy crier.delivery coordinator_update PERMISSIVE for UPDATE to crier_coordinator using true check true
policy crier.delivery dba_select PERMISSIVE for SELECT to crier_dba using true
policy crier.delivery migrator_all PERMISSIVE for ALL to crier_migrator using true check true
policy crier.delivery sync_select PERMISSIVE for SELECT to crier_sync using ((region_id = ANY (( SELECT sync.readable() AS readable)::uuid[])) OR (post_region_id = ANY (( SELECT sync.readable() AS readable)::uuid[])) OR (EXISTS ( SELECT
   FROM crier.share s
  WHERE ((s.region_id = ( SELECT sync.me() AS me)) AND (s.kind = 'delivery'::text) AND (s.item_id = delivery.delivery_id)))))
policy crier.epoch coordinator_insert PERMISSIVE for INSERT to crier_coordinator check true
policy crier.epoch coordinator_select PERMISSIVE for SELECT to crier_coordinator using true
policy crier.epoch migrator_all PERMISSIVE for ALL to crier_migrator using true check true
policy crier.event audit_writer_insert PERMISSIVE for INSERT to crier_audit_writer check true
policy crier.event auditor_select PERMISSIVE for SELECT to crier_auditor using true
policy crier.event coordinator_select PERMISSIVE for SELECT to crier_coordinator using true
policy crier.event migrator_all PERMISSIVE for ALL to crier_migrator using true check true
policy crier.event_value audit_writer_insert PERMISSIVE for INSERT to crier_audit_writer check true
policy crier.event_value coordinator_select PERMISSIVE for SELECT to crier_coordinator using true
policy crier.event_value migrator_all PERMISSIVE for ALL to crier_migrator using true check true
policy crier.fan_out auditor_select PERMISSIVE for SELECT to crier_auditor using true
policy crier.fan_out coordinator_insert PERMISSIVE for INSERT to crier_coordinator check true
policy crier.fan_out coordinator_select PERMISSIVE for SELECT to crier_coordinator using true
policy crier.fan_out coordinator_update PERMISSIVE for UPDATE to crier_coordinator using true check true
policy crier.fan_out dba_select PERMISSIVE for SELECT to crier_dba using true
policy crier.fan_out migrator_all PERMISSIVE for ALL to crier_migrator using true check true
policy crier.fan_out sync_select PERMISSIVE for SELECT to crier_sync using ((region_id = ( SELECT sync.me() AS me)) OR (ancestor_id = ( SELECT sync.me() AS me)))
policy crier.feed auditor_select PERMISSIVE for SELECT to crier_auditor using true
policy crier.feed coordinator_delete PERMISSIVE for DELETE to crier_coordinator using (n <= ( SELECT h.floor
   FROM crier.feed_head h
  WHERE (h.region_id = feed.region_id)))
policy crier.feed coordinator_insert PERMISSIVE for INSERT to crier_coordinator check true
policy crier.feed coordinator_select PERMISSIVE for SELECT to crier_coordinator using true
policy crier.feed dba_select PERMISSIVE for SELECT to crier_dba using true
policy crier.feed migrator_all PERMISSIVE for ALL to crier_migrator using true check true
policy crier.feed sync_insert PERMISSIVE for INSERT to crier_sync check (region_id = ( SELECT sync.me() AS me))
policy crier.feed sync_select PERMISSIVE for SELECT to crier_sync using ((region_id = ( SELECT sync.me() AS me)) OR (region_id = '00000000-0000-0000-0000-000000000000'::uuid))
policy crier.feed_head auditor_select PERMISSIVE for SELECT to crier_auditor using true
policy crier.feed_head coordinator_insert PERMISSIVE for INSERT to crier_coordinator check true
policy crier.feed_head coordinator_select PERMISSIVE for SELECT to crier_coordinator using true
policy crier.feed_head coordinator_update PERMISSIVE for UPDATE to crier_coordinator using true check true
policy crier.feed_head dba_select PERMISSIVE for SELECT to crier_dba using true
policy crier.feed_head migrator_all PERMISSIVE for ALL to crier_migrator using true check true
policy crier.feed_head sync_select PERMISSIVE for SELECT to crier_sync using ((region_id = ( SELECT sync.me() AS me)) OR (region_id = '00000000-0000-0000-0000-000000000000'::uuid))
policy crier.feed_head sync_update PERMISSIVE for UPDATE to crier_sync using (region_id = ( SELECT sync.me() AS me)) check (region_id = ( SELECT sync.me() AS me))
policy crier.inbox coordinator_delete PERMISSIVE for DELETE to crier_coordinator using true
policy crier.inbox coordinator_insert PERMISSIVE for INSERT to crier_coordinator check true
policy crier.inbox coordinator_select PERMISSIVE for SELECT to crier_coordinator using true
policy crier.inbox coordinator_update PERMISSIVE for UPDATE to crier_coordinator using true check true
policy crier.inbox dba_select PERMISSIVE for SELECT to crier_dba using true
policy crier.inbox migrator_all PERMISSIVE for ALL to crier_migrator using true check true
policy crier.inbox sync_insert PERMISSIVE for INSERT to crier_sync check (region_id = ( SELECT sync.me() AS me))
policy crier.lane coordinator_delete PERMISSIVE for DELETE to crier_coordinator using true
policy crier.lane coordinator_insert PERMISSIVE for INSERT to crier_coordinator check true
policy crier.lane coordinator_select PERMISSIVE for SELECT to crier_coordinator using true
policy crier.lane coordinator_update PERMISSIVE for UPDATE to crier_coordinator using true check true
policy crier.lane dba_select PERMISSIVE for SELECT to crier_dba using true
policy crier.lane migrator_all PERMISSIVE for ALL to crier_migrator using true check true
policy crier.login coordinator_select PERMISSIVE for SELECT to crier_coordinator using true
policy crier.login dba_select PERMISSIVE for SELECT to crier_dba using true
policy crier.login logins_delete PERMISSIVE for DELETE to crier_logins using true
policy crier.login logins_insert PERMISSIVE for INSERT to crier_logins check true
policy crier.login logins_select PERMISSIVE for SELECT to crier_logins using true
policy crier.login migrator_all PERMISSIVE for ALL to crier_migrator using true check true
policy crier.login sync_select PERMISSIVE for SELECT to crier_sync using (login_name = SESSION_USER)
policy crier.media coordinator_delete PERMISSIVE for DELETE to crier_coordinator using true
policy crier.media coordinator_insert PERMISSIVE for INSERT to crier_coordinator check true
policy crier.media coordinator_select PERMISSIVE for SELECT to crier_coordinator using true
policy crier.media coordinator_update PERMISSIVE for UPDATE to crier_coordinator using true check true
policy crier.media dba_select PERMISSIVE for SELECT to crier_dba using true
policy crier.media migrator_all PERMISSIVE for ALL to crier_migrator using true check true
policy crier.media sync_insert PERMISSIVE for INSERT to crier_sync check (region_id = ( SELECT sync.me() AS me))
policy crier.media sync_select PERMISSIVE for SELECT to crier_sync using ((region_id = ( SELECT sync.me() AS me)) OR (EXISTS ( SELECT
   FROM crier.post_media m
  WHERE ((m.region_id = media.region_id) AND (m.sha256 = media.sha256)))))
policy crier.media sync_update PERMISSIVE for UPDATE to crier_sync using (region_id = ( SELECT sync.me() AS me)) check (region_id = ( SELECT sync.me() AS me))
policy crier.media_chunk coordinator_delete PERMISSIVE for DELETE to crier_coordinator using true
policy crier.media_chunk coordinator_insert PERMISSIVE for INSERT to crier_coordinator check true
policy crier.media_chunk coordinator_select PERMISSIVE for SELECT to crier_coordinator using true
policy crier.media_chunk coordinator_update PERMISSIVE for UPDATE to crier_coordinator using true check true
policy crier.media_chunk migrator_all PERMISSIVE for ALL to crier_migrator using true check true
policy crier.media_chunk sync_delete PERMISSIVE for DELETE to crier_sync using (region_id = ( SELECT sync.me() AS me))
policy crier.media_chunk sync_insert PERMISSIVE for INSERT to crier_sync check (region_id = ( SELECT sync.me() AS me))
policy crier.media_chunk sync_select PERMISSIVE for SELECT to crier_sync using ((region_id = ( SELECT sync.me() AS me)) OR (EXISTS ( SELECT
   FROM crier.post_media m
  WHERE ((m.region_id = media_chunk.region_id) AND (m.sha256 = media_chunk.sha256)))))
policy crier.member auditor_select PERMISSIVE for SELECT to crier_auditor using true
policy crier.member coordinator_insert PERMISSIVE for INSERT to crier_coordinator check true
policy crier.member coordinator_select PERMISSIVE for SELECT to crier_coordinator using true
policy crier.member coordinator_update PERMISSIVE for UPDATE to crier_coordinator using true check true
policy crier.member logins_select PERMISSIVE for SELECT to crier_logins using true
policy crier.member migrator_all PERMISSIVE for ALL to crier_migrator using true check true
policy crier.member sync_select PERMISSIVE for SELECT to crier_sync using ((region_id = ANY (( SELECT sync.readable() AS readable)::uuid[])) OR (EXISTS ( SELECT
   FROM crier.share s
  WHERE ((s.region_id = ( SELECT sync.me() AS me)) AND (s.kind = 'member'::text) AND (s.item_id = member.member_id)))))
policy crier.member sync_update PERMISSIVE for UPDATE to crier_sync using (region_id = ( SELECT sync.me() AS me)) check (region_id = ( SELECT sync.me() AS me))
policy crier.member_grant auditor_select PERMISSIVE for SELECT to crier_auditor using true
policy crier.member_grant coordinator_insert PERMISSIVE for INSERT to crier_coordinator check true
policy crier.member_grant coordinator_select PERMISSIVE for SELECT to crier_coordinator using true
policy crier.member_grant coordinator_update PERMISSIVE for UPDATE to crier_coordinator using true check true
policy crier.member_grant migrator_all PERMISSIVE for ALL to crier_migrator using true check true
policy crier.member_grant sync_select PERMISSIVE for SELECT to crier_sync using ((region_id = ANY (( SELECT sync.readable() AS readable)::uuid[])) OR (member_region_id = ( SELECT sync.me() AS me)) OR (EXISTS ( SELECT
   FROM crier.share s
  WHERE ((s.region_id = ( SELECT sync.me() AS me)) AND (s.kind = 'grant'::text) AND (s.item_id = member_grant.grant_id)))))
policy crier.migration coordinator_select PERMISSIVE for SELECT to crier_coordinator using true
policy crier.migration dba_select PERMISSIVE for SELECT to crier_dba using true
policy crier.migration migrator_all PERMISSIVE for ALL to crier_migrator using true check true
policy crier.migration owner_insert PERMISSIVE for INSERT to crier_owner check true
policy crier.migration owner_select PERMISSIVE for SELECT to crier_owner using true
policy crier.migration owner_update PERMISSIVE for UPDATE to crier_owner using true check true
policy crier.platform_session coordinator_delete PERMISSIVE for DELETE to crier_coordinator using true
policy crier.platform_session coordinator_insert PERMISSIVE for INSERT to crier_coordinator check true
policy crier.platform_session coordinator_select PERMISSIVE for SELECT to crier_coordinator using true
policy crier.platform_session coordinator_update PERMISSIVE for UPDATE to crier_coordinator using true check true
policy crier.platform_session migrator_all PERMISSIVE for ALL to crier_migrator using true check true
policy crier.policy auditor_select PERMISSIVE for SELECT to crier_auditor using true
policy crier.policy coordinator_insert PERMISSIVE for INSERT to crier_coordinator check true
policy crier.policy coordinator_select PERMISSIVE for SELECT to crier_coordinator using true
policy crier.policy coordinator_update PERMISSIVE for UPDATE to crier_coordinator using true check true
policy crier.policy migrator_all PERMISSIVE for ALL to crier_migrator using true check true
policy crier.policy sync_select PERMISSIVE for SELECT to crier_sync using ((region_id = ANY (( SELECT sync.readable() AS readable)::uuid[])) OR (region_id = ANY (( SELECT sync.around() AS around)::uuid[])))
policy crier.post auditor_select PERMISSIVE for SELECT to crier_auditor using true
policy crier.post coordinator_insert PERMISSIVE for INSERT to crier_coordinator check true
policy crier.post coordinator_select PERMISSIVE for SELECT to crier_coordinator using true
policy crier.post coordinator_update PERMISSIVE for UPDATE to crier_coordinator using true check true
policy crier.post dba_select PERMISSIVE for SELECT to crier_dba using true
policy crier.post migrator_all PERMISSIVE for ALL to crier_migrator using true check true
policy crier.post sync_select PERMISSIVE for SELECT to crier_sync using ((region_id = ANY (( SELECT sync.readable() AS readable)::uuid[])) OR (EXISTS ( SELECT
   FROM crier.share s
  WHERE ((s.region_id = ( SELECT sync.me() AS me)) AND (s.kind = 'post'::text) AND (s.item_id = post.post_id)))))
policy crier.post_channel auditor_select PERMISSIVE for SELECT to crier_auditor using true
policy crier.post_channel coordinator_delete PERMISSIVE for DELETE to crier_coordinator using true
policy crier.post_channel coordinator_insert PERMISSIVE for INSERT to crier_coordinator check true
policy crier.post_channel coordinator_select PERMISSIVE for SELECT to crier_coordinator using true
policy crier.post_channel coordinator_update PERMISSIVE for UPDATE to crier_coordinator using true check true
policy crier.post_channel migrator_all PERMISSIVE for ALL to crier_migrator using true check true
policy crier.post_media coordinator_insert PERMISSIVE for INSERT to crier_coordinator check true
policy crier.post_media coordinator_select PERMISSIVE for SELECT to crier_coordinator using true
policy crier.post_media migrator_all PERMISSIVE for ALL to crier_migrator using true check true
policy crier.post_media sync_select PERMISSIVE for SELECT to crier_sync using ((region_id = ANY (( SELECT sync.readable() AS readable)::uuid[])) OR (EXISTS ( SELECT
   FROM crier.share s
  WHERE ((s.region_id = ( SELECT sync.me() AS me)) AND (s.kind = 'post'::text) AND (s.item_id = post_media.post_id)))))
policy crier.reconciler coordinator_select PERMISSIVE for SELECT to crier_coordinator using true
policy crier.reconciler coordinator_update PERMISSIVE for UPDATE to crier_coordinator using true check true
policy crier.reconciler dba_select PERMISSIVE for SELECT to crier_dba using true
policy crier.reconciler migrator_all PERMISSIVE for ALL to crier_migrator using true check true
policy crier.region auditor_select PERMISSIVE for SELECT to crier_auditor using true
policy crier.region coordinator_insert PERMISSIVE for INSERT to crier_coordinator check true
policy crier.region coordinator_select PERMISSIVE for SELECT to crier_coordinator using true
policy crier.region coordinator_update PERMISSIVE for UPDATE to crier_coordinator using true check true
policy crier.region dba_select PERMISSIVE for SELECT to crier_dba using true
policy crier.region logins_select PERMISSIVE for SELECT to crier_logins using true
policy crier.region migrator_all PERMISSIVE for ALL to crier_migrator using true check true
policy crier.region sync_select PERMISSIVE for SELECT to crier_sync using ((region_id = ( SELECT sync.me() AS me)) OR (region_id = ANY (( SELECT sync.readable() AS readable)::uuid[])) OR (region_id = ANY (( SELECT sync.around() AS around)::uuid[])))
policy crier.region_name auditor_select PERMISSIVE for SELECT to crier_auditor using true
policy crier.region_name coordinator_insert PERMISSIVE for INSERT to crier_coordinator check true
policy crier.region_name coordinator_select PERMISSIVE for SELECT to crier_coordinator using true
policy crier.region_name dba_select PERMISSIVE for SELECT to crier_dba using true
policy crier.region_name migrator_all PERMISSIVE for ALL to crier_migrator using true check true
policy crier.revision auditor_select PERMISSIVE for SELECT to crier_auditor using true
policy crier.revision coordinator_insert PERMISSIVE for INSERT to crier_coordinator check true
policy crier.revision coordinator_select PERMISSIVE for SELECT to crier_coordinator using true
policy crier.revision migrator_all PERMISSIVE for ALL to crier_migrator using true check true
policy crier.revision sync_select PERMISSIVE for SELECT to crier_sync using ((region_id = ( SELECT sync.me() AS me)) OR (region_id = ANY (( SELECT sync.readable() AS readable)::uuid[])) OR (EXISTS ( SELECT
   FROM crier.share s
  WHERE ((s.region_id = ( SELECT sync.me() AS me)) AND (s.kind = 'post'::text) AND (s.item_id = revision.post_id)))))
policy crier.ruling auditor_select PERMISSIVE for SELECT to crier_auditor using true
policy crier.ruling coordinator_insert PERMISSIVE for INSERT to crier_coordinator check true
policy crier.ruling coordinator_select PERMISSIVE for SELECT to crier_coordinator using true
policy crier.ruling dba_select PERMISSIVE for SELECT to crier_dba using true
policy crier.ruling migrator_all PERMISSIVE for ALL to crier_migrator using true check true
policy crier.ruling sync_select PERMISSIVE for SELECT to crier_sync using (region_id = ( SELECT sync.me() AS me))
policy crier.session coordinator_delete PERMISSIVE for DELETE to crier_coordinator using true
policy crier.session coordinator_insert PERMISSIVE for INSERT to crier_coordinator check true
policy crier.session coordinator_select PERMISSIVE for SELECT to crier_coordinator using true
policy crier.session coordinator_update PERMISSIVE for UPDATE to crier_coordinator using true check true
policy crier.session migrator_all PERMISSIVE for ALL to crier_migrator using true check true
policy crier.share auditor_select PERMISSIVE for SELECT to crier_auditor using true
policy crier.share coordinator_delete PERMISSIVE for DELETE to crier_coordinator using true
policy crier.share coordinator_insert PERMISSIVE for INSERT to crier_coordinator check true
policy crier.share coordinator_select PERMISSIVE for SELECT to crier_coordinator using true
policy crier.share coordinator_update PERMISSIVE for UPDATE to crier_coordinator using true check true
policy crier.share dba_select PERMISSIVE for SELECT to crier_dba using true
policy crier.share migrator_all PERMISSIVE for ALL to crier_migrator using true check true
policy crier.share sync_select PERMISSIVE for SELECT to crier_sync using (region_id = ( SELECT sync.me() AS me))
policy crier.stop auditor_select PERMISSIVE for SELECT to crier_auditor using true
policy crier.stop coordinator_insert PERMISSIVE for INSERT to crier_coordinator check true
policy crier.stop coordinator_select PERMISSIVE for SELECT to crier_coordinator using true
policy crier.stop coordinator_update PERMISSIVE for UPDATE to crier_coordinator using true check true
policy crier.stop migrator_all PERMISSIVE for ALL to crier_migrator using true check true
policy crier.stop sync_select PERMISSIVE for SELECT to crier_sync using ((region_id = ANY (( SELECT sync.readable() AS readable)::uuid[])) OR (scope = ANY (ARRAY['everything'::text, 'platform'::text, 'topic'::text])) OR ((scope = 'region'::text) AND (region_id = ANY (( SELECT sync.around() AS around)::uuid[]))) OR (EXISTS ( SELECT
   FROM crier.share s
  WHERE ((s.region_id = ( SELECT sync.me() AS me)) AND (s.kind = 'stop'::text) AND (s.item_id = stop.stop_id)))))
policy crier.verifier coordinator_insert PERMISSIVE for INSERT to crier_coordinator check (region_id = ( SELECT admin.root() AS root))
policy crier.verifier coordinator_select PERMISSIVE for SELECT to crier_coordinator using (region_id = ( SELECT admin.root() AS root))
policy crier.verifier coordinator_update PERMISSIVE for UPDATE to crier_coordinator using (region_id = ( SELECT admin.root() AS root)) check (region_id = ( SELECT admin.root() AS root))
policy crier.verifier logins_insert PERMISSIVE for INSERT to crier_logins check true
policy crier.verifier logins_select PERMISSIVE for SELECT to crier_logins using true
policy crier.verifier logins_update PERMISSIVE for UPDATE to crier_logins using true check true
policy crier.verifier migrator_all PERMISSIVE for ALL to crier_migrator using true check true
policy crier.verifier sync_select PERMISSIVE for SELECT to crier_sync using (region_id = ( SELECT sync.me() AS me))
policy crier.verifier sync_update PERMISSIVE for UPDATE to crier_sync using (region_id = ( SELECT sync.me() AS me)) check (region_id = ( SELECT sync.me() AS me))
schema admin owner crier_owner
schema audit owner crier_owner
schema crier owner crier_owner
schema sync owner crier_owner
sequence crier.event_n_seq owner crier_owner
sequence crier.inbox_n_seq owner crier_owner
table crier.activity owner crier_owner row-level rules forced
table crier.agent owner crier_owner row-level rules forced with fillfactor=50
table crier.applied owner crier_owner row-level rules forced
table crier.approval owner crier_owner row-level rules forced
table crier.attempt owner crier_owner row-level rules forced
table crier.body owner crier_owner row-level rules forced
table crier.channel owner crier_owner row-level rules forced
table crier.conflict owner crier_owner row-level rules forced
table crier.coordinator owner crier_owner row-level rules forced
table crier.credential owner crier_owner row-level rules forced
table crier.delivery owner crier_owner row-level rules forced
table crier.epoch owner crier_owner row-level rules forced
table crier.event owner crier_owner row-level rules forced
table crier.event_value owner crier_owner row-level rules forced
table crier.fan_out owner crier_owner row-level rules forced with fillfactor=50
table crier.feed owner crier_owner row-level rules forced
table crier.feed_head owner crier_owner row-level rules forced with fillfactor=50
table crier.inbox owner crier_owner row-level rules forced
table crier.lane owner crier_owner row-level rules forced with fillfactor=50, autovacuum_vacuum_scale_factor=0, autovacuum_vacuum_threshold=200
table crier.login owner crier_owner row-level rules forced
table crier.media owner crier_owner row-level rules forced
table crier.media_chunk owner crier_owner row-level rules forced
table crier.member owner crier_owner row-level rules forced
table crier.member_grant owner crier_owner row-level rules forced
table crier.migration owner crier_owner row-level rules forced
table crier.platform_session owner crier_owner row-level rules forced with fillfactor=50
table crier.policy owner crier_owner row-level rules forced
table crier.post owner crier_owner row-level rules forced
table crier.post_channel owner crier_owner row-level rules forced
table crier.post_media owner crier_owner row-level rules forced
table crier.reconciler owner crier_owner row-level rules forced with fillfactor=50
table crier.region owner crier_owner row-level rules forced
table crier.region_name owner crier_owner row-level rules forced
table crier.revision owner crier_owner row-level rules forced
table crier.ruling owner crier_owner row-level rules forced
table crier.session owner crier_owner row-level rules forced
table crier.share owner crier_owner row-level rules forced
table crier.stop owner crier_owner row-level rules forced
table crier.verifier owner crier_owner row-level rules forced
trigger CREATE CONSTRAINT TRIGGER approval_not_own AFTER INSERT OR UPDATE ON crier.approval DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION crier.approval_not_own()
trigger CREATE CONSTRAINT TRIGGER post_undecided AFTER INSERT OR UPDATE OF choice ON crier.conflict DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN ((new.choice IS NULL)) EXECUTE FUNCTION crier.post_undecided()
trigger CREATE CONSTRAINT TRIGGER post_undecided AFTER INSERT OR UPDATE OF state ON crier.post DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN ((new.state = ANY (ARRAY['submitted'::text, 'approved'::text]))) EXECUTE FUNCTION crier.post_undecided()
trigger CREATE TRIGGER append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON crier.activity FOR EACH STATEMENT EXECUTE FUNCTION crier.append_only()
trigger CREATE TRIGGER append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON crier.approval FOR EACH STATEMENT EXECUTE FUNCTION crier.append_only()
trigger CREATE TRIGGER append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON crier.attempt FOR EACH STATEMENT EXECUTE FUNCTION crier.append_only()
trigger CREATE TRIGGER append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON crier.event FOR EACH STATEMENT EXECUTE FUNCTION crier.append_only()
trigger CREATE TRIGGER append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON crier.revision FOR EACH STATEMENT EXECUTE FUNCTION crier.append_only()
trigger CREATE TRIGGER append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON crier.ruling FOR EACH STATEMENT EXECUTE FUNCTION crier.append_only()
view audit.account owner crier_owner with security_invoker=true
view audit.dispatch_health owner crier_owner with security_invoker=true
view audit.log owner crier_owner with security_invoker=true
view audit.office owner crier_owner with security_invoker=true
view audit.open_transaction owner crier_owner with security_invoker=true
view audit.person owner crier_owner with security_invoker=true
view audit.post owner crier_owner with security_invoker=true
view audit.region_lag owner crier_owner with security_invoker=true
view audit.table_size owner crier_owner with security_invoker=true

