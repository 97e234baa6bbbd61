"""Pitfalls 9 to 16: what keys and writes tell or reach of another region."""

import os
import uuid

import psycopg

from pitfall import Pitfall
from town import got_through, read, refusal

# What a DBA who means well might give an office's login.
GIVEN = "grant usage on schema crier to crier_agent;"


def answers_alike(copy, ask, theirs, nobodys):
    """Asks about what is another's and about what is nobody's; gives how the answers differ."""
    first, second = ask(copy, theirs), ask(copy, nobodys)
    return [] if first == second else [f"{first} / {second}"]


def key_probe(copy):
    """Writes under another's keys: it must go as with keys that nobody has."""
    def push(copy, act):
        agent = uuid.uuid4()
        copy.a.execute("select sync.hello_v1(%s, 1, 1)", [agent])
        return read(
            copy.a, "select received from sync.push_v1(%s, 1, false, 1, array[%s::uuid], '{x}', array[%s::bytea])",
            agent, act, bytes(64))

    def hello(copy, agent):
        with copy.a.transaction(force_rollback=True):
            return read(copy.a, "select sync.hello_v1(%s, 1, 1) - '{agent,bell,server_time}'::text[]", agent)
    return (answers_alike(copy, push, copy.quay.activity, uuid.uuid4())
            + answers_alike(copy, hello, copy.quay.agent, uuid.uuid4()) + copy.check("0008"))


def own_key_is_told(copy):
    """To whom it belongs, the same key is taken."""
    agent = uuid.uuid4()
    copy.b.execute("select sync.hello_v1(%s, 1, 1)", [agent])
    return "CR009" in read(
        copy.b, "select received from sync.push_v1(%s, 1, false, 1, array[%s::uuid], '{x}', array[%s::bytea])",
        agent, copy.quay.activity, bytes(64))


def image_probe(copy):
    """Stores an image step by step; another's must not be found or missed."""
    def store(copy, digest):
        steps = [
            read(copy.a, "select * from sync.media_open_v1(%s, 'image/png', 4, 1, 1)", digest),
            read(copy.a, "select sync.media_put_v1(%s, 0, '\\x01020304')", digest),
            read(copy.a, "select sync.media_done_v1(%s)", digest)]
        return steps

    def look(copy, digest):
        return read(copy.a, "select sync.media_get_v1(%s, %s, 0)", copy.quay.region, digest)

    def member(copy, member):
        return read(copy.a, "select sync.verifier_get_v1(%s)", member)
    return (answers_alike(copy, store, copy.quay.image, os.urandom(32))
            + answers_alike(copy, look, copy.quay.image, os.urandom(32))
            + answers_alike(copy, member, copy.quay.member, uuid.uuid4()))


def own_image_is_known(copy):
    return "True" in read(copy.b, "select * from sync.media_open_v1(%s, 'image/jpeg', %s, 1, 1)", copy.quay.image,
                          copy.postgres.execute("select octets from crier.media where region_id = %s",
                                                [copy.quay.region]).fetchone()[0])


def parent_probe(copy):
    """Hangs something on another's channel, or on none."""
    def credential(copy, channel):
        return read(copy.a, "select sync.credential_put_v1(%s, 'k', 'x')", channel)
    return answers_alike(copy, credential, copy.quay.channel, uuid.uuid4())


def own_parent_is_found(copy):
    return refusal(copy.b, "select sync.credential_put_v1(%s, 'k', 'x')", copy.quay.channel) is None


