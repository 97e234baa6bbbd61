"""Acts received: the routine that agents push to, beside a plain insert of the same rows in the same batches, and
beside PostgreSQL's own replication of them."""

import threading
import time

import replica
from table import Figure

BATCH = 200  # as agents send: PushActs.mostActs
PUSH = "select received, expected, forked from sync.push_v1(%s, 1, false, %s, %s, %s, %s)"
PLAIN = """
    insert into bench.activity (region_id, activity_id, agent_id, incarnation, restrictive, sequence, body,
      body_sha256, signature, login, address)
    select %s, a.id, %s, 1, false, %s + a.place, a.body, a.sha256, a.signature, session_user, inet_client_addr()
    from unnest(%s::uuid[], %s::text[], %s::bytea[], %s::bytea[])
      with ordinality as a (id, body, sha256, signature, place)"""
# The same rows where nothing is promised of them: no rules, no second key, no inbox.
TABLE = """
    create schema bench;
    create table bench.activity (region_id uuid not null, activity_id uuid not null, agent_id uuid not null,
      incarnation integer not null, restrictive boolean not null, sequence bigint not null, body text not null,
      body_sha256 bytea not null, signature bytea not null, login name not null, address inet,
      received_at timestamptz not null default clock_timestamp(),
      primary key (region_id, activity_id));"""
GRANTS = """
    grant usage on schema bench to crier_agent;
    grant insert on bench.activity to crier_agent;"""


def together(work):
    """Runs all at once; the seconds from the first beginning to the last end."""
    gate = threading.Barrier(len(work) + 1)
    troubles = []

    def run(one):
        gate.wait()
        try:
            one()
        except Exception as trouble:  # told below, by the thread that waits
            troubles.append(trouble)
    threads = [threading.Thread(target=run, args=[one]) for one in work]
    for thread in threads:
        thread.start()
    gate.wait()
    began = time.perf_counter()
    for thread in threads:
        thread.join()
    if troubles:
        raise troubles[0]
    return time.perf_counter() - began


def push(connection, office, batches):
    with connection.cursor() as cursor:
        sequence = 1
        for batch in batches:
            cursor.execute(PUSH, [office.agent, sequence, batch.ids, batch.bodies, batch.signatures], prepare=True)
            received, sequence, forked = cursor.fetchone()
            assert received == batch.size and not forked, "the centre did not take a batch"


def plain(connection, office, batches):
    with connection.cursor() as cursor:
        for number, batch in enumerate(batches):
            cursor.execute(PLAIN, [office.region, office.agent, number * BATCH, batch.ids, batch.bodies,
                                   batch.hashes, batch.signatures], prepare=True)


def timed(stage, database, how, offices, batches):
    """Acts a second over one connection for each office."""
    connections = [stage.office(database, office) for office in offices]
    try:
        stage.settle_disk()
        seconds = together([
            (lambda c=connection, o=office, b=own: how(c, o, b))
            for connection, office, own in zip(connections, offices, batches)])
    finally:
        for connection in connections:
            connection.close()
    return sum(batch.size for own in batches for batch in own) / seconds


def replicated(stage, offices, batches):
    """Acts a second, from the first insert at one cluster to the last row at the other."""
    pair = replica.pair(stage, TABLE, "bench.activity")
    connections = [pair.writer() for _ in offices]
    acts = sum(batch.size for own in batches for batch in own)
    # Whoever waits for the rows at the other end is one of those whose time counts.
    seconds = together([(lambda c=c, o=o, b=b: plain(c, o, b)) for c, o, b in zip(connections, offices, batches)]
                       + [lambda: pair.wait(acts)])
    for connection in connections:
        connection.close()
    pair.empty()
    return acts / seconds


def measure(stage, run):
    figures = []
    for count, name, each in ((1, "received, one office", 20_000), (8, "received, eight offices", 5_000)):
        offices = stage.offices[:count]
        batches = [office.signer.batches(each, BATCH) for office in offices]
        database = stage.copy()
        with stage.superuser(database) as connection:
            connection.execute(TABLE + GRANTS)
        rates = {}
        for how in (plain, push) if run % 2 else (push, plain):
            rates[how] = timed(stage, database, how, offices, batches)
        with stage.superuser(database) as connection:
            kept = connection.execute("select count(*) from crier.inbox").fetchone()[0]
        assert kept == count * each, f"{kept} acts wait for their ruling, not {count * each}"
        conditions = f"{count} login{'s' if count > 1 else ''} over TLS, {BATCH} signed acts a call"
        figures.append(Figure(name, rates[push], "acts/s", rates[plain], "plain insert", conditions=conditions))
        stage.drop(database)
        limit = replicated(stage, offices, batches)
        figures.append(Figure(name, rates[push], "acts/s", limit, "logical replication", conditions=conditions))
    return figures
