"""An office at the end of a line that can be cut, and what its store and the centre hold, compared."""

import json
import sqlite3

from body import Desk, until
from proxy import Proxy

PATIENCE = 90  # more than an agent takes to give up a connection that says nothing, and to come back


class Outpost:
    """Its store is read from outside, as a command would be a sign of life that makes the agent look."""

    def __init__(self, body, name, author, approver=None, state=None, proxy=Proxy, below=(), **account):
        self.body = body
        self.proxy = proxy(body.cluster.port)
        self.desk = body.opens(Desk(body.rig, name, state), below, port=self.proxy.port)
        self.author = body.adds(author, "author", self.desk)
        self.approver = approver and body.adds(approver, "approver", self.desk)
        self.channel = f"{name} News"
        body.adds_channel(self.channel, office=name, **account)
        self.until(lambda: self.author.asks("channel", "list"), "the channel")
        self.region = self.author.asks("status")["region"]

    def close(self):
        if self.runs():
            self.desk.pause()
        self.proxy.close()

    def recovers(self):
        """The line is up and the agent runs, whatever a test did to them."""
        self.proxy.heal()
        if not self.runs():
            self.desk.run()

    def runs(self):
        return self.desk.name in self.body.rig.running

    def until(self, condition, what):
        return until(condition, PATIENCE, what, self.body.rig.log(self.desk.name))

    def writes(self, text, *words, env=None):
        """Gives the new post's id."""
        typed = ("post", "compose", "--channel", self.channel, "--text", f"en={text}", "--json", *words)
        done = self.body.office(*typed, env=env or self.author.env)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)[0]["post"]

    # What is where

    def ask(self, sql, state=None):
        """Asks the store, or that of a copy of the folder."""
        store = sqlite3.connect(f"{(state or self.desk.state).as_uri()}/office.sqlite?mode=ro", uri=True, timeout=10)
        try:
            return store.execute(sql).fetchall()
        finally:
            store.close()

    def tells(self, state, sql):
        """Changes a store that nobody has open."""
        store = sqlite3.connect(state / "office.sqlite")
        try:
            store.executescript(sql)
        finally:
            store.close()

    def line(self):
        """What the agent last noted of the line."""
        told = self.ask("select value from setting where key = 'line'")
        return json.loads(told[0][0]) if told else {"condition": "unknown"}

    def kept(self, state=None):
        """Acts of the store with their rulings, None where there is none."""
        return dict(self.ask("select id, verdict from act", state))

    def received(self):
        """The same of the centre; an act that stands there twice would be two rows, and fails."""
        rows = self.body.cluster.superuser("crier", f"""
            select a.activity_id, r.verdict
            from crier.activity a left join crier.ruling r using (region_id, activity_id)
            where a.region_id = '{self.region}'""").stdout.split()
        acts = [row.split("|") for row in rows]
        assert len({act for act, _ in acts}) == len(acts), acts
        return {act: verdict or None for act, verdict in acts}

    def unruled(self, state=None):
        return [act for act, verdict in self.kept(state).items() if verdict is None]

    def agree(self, state=None):
        """Waits until the store shows a ruling on each act; it is the centre's, and nobody knows of more."""
        self.until(lambda: not self.unruled(state), "a ruling on every act")
        kept, received = self.kept(state), self.received()
        assert kept == received, (set(kept.items()) ^ set(received.items()))
        return kept

    def is_sound(self):
        """The store is no ruin, and its numbers and the centre's have neither gap nor double."""
        assert self.ask("pragma integrity_check") == [("ok",)]
        numbers = self.ask("select incarnation, restrictive, sequence from act")
        rows = self.body.cluster.superuser("crier", f"""
            select incarnation, restrictive::int, sequence from crier.activity
            where region_id = '{self.region}'""").stdout.split()
        for found in (numbers, [tuple(map(int, row.split("|"))) for row in rows]):
            for lane in {row[:2] for row in found}:
                sequence = sorted(row[2] for row in found if row[:2] == lane)
                assert sequence == list(range(1, len(sequence) + 1)), (lane, sequence)

    def published(self, text):
        lines = self.body.sandbox.ledger.read_text(encoding="utf-8").splitlines()
        return sum(line["event"] == "create" and line["text"] == text for line in map(json.loads, lines))