def cascade(copy):
    """Something of the other's that hangs on the attacker's post; then every way of deleting."""
    copy.postgres.execute(
        "insert into crier.delivery (region_id, delivery_id, channel_id, post_region_id, post_id, kind, revision,"
        " digest, class, priority, state, due_at, idempotency_key, activity_id) select %s, gen_random_uuid(), %s,"
        " region_id, post_id, 'publish', 1, digest, class, 9, 'withdrawn', now(), 'x', activity_id"
        " from crier.post where post_id = %s on conflict do nothing",
        [copy.quay.region, copy.quay.channel, copy.harbour.post])
    before = others_rows(copy)
    for sql, *values in (
            ("delete from crier.post where post_id = %s", copy.harbour.post), ("delete from crier.post",),
            ("select sync.forget_v1(%s)", copy.harbour.post),
            ("select * from sync.media_open_v1(%s, 'image/png', 5, 1, 1)", copy.quay.image),
            ("select sync.media_done_v1(%s)", copy.quay.image)):
        read(copy.a, sql, *values)
    return [] if others_rows(copy) == before else ["rows of the other are gone"]


def others_rows(copy):
    """All that belongs to the other region, as one number for each table."""
    return copy.postgres.execute(
        """select jsonb_object_agg(c.oid::regclass, query_to_xml(format(
             'select count(*), sum(hashtextextended(t::text, 0)) from %%s t where t.region_id = %%L',
             c.oid::regclass, %s::uuid), false, true, ''))::text
           from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'region_id'
           where c.relnamespace = 'crier'::regnamespace and c.relkind = 'r'""", [copy.quay.region]).fetchone()[0]


def coordinator_deletes(copy):
    """The other may be deleted: by who is meant to."""
    with copy.coordinator.transaction(force_rollback=True):
        return copy.coordinator.execute(
            "delete from crier.credential where region_id = %s", [copy.quay.region]).rowcount > 0


def planted(copy):
    row = ("insert into crier.agent (region_id, agent_id, incarnation, protocol, bell)"
           f" values ('{copy.quay.region}', gen_random_uuid(), 1, 1, 'x')")
    through = got_through(copy, [row, f"{row} returning region_id"])
    agent = uuid.uuid4()
    copy.a.execute("select sync.hello_v1(%s, 1, 1)", [agent])
    body = f'{{"region": "{copy.quay.region}"}}'
    copy.a.execute("select sync.push_v1(%s, 1, false, 1, array[gen_random_uuid()], array[%s], array[%s::bytea])",
                   [agent, body, bytes(64)])
    stamped = copy.postgres.execute("select region_id from crier.activity where body = %s order by received_at desc",
                                    [body]).fetchone()[0]
    return through + ([] if stamped == copy.harbour.region else ["stamped as another's"])


def coordinator_plants(copy):
    with copy.coordinator.transaction(force_rollback=True):
        return copy.coordinator.execute(
            "insert into crier.agent (region_id, agent_id) values (%s, gen_random_uuid())",
            [copy.quay.region]).rowcount == 1


def moved(copy):
    sql = f"update crier.agent set region_id = '{copy.quay.region}'"
    return got_through(copy, [f"{sql} where region_id = '{copy.harbour.region}'", sql])


def coordinator_updates(copy):
    with copy.coordinator.transaction(force_rollback=True):
        return copy.coordinator.execute("update crier.agent set protocol = protocol").rowcount > 1


def children(copy):
    """Partitions and children have rules and rights of their own, or none."""
    names = [row[0] for row in copy.a.execute(
        "select i.inhrelid::regclass::text from pg_inherits i join pg_class c on c.oid = i.inhrelid"
        " where c.relkind in ('r', 'p')")]
    attach = got_through(copy, ["create table crier.child () inherits (crier.post)",
                                "alter table crier.post add column mine integer"])
    return copy.check("0001") + got_through(copy, [f"select * from {name}" for name in names]) + attach


