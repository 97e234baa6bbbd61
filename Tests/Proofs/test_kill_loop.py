"""Never twice, never lost: two coordinators deliver while they are killed and frozen at every step of a publish, their
database is ended, restarted and cut off, and the platforms act and do not say so.

What the public saw is the sandbox's ledger. That a delivery is `sent` says that it stands there once; any other end
says that it does not, but for what is parked: that is for a person to find out. And each guard that this rests on is
taken away once, and missed.
"""

import contextlib
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest

from body import SERVERS, Body
from fates import DEEDS, FATES, Coordinator, Cut, Database, Lies
from guards import SCHEDULES, Stage
from rig import Trouble, until
from traffic import KINDS, Traffic, judged, servers, settled_of

ACCOUNTS = (8, 32)  # on each server, in the short form and in the long
# Seconds that a session lasts. An account opens ten in a row, then one in six minutes: more must not be asked for, or
# in the long form, which takes more than an hour, posts wait for a session as they should.
SESSION = (20, 300)
WAVE = 12  # posts, each for four accounts
BUSY = 12  # deliveries on their way for each account of a server: then no more are let out for a while
PATIENCE = 240  # seconds in which nothing ends
LONGEST = 24 * 3600


@pytest.fixture(scope="module")
def many(folder, request):
    """A body with many accounts, and no coordinator running."""
    is_long = request.config.getoption("--long")
    accounts, session = ACCOUNTS[is_long], SESSION[is_long]
    running = Body(folder, [*SERVERS, *servers(accounts, session)])
    try:
        running.begin()
        running.database = Database(running)
        running.traffic = Traffic(running, running.database, accounts)
        running.rig.end("coordinator")
        yield running
    finally:
        running.end()


def pytest_generate_tests(metafunc):
    """That a schedule is harmless with its guard in place the loop shows as well, but for the rarest of them."""
    if "schedule" not in metafunc.fixturenames:
        return
    cases = {}
    for guard, schedule, beside in SCHEDULES:
        name = f"{schedule.__name__}-{guard}"
        cases[f"{name}-removed"] = (guard, schedule, beside, True)
        if guard == "watchdog" or metafunc.config.getoption("--long"):
            cases[name] = (guard, schedule, beside, False)
    metafunc.parametrize("guard,schedule,beside,is_removed", cases.values(), ids=cases)


def test_guard(many, proof, guard, schedule, beside, is_removed):
    """A guard that is removed is missed: something is doubled or lost, if not at the first try then soon after."""
    found = 0
    for _ in range(5 if is_removed else 1):
        stage = Stage(many, proof)
        try:
            schedule(stage, {guard, *beside} if is_removed else set(beside))
            found += stage.offences()
        finally:
            stage.close()
        if found:
            break
    proof.tells("published twice or lost", found)
    assert bool(found) == is_removed, stage.outcomes()


