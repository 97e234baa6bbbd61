"""Two sessions, stepped statement by statement through each other in every order: what dispatch does in a lane (claim,
intent, settle, sweep, renew) and what is ruled meanwhile (stop, edit, withdraw, revoke, pause).

After each schedule the oracle (lanes.py) goes on as the coordinator would and asks: did anything begin to speak after
the ruling was committed? Was every change of state a legal one, and no fence taken back? Is any lane stuck? A guard
taken out of a routine must make it find an order.
"""

import itertools
import statistics
import time

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


def goes_through(lanes, deed, act, part, chance=None, count=0):
    """Every order of one pair (or so many, by chance): for each whether a side waited, and what was wrong."""
    lanes.takes(deed)
    orders = Orders(lanes.watcher, lanes.sides, lambda: lanes.begins(deed, act, part))
    for order, commits in orders.drawn(chance, count) if chance else orders.all():
        yield orders.has_waited, [
            f"{deed} and {act}, order {order}: {what}" for what in lanes.wrongs(deed, act, commits)]
    left = lanes.untouched(deed)
    assert not left, f"{deed} and {act} change {left}, which no schedule puts back"


def counted(proof, name, schedules):
    """Tells how many schedules there were, and holds them to it that nothing was wrong in any."""
    schedules = list(schedules)
    proof.tells(name, f"{len(schedules)}, of which waited {sum(waited for waited, _ in schedules)}")
    return [what for _, wrong in schedules for what in wrong]


def none(wrong):
    assert not wrong, f"{len(wrong)}: " + "\n".join(wrong[:20])


def test_every_order(proof, lanes):
    """The ruling against the deed, then what the scheduler makes of the ruling against the deed."""
    here, wrong = lanes(fine=proof.is_long), []
    for deed in DEEDS:
        for act in ACTS:
            wrong += counted(proof, f"{deed} and {act}: orders", (
                schedule for part in here.parts(act) for schedule in goes_through(here, deed, act, part)))
    none(wrong)


def test_across_both(proof, lanes):
    """The ruling and the plan after it, in one go, against the deed: orders by chance, as there are too many."""
    here, count = lanes(), proof.amount(4, 400)
    none(counted(proof, "orders by chance", (
        schedule for deed in DEEDS for act in ACTS[:-1]
        for schedule in goes_through(here, deed, act, "whole", proof.chance, count))))


def test_a_late_answer(proof, lanes):
    """An outcome against the sweep that gives its try up; and one of a first try against a second try of the same
    delivery: a try is ended by its own outcome alone."""
    here = lanes(fine=proof.is_long)
    none(counted(proof, "answer and sweep: orders", goes_through(here, "answer", "sweep", "plan"))
         + counted(proof, "late answer and second try: orders", goes_through(
             here, "late", "again", proof.amount("plan", "whole"))))


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
}


@pytest.mark.parametrize("guard", BROKEN)
def test_broken(proof, lanes, guard):
    changed, deed, acts, says = BROKEN[guard]
    here = lanes(**changed)
    for act in acts:
        tried = 0
        for part in reversed(here.parts(act)):
            for _, wrong in goes_through(here, deed, act, part):
                tried += 1
                if any(says in what for what in wrong):
                    break
            else:
                continue
            break
        else:
            pytest.fail(f"{guard}, and nobody noticed between {deed} and {act} in {tried} schedules")
        proof.tells(f"{act}: found in schedule", tried)


def test_a_stop_waits_for_intents(proof, lanes):
    """How long a stop waits while many intents are under way: told, not judged."""
    here = lanes()
    here.takes("intent")
    here.dba.execute(here.back)
    senders = [here.ground.login(here.database, "crier_coordinator") for _ in range(8)]
    for line in senders:  # one transaction after the other, with no way to us and back between them
        line.pgconn.send_query(
            f"do $$ begin loop perform {here.dispatch.intent(here.ready['intent'])[7:]}; commit; end loop; end $$"
            .encode())
    waits = []
    try:
        for _ in range(proof.amount(50, 1000)):
            began = time.monotonic()
            with here.hand.transaction():
                here.hand.execute("select admin.stop_lock()")
                waits.append((time.monotonic() - began) * 1000)
        for line in senders:
            line.pgconn.consume_input()
            assert line.pgconn.is_busy(), line.pgconn.get_result().error_message
    finally:
        for line in senders:
            line.cancel()
            line.close()
    proof.tells("a stop among 8 senders waits, median", f"{statistics.median(waits):.1f} ms")
    proof.tells("a stop among 8 senders waits, longest", f"{max(waits):.1f} ms")
