"""Acts ruled on: a whole coordinator at its inbox, beside an upsert of the posts that came of it by arrays, in batches
of the same size over the same kind of connection."""

import time

from receiving import BATCH as PUSHED, push, together
from signed import array
from table import Figure

ACTS = 10_000
BATCH = 125  # ReconciliationService.Pace.part
RULED = """
    select count(*), extract(epoch from max(ruled_at) - min(ruled_at) filter (where ruling_no = %(from)s + %(batch)s)
      )::float8
    from crier.ruling where ruling_no > %(from)s"""
BARE = """
    create schema bench;
    create table bench.post (region_id uuid not null, post_id uuid not null, member_id uuid not null,
      state text not null, class text not null, revision integer not null, digest bytea not null,
      content jsonb not null, version bigint not null, activity_id uuid not null, created_at timestamptz not null,
      changed_at timestamptz not null default clock_timestamp(), primary key (region_id, post_id));
    grant usage on schema bench to crier_coordinator;
    grant select, insert, update on bench.post to crier_coordinator;"""
COLUMNS = {"region_id": "uuid", "post_id": "uuid", "member_id": "uuid", "state": "text", "class": "text",
           "revision": "integer", "digest": "bytea", "content": "jsonb", "version": "bigint", "activity_id": "uuid",
           "created_at": "timestamptz"}
UPSERT = f"""
    insert into bench.post ({", ".join(COLUMNS)})
    select * from unnest({", ".join(f"%s::{kind}[]" for kind in COLUMNS.values())})
    on conflict (region_id, post_id) do update set state = excluded.state, revision = excluded.revision,
      digest = excluded.digest, content = excluded.content, version = excluded.version,
      activity_id = excluded.activity_id, changed_at = clock_timestamp()"""


def ruled(stage, database):
    """Rulings a second of a coordinator that finds a full inbox, from the end of its first batch to the last."""
    each = ACTS // len(stage.offices)
    batches = [office.signer.batches(each, PUSHED) for office in stage.offices]
    connections = [stage.office(database, office) for office in stage.offices]
    together([(lambda c=c, o=o, b=b: push(c, o, b)) for c, o, b in zip(connections, stage.offices, batches)])
    for connection in connections:
        connection.close()
    acts = each * len(stage.offices)
    stage.settle_disk()
    stage.coordinate(database)
    with stage.superuser(database) as watch:
        values = {"from": stage.history, "batch": BATCH}
        while True:
            stage.rig.check_alive()
            done, seconds = watch.execute(RULED, values).fetchone()
            if done == acts:
                break
            time.sleep(0.1)
        verdicts = dict(watch.execute(
            "select verdict, count(*) from crier.ruling where ruling_no > %s group by 1", [stage.history]).fetchall())
    stage.rig.end("coordinator", seconds=60)
    assert verdicts == {"accepted": acts}, verdicts
    return (acts - BATCH) / seconds


def upserted(stage, database):
    """The posts of the rulings, upserted."""
    with stage.superuser(database) as connection:
        connection.execute(BARE)
        rows = connection.execute(
            f"select {', '.join(f'{name}::text' for name in COLUMNS)} from crier.post where state = 'draft'").fetchall()
    batches = []
    for start in range(0, len(rows), BATCH):
        columns = zip(*rows[start:start + BATCH])
        batches.append([array('"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"' for value in column)
                        for column in columns])
    stage.settle_disk()
    with stage.centre(database) as connection, connection.cursor() as cursor:
        began = time.perf_counter()
        for batch in batches:
            cursor.execute(UPSERT, batch, prepare=True)
        return len(rows) / (time.perf_counter() - began)


def measure(stage, run):
    database = stage.copy()
    rate = ruled(stage, database)
    limit = upserted(stage, database)
    stage.drop(database)
    return [Figure("ruled", rate, "acts/s", limit, "array upsert", conditions=(
        f"{ACTS} posts composed and signed at {len(stage.offices)} offices, one coordinator with all of its services, "
        f"{BATCH} in a batch"))]
