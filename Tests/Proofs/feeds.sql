-- What writers of feeds write: posts, the deliveries that follow from them, orders to stop, each by the coordinator's
-- own routines and noted beside, in the same transaction. The number of a note is what a naive reader goes by.
-- The people, offices and accounts are those of sql/tests/fixture/dispatch.sql.
create table proof.wrote (
  n bigserial primary key, by text not null, kind text not null, item uuid not null, owner uuid not null,
  also uuid[] not null default '{}', common boolean not null default false, below boolean not null default false);

create function proof.compose(n text, region text, channels text[]) returns void language plpgsql as $$
declare
  post uuid := proof.id('post ' || n);
  owner uuid := proof.id(region);
  also uuid[] := array(select distinct proof.id(c) from unnest(channels) c where c <> region);
  content jsonb := jsonb_build_object('texts', jsonb_build_object('en', n), 'content_warning', null, 'visibility',
    'public', 'reply_to', null, 'media', '[]'::jsonb, 'channels', (
      select jsonb_agg(jsonb_build_object('region', proof.id(c), 'channel', proof.id(c || '-channel'))
        order by proof.id(c || '-channel')) from unnest(channels) c));
  digest text := encode(crier.content_digest(post, content), 'hex');
begin
  insert into proof.wrote (by, kind, item, owner, also) values (n, 'post', post, owner, also);
  perform admin.posts_write(jsonb_build_object(
    'posts', jsonb_build_array(jsonb_build_object('region_id', owner, 'post_id', post, 'member_id', proof.id('ann'),
      'state', 'approved', 'class', 'routine', 'revision', 1, 'digest', digest, 'content', content,
      'writers', jsonb_build_array(proof.id('ann')), 'approvals', '[]'::jsonb, 'version', 1,
      'activity_id', proof.id('act'), 'created_at', clock_timestamp(), 'touched', '{}'::jsonb)),
    'revisions', jsonb_build_array(jsonb_build_object('region_id', owner, 'post_id', post, 'revision', 1,
      'digest', digest, 'content', content, 'member_id', proof.id('ann'), 'member_name', 'Ann',
      'activity_id', proof.id('act'), 'written_at', clock_timestamp())),
    'approvals', '[]'::jsonb));
  perform admin.feed_write_v1(jsonb_build_array(jsonb_build_object('kind', 'post', 'owner_region_id', owner,
    'item_id', post, 'version', 1, 'also', to_jsonb(also))));
end $$;

create function proof.schedule(n text, region text, channels text[]) returns void language plpgsql as $$
begin
  insert into proof.wrote (by, kind, item, owner, also)
  select n || ' plan', 'delivery', proof.delivery(n, c), proof.id(c),
    case when c = region then '{}' else array[proof.id(region)] end
  from unnest(channels) c;
  perform admin.plan_write_v1(jsonb_build_object(
    'wanted', (select jsonb_agg(proof.wanted(n, c, due => '1 day')) from unnest(channels) c),
    'posts', (select jsonb_agg(jsonb_build_object('region_id', p.region_id, 'post_id', p.post_id, 'version', p.version))
      from crier.post p where p.post_id = proof.id('post ' || n))));
end $$;

create function proof.halt(n text, region text) returns void language plpgsql as $$
declare
  stop uuid := proof.id('stop ' || n);
  wide boolean := region = 'centre';
begin
  insert into proof.wrote (by, kind, item, owner, common, below)
  values (n, 'stop', stop, proof.id(region), wide, not wide);
  perform admin.stop_lock();
  perform admin.items_write(jsonb_build_object('stops', jsonb_build_array(jsonb_build_object(
    'region_id', proof.id(region), 'stop_id', stop, 'scope', case when wide then 'topic' else 'region' end,
    'target_id', case when not wide then proof.id(region) end, 'target_topic', case when wide then n end,
    'exempt_emergency', true, 'reason', 'a test', 'placed_by', proof.id('dee'), 'placed_at', clock_timestamp(),
    'version', 1, 'activity_id', proof.id('act')))));
  perform admin.feed_write_v1(jsonb_build_array(jsonb_build_object('kind', 'stop',
    'owner_region_id', proof.id(region), 'item_id', stop, 'version', 1, 'common', wide, 'below', not wide)));
end $$;

select admin.region_made_v1(r.region_id) from crier.region r order by r.region_id;
grant usage on schema proof to crier_coordinator;
grant select, insert on proof.wrote to crier_coordinator;
grant usage on sequence proof.wrote_n_seq to crier_coordinator;
grant execute on all functions in schema proof to crier_coordinator;
