"""A copy of the database that breaks a promise, and of an office that sends to it: a proof must find it out."""

from body import ROOT
from receipts import Receipts
from twins import Twins


def push_with(changes):
    """`sync.push_v1` with some of its words exchanged."""
    text = (ROOT / "sql/routines/sync/push_v1.sql").read_text()
    for words, others in changes.items():
        assert words in text, f"it does not say any more: {words}"
        text = text.replace(words, others)
    return text


class Unsound:
    """No centre is at work on the copy: nothing is ruled, and what was received can be counted all the same."""

    def __init__(self, receipts, name, without=(), push=None):
        office = receipts.office
        self.office, self.body, self.name = office, office.body, name
        self.database = name.replace("-", "_")
        self.receipts = Receipts(office, self.database)
        self.receipts.done.update(receipts.done)
        self.receipts.gaps.update(receipts.gaps)
        self._copies_database()
        for constraint in without:
            table = constraint.split("_")[0]
            self.ask(f"alter table crier.{table} drop constraint {constraint} cascade")
        self.ask(push_with(push or {}))
        self.pairs = [self._copies_office(Twins(office, name))]

    def _copies_database(self):
        """Nobody may be there meanwhile."""
        others = [desk for desk in (self.body.desk, self.office.desk) if desk.name in self.body.rig.running]
        self.body.rig.end("coordinator")
        for desk in others:
            desk.pause()
        self.body.cluster.superuser("postgres", f"""
            create database {self.database} template crier;
            update pg_database set datacl = (select datacl from pg_database where datname = 'crier')
            where datname = '{self.database}'""")
        self.body.coordinates()
        for desk in others:
            desk.run()

    def _copies_office(self, pair):
        self.office.tells(pair.copy.state, f"""
            update setting set value = json_set(value, '$.database', '{self.database}') where key = 'office'""")
        return pair

    def copy(self):
        """The same once more, with a copy of the office as it is now."""
        other = object.__new__(Unsound)
        other.__dict__.update(self.__dict__)
        other.pairs = [Twins(self.office, f"{self.name}-{len(self.pairs)}", self.pairs[0].copy.state)]
        self.pairs += other.pairs
        return other

    def close(self):
        for pair in self.pairs:
            pair.close()
        self.body.cluster.superuser("postgres", f"drop database {self.database} with (force)")

    def ask(self, sql):
        return self.body.cluster.superuser(self.database, sql)

    def tell(self, sql):
        """Changes the office's store."""
        self.office.tells(self.pairs[0].copy.state, sql)

    def write(self, posts):
        for number in range(posts):
            self.office.writes(f"Nobody may lose this, {number}.", env=self.pairs[0].env)
        self.receipts.note(self.pairs[0].copy.state)

    def send(self, cut=None):
        """Until the office takes all for received."""
        desk = self.pairs[0].copy
        self.office.proxy.awaits(cut)
        desk.run()
        sent = "select count(*) from act where state = 'pending'"
        self.office.until(lambda: self.office.ask(sent, desk.state) == [(0,)], "every act is sent")
        desk.pause()

    def wrongs(self):
        return self.receipts.wrongs(ruled=False)
