"""Sessions of a database, stepped statement by statement, and every order in which two of them can be stepped.

A gate stands before each statement of a routine that is to be a step of its own; a session waits there until the
watcher opens it. Whether a session stands at its gate, waits for the other or has ended is read from the server
(pg_blocking_pids) and from its own line: no time is taken for an answer.
"""

import select
import time

import psycopg
from psycopg import sql
from psycopg.types.json import Jsonb

PATIENCE = 30  # seconds after which the harness itself is broken; no verdict rests on it


class Watcher:
    """The session that opens gates and asks who waits for whom."""

    def __init__(self, connection):
        self.connection = connection
        self.cursor = connection.cursor()
        self.pid = connection.info.backend_pid

    def value(self, query, *values):
        row = self.cursor.execute(query, values, prepare=True).fetchone()
        return row[0] if row else None

    def blockers(self, pid):
        return self.value("select pg_blocking_pids(%s)", pid)


class Side:
    """One of the two: a session, the transactions that it has to make, and how far it is.

    A transaction is a function of the answers so far that gives its statement, or None: there is nothing to do. One
    that is `whole` is a single step, made and committed at once.
    """

    READY, GATE, CALLED, BLOCKED, DONE = "ready", "at a gate", "called", "blocked", "done"

    def __init__(self, name, number, connection, watcher):
        self.name, self.number, self.watcher = name, number, watcher
        self.connection, self.line = connection, connection.pgconn
        self.pid = connection.info.backend_pid
        connection.execute(f"set proof.side = {number}")
        self.turn = 0
        watcher.value("select pg_advisory_lock(%s, 0)::text", number)

    def begins(self, transactions):
        self.left, self.answers, self.trouble, self.commits = list(transactions), [], None, 0
        self.state = self.READY
        self.finds_work()

    def finds_work(self):
        """On to the next transaction that has something to do, or to the end."""
        while self.left:
            transaction = self.left.pop(0)
            self.statement, self.is_whole = transaction(self.answers), hasattr(transaction, "whole")
            if self.statement is not None:
                self.state = self.READY
                return
        self.state = self.DONE

    @property
    def can_go(self):
        return self.state in (self.READY, self.GATE, self.CALLED)

    def step(self):
        """Opens the next gate, or commits; `wait` then finds where that led."""
        if self.state == self.READY and self.is_whole:
            self.send(self.statement, "whole")
        elif self.state == self.READY:
            self.turns_to(0)
            self.send(f"begin; set local proof.turn = 0; {self.statement}")
            self.wait()
            if self.state == self.GATE:  # before its first statement: nothing has happened yet
                self.opens()
        elif self.state == self.GATE:
            self.opens()
        else:
            assert self.state == self.CALLED, self.state
            self.send("commit", "committing")

    def opens(self):
        self.turns_to(1 - self.turn)
        self.state = "running"

    def turns_to(self, turn):
        if turn != self.turn:
            self.watcher.value(
                "select pg_advisory_lock(%s, %s)::text || pg_advisory_unlock(%s, %s)",
                self.number, turn, self.number, self.turn)
            self.turn = turn

    def send(self, text, state="running"):
        self.line.send_query(text.encode())
        self.doing = self.state = state

    def wait(self, others=()):
        """Until it stands at its gate, is blocked by one of the others, or has got its answer."""
        deadline = time.monotonic() + PATIENCE
        while True:
            select.select([self.line.socket], [], [], 0.0005)  # lets the server work
            self.line.consume_input()
            if not self.line.is_busy():
                return self.answered()
            blockers = self.watcher.blockers(self.pid)
            if self.watcher.pid in blockers:
                self.state = self.GATE
                return None
            if any(other in blockers for other in others):
                self.state = self.BLOCKED
                return None
            assert time.monotonic() < deadline, f"{self.name} neither goes on nor waits for anybody we know: {blockers}"

    def answered(self):
        answer = None
        while (result := self.line.get_result()) is not None:
            if result.status == psycopg.pq.ExecStatus.FATAL_ERROR:
                state = result.error_field(psycopg.pq.DiagnosticField.SQLSTATE).decode()
                self.trouble = (state, result.error_message.decode().strip())
            elif result.status == psycopg.pq.ExecStatus.TUPLES_OK:
                answer = result.get_value(0, 0)
        if self.trouble:
            self.connection.execute("rollback")
            self.left, self.state = [], self.DONE
            return
        if self.doing != "committing":
            self.answers.append(None if answer is None else answer.decode())
        if self.doing == "running":
            self.state = self.CALLED
        else:
            self.commits += 1
            self.finds_work()


class Orders:
    """Goes through every order of the steps of two sides, each from the same start.

    An order in which a side would step while it waits for the other is no order of its own: the server does not let it.
    """

    def __init__(self, watcher, sides, prepare):
        self.watcher, self.sides, self.prepare = watcher, sides, prepare
        self.has_waited = False

    def all(self):
        """Yields, after each schedule, its order and its commits: [(side, which of its commits)]."""
        untried = [()]
        while untried:
            prefix = untried.pop()
            order, commits, branches = self.run(prefix)
            untried += branches
            yield order, commits

    def drawn(self, chance, count):
        """So many orders by chance, where there are too many of them."""
        for _ in range(count):
            order, commits, _ = self.run((), chance)
            yield order, commits

    def run(self, prefix, chance=None):
        self.prepare()
        order, commits, branches = [], [], []
        self.has_waited = False
        while free := [side for side in self.sides if side.can_go]:
            place = len(order)
            if place < len(prefix):
                side = next(one for one in free if one.name == prefix[place])
            else:
                side = chance.choice(free) if chance else free[0]
                if not chance:
                    branches += [(*order, other.name) for other in free if other is not side]
            order.append(side.name)
            self.takes(side, commits)
            self.has_waited |= any(one.state == Side.BLOCKED for one in self.sides)
        assert all(side.state == Side.DONE for side in self.sides), [side.state for side in self.sides]
        return "".join(order), commits, branches

    def takes(self, side, commits):
        """One step, and what it does to the other where that was waiting. Two that wait for each other: one fails."""
        before = {one.name: one.commits for one in self.sides}
        side.step()
        others = [one.pid for one in self.sides if one is not side]
        side.wait(others)
        for one in self.sides:
            if one.state == Side.BLOCKED and one is not side:
                one.wait([side.pid])
        while all(one.state == Side.BLOCKED for one in self.sides):
            self.unknots()
        commits += [(one.name, one.commits) for one in self.sides if one.commits > before[one.name]]

    def unknots(self):
        """A circle: the server ends one of the two. Wait for that, then see how it stands with the other."""
        deadline = time.monotonic() + PATIENCE
        while all(one.line.is_busy() for one in self.sides):
            assert time.monotonic() < deadline, "both wait, and the server sees no circle"
            for one in self.sides:
                one.line.consume_input()
        for one in self.sides:
            one.wait([other.pid for other in self.sides if other is not one])


def with_gates(connection, routine, places):
    """Puts a gate before each of these statements of a routine; each must be there, once."""
    text = connection.execute("select pg_get_functiondef(%s::regproc)", (routine,)).fetchone()[0]
    for place in places:
        assert text.count(place) == 1, f"{routine} has {text.count(place)} statements {place!r}"
        text = text.replace(place, f"perform proof.gate(); {place}")
    connection.execute(text)


def whole(transaction):
    transaction.whole = True
    return transaction


def call(query, *values):
    """A statement with its values written in, as one text for the simple protocol."""
    literals = [sql.Literal(Jsonb(value) if isinstance(value, (dict, list)) else value) for value in values]
    return sql.SQL(query).format(*literals).as_string(None)
