"""How long things take that people wait for: a post due until it is on the wire, a stop until the last post that slips
through, and a coordinator's death until others do its work. And what a coordinator holds in memory."""

import signal
from pathlib import Path

import answering
import lanes
from people import Person
from rig import Sandbox
from table import Figure

WATCHED, OVER = 200, "10 seconds"
LOAD = (64, 150)  # accounts, posts each: of the 256 lanes that a coordinator has at work, most are free
STOPPED = (256, 60)
DELAY = 0.05
KILLED = (32, 30)
OPEN = "select count(*) from crier.delivery where state not in ('sent', 'rejected', 'withdrawn')"
SENT = "select count(*) from crier.delivery where state = 'sent'"


def one(connection, sql, *values):
    return connection.execute(sql, values).fetchone()[0]


def percentile(values, part):
    values = sorted(values)
    return values[min(len(values) - 1, round(part * (len(values) - 1)))]


def resident(process):
    """MiB of memory that a process holds, and the most that it has held."""
    words = dict(line.split(":", 1) for line in Path(f"/proc/{process.pid}/status").read_text().splitlines())
    return tuple(int(words[name].split()[0]) / 1024 for name in ("VmRSS", "VmHWM"))


def due(stage, run, is_loaded):
    """Milliseconds from the due time to the platform's receipt, of posts on accounts of their own; memory."""
    name = f"wire-{run}-{is_loaded}"
    address = answering.start(stage, name, DELAY if is_loaded else 0, noted=True)
    database = stage.copy()
    coordinator = stage.coordinate(database, patient=True)
    idle, _ = resident(coordinator)
    if is_loaded:
        lanes.fill(stage, database, *LOAD, address=address, due="20 seconds", sealed=True)
    watched = lanes.fill(stage, database, WATCHED, 1, address=address, due="16 seconds", over=OVER, sealed=True)
    with stage.superuser(database) as watch:
        stage.until(lambda: one(watch, OPEN) == 0)
    _, most = resident(coordinator)
    stage.rig.end("coordinator", seconds=60)
    stage.rig.end(name)
    came = answering.wire(stage, name)
    stage.drop(database)
    return [(came[key] - at) * 1000 for key, at in watched], idle, most


def stop(stage, run):
    """Milliseconds from typing a stop of everything to the last post the platform saw come in, and to the command's
    end."""
    name = f"stop-{run}"
    address = answering.start(stage, name, DELAY, noted=True)
    database = stage.copy()
    stage.coordinate(database, patient=True)
    settings = {"CRIER_CONFIG": str(stage.folder / f"coordinator-{database}.yaml")}
    person = Person(stage.rig, f"Ann Lee {run}", "crier-coordinator", settings)
    person.signs_in(stage.code, member="Ann Lee")
    lanes.fill(stage, database, *STOPPED, address=address, due="5 seconds", sealed=True)
    with stage.superuser(database) as watch:
        stage.until(lambda: one(watch, SENT) > 500)
        began = one(watch, "select extract(epoch from clock_timestamp())::float8")
        person.does("stop", "place", "--everything", "--reason", "measured")
        ended = one(watch, "select extract(epoch from clock_timestamp())::float8")
        stage.until(lambda: one(watch, "select count(*) from crier.delivery where state = 'sending'") == 0)
        assert one(watch, "select count(*) from crier.delivery where state in ('waiting', 'stopped')") > 0
    stage.rig.end("coordinator", seconds=60)
    stage.rig.end(name)
    last = max(answering.wire(stage, name).values())
    stage.drop(database)
    return (last - began) * 1000, (ended - began) * 1000


def killed(stage, run):
    """Seconds from a coordinator's SIGKILL until another has sent on every one of its lanes, what was in doubt there
    looked up first."""
    accounts, each = KILLED
    servers = [{"name": "social", "domain": "social.example", "accounts": [
        {"username": f"account{n}", "token": lanes.token(f"account{n}"), "language": "en"}
        for n in range(1, accounts + 1)]}]
    database = stage.copy()
    sandbox = Sandbox(stage.rig, stage.cluster.tls, servers)
    first = stage.coordinate(database, "first", patient=True)
    lanes.fill(stage, database, accounts, each, address=sandbox.address["social"], due="3 seconds", sealed=True)
    with stage.superuser(database) as watch:
        owner = one(watch, "select owner from crier.coordinator where process = %s", first.pid)
        stage.until(lambda: one(watch, SENT) > accounts)
        stage.rig.end("first", signal.SIGKILL)
        at = one(watch, "select clock_timestamp()")
        ours = watch.execute("select channel_id from crier.lane where owner = %s", [owner]).fetchall()
        stage.coordinate(database, "second", patient=True)
        stage.until(lambda: one(watch, """
            select count(distinct d.channel_id)
            from crier.attempt a join crier.delivery d using (region_id, delivery_id)
            where a.kind = 'outcome' and a.outcome = 'sent' and a.owner <> %s and d.channel_id = any (%s)""",
            owner, [row[0] for row in ours]) == len(ours), seconds=400)
        seconds = one(watch, "select extract(epoch from clock_timestamp() - %s)::float8", at)
    stage.rig.end("second", seconds=60)
    stage.rig.end("sandbox")
    stage.drop(database)
    return seconds, len(ours)


def measure(stage, run):
    figures = []
    for is_loaded in (False, True):
        times, idle, most = due(stage, run, is_loaded)
        when = "under load" if is_loaded else "idle"
        conditions = f"{WATCHED} posts on accounts of their own, due over {OVER}" + (
            f"; meanwhile {LOAD[0]} accounts with {LOAD[1]} posts each go out, 50 ms an answer" if is_loaded else "")
        figures += [Figure(f"due to wire, {when}, {name}", percentile(times, part), "ms", conditions=conditions)
                    for name, part in (("median", 0.5), ("p99", 0.99))]
        if not is_loaded:
            figures.append(Figure("coordinator's memory, idle", idle, "MiB", conditions="resident, after its start"))
        else:
            figures.append(Figure("coordinator's memory, loaded", most, "MiB", conditions="most resident"))
    last, command = stop(stage, run)
    conditions = f"{STOPPED[0]} accounts under way, 50 ms an answer; from typing the command"
    figures.append(Figure("stop to the last post that came in", last, "ms", conditions=conditions))
    figures.append(Figure("stop to the command's end", command, "ms", conditions=conditions))
    seconds, count = killed(stage, run)
    figures.append(Figure("coordinator killed to its lanes served", seconds, "s", 60, "lease", more=True, conditions=(
        f"{count} lanes; what was in doubt looked up first; times as in service")))
    return figures
