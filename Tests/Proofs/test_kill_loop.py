"""Never twice, never lost: two coordinators deliver while they are killed and frozen at every step of a publish, their
database is ended, restarted and cut off, and the platforms act and do not say so.

What the public saw is the sandbox's ledger. That a delivery is `sent` says that it stands there once; any other end
says that it does not, but for what is parked: that is for a person to find out.
"""

import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest

from body import Body
from fates import AT_RANDOM, FATES, PLACES, Coordinator, Database, Fate, Lies, cuts
from rig import Trouble
from traffic import CAN_LOOK, KINDS, UNDONE, Traffic, servers

ACCOUNTS = 8  # on each server
WAVE = 12  # posts, each for four accounts
BUSY = 60  # deliveries on their way: then no more are let out for a while
PATIENCE = 240  # for what is left, when nothing befalls anybody any more


@pytest.fixture(scope="module")
def many(folder):
    """A body with many accounts, and no coordinator running."""
    running = Body(folder, servers(ACCOUNTS, session_seconds=20))
    try:
        running.begin()
        running.database = Database(running)
        running.traffic = Traffic(running, running.database, ACCOUNTS)
        running.rig.end("coordinator")
        yield running
    finally:
        running.end()


def judged(outcomes):
    """The oracle: how many deliveries were doubled, and how many got lost."""
    doubled = [one for one in outcomes if one.stands > 1 or (one.stands and one.state not in ("sent", "parked"))]
    lost = [one for one in outcomes if one.state in UNDONE or (one.state == "sent" and not one.stands)]
    return doubled, lost


class Loop:
    """Everything that happens at once, one look after another."""

    def __init__(self, body, proof, amount):
        self.body, self.chance, self.amount = body, proof.chance, amount
        self.traffic, self.database = body.traffic, body.database
        self.pair = [Coordinator(body, f"coordinator-{number}", proof.chance) for number in (1, 2)]
        self.lies = Lies(body.sandbox, KINDS, proof.chance)
        self.fates = []
        self.met = Counter({str(fate): 0 for fate in FATES})
        self.accidents = Counter({"sessions ended": 0, "line cut": 0, "database crashed": 0})
        self.cut_intents = []
        self.next_accident = time.monotonic() + 5
        self.letting_out = None

    def next_fate(self):
        """Each has its turn before any has another."""
        if not self.fates:
            self.fates = list(FATES)
            self.chance.shuffle(self.fates)
        return self.fates.pop()

    def run(self, hands):
        for one in self.pair:
            one.begins(self.next_fate())
        while self.traffic.made < self.amount or not self.has_met_all():
            for one in self.pair:
                if fate := one.meets():
                    self.met[str(fate)] += 1
                    one.ends() if fate.deed == "stop" else None
                    one.begins(self.next_fate())
            if time.monotonic() >= self.next_accident:
                self.has_accident()
                self.next_accident = time.monotonic() + self.chance.uniform(3, 8)
            if (self.letting_out is None or self.letting_out.done()) and self.is_idle():
                if self.letting_out:
                    self.letting_out.result()
                self.letting_out = hands.submit(self.lets_out)
            time.sleep(0.05)
        self.letting_out.result()

    def has_met_all(self):
        return all(self.met.values()) and all(self.accidents.values()) and self.cut_intents_hit()

    def cut_intents_hit(self):
        return sum(count() for count in self.cut_intents)

    def is_idle(self):
        return self.traffic.planned() - self.traffic.made > -WAVE and self.traffic.undone() < BUSY

    def lets_out(self):
        for _ in range(WAVE):
            self.lies.tells()
        self.traffic.lets_out(WAVE)

    def has_accident(self):
        kind = min(self.accidents, key=lambda kind: (self.accidents[kind] * (5 if kind[0] == "d" else 1),
                                                     self.chance.random()))
        if kind == "sessions ended":
            self.accidents[kind] += self.database.ends_sessions(0.7)
        elif kind == "line cut":
            self.cut_intents.append(cuts(self.chance.choice(self.pair), self.chance.uniform(0.3, 0.8)))
            self.accidents[kind] += 1
        else:
            self.database.crashes()
            self.accidents[kind] += 1

    def drains(self):
        """Nothing befalls anybody any more: what is on its way comes to its end."""
        self.told = self.lies.end()
        for one in self.pair:
            one.ends()
            one.begins()
        deadline = time.monotonic() + PATIENCE
        while not self.traffic.is_drained() and time.monotonic() < deadline:
            for one in self.pair:
                one.meets()
            time.sleep(0.2)


def test_kill_loop(many, proof):
    amount = proof.deliveries or proof.amount(500, 10_000)
    loop = Loop(many, proof, amount)
    try:
        with ThreadPoolExecutor(1) as hands:
            loop.run(hands)
        loop.drains()
    finally:
        for one in loop.pair:
            one.close()
    outcomes = many.traffic.outcomes()
    tells(proof, loop, outcomes)
    doubled, lost = judged(outcomes)
    assert len(outcomes) == many.traffic.made >= amount
    assert not doubled and not lost, (doubled[:20], lost[:20])
    assert all(loop.told.values()), loop.told


def tells(proof, loop, outcomes):
    doubled, lost = judged(outcomes)
    unknown = [one for one in outcomes if one.was_unknown and one.server in CAN_LOOK]
    parked = [one for one in unknown if one.state == "parked"]
    proof.tells("deliveries", len(outcomes))
    proof.tells("published twice", len(doubled))
    proof.tells("lost", len(lost))
    proof.tells("settled without a person, of what was unknown", len(unknown) - len(parked), len(unknown))
    for (server, reason), count in sorted(Counter(
            (one.server, one.reason) for one in outcomes if one.state == "parked").items()):
        proof.tells(f"parked at {server}: {reason}", count)
    proof.tells("other ends", dict(Counter(
        one.state for one in outcomes if one.state not in ("sent", "parked", *UNDONE))))
    seconds = sorted(one.seconds for one in outcomes if one.state == "sent")
    for share in (50, 99):
        proof.tells(f"seconds from intent to end, {share} %", round(seconds[len(seconds) * share // 100], 2))
    for counts in (loop.met, loop.accidents, loop.told):
        for kind, count in counts.items():
            proof.tells(kind, count)
    proof.tells("intents whose answer was cut off", loop.cut_intents_hit())
