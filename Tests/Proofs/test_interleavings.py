"""Two sessions, stepped statement by statement through each other in every order: what dispatch does in a lane (claim,
intent, settle, sweep, renew) and what is ruled meanwhile (stop, edit, withdraw, revoke, pause).

After each schedule the oracle (lanes.py) goes on as the coordinator would and asks: did anything begin to speak after
the ruling was committed? Was every change of state a legal one, and no fence taken back? Is any lane stuck? A guard
taken out of a routine must make it find an order.
"""

import pytest

from ground import Ground
from lanes import ACTS, DEEDS, Lanes
from stepping import Orders


@pytest.fixture(scope="module")
def ground(folder):
    made = Ground(folder, autovacuum="off", deadlock_timeout="100ms")
    try:
        Lanes.lays(made)
        yield made
    finally:
        made.end()


@pytest.fixture
def lanes(ground, request):
    opened = []

    def opens(fine=False, **changed):
        opened.append(Lanes(ground, f"{request.node.name}_{len(opened)}", fine, changed))
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
