"""The gate before the public by itself: senders who ask it as coordinators do, and a hand at the stop button.

There are no programs here, only the database, its real logins and the routines that the programs call.
"""

import json
import threading
import time
import uuid
from dataclasses import dataclass, field

import psycopg

from body import ROOT

LANES, POSTS = 24, 4
OFFICES = {"north": "centre", "harbour": "north", "south": "centre"}  # office -> the one above
CLASSES = ["routine", "event", "emergency", "routine"]
NAMES = {"everything": None, "platform": "mastodon", "region": list(OFFICES), "channel": None,
         "member": ["ann", "bob", "sue"], "topic": ["tides", "floods"]}


@dataclass
class Stop:
    """An order, and between which moments nothing that it covers may be let out."""

    scope: str
    target: object
    passes_emergency: bool
    id: str = field(default_factory=lambda: str(uuid.uuid4()))
    written: object = None  # by the database's clock, under the lock
    stands: float = 0  # by our clock: whoever placed it has been told
    lifting: float = float("inf")  # by our clock: somebody is about to ask for its end
    ending: object = None  # the same by the database's clock

    def covers(self, words):
        """Of a delivery's class, channel, platform, campaign, hands, and the offices that it belongs to."""
        if self.passes_emergency and words["class"] == "emergency":
            return False
        if self.scope == "everything":
            return True
        held = words[self.scope]
        return self.target in held if isinstance(held, set) else self.target == held


@dataclass
class Call:
    """One question at the gate: when it began and was answered by our clock, and what was let out."""

    begun: float
    answered: float
    allowed: list
    refused: dict


