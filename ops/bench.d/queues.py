"""Deliveries claimed, intended and settled with nothing sent: what the coordinator asks of the database, with its
widths, beside other queues on PostgreSQL with jobs that do nothing, on the same cluster."""

import json
import subprocess
import time
import uuid

import lanes
from receiving import together
from stage import ROOT
from table import Figure

CHANNELS, EACH = 1_000, 10
CLAIM, BATCH, CALLS = 32, 64, 4  # DeliveryService.Width: lanes 256 at once, 64 in one call
CLAIM_SQL = """
    select case when admin.owner_gone(%s) then '{"frozen": false, "gone": true, "work": []}'::jsonb
      else admin.claim_v1(%s, %s, '60 seconds', false) end::text"""
INTENT_SQL = "select admin.intent_v1(%s, %s, '30 seconds')::text"
SETTLE_SQL = "select admin.settle_v1(%s, %s, true)::text"
PEERS = {"pgqueuer": ("batch 10, 5 workers", "batch 100, 1 worker"), "procrastinate": ("concurrency 10",)}


class Sender:
    """Does what the coordinator does with its lanes, but for the request."""

    def __init__(self, connection, owner):
        self.cursor = connection.cursor()
        self.owner = owner
        self.settled = 0

    def ask(self, sql, *parameters):
        self.cursor.execute(sql, parameters, prepare=True)
        return json.loads(self.cursor.fetchone()[0])

    def run(self):
        work = []
        while True:
            while len(work) < BATCH:
                claimed = self.ask(CLAIM_SQL, self.owner, self.owner, min(CLAIM, BATCH - len(work)))["work"]
                work += claimed
                if not claimed:
                    break
            if not work:
                return
            asks = [{"region_id": one["delivery"]["region_id"], "delivery_id": one["delivery"]["delivery_id"],
                     "fence": one["fence"], "bytes_sha256": "\\x" + "ab" * 32} for one in work]
            allowed = self.ask(INTENT_SQL, self.owner, json.dumps(asks))
            assert all(one["allowed"] for one in allowed), allowed
            done = [{"region_id": one["region_id"], "delivery_id": one["delivery_id"], "fence": one["fence"],
                     "outcome": "sent", "before_intent": False, "status": 200, "free": False,
                     "remote_id": one["delivery_id"]} for one in allowed]
            work = self.ask(SETTLE_SQL, self.owner, json.dumps(done))["work"]
            self.settled += len(done)


def ours(stage):
    database = stage.copy()
    lanes.fill(stage, database, CHANNELS, EACH)
    owner = str(uuid.uuid4())
    connections = [stage.centre(database) for _ in range(CALLS + 1)]
    connections[0].execute("select pg_advisory_lock(admin.heartbeat_v1(%s, 'bench', 1, '{}'))", [owner])
    senders = [Sender(connection, owner) for connection in connections[1:]]
    seconds = together([sender.run for sender in senders])
    settled = sum(sender.settled for sender in senders)
    with stage.superuser(database) as connection:
        sent = connection.execute(
            "select count(*) from crier.delivery where fence is not null and state = 'sent'").fetchone()[0]
    assert settled == sent == CHANNELS * EACH, (settled, sent)
    for connection in connections:
        connection.close()
    stage.drop(database)
    return settled / seconds


def peer(stage, name, form):
    """Another queue in a process and a database of its own; jobs a second, by its own reckoning of what is done."""
    stage.copies += 1
    database = f"peer_{stage.copies}"
    with stage.superuser("postgres") as connection:
        connection.execute(f"create database {database} template template0")
    done = subprocess.run(
        [str(ROOT / ".build-bench/bin/python"), str(ROOT / "ops/bench.d/peers.py"), name, form,
         f"host={stage.cluster.env['SOCKET']} port={stage.cluster.port} user=postgres dbname={database}"],
        capture_output=True, text=True, timeout=300, check=False)
    stage.drop(database)
    assert done.returncode == 0, f"{name} failed: {done.stderr[-2000:]}"
    return float(done.stdout.split()[-1])


def measure(stage, run):
    began = time.perf_counter()
    rate = ours(stage)
    stage.tell.say(f"queue: {rate:.0f}/s ({time.perf_counter() - began:.0f} s)")
    conditions = f"{CHANNELS} accounts with {EACH} posts each, {CALLS} calls of {BATCH} at once; peers: no-op jobs"
    figures = []
    for name, forms in PEERS.items():
        for form in forms:
            limit = peer(stage, name, form)
            figures.append(Figure(
                "queue only", rate, "deliveries/s", limit, f"{name}, {form}", conditions=conditions))
    return figures
