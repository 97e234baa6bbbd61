"""Two sessions, stepped statement by statement through each other in every order: what dispatch does in a lane (claim,
intent, settle, sweep, renew) and what is ruled meanwhile (stop, edit, withdraw, revoke, pause).

After each schedule the oracle (lanes.py) goes on as the coordinator would and asks: did anything begin to speak after
the ruling was committed? Was every change of state a legal one, and no fence taken back? Is any lane stuck? A guard
taken out of a routine must make it find an order.
"""

import itertools
import statistics
import threading
import time

import psycopg
import pytest

from ground import Ground
from lanes import ACTS, DEEDS, Lanes
from stepping import Orders


NUMBER = itertools.count()


@pytest.fixture(scope="module")
def ground(folder):
    made = Ground(folder, autovacuum="off", deadlock_timeout="100ms")
    try:
        Lanes.lays(made)
        yield made
    finally:
        made.end()


@pytest.fixture
def lanes(ground):
    opened = []

    def opens(fine=False, **changed):
        opened.append(Lanes(ground, f"lanes_{next(NUMBER)}", fine, changed))
        return opened[-1]
    yield opens
    for one in opened:
        one.close()


def goes_through(lanes, deed, act, parts, chance=None, count=0):
    """Every order of one pair (or so many, by chance): how many there were, how many waited, what was wrong."""
    lanes.takes(deed)
    orders = Orders(lanes.watcher, lanes.sides, lambda: lanes.begins(deed, act, parts))
    tried, wrong = 0, []
    for order, commits in orders.drawn(chance, count) if chance else orders.all():
        tried += 1
        wrong += [f"{deed} and {act}, order {order}: {what}" for what in lanes.wrongs(deed, act, commits)]
    return tried, orders.waited, wrong


def test_every_order(proof, lanes):
    """The ruling against the deed, then what the scheduler makes of the ruling against the deed."""
    here = lanes(fine=proof.is_long)
    wrong = []
    for deed in DEEDS:
        for act in ACTS:
            tried = waited = 0
            for parts in here.parts(act):
                some, waits, found = goes_through(here, deed, act, parts)
                tried, waited, wrong = tried + some, waited + waits, wrong + found
            proof.tells(f"{deed} and {act}: orders", f"{tried}, of which waited {waited}")
    assert not wrong, f"{len(wrong)}: " + "\n".join(wrong[:20])


def test_across_both(proof, lanes):
    """The ruling and the plan after it, in one go, against the deed: orders by chance, as there are too many."""
    here, wrong, count = lanes(), [], proof.amount(4, 400)
    for deed in DEEDS:
        for act in ACTS[:-1]:
            wrong += goes_through(here, deed, act, "whole", proof.chance, count)[2]
    proof.tells("orders by chance", count * len(DEEDS) * (len(ACTS) - 1))
    assert not wrong, f"{len(wrong)}: " + "\n".join(wrong[:20])


def test_a_late_answer(proof, lanes):
    """The outcome of a first try against a second one of the same delivery: a try is ended by its own outcome alone."""
    tried, waited, wrong = goes_through(lanes(fine=proof.is_long), "late", "again", "ruling")
    proof.tells("orders", f"{tried}, of which waited {waited}")
    assert not wrong, f"{len(wrong)}: " + "\n".join(wrong[:20])


JUDGE = "from admin.dispatch_judge(p_owner, p_asks) j;"
# Guards taken out: what is changed in which routine, between whom the oracle must see it, and what it must say.
BROKEN = {
    "an intent takes no stop lock": (
        {"stop_lock_shared": [("perform pg_catalog.pg_advisory_xact_lock_shared(4711001);", "null;")]},
        "intent", ["stop", "pause"], "an intent was committed after the ruling"),
    "a ruling takes no stop lock": (
        {"stop_lock": [("perform pg_catalog.pg_advisory_xact_lock(4711001);", "null;")]},
        "intent", ["stop", "pause"], "an intent was committed after the ruling"),
    "judged before the lock, not after": (
        {"intent_v1": [
            (JUDGE, "from jsonb_array_elements(v_judged) as e (j);"),
            ("perform admin.stop_lock_shared();",
             f"v_judged := (select coalesce(jsonb_agg(to_jsonb(j)), '[]') {JUDGE[:-1]}); "
             "perform admin.stop_lock_shared();")]},
        "intent", ["stop", "withdraw", "revoke", "pause"], "an intent was committed after the ruling"),
    "settled whatever the fence": (
        {"settle_v1": [("d.state = 'sending' and d.fence = r.fence", "d.state = 'sending'")]},
        "late", ["again"], "a try was ended by the outcome of another"),
    "a lane kept for what has gone": (
        {"dispatch_refuse": [("where j.j_reason = 'not_waiting' and", "where false and")]},
        "claim", ["withdraw"], "a lane stays leased"),
    "lanes not recomputed after a plan": (
        {"plan_write_v1": [("perform admin.lanes_recompute(v_regions, v_channels, null, false);", "perform 1;")]},
        "renew", ["withdraw"], "nobody takes it"),
}


@pytest.mark.parametrize("guard", BROKEN)
def test_broken(proof, lanes, guard):
    changed, deed, acts, says = BROKEN[guard]
    here = lanes(**changed)
    for act in acts:
        wrong = [what for part in here.parts(act) for what in goes_through(here, deed, act, part)[2]]
        found = [what for what in wrong if says in what]
        assert found, f"{guard}: nobody noticed between {deed} and {act}: {wrong[:5]}"
        proof.tells(f"{act}: schedules found wrong", len(found))


def test_a_stop_waits_for_intents(proof, lanes):
    """How long a stop waits while many intents are under way: told, not judged."""
    here = lanes()
    here.takes("intent")
    here.dba.execute(here.back)
    over, troubles = threading.Event(), []

    def intends():
        try:
            with here.ground.login(here.database, "crier_coordinator") as line:
                while not over.is_set():
                    line.execute(here.dispatch.intent(here.ready["intent"]))
        except psycopg.Error as error:
            troubles.append(error)
    senders = [threading.Thread(target=intends) for _ in range(8)]
    for one in senders:
        one.start()
    waits = []
    try:
        for _ in range(proof.amount(50, 1000)):
            began = time.monotonic()
            with here.hand.transaction():
                here.hand.execute("select admin.stop_lock()")
                waits.append((time.monotonic() - began) * 1000)
    finally:
        over.set()
        for one in senders:
            one.join()
    assert not troubles, troubles
    proof.tells("a stop among 8 senders waits, median", f"{statistics.median(waits):.1f} ms")
    proof.tells("a stop among 8 senders waits, longest", f"{max(waits):.1f} ms")