class Gate:
    """A database of its own with a small body, whose posts wait on many accounts and never come to their end."""

    def __init__(self, body, name):
        self.body, self.name = body, name
        body.cluster.superuser("postgres", f"create database {name}")
        settings = body.write(f"{name}.yaml", body.dba_settings(name=name))
        body.rig.call(body.coordinator, "migrate", "--config", settings, "--sql", ROOT / "sql")
        self.dba = psycopg.connect(
            host=body.cluster.env["SOCKET"], port=body.cluster.port, user="postgres", dbname=name, autocommit=True)
        self.button = self.enters()
        self._fill()
        self.owner = str(uuid.uuid4())
        self.fence = self.asks(self.button, "select admin.reconciler_take_v1(%s, '1 day')", self.owner)
        self.calls, self.standing, self.stops, self.lost = [], [], [], []

    def loses(self, routine, instead):
        """A guard removed, until `begins_anew`."""
        self.lost.append(self.asks(self.dba, "select pg_get_functiondef(%s::regprocedure)", routine))
        self.dba.execute(instead)

    def begins_anew(self):
        for definition in self.lost:
            self.dba.execute(definition)
        for stop in list(self.standing):
            self.lifts(stop)
        self.presses()
        self.calls, self.stops, self.lost = [], [], []

    def close(self):
        self.button.close()
        self.dba.close()
        self.body.cluster.superuser("postgres", f"drop database {self.name} with (force)")

    def enters(self):
        """A session of a coordinator's login."""
        prefix, cluster = self.body.folder / "coordinator", self.body.cluster
        return psycopg.connect(
            host="localhost", port=cluster.port, user="crier_coordinator", dbname=self.name, sslmode="verify-full",
            sslrootcert=f"{cluster.tls}/ca.pem", sslcert=f"{prefix}.pem", sslkey=f"{prefix}.key", autocommit=True)

    @staticmethod
    def asks(session, sql, *values):
        values = [json.dumps(value) if isinstance(value, (dict, list)) else value for value in values]
        return session.execute(sql, values, prepare=True).fetchone()[0]

    def id(self, word):
        return str(self.asks(self.dba, "select pg_temp.id(%s)", word))

    def _fill(self):
        """Accounts on a few offices, each with posts of every class by different hands."""
        self.dba.execute((ROOT / "sql/tests/fixture/dispatch.sql").read_text(encoding="utf-8"))
        self.deliveries = {}
        line = {"centre": {"centre"}}
        for office, above in OFFICES.items():
            line[office] = line[above] | {office}
        for lane in range(LANES):
            office = list(OFFICES)[lane % len(OFFICES)]
            account = f"{office}-{lane}"
            self.dba.execute("""
                insert into crier.region (region_id, parent_id, name, zone, languages, activity_id)
                values (pg_temp.id(%s), pg_temp.id(%s), %s, 'Europe/London', '{en}', pg_temp.id('act'))""",
                (account, office, account))
            self.dba.execute("""
                insert into crier.channel (region_id, channel_id, platform, address, handle, name, languages,
                  credential_sha256, ceiling_per_hour, activity_id)
                values (pg_temp.id(%s), pg_temp.id(%s), 'mastodon', 'https://social.example', '@x', %s, '{en}',
                  sha256('secret'), 1000, pg_temp.id('act'))""", (account, f"{account}-channel", account))
            for number in range(POSTS):
                self._write(f"{account} {number}", account, CLASSES[number], number, line[office] | {account, "north"})
        self.dba.execute("update crier.lane set rate = 1000, burst = 1000, tokens = 1000")

    def _write(self, post, account, kind, number, offices):
        writer, topic = ["ann", "sue"][number % 2], ["tides", "floods"][number // 2]
        self.dba.execute("select pg_temp.post(%s, %s, array[%s])", (post, kind, account))
        self.dba.execute("""
            update crier.post set campaign = %s, writers = array[pg_temp.id(%s)] where post_id = pg_temp.id(%s)""",
            (topic, writer, f"post {post}"))
        self.dba.execute("select pg_temp.plan_post(%s, %s)", (post, account))
        self.deliveries[str(self.asks(self.dba, "select pg_temp.delivery(%s, %s)", post, account))] = {
            "class": kind, "channel": self.id(f"{account}-channel"), "platform": "mastodon", "topic": topic,
            "member": {self.id(writer), self.id("bob")}, "region": {self.id(office) for office in offices}}

    # The senders

    def sends(self, senders):
        """Starts them; gives what ends them and waits until they have."""
        over, troubles = threading.Event(), []
        hands = [threading.Thread(target=self._send, args=(over, troubles)) for _ in range(senders)]
        for hand in hands:
            hand.start()

        def ends():
            over.set()
            for hand in hands:
                hand.join(60)
            assert not troubles, troubles
        return ends

    def _send(self, over, troubles):
        """Claims, asks, and says that the platform surely did not act: so it is all there again."""
        owner = str(uuid.uuid4())
        try:
            with self.enters() as session:
                while not over.is_set():
                    claim = self.asks(session, "select admin.claim_v1(%s, 2, '1 minute')", owner)
                    if claim["work"]:
                        self._try(session, owner, claim["work"])
                    else:
                        over.wait(0.002)
        except Exception as error:  # told by whoever waits for us
            troubles.append(error)

    def _try(self, session, owner, work):
        asks = [{"region_id": one["delivery"]["region_id"], "delivery_id": one["delivery"]["delivery_id"],
                 "fence": one["fence"], "bytes_sha256": "\\x00"} for one in work]
        begun = time.monotonic()
        answers = self.asks(session, "select admin.intent_v1(%s, %s, '30 seconds')", owner, asks)
        allowed = [one for one in answers if one["allowed"]]
        self.calls.append(Call(
            begun, time.monotonic(), [one["delivery_id"] for one in allowed],
            {one["delivery_id"]: one["reason"] for one in answers if not one["allowed"]}))
        results = [{"region_id": one["region_id"], "delivery_id": one["delivery_id"], "fence": one["fence"],
                    "outcome": "surely_not", "free": True} for one in allowed]
        if results:
            self.asks(session, "select admin.settle_v1(%s, %s)", owner, results)

    # The button

    def stop_by(self, chance):
        scope = chance.choice(list(NAMES))
        target = NAMES[scope]
        if scope == "channel":
            target = chance.choice([words["channel"] for words in self.deliveries.values()])
        elif isinstance(target, list):
            target = chance.choice(target)
            target = target if scope == "topic" else self.id(target)
        return Stop(scope, target, chance.random() < 0.3)

    def places(self, stop):
        """As the coordinator that rules does; gives how many seconds it took."""
        begun = time.monotonic()
        self._rules(stop)
        stop.stands = time.monotonic()
        self.standing.append(stop)
        self.stops.append(stop)
        stop.written = self.asks(self.dba, "select changed_at from crier.stop where stop_id = %s", stop.id)
        self._plans()
        return stop.stands - begun

    def lifts(self, stop):
        self.standing.remove(stop)
        stop.ending = self.asks(self.dba, "select clock_timestamp()")
        stop.lifting = time.monotonic()
        self._rules(stop, lifted_by=self.id("sue"), lifted_at="now", version=2)
        self._plans()

    def _rules(self, stop, **lifted):
        target = {"platform": "target_platform", "topic": "target_topic"}.get(stop.scope, "target_id")
        order = {
            "region_id": self.id("centre"), "stop_id": stop.id, "scope": stop.scope, target: stop.target,
            "exempt_emergency": stop.passes_emergency, "reason": "proof", "placed_by": self.id("dee"),
            "placed_at": "now", "version": 1, "activity_id": self.id("act"), **lifted}
        empty = ["rulings", "events", "feed", "revisions", "approvals", "decisions", "deferred", "regions", "members",
                 "grants", "policies", "channels", "posts", "conflicts"]
        self.asks(self.button, "select admin.rulings_write_v1(%s, %s, %s)", self.owner, self.fence,
                  {**{kind: [] for kind in empty}, "restrictive": True, "stops": [order]})

    def _plans(self):
        while self.asks(self.button, "select admin.stops_plan_v1(500)") == 500:
            pass

    def presses(self):
        """Puts before the gate again whatever a stop took away from it, so that it is asked about all of it."""
        with self.dba.transaction():
            self.dba.execute("""
                select from crier.delivery where state in ('stopped', 'missed')
                order by region_id, delivery_id for no key update""")
            self.dba.execute("""
                with back as (
                  update crier.delivery set state = 'waiting', reason = null, sentence = null, stop_id = null
                  where state in ('stopped', 'missed') returning region_id, channel_id)
                select admin.lanes_recompute(array_agg(region_id), array_agg(channel_id), null, false) from back""")

    # What came of it

    def broken_by_our_clock(self):
        """What was let out by a question that began when a stop over it stood, and was answered before it was lifted.

        One clock, one process: the question began after whoever placed the stop had been told that it stands.
        """
        return [(stop, one) for call in self.calls for stop in self.stops
                if stop.stands <= call.begun and call.answered <= stop.lifting
                for one in call.allowed if stop.covers(self.deliveries[one])]

    def broken_by_the_log(self):
        """Intents in the log of attempts between the moment when a stop over them was written and its end.

        Sharper: a stop is written, and an intent as well, by whoever holds the lock, so an intent of a time between is
        one of after the stop's commit, or one that did not wait for it.
        """
        log = self.dba.execute("""
            select at, delivery_id::text from crier.attempt where kind = 'intent' order by at""").fetchall()
        now = self.asks(self.dba, "select clock_timestamp()")
        return [(stop, one) for at, one in log for stop in self.stops
                if stop.written < at < (stop.ending or now) and stop.covers(self.deliveries[one])]
