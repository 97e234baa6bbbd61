"""Coordinators that end, and what else befalls them: each life of one has a fate, and the database its accidents."""

import json
import signal
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import psycopg

from body import UNREACHABLE
from proxy import Proxy
from rig import ROOT, Trouble

LEASE = 60  # seconds, times the scale

PLACES = [
    "claimed", "intent_committed", "leaving", "body_sent", "answer_read", "settled", "session_intended",
    "session_answered"]
AT_RANDOM = "any instant"


@dataclass(frozen=True)
class Fate:
    """How a life is cut short, at a failpoint or at any instant: killed; frozen, until the kernel ends it; or frozen
    for three leases with the watchdog taken away, so that it wakes and the guards behind it are met as well.
    """

    deed: str
    place: str

    @property
    def signal(self):
        return "kill" if self.deed == "killed" else "stop"


KILLED, FROZEN, WAKES = DEEDS = "killed", "frozen for good", "frozen, then awake"
# What wakes before its request leaves does not let it; what stands between the last check and the first byte would.
FATES = [
    *(Fate(deed, place) for deed in (KILLED, FROZEN) for place in (*PLACES, AT_RANDOM)),
    *(Fate(WAKES, place) for place in ("claimed", "intent_committed", "body_sent", "answer_read", "settled"))]


class Coordinator:
    """One after another, under one name, with a line of its own to the database that can be cut."""

    def __init__(self, body, name, chance, scale=0.05, busy=9):
        """`scale` of all times of dispatch; a failpoint is passed up to `busy` times before it strikes."""
        self.body, self.name, self.chance, self.busy = body, name, chance, busy
        self.lease = LEASE * scale
        self.proxy = Proxy(body.cluster.port)
        settings = body.centre_settings(port=self.proxy.port).replace("scale: 0.1", f"scale: {scale}")
        self.settings = body.write(f"{name}.yaml", settings)
        self.fate, self.process, self.due, self.wakes, self.sessions = None, None, None, None, None

    def begins(self, fate=None, nth=None, without=()):
        """A new life, with its fate; `without` some guards."""
        self.fate, self.due, self.wakes = fate, None, None
        if fate and fate.deed == WAKES:
            without = {*without, "watchdog"}
        env = {"CRIER_CONFIG": str(self.settings), "CRIER_SABOTAGE": ",".join(sorted(without))}
        self.sessions = self.said("dispatch session")
        if fate and fate.place != AT_RANDOM:
            nth = nth or self.chance.randint(1, 2 if fate.place.startswith("session") else self.busy)
            env["CRIER_FAILPOINTS"] = f"{fate.place}={fate.signal}:{nth}"
        self.process = self.body.rig.start(self.name, self.body.coordinator, "run", env=env)

    def is_stopped(self):
        if self.process.poll() is not None:
            return False
        return Path(f"/proc/{self.process.pid}/stat").read_text(encoding="ascii").rsplit(")", 1)[1].split()[0] == "T"

    def meets(self):
        """Its fate, once it has been met to the end; None while it is still to come."""
        now = time.monotonic()
        if self.sessions is not None and self.said("dispatch session") > self.sessions:
            self.sessions = None  # it is at work
            if self.fate and self.fate.place == AT_RANDOM:
                self.due = now + self.chance.uniform(0.1, 2) * self.lease
        if self.due and now >= self.due:
            self.due = None
            self.process.send_signal(signal.SIGKILL if self.fate.deed == KILLED else signal.SIGSTOP)
        if (status := self.process.poll()) is not None:
            if self.fate and self.fate.deed != WAKES and status == -signal.SIGKILL:
                return self.fate
            if status == UNREACHABLE:  # it began while the database was away
                self.begins(self.fate)
                return None
            raise Trouble(f"{self.name} ended by itself with {status}", self.log)
        if self.wakes is None and self.fate and self.fate.deed != KILLED and self.is_stopped():
            self.wakes = now + 3 * self.lease
        if self.wakes and now >= self.wakes:
            if self.fate.deed == FROZEN:
                raise Trouble(f"{self.name}, {self.fate}, was not ended by the kernel", self.log)
            self.process.send_signal(signal.SIGCONT)
            return self.fate
        return None

    def ends(self, number=signal.SIGTERM):
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGCONT)
        if self.name in self.body.rig.running:
            self.body.rig.end(self.name, number, 40)

    def close(self):
        self.ends(signal.SIGKILL)
        self.proxy.close()

    @property
    def log(self):
        return self.body.rig.log(self.name)

    def said(self, words):
        return self.log.read_text(encoding="utf-8").count(words) if self.log.exists() else 0