class Loop:
    """Everything that happens at once, one look after another."""

    def __init__(self, body, proof, amount):
        self.body, self.chance, self.amount = body, proof.chance, amount
        self.traffic, self.database = body.traffic, body.database
        # In the long form lives are longer: few deliveries lose their sender twice, which is a case of its own.
        manner = proof.amount((0.05, 9), (0.1, 60))
        self.pair = [Coordinator(body, f"coordinator-{number}", proof.chance, *manner) for number in (1, 2)]
        self.lies = Lies(body.sandbox, KINDS, proof.chance)
        self.first, self.before = self.traffic.waves + 1, self.traffic.made
        self.fates = []
        self.met = Counter({fate: 0 for fate in FATES})
        self.accidents = Counter({"sessions ended": 0, "line cut": 0, "database crashed": 0})
        self.cuts = []
        self.next_accident = self.traffic.made + 10
        self.letting_out = None
        self.ended, self.next_look, self.stalls = 0, 0, time.monotonic() + PATIENCE

    @property
    def made(self):
        return self.traffic.made - self.before

    def next_fate(self):
        """Each has its turn before any has another."""
        if not self.fates:
            self.fates = list(FATES)
            self.chance.shuffle(self.fates)
        return self.fates.pop()

    def run(self):
        for one in self.pair:
            one.begins(self.next_fate())
        with ThreadPoolExecutor(1) as hands:
            until(lambda: self.goes_on(hands), LONGEST, "every fate is met", self.pair[0].log)

    def goes_on(self, hands):
        """One look at everything; true once all has been let out, and has met everything."""
        for one in self.pair:
            if fate := one.meets():
                self.met[fate] += 1
                one.ends()
                one.begins(self.next_fate())
        for cut in self.cuts:
            cut.goes_on()
        if time.monotonic() < self.next_look:
            return False
        self.next_look = time.monotonic() + 0.3
        if (ended := self.traffic.ended()) > self.ended:
            self.ended, self.stalls = ended, time.monotonic() + PATIENCE
        if time.monotonic() > self.stalls:
            raise Trouble(f"{self.traffic.undone()} deliveries do not go on", self.pair[0].log)
        if ended >= self.next_accident:
            self.has_accident()
            self.next_accident = ended + self.chance.randint(10, 30)
        if self.letting_out and not self.letting_out.done():
            return False
        if self.letting_out:
            self.letting_out.result()
        if self.made >= self.amount and self.has_met_all():
            return True
        if self.traffic.undone() < BUSY * self.traffic.accounts:
            self.letting_out = hands.submit(self.lets_out)
        return False

    def has_met_all(self):
        return all(self.met.values()) and all(self.accidents.values()) and self.unanswered()

    def unanswered(self):
        """Intents that were written, and nobody heard so."""
        return sum(cut.intents() for cut in self.cuts)

    def lets_out(self):
        for _ in range(WAVE):
            self.lies.tells()
        self.traffic.lets_out(WAVE)

    def has_accident(self):
        kind = min(self.accidents, key=lambda kind: (self.accidents[kind] * (5 if kind[0] == "d" else 1),
                                                     self.chance.random()))
        if kind == "sessions ended":
            self.accidents[kind] += self.database.ends_sessions(0.7) > 0
        elif kind == "line cut":
            self.cuts.append(Cut(self.chance.choice(self.pair), self.chance.uniform(0.3, 0.8)))
            self.accidents[kind] += 1
        else:
            self.database.crashes()
            self.accidents[kind] += 1

    def drains(self):
        """Nothing befalls anybody any more: what is on its way comes to its end."""
        self.lied = self.lies.end()
        for one in self.pair:
            one.ends()
            one.begins()
        for cut in self.cuts:
            cut.goes_on(to_the_end=True)
        with contextlib.suppress(Trouble):  # what is left is found to be lost
            until(lambda: not self.traffic.undone(), PATIENCE, "all comes to its end")
        for one in self.pair:
            one.meets()


def test_kill_loop(many, proof):
    amount = proof.deliveries or proof.amount(500, 10_000)
    loop = Loop(many, proof, amount)
    try:
        loop.run()
        loop.drains()
    finally:
        for one in loop.pair:
            one.close()
    outcomes = [one for one in many.traffic.outcomes() if one.wave >= loop.first]
    tells(proof, loop, outcomes)
    doubled, lost = judged(outcomes)
    assert len(outcomes) == loop.made >= amount
    assert not doubled and not lost, (doubled[:20], lost[:20])
    settled, unknown = settled_of(outcomes)
    assert settled >= unknown * proof.amount(0.5, 0.99), (settled, unknown)
    assert all(loop.lied.values()), loop.lied


def tells(proof, loop, outcomes):
    doubled, lost = judged(outcomes)
    proof.tells("deliveries", len(outcomes))
    proof.tells("published twice", len(doubled))
    proof.tells("lost", len(lost))
    settled, unknown = settled_of(outcomes)
    proof.tells("settled without a person, of what was unknown", settled, unknown)
    parked = Counter((one.server, one.reason) for one in outcomes if one.state == "parked")
    proof.tells("parked", told({f"{server} ({reason})": count for (server, reason), count in parked.items()}))
    proof.tells("other ends", told(Counter(one.state for one in outcomes if one.state not in ("sent", "parked"))))
    seconds = sorted(one.seconds for one in outcomes if one.state == "sent")
    for share in (50, 99):
        proof.tells(f"seconds from intent to end, {share} %", round(seconds[len(seconds) * share // 100], 2))
    for deed in DEEDS:
        proof.tells(deed, told({fate.place: count for fate, count in loop.met.items() if fate.deed == deed}))
    proof.tells("accidents", told({**loop.accidents, "intents without an answer": loop.unanswered()}))
    proof.tells("servers", told(loop.lied))


def told(counts):
    return ", ".join(f"{kind} {count}" for kind, count in sorted(counts.items())) or "none"


def test_reading_back_waits_for_nobody(many):
    """Who settles holds a delivery and waits for its lane. Reading back takes lanes first: it must not wait in turn."""
    with many.database.session() as settling, many.database.session() as reading:
        many.database.ask("update crier.delivery set read_back = null, look_at = null where state = 'sent'")
        settling.execute("begin")
        held = settling.execute("select from crier.delivery where state = 'sent' for no key update").rowcount
        assert held, "something has been sent"
        reading.execute("set statement_timeout = '5s'")
        ask = "select jsonb_array_length(admin.read_back_v1(8, '0', '0'))"
        assert reading.execute(ask).fetchone() == (0,)
        settling.execute("rollback")
        assert reading.execute(ask).fetchone()[0] > 0
