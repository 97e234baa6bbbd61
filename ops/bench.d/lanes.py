"""Accounts with approved posts that are due, as rulings and the scheduler would have left them."""

import hashlib

from cryptography.hazmat.primitives import hpke
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey

# The pace and the ceiling of an account are what a platform allows; here they must not be what is measured.
CHANNELS = """
    with office as (
      select r.region_id, row_number() over (order by r.region_id) as n, count(*) over () as all
      from crier.region r where r.parent_id is not null
    ), made as (
      insert into crier.channel (region_id, channel_id, platform, address, handle, name, languages, credential_sha256,
        ceiling_per_hour, activity_id)
      select o.region_id, gen_random_uuid(), 'mastodon', %(address)s, '@account' || i, 'Account ' || i, '{en}',
        sha256('secret'), 10000, gen_random_uuid()
      from generate_series(1, %(channels)s) i join office o on o.n = i %% o.all + 1
      returning region_id, channel_id)
    insert into crier.lane (region_id, channel_id, platform, rate, burst, tokens)
    select region_id, channel_id, 'mastodon', 1e6, 1e6, 1e6 from made"""
APPROVERS = """
    insert into crier.member (region_id, member_id, name, public_key, activity_id)
    select m.region_id, crier.derived_id('approver', m.region_id::text), 'Approver', sha256('key'), m.activity_id
    from crier.member m join crier.region r on r.region_id = m.region_id and r.parent_id is not null
    where right(m.name, 6) = 'author'
    on conflict do nothing"""
POSTS = """
    create temp table made on commit drop as
    select c.region_id, c.channel_id, m.member_id, crier.derived_id('approver', c.region_id::text) as approver_id,
      gen_random_uuid() as post_id, gen_random_uuid() as act, gen_random_uuid() as consent, content
    from crier.channel c
    join lateral (select m.member_id from crier.member m where m.region_id = c.region_id and right(m.name, 6) = 'author'
      limit 1) m on true
    cross join generate_series(1, %(each)s) i
    cross join lateral jsonb_build_object('texts', jsonb_build_object('en', %(text)s || i), 'content_warning', null,
      'visibility', 'public', 'reply_to', null, 'media', '[]'::jsonb, 'channels', jsonb_build_array(
        jsonb_build_object('region', c.region_id, 'channel', c.channel_id))) content
    where c.credential_sha256 is not null
      and not exists (select from crier.post_channel k where k.channel_id = c.channel_id);
    alter table made add digest bytea;
    update made set digest = crier.content_digest(post_id, content);
    insert into crier.post (region_id, post_id, member_id, state, class, revision, digest, content, writers, approvals,
      activity_id, created_at, planned_version)
    select region_id, post_id, member_id, 'approved', 'routine', 1, digest, content, array[member_id],
      jsonb_build_array(jsonb_build_object('revision', 1, 'member_id', approver_id, 'member_region_id', region_id,
        'member_name', 'Approver', 'tier', 'approver', 'activity_id', consent, 'approved_at', now())),
      act, now(), 1 from made;
    insert into crier.revision (region_id, post_id, revision, digest, content, member_id, member_name, activity_id,
      written_at, epoch)
    select region_id, post_id, 1, digest, content, member_id, 'Author', act, now(),
      (select b.epoch from crier.body b) from made;
    insert into crier.post_channel select region_id, post_id, region_id, channel_id from made;
    insert into crier.approval (region_id, post_id, revision, member_region_id, member_id, tier, digest, activity_id,
      approved_at)
    select region_id, post_id, 1, region_id, approver_id, 'approver', digest, consent, now() from made;
    insert into crier.delivery (region_id, delivery_id, channel_id, post_region_id, post_id, kind, revision, digest,
      class, priority, due_at, idempotency_key, state, activity_id)
    select region_id, crier.derived_id('delivery', post_id::text, channel_id::text, 'publish', '0'), channel_id,
      region_id, post_id, 'publish', 1, digest, 'routine', 9,
      now() + %(due)s::interval + random() * %(over)s::interval, post_id::text, 'waiting', act
    from made"""
DUE = """
    select admin.lanes_recompute(array_agg(region_id), array_agg(channel_id), null, true)
    from crier.channel where credential_sha256 is not null"""


SUITE = hpke.Suite(hpke.KEM.X25519, hpke.KDF.HKDF_SHA256, hpke.AEAD.CHACHA20_POLY1305)


def fill(stage, database, channels, each, address="https://social.example", due="0 seconds", over="0 seconds",
         sealed=False):
    """So many new accounts with so many posts each, due so long from now, spread over a time; `sealed`: with a token
    that opens. Gives the idempotency key and the due time (seconds since 1970) of each."""
    with stage.superuser(database) as connection:
        connection.execute(CHANNELS, {"address": address, "channels": channels})
        connection.execute(APPROVERS)
        if sealed:
            seal(connection)
        made = post(connection, {"each": each, "text": "Closed until noon. ", "due": due, "over": over})
        connection.execute(DUE)
    vacuum(stage, database)
    return made


def token(handle):
    return f"token-of-{handle.lstrip('@')}"


def seal(connection):
    """Encrypts a token for each account to the coordinator, as adding a channel does."""
    key, key_id = connection.execute("select encryption_key, encryption_key_id from crier.body").fetchone()
    public = X25519PublicKey.from_public_bytes(key)
    rows = connection.execute("""
        select c.region_id::text, c.channel_id::text, c.handle from crier.channel c
        where c.credential_sha256 is not null
          and not exists (select from crier.credential k where k.channel_id = c.channel_id)""").fetchall()
    with connection.transaction(), connection.cursor() as cursor:
        for region, channel, handle in rows:
            info = "\n".join(["crier credential 1", region, channel, "mastodon", key_id]).encode()
            sealed = SUITE.encrypt(token(handle).encode(), public, info=info)
            sha256 = hashlib.sha256(sealed).digest()
            cursor.execute("""
                insert into crier.credential (region_id, channel_id, key_id, sealed, sha256)
                values (%s, %s, %s, %s, %s)""", [region, channel, key_id, sealed, sha256])
            cursor.execute("update crier.channel set credential_sha256 = %s where channel_id = %s", [sha256, channel])


def post(connection, values):
    with connection.transaction():
        for statement in POSTS.split(";\n"):
            connection.execute(statement, values if "%(" in statement else None)
        return connection.execute("""
            select d.idempotency_key, extract(epoch from d.due_at)::float8
            from made m join crier.delivery d on d.idempotency_key = m.post_id::text""").fetchall()


def vacuum(stage, database):
    """As autovacuum would leave it: plans are made for what is there."""
    with stage.superuser(database) as connection:
        connection.execute("vacuum analyze")
        connection.execute("checkpoint")
