-- Writes what a batch of acts became: rulings in order, items as they now stand, events, feeds. One transaction.
-- In:  owner and fence of the lease; batch, {restrictive: bool, thaws: epoch, rulings: […], events: […], feed: […],
-- revisions: […],
--      approvals: […], decisions: […], deferred: [{region_id, activity_id, item_region_id, item_id, waits_for: […]}…],
--      which keep their places in the inbox;
--      and items by kind: regions, members, grants, policies, channels, posts, stops,
--      conflicts}.
-- Out: the last ruling number.
-- Raises CR007 when another coordinator has taken the lease since: nothing is written then. A lease that lapsed while
-- nobody took it still serves: the fence says so. CR010 when what the rules looked at has moved on: nothing is written
-- then either, and they must look again.
-- A restrictive batch takes the stop lock first: no intent starts after its commit.
create or replace function admin.rulings_write_v1(owner uuid, fence bigint, batch jsonb) returns bigint
language plpgsql volatile set search_path = '' set timezone = 'UTC'
  set enable_seqscan = off set jit = off as $$
#variable_conflict use_column
declare
  count bigint := jsonb_array_length(batch -> 'rulings');
  last bigint;
  told jsonb;
  undecided jsonb;
begin
  if (batch ->> 'restrictive')::boolean then
    perform admin.stop_lock();
  end if;
  update crier.reconciler r set ruling_no = r.ruling_no + count
  where r.owner = rulings_write_v1.owner and r.fence = rulings_write_v1.fence
  returning r.ruling_no into last;
  if last is null then
    raise exception using errcode = 'CR007', message = 'another coordinator rules now';
  end if;

  if batch ->> 'thaws' is not null then
    perform admin.thaw((batch ->> 'thaws')::uuid);
  end if;
  perform admin.items_write(batch);
  perform admin.posts_write(batch);
  -- The posts are locked now: no intent comes between. What went on its way since the rules looked keeps its account.
  if exists (
    select from jsonb_to_recordset(batch -> 'revisions') r (region_id uuid, post_id uuid, revision integer)
    join crier.delivery d on d.post_region_id = r.region_id and d.post_id = r.post_id
    where r.revision > 1 and d.kind = 'publish' and d.state in ('sending', 'unknown', 'parked', 'sent')
      and d.reason is distinct from 'restored'
      and not exists (select from crier.post_channel c where c.region_id = r.region_id and c.post_id = r.post_id
        and c.channel_id = d.channel_id))
  then
    raise exception using errcode = 'CR010', message = 'the post is on its way to an account that it would lose';
  end if;
  undecided := admin.conflicts_write(batch);
  perform admin.post_media_write(batch);

  insert into crier.ruling
    (region_id, activity_id, ruling_no, verdict, reason, sentence, kind, item_region_id, item_id, item_version)
  select r.region_id, r.activity_id, last - count + r.place, r.verdict, r.reason, r.sentence, r.kind, r.item_region_id,
    r.item_id, r.item_version
  from rows from (jsonb_to_recordset(batch -> 'rulings') as (region_id uuid, activity_id uuid, verdict text,
    reason text, sentence text, kind text, item_region_id uuid, item_id uuid, item_version bigint))
    with ordinality as r (region_id, activity_id, verdict, reason, sentence, kind, item_region_id, item_id,
      item_version, place);
  told := admin.decisions_write(batch -> 'decisions');
  delete from crier.inbox i using jsonb_to_recordset(batch -> 'rulings') r (region_id uuid, activity_id uuid)
  where i.region_id = r.region_id and i.activity_id = r.activity_id;
  update crier.inbox i
  set deferred_at = clock_timestamp(), item_region_id = d.item_region_id, item_id = d.item_id,
    waits_for = array(select decode(w, 'hex') from jsonb_array_elements_text(d.waits_for) w)
  from jsonb_to_recordset(batch -> 'deferred') d (region_id uuid, activity_id uuid, item_region_id uuid, item_id uuid,
    waits_for jsonb)
  where i.region_id = d.region_id and i.activity_id = d.activity_id;
  perform admin.event_write_v1(batch -> 'events');
  perform crier.feed_write(batch -> 'feed' || undecided || told);
  if jsonb_path_exists(batch, '$.revisions[*] ? (@.revision > 1)') then
    perform admin.shares_narrow(batch -> 'revisions');
  end if;
  return last;
end $$;

alter function admin.rulings_write_v1(uuid, bigint, jsonb) owner to crier_owner;
revoke all on function admin.rulings_write_v1(uuid, bigint, jsonb) from public;
grant execute on function admin.rulings_write_v1(uuid, bigint, jsonb) to crier_coordinator;
