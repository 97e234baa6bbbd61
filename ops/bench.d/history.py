"""Years of work, written by SQL as the routines would have left it: acts with their rulings, audit events and feed
rows; a tenth as many posts, each approved, sent, and read back."""

import shutil

# What a row of history takes on disk, in all tables and indexes with what the disk needs to spare, in bytes.
PER_ROW = 4_000
STEP = 100_000

ACTS = """
    create temp table done as
    select o.region_id, o.agent_id, o.member_id, o.login_name, gen_random_uuid() as activity_id,
      gen_random_uuid() as item_id, %(from)s + i as n, o.place,
      now() - interval '3 years' + (%(from)s + i) * interval '1 s' as at
    from generate_series(1, %(step)s) i
    join (
      select r.region_id, gen_random_uuid() as agent_id, m.member_id, l.login_name,
        row_number() over (order by r.region_id) - 1 as place, count(*) over () as all
      from crier.region r
      join crier.login l on l.region_id = r.region_id
      join lateral (select m.member_id from crier.member m where m.region_id = r.region_id limit 1) m on true
    ) o on o.place = i %% o.all;
    alter table done add feed_n bigint;
    update done d set feed_n = h.head + k.n
    from (select activity_id, region_id, row_number() over (partition by region_id order by n) as n from done) k
    join crier.feed_head h on h.region_id = k.region_id where d.activity_id = k.activity_id;
    insert into crier.activity (region_id, activity_id, agent_id, incarnation, restrictive, sequence, body, body_sha256,
      signature, login, received_at)
    select region_id, activity_id, agent_id, 1, false, n, repeat('{{"at":"2026-01-01T00:00:00Z"}}', 25),
      sha256(uuid_send(activity_id)), decode(repeat('ab', 64), 'hex'), login_name, at from done;
    insert into crier.ruling (region_id, activity_id, ruling_no, verdict, kind, item_region_id, item_id, item_version)
    select region_id, activity_id, n, 'accepted', 'post', region_id, item_id, 1 from done;
    insert into crier.event (epoch, at, region_id, acting_region_id, member_id, login, verb, kind, item_id,
      item_version, activity_id, verdict, commitment)
    select (select b.epoch from crier.body b), at, region_id, region_id, member_id, login_name, 'post.compose', 'post',
      item_id, 1, activity_id, 'accepted', sha256(uuid_send(item_id)) from done;
    insert into crier.event_value (n, region_id, salt, after)
    select e.n, e.region_id, uuid_send(e.item_id), jsonb_build_object('text', repeat('Closed until noon. ', 15))
    from crier.event e join done d on d.activity_id = e.activity_id and d.region_id = e.region_id
    where e.n > (select coalesce(max(v.n), 0) from crier.event_value v);
    insert into crier.feed (region_id, n, kind, owner_region_id, item_id, version)
    select region_id, feed_n, 'post', region_id, item_id, 1 from done;
    update crier.feed_head h set head = d.last
    from (select region_id, max(feed_n) as last from done group by 1) d where d.region_id = h.region_id;
    update crier.fan_out f set carried = h.head from crier.feed_head h where h.region_id = f.region_id"""
POSTS = """
    create temp table sent as
    select d.*, k.channel_id, content, crier.content_digest(d.item_id, content) as digest,
      crier.derived_id('delivery', d.item_id::text) as delivery_id, gen_random_uuid() as consent
    from done d
    join lateral (select c.channel_id from crier.channel c where c.region_id = d.region_id limit 1) k on true
    cross join lateral jsonb_build_object('texts', jsonb_build_object('en', 'Closed until noon. ' || d.n),
      'content_warning', null, 'visibility', 'public', 'reply_to', null, 'media', '[]'::jsonb, 'channels',
      jsonb_build_array(jsonb_build_object('region', d.region_id, 'channel', k.channel_id))) content
    where d.n %% 10 = 0;
    insert into crier.post (region_id, post_id, member_id, state, class, revision, digest, content, writers,
      activity_id, created_at, planned_version)
    select region_id, item_id, member_id, 'approved', 'routine', 1, digest, content, array[member_id], activity_id,
      at, 1
    from sent;
    insert into crier.revision (region_id, post_id, revision, digest, content, member_id, member_name, activity_id,
      written_at, epoch)
    select region_id, item_id, 1, digest, content, member_id, 'Author', activity_id, at,
      (select b.epoch from crier.body b) from sent;
    insert into crier.post_channel select region_id, item_id, region_id, channel_id from sent;
    insert into crier.delivery (region_id, delivery_id, channel_id, post_region_id, post_id, kind, revision, digest,
      class, priority, due_at, idempotency_key, state, activity_id, remote_id, sent_at, intent_at, attempts, read_back)
    select region_id, delivery_id, channel_id, region_id, item_id, 'publish', 1, digest, 'routine', 9, at,
      item_id::text, 'sent', activity_id, item_id::text, at, at, 1, 'same' from sent;
    insert into crier.attempt (region_id, delivery_id, kind, fence, outcome, at)
    select region_id, delivery_id, k, 1, case k when 'outcome' then 'sent' end, at
    from sent cross join unnest(array['intent', 'outcome']) k;
    drop table done, sent"""


def enough_disk(stage, rows):
    """Refuses before anything is written where it could not end well: it is there twice, as written and as copied."""
    needed, free = 2 * rows * PER_ROW + 4 * 2**30, shutil.disk_usage(stage.folder).free
    assert free >= needed, (
        f"{rows} rows of history need {needed / 2**30:.0f} GiB of disk, and {free / 2**30:.0f} GiB are free: "
        "set TMPDIR to a larger disk, or say --up-to")


def write(stage, database, rows):
    """So many acts have been before."""
    with stage.superuser(database) as connection:
        for start in range(0, rows, STEP):
            values = {"from": start, "step": min(STEP, rows - start)}
            with connection.transaction():
                for statement in (ACTS + ";\n" + POSTS).replace("{{", "{").replace("}}", "}").split(";\n"):
                    connection.execute(statement, values if "%(" in statement or "%%" in statement else None)
        connection.execute("update crier.reconciler set ruling_no = %s", [rows])
        connection.execute("vacuum (analyze)")
        connection.execute("checkpoint")