class Database:
    """The tables, read past everybody, and what befalls their server."""

    def __init__(self, body):
        self.body, self.cluster = body, body.cluster

    def session(self):
        place = {"host": self.cluster.env["SOCKET"], "port": self.cluster.port}
        return psycopg.connect(dbname="crier", user="postgres", autocommit=True, **place)

    def ask(self, sql, *values):
        with self.session() as session:
            done = session.execute(sql, values)
            return done.fetchall() if done.description else []

    def ends_sessions(self, share=1.0):
        """Sessions of coordinators are ended by the server, each with this chance; how many were."""
        return len(self.ask("""
            select pg_terminate_backend(pid) from pg_stat_activity
            where usename = 'crier_coordinator' and random() < %s""", share))

    def crashes(self):
        """Ends at once, and begins again with what its log holds."""
        for words in (("stop", self.cluster.folder, "--immediate"), ("start", self.cluster.folder, "--fast")):
            self.body.rig.call(ROOT / "ops/cluster", *words, patient=True)


class Cut:
    """For some seconds what a coordinator says arrives and is done, and the answers do not; then the line is gone."""

    def __init__(self, coordinator, seconds):
        self.coordinator, self.before = coordinator, self._unanswered(coordinator)
        self.over = time.monotonic() + seconds
        coordinator.proxy.cut_in()

    def goes_on(self, to_the_end=False):
        if self.over and (to_the_end or time.monotonic() >= self.over):
            self.over = None
            self.coordinator.proxy.reset()
            self.coordinator.proxy.heal()

    def intents(self):
        """How many intents it hit."""
        return self._unanswered(self.coordinator) - self.before

    @staticmethod
    def _unanswered(coordinator):
        return coordinator.said("an intent got no answer")


# Label, kind, and what else is told; all but the last two act first.
LIES = [
    ("acts, closes", "act_then_close", {}),
    ("acts, resets", "act_then_reset", {}),
    ("acts, answers 4xx", "act_then_status", {"status": 404, "body": "<html>Not here</html>"}),
    ("acts, answers 5xx", "act_then_status", {"status": 502}),
    ("acts, answers garbage", "act_then_garbage", {}),
    ("acts, answers by half", "half_answer", {}),
    ("acts, says nothing", "hang_after_acting", {}),
    ("closes", "close", {}),
    ("resets", "reset", {}),
]


class Lies:
    """What the servers do to calls that publish: told one call ahead."""

    PATHS = {"mastodon": "/api/v1/statuses", "bluesky": "/xrpc/com.atproto.repo.putRecord", "hostile": "/messages"}

    def __init__(self, sandbox, servers, chance):
        self.sandbox, self.servers, self.chance = sandbox, servers, chance
        self.left, self.placed = [], {}

    def tells(self):
        """One more, of a kind and at a server by chance; each pair has its turn before any has another."""
        if not self.left:
            self.left = [(server, lie) for server in self.servers for lie in LIES]
            self.chance.shuffle(self.left)
        server, (label, kind, more) = self.left.pop()
        path = self.PATHS[self.servers[server]]
        told = self.sandbox.control("POST", "faults", server=server, body={
            "kind": kind, "match": {"method": "POST", "path": path}, "count": 1, "after": self.chance.randrange(3),
            **more})
        self.placed[server, told["id"]] = label

    def done(self):
        """How many calls met each."""
        met = Counter({label: 0 for label, _, _ in LIES})
        for server in self.servers:
            for fault in self.sandbox.control("GET", "faults", server=server):
                met[self.placed[server, fault["id"]]] += fault["done"]
        return met

    def end(self):
        """No more of them: what was met stays counted."""
        met = self.done()
        for server in self.servers:
            self.sandbox.control("DELETE", "faults", server=server)
        return met


def ledger(sandbox):
    """What became visible: of each account on each server, the texts in order."""
    lines = map(json.loads, sandbox.ledger.read_text(encoding="utf-8").splitlines())
    return Counter((line["server"], line["account"], line["text"]) for line in lines if line["event"] == "create")
