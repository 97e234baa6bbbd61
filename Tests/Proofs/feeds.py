"""Many writers of feeds at once, and agents that read them through the real login role over TLS."""

import random
import threading
import time
from collections import Counter

import psycopg

OFFICES = ["centre", "north", "harbour", "south"]
ABOVE = {"centre": [], "north": ["centre"], "harbour": ["north", "centre"], "south": ["centre"]}
# What a writer does with a transaction, out of a hundred: the rest commits at once.
ROLLED_BACK, HELD_OPEN, PREPARED = 15, 10, 4


class Crew:
    """Everybody who works on the feeds of one database: threads that come back after a crash, and how they fared."""

    def __init__(self, ground, database):
        self.ground, self.database = ground, database
        self.count, self.trouble, self.lock = Counter(), [], threading.Lock()
        self.went_wrong = threading.Event()
        self.is_unguarded = False  # workers that carry the same may get in each other's way
        self.answered = []  # by whom, for each commit that was answered
        self.written, self.resolved, self.is_over = threading.Event(), threading.Event(), threading.Event()

    def rests(self, seconds):
        """Lets so much time pass; ends whoever asks once something has gone wrong elsewhere."""
        assert not self.went_wrong.wait(seconds), "another has failed"

    def notes(self, what, count=1):
        with self.lock:
            self.count[what] += count

    def connects(self, login, **changed):
        """A new connection, as soon as the server lets us in."""
        deadline = time.monotonic() + 120
        while True:
            try:
                return psycopg.connect(**{**self.ground.words(self.database, login), **changed})
            except psycopg.OperationalError as error:
                assert time.monotonic() < deadline, f"the server does not come back: {error}"
                self.rests(0.05)

    def begins(self, work, *words):
        def lives():
            try:
                work(*words)
            except BaseException as error:
                self.trouble.append(f"{work.__name__}: {error!r}")
                self.went_wrong.set()
        thread = threading.Thread(target=lives, daemon=True)
        thread.start()
        return thread

    # Writers

    def writes(self, name, seed, transactions, longest):
        """Transactions of a coordinator, one after the other."""
        chance, line = random.Random(f"{name} {seed}"), self.connects("crier_coordinator", autocommit=False)
        to_plan = []
        for number in range(transactions):
            statement, values, follows = self.drawn(chance, f"{name}-{number}", to_plan)
            fate = chance.randrange(100)
            try:
                line.execute(statement, values)
                if fate < ROLLED_BACK:
                    line.rollback()
                    self.notes("rolled back")
                elif fate < ROLLED_BACK + PREPARED:
                    line.execute(f"prepare transaction '{self.database} {name} {number}'")
                    line.commit()
                    self.notes("prepared")
                else:
                    if fate < ROLLED_BACK + PREPARED + HELD_OPEN:
                        self.notes("held open")
                        self.rests(chance.random() * longest)
                    line.commit()
                    with self.lock:
                        self.answered.append(follows["by"])
                    if follows["plan"]:
                        to_plan.append(follows["plan"])
            except psycopg.OperationalError:  # the server is gone: what became of the last commit is not known
                if not line.broken and not line.closed:
                    raise
                self.notes("cut off")
                line = self.connects("crier_coordinator", autocommit=False)
        line.close()

    @staticmethod
    def drawn(chance, name, to_plan):
        """A post of some office on accounts of some; the deliveries of one; or an order to stop."""
        if to_plan and chance.random() < 0.4:
            post = to_plan.pop(0)
            return "select proof.schedule(%s, %s, %s)", post, {"by": f"{post[0]} plan", "plan": None}
        if chance.random() < 0.25:
            return "select proof.halt(%s, %s)", (name, chance.choice(OFFICES)), {"by": name, "plan": None}
        post = (name, chance.choice(OFFICES), chance.sample(OFFICES, chance.randint(1, 3)))
        return "select proof.compose(%s, %s, %s)", post, {"by": name, "plan": post}

    def resolves(self, seed):
        """Whoever ends prepared transactions, each a while after it was made; the last ones once all is written."""
        chance = random.Random(f"resolver {seed}")
        line = None
        while True:
            is_last = self.written.is_set()
            try:
                line = line or self.ground.dba(self.database)
                waiting = [row[0] for row in line.execute(
                    "select gid from pg_prepared_xacts where database = current_database()")]
                for gid in waiting:
                    self.rests(chance.random() * 0.2)
                    line.execute(f"{'commit' if chance.random() < 0.8 else 'rollback'} prepared '{gid}'")
            except psycopg.OperationalError:
                line = None
                waiting = [None]
            if is_last and not waiting:
                return
            self.rests(0.02)

    def carries(self):
        """A fan-out worker of a coordinator, until nothing is left to carry."""
        line = self.connects("crier_coordinator")
        while True:
            is_last = self.resolved.is_set()
            try:
                carried = line.execute("select admin.fan_out_v1(25)").fetchone()[0]
            except psycopg.errors.DeadlockDetected:
                if not self.is_unguarded:
                    raise
                continue
            except psycopg.OperationalError:
                if not line.broken and not line.closed:
                    raise
                line = self.connects("crier_coordinator")
                continue
            if is_last and not carried:
                return
            if not carried:
                self.rests(0.01)

    # Readers

    def reads(self, office, login, rows):
        """An agent: both feeds from the beginning, each row the one after the last, or it says so."""
        chance = random.Random(login)
        line, epoch, cursors = None, None, {"region": 0, "common": 0}
        while True:
            is_last = self.is_over.is_set()
            pages = 0
            try:
                if line is None:
                    line = self.connects(login)
                    epoch = line.execute("select sync.hello_v1(%s, 1, 1)", (self.agent(office),)).fetchone()[0]["epoch"]
                for feed, cursor in cursors.items():
                    page = line.execute(
                        "select n, kind, item_id, owner_region_id, body is null from sync.pull_v1(%s, %s, %s, %s)",
                        (feed, epoch, cursor, chance.randint(1, 200))).fetchall()
                    pages += len(page)
                    for n, kind, item, owner, is_hidden in page:
                        assert n == cursors[feed] + 1, f"{office}'s {feed} feed: {n} after {cursors[feed]}"
                        assert not is_hidden, f"{office} is told of a {kind} that it may not see"
                        cursors[feed] = n
                        rows[feed].append((kind, item, owner))
            except psycopg.OperationalError:
                if not line.broken and not line.closed:
                    raise
                line = None
                continue
            if is_last and not pages:
                line.close()
                return
            self.rests(0.02)

    def agent(self, office):
        return f"00000000-0000-7000-8000-{OFFICES.index(office):012}"

    def reads_naively(self, seen):
        """The control: what has a higher number than the last. What commits late is never seen."""
        line, last = None, 0
        while True:
            is_last = self.is_over.is_set()
            try:
                line = line or self.connects("crier_coordinator")
                page = [row[0] for row in line.execute("select n from proof.wrote where n > %s order by n", (last,))]
            except psycopg.OperationalError:
                line = None
                continue
            seen.update(page)
            last = max([last, *page])
            if is_last and not page:
                line.close()
                return
            self.rests(0.005)