def copies_in(copy):
    """COPY of a row of another's, and of all rows out."""
    row = "\t".join([str(copy.quay.region), str(uuid.uuid4()), "topic", "x", "planted", str(copy.quay.member),
                     "2026-01-01", str(uuid.uuid4())])
    through = []
    try:
        with copy.a.cursor() as cursor, cursor.copy(
                "copy crier.stop (region_id, stop_id, scope, target_topic, reason, placed_by, placed_at, activity_id)"
                " from stdin") as stream:
            stream.write(row + "\n")
        through.append("copied in")
    except psycopg.Error as error:
        assert error.sqlstate == "42501" or copy.is_mutated, error
    return through + got_through(copy, [f"copy {table} to stdout" for table in copy.tables()]
                                 + ["copy (select 1) to program 'true'", "copy crier.stop from '/etc/passwd'"])


def copies_out(copy):
    """What may be called may be copied out, and is no more than that."""
    with copy.a.cursor() as cursor, cursor.copy(
            "copy (select * from sync.snapshot_v1('post', null, 9)) to stdout") as stream:
        told = b"".join(bytes(piece) for piece in stream).decode()
    return copy.harbour.canary in told and copy.quay.canary not in told


KEYS = [
    Pitfall(9, "a unique key that tells of another's", key_probe, own_key_is_told, (
        "create unique index on crier.agent (agent_id, incarnation)",)),
    Pitfall(10, "ON CONFLICT that goes otherwise where there is something", image_probe, own_image_is_known, (
        "alter table crier.media drop constraint media_pkey cascade;"
        " alter table crier.media add constraint media_pkey primary key (sha256)",)),
    Pitfall(11, "a foreign key that finds another's", parent_probe, own_parent_is_found, (
        """alter table crier.credential drop constraint credential_channel_fkey,
          add foreign key (channel_id) references crier.channel (channel_id);
        create or replace function crier.credential_store(region uuid, channel uuid, key_id text, sealed bytea)
        returns bytea language sql set search_path = '' as $$
          insert into crier.credential (region_id, channel_id, key_id, sealed, sha256)
          values (region, channel, key_id, sealed, sha256(sealed)) on conflict do nothing;
          select sha256(sealed) $$""",)),
    Pitfall(12, "a cascade into another's rows", cascade, coordinator_deletes, (
        """alter table crier.delivery drop constraint delivery_post_fkey,
          add foreign key (post_id) references crier.post (post_id) on delete cascade;
        alter table crier.attempt drop constraint attempt_delivery_fkey;
        alter table crier.revision drop constraint revision_post_fkey;
        alter table crier.post_channel drop constraint post_channel_post_fkey;
        alter table crier.post_media drop constraint if exists post_media_post_fkey;
        alter table crier.conflict drop constraint conflict_post_fkey;
        grant delete on crier.post to crier_sync;
        create policy forget on crier.post for delete to crier_sync using (region_id = (select sync.me()));
        create function sync.forget_v1(post uuid) returns void language sql security definer set search_path = '' as
          $$ delete from crier.post p where p.post_id = post $$;
        alter function sync.forget_v1(uuid) owner to crier_sync;
        grant execute on function sync.forget_v1(uuid) to crier_agent""",)),
    Pitfall(13, "an INSERT whose rule lets every region in", planted, coordinator_plants, (
        f"{GIVEN} grant insert, select on crier.agent to crier_agent;"
        " create policy planted on crier.agent for insert to crier_agent with check (true)",)),
    Pitfall(14, "an UPDATE that moves a row to another region", moved, coordinator_updates, (
        f"{GIVEN} grant update on crier.agent to crier_agent; grant execute on function sync.me() to crier_agent;"
        " create policy moved on crier.agent for update to crier_agent using (region_id = (select sync.me()))"
        " with check (true)",)),
    Pitfall(15, "a partition or child read directly", children, coordinator_plants, (
        f"{GIVEN} create table crier.post_of_old () inherits (crier.post); grant select on crier.post_of_old"
        " to crier_agent",)),
    Pitfall(16, "COPY past the rules", copies_in, copies_out, (
        f"{GIVEN} grant insert on crier.stop to crier_agent; alter table crier.stop disable row level security",
        f"{GIVEN} grant select on crier.post to crier_agent")),
]
