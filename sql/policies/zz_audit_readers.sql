-- What auditors (content, by the views and routines of schema audit) and DBAs (numbers, no content) may read: columns,
-- and a policy of each role on each table where the table's own file makes none. Applied after those, which drop
-- what policies stand. Never in here: credentials, pairs of tokens, verifiers, sessions; the bodies of acts and the
-- values of events, whose reading will be recorded.

do $$
declare
  reader record;
begin
  for reader in
    select * from (values
      ('crier_auditor', 'region', '{region_id,parent_id,name,zone,languages,state,version,activity_id,changed_at}'),
      ('crier_auditor', 'region_name', '{region_id,from_at,name,activity_id}'),
      ('crier_auditor', 'member', '{region_id,member_id,name,state,public_key,version,activity_id,changed_at}'),
      ('crier_auditor', 'member_grant', '{region_id,grant_id,member_region_id,member_id,tier,channel_id,from_at,
        until_at,ended_at,version,activity_id,changed_at}'),
      ('crier_auditor', 'policy', '{region_id,policy_id,class,approvals,tier,version,activity_id,changed_at}'),
      ('crier_auditor', 'channel', '{region_id,channel_id,platform,address,handle,name,languages,state,reason,
        ceiling_per_hour,version,activity_id,changed_at}'),
      ('crier_auditor', 'post', '{region_id,post_id,member_id,state,class,revision,digest,content,due_at,due_zone,
        due_wall,not_after,campaign,reference,reason,writers,approvals,version,activity_id,created_at,changed_at}'),
      ('crier_auditor', 'revision', '{region_id,post_id,revision,digest,content,member_id,member_name,activity_id,
        written_at,epoch}'),
      ('crier_auditor', 'post_channel', '{region_id,post_id,channel_region_id,channel_id}'),
      ('crier_auditor', 'approval', '{region_id,post_id,revision,member_region_id,member_id,tier,digest,activity_id,
        approved_at}'),
      ('crier_auditor', 'conflict', '{region_id,conflict_id,kind,item_id,field,base,centre,theirs,centre_member_id,
        centre_member_name,centre_activity_id,centre_at,their_member_id,their_member_name,their_activity_id,their_at,
        earlier,choice,taken,resolved_by,resolved_name,resolved_activity_id,resolved_at,version,activity_id}'),
      ('crier_auditor', 'stop', '{region_id,stop_id,scope,target_platform,target_id,target_topic,exempt_emergency,
        reason,placed_by,placed_at,lifted_by,lifted_at,version,activity_id,changed_at}'),
      ('crier_auditor', 'delivery', '{region_id,delivery_id,channel_id,post_region_id,post_id,kind,revision,digest,
        class,priority,state,due_at,not_after,attempts,intent_at,bytes_sha256,remote_id,remote_url,sent_at,withdrawal,
        stop_id,reason,sentence,read_back,version,activity_id,created_at,changed_at}'),
      ('crier_auditor', 'attempt', '{region_id,attempt_id,delivery_id,kind,fence,owner,outcome,status,remote_id,digest,
        bytes_sha256,approvals,detail,at}'),
      ('crier_auditor', 'activity', '{region_id,activity_id,agent_id,incarnation,restrictive,sequence,body_sha256,
        signature,login,address,received_at}'),
      ('crier_auditor', 'ruling', '{region_id,activity_id,ruling_no,verdict,reason,sentence,kind,item_region_id,
        item_id,item_version,ruled_at}'),
      ('crier_auditor', 'event', '{epoch,xid,n,at,office_at,region_id,acting_region_id,member_id,member_key,login,
        address,verb,kind,item_id,item_version,activity_id,verdict,reason,commitment}'),
      ('crier_auditor', 'body', '{one,name,epoch,generation,frozen_at,frozen_reason,epoch_started_at,signing_key,
        created_at}'),
      ('crier_auditor', 'agent', '{region_id,agent_id,incarnation,last_pull_at,region_cursor}'),
      ('crier_auditor', 'feed', '{region_id,n,kind,owner_region_id,item_id,version,written_at}'),
      ('crier_auditor', 'feed_head', '{region_id,head,floor}'),
      ('crier_auditor', 'fan_out', '{region_id,ancestor_id,carried}'),
      ('crier_auditor', 'share', '{region_id,kind,item_id,owner_region_id}'),

      ('crier_dba', 'region', '{region_id,parent_id,name,state,version,changed_at}'),
      ('crier_dba', 'region_name', '{region_id,from_at,name}'),
      ('crier_dba', 'agent', '{region_id,agent_id,incarnation,last_sequence,last_restrictive,protocol,last_push_at,
        last_pull_at,region_cursor,common_cursor}'),
      ('crier_dba', 'login', '{region_id,login,login_name,certificate_sha256,admitted_at}'),
      ('crier_dba', 'feed', '{region_id,n,kind,owner_region_id,item_id,version,xid,written_at}'),
      ('crier_dba', 'feed_head', '{region_id,head,floor}'),
      ('crier_dba', 'fan_out', '{region_id,ancestor_id,carried}'),
      ('crier_dba', 'share', '{region_id,kind,item_id,owner_region_id}'),
      ('crier_dba', 'inbox', '{region_id,activity_id,restrictive,n,item_region_id,item_id,deferred_at,expired}'),
      ('crier_dba', 'media', '{region_id,sha256,content_type,octets,complete,stored_at}'),
      ('crier_dba', 'activity', '{region_id,activity_id,agent_id,incarnation,restrictive,sequence,login,address,
        received_at}'),
      ('crier_dba', 'ruling', '{region_id,activity_id,ruling_no,verdict,reason,kind,item_region_id,item_id,
        item_version,ruled_at}'),
      ('crier_dba', 'post', '{region_id,post_id,state,class,revision,due_at,not_after,version,planned_version,
        created_at,changed_at}'),
      ('crier_dba', 'delivery', '{region_id,delivery_id,channel_id,post_region_id,post_id,kind,revision,class,priority,
        state,due_at,not_before,not_after,attempts,fence,owner,intent_at,deadline,sent_at,looks,look_at,withdrawal,
        stop_id,reason,intents_without_outcome,version,created_at,changed_at}'),
      ('crier_dba', 'lane', '{region_id,channel_id,platform,next_due,next_priority,hold_until,hold_reason,owner,
        lease_until,fence,tokens,tokens_at,rate,burst,fails}'),
      ('crier_dba', 'conflict', '{region_id,conflict_id,kind,item_id,resolved_by,resolved_activity_id,changed_at}'),
      ('crier_dba', 'coordinator', '{owner,host,process,started_at,seen_at,encryption_key_ids}'),
      ('crier_dba', 'reconciler', '{one,owner,lease_until,fence,ruling_no}'),
      ('crier_dba', 'body', '{one,name,epoch,generation,frozen_at,frozen_reason,epoch_started_at,created_at}'),
      ('crier_dba', 'migration', '{name,sha256,applied_at}'),
      ('crier_dba', 'applied', '{path,sha256,applied_at}')
    ) as r (role, name, columns)
  loop
    execute format('revoke all on crier.%I from %I', reader.name, reader.role);
    execute format('grant select (%s) on crier.%I to %I',
      (select string_agg(quote_ident(c), ', ') from unnest(reader.columns::text[]) c), reader.name, reader.role);
    if not exists (
      select from pg_policies p
      where p.schemaname = 'crier' and p.tablename = reader.name and reader.role = any (p.roles) and p.cmd = 'SELECT')
    then
      execute format('create policy %I on crier.%I for select to %I using (true)',
        replace(reader.role, 'crier_', '') || '_select', reader.name, reader.role);
    end if;
  end loop;
end $$;
