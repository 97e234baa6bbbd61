"""What people of an office were told is done, held against what the centre has of it: the oracle of uploads."""

import hashlib
import json
from collections import Counter

import psycopg


class Receipts:
    """Acts are noted from a store right after the command that made them: they are then done for its people."""

    def __init__(self, office, database="crier"):
        self.office, self.database = office, database
        self.done = {}  # act -> SHA-256 of its bytes
        self.gaps = set()  # lanes of stores that parted, in which numbers are left out

    def note(self, state=None):
        acts = self.office.ask("select id, body from act", state)
        self.done.update((act, hashlib.sha256(body.encode()).hexdigest()) for act, body in acts)

    def wrongs(self, *states, parted=False, ruled=True):
        """Everything that is not as promised, in words; nothing where each act was received once, and ruled once.

        The states are folders of stores; without one, the office's. Those that parted may leave out numbers, under
        which the one brought what the other had brought before. Where no centre runs, nothing can be ruled.
        """
        rows = [row.split("|") for row in self.office.body.cluster.superuser(self.database, f"""
            select a.activity_id, encode(a.body_sha256, 'hex'), a.agent_id, a.incarnation, a.restrictive, a.sequence,
              (select count(*) from crier.ruling r where (r.region_id, r.activity_id) = (a.region_id, a.activity_id)),
              (select verdict from crier.ruling r where (r.region_id, r.activity_id) = (a.region_id, a.activity_id)
                limit 1)
            from crier.activity a
            where a.region_id = '{self.office.region}' and a.agent_id = '{identity(self.office)["agent"]}'
            """).stdout.splitlines()]
        times = Counter(act for act, *_ in rows)
        digests = {act: digest for act, digest, *_ in rows}
        found = [f"doubled: {act}" for act, number in times.items() if number > 1]
        found += [f"lost: {act}" for act in self.done if act not in times]
        found += [f"changed: {act}" for act, digest in self.done.items() if digests.get(act, digest) != digest]
        found += [f"nobody did it: {act}" for act in times if act not in self.done]
        lanes = {}
        for _, _, agent, incarnation, lane, sequence, *_ in rows:
            lanes.setdefault((agent, incarnation, lane), []).append(int(sequence))
        gaps = {lane for lane, numbers in lanes.items() if sorted(numbers) != list(range(1, len(numbers) + 1))}
        if parted:
            self.gaps |= gaps
        found += [f"numbers of {lane} do not follow each other" for lane in gaps - self.gaps]
        if ruled:
            found += [f"{row[6]} rulings: {row[0]}" for row in rows if row[6] != "1"]
            verdicts = {row[0]: row[7] for row in rows}
            for state in states or [self.office.desk.state]:
                found += [f"the office takes it as {verdict}, it is {verdicts.get(act)}: {act}"
                          for act, verdict in self.office.kept(state).items() if verdict != verdicts.get(act)]
                found += self.images(state)
        return found

    def images(self, state):
        """Each image of the office is at the centre, with the bytes that name it."""
        whole = set(self.office.body.cluster.superuser(self.database, f"""
            select encode(m.sha256, 'hex') from crier.media m
            where m.region_id = '{self.office.region}' and m.complete and m.sha256 = (
              select sha256(string_agg(c.bytes, '' order by c.n)) from crier.media_chunk c
              where (c.region_id, c.sha256) = (m.region_id, m.sha256))""").stdout.split())
        kept = [digest for digest, in self.office.ask("select sha256 from media", state)]
        return [f"an image is not there: {digest}" for digest in kept if digest not in whole]


def identity(office):
    return json.loads(office.ask("select value from setting where key = 'office'")[0][0])


class Client:
    """A program of another make with the office's own key."""

    def __init__(self, office):
        self.office, self.state = office, office.desk.state
        self.identity = identity(office)

    def connects(self):
        return psycopg.connect(
            host="localhost", port=self.office.body.cluster.port, dbname="crier", user=self.identity["login"],
            sslmode="verify-full", sslrootcert=self.office.body.cluster.env["CA"], sslcert=self.state / "office.pem",
            sslkey=self.state / "office.key", autocommit=True)

    def waiting(self):
        """The acts that the store has not sent, as the database takes them, by lane."""
        lanes = {False: [], True: []}
        for act, body, signature, lane in self.office.ask(
                "select id, body, signature, restrictive from act where state = 'pending' order by sequence"):
            lanes[bool(lane)].append((act, body, signature))
        return lanes

    def first(self, connection, lane):
        """Of the numbers that are free."""
        told, = connection.execute(
            "select sync.hello_v1(%s, %s, 1)", (self.identity["agent"], self.identity["incarnation"])).fetchone()
        return told["last_restrictive" if lane else "last_sequence"] + 1

    def push(self, connection, lane, first, acts, agent=None):
        """Gives what was received, what is expected next, and whether it is a fork."""
        ids, bodies, signatures = ([act[part] for act in acts] for part in range(3))
        return connection.execute(
            "select received, expected, forked from sync.push_v1(%s, %s, %s, %s, %s::uuid[], %s::text[], %s::bytea[])",
            (agent or self.identity["agent"], self.identity["incarnation"], lane, first, ids, bodies, signatures)
        ).fetchone()
