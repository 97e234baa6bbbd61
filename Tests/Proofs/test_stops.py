"""A stop stops: after its commit nothing that it covers is started, whoever sends, and however they are interleaved.

And the other way round: without the database nobody sends for long, and an emergency gets through.
"""

import statistics

import pytest

from body import until
from gate import Gate

SENDERS, STANDING = 16, 3

# The guards of the gate, each removed in the database alone.
REMOVED = {
    "lock": ("admin.stop_lock_shared()", """
        create or replace function admin.stop_lock_shared() returns void language plpgsql volatile set search_path = ''
        as $$ begin end $$"""),
    "check": ("admin.stop_over(uuid, uuid, uuid, uuid, text)", """
        create or replace function admin.stop_over(p_region uuid, p_channel uuid, p_post_region uuid, p_post uuid,
          p_class text) returns uuid language plpgsql stable set search_path = '' as $$ begin return null; end $$"""),
}


@pytest.fixture(scope="module")
def whole_gate(body):
    made = Gate(body, "gate")
    try:
        yield made
    finally:
        made.close()


@pytest.fixture
def gate(whole_gate):
    try:
        yield whole_gate
    finally:
        whole_gate.begins_anew()


def stops_and_lifts(gate, chance, amount, enough=lambda: False):
    """So many stops under 16 senders, up to three at a time; gives how long each had to wait.

    Between any two of them every sender has asked again, also about what is stopped.
    """
    ends, waited = gate.sends(SENDERS), []

    def asked(before):
        gate.presses()
        return len(gate.calls) >= before + SENDERS
    try:
        while len(waited) < amount and not enough():
            if len(gate.standing) < STANDING and (not gate.standing or chance.random() < 0.6):
                waited.append(gate.places(gate.stop_by(chance)))
            else:
                gate.lifts(chance.choice(gate.standing))
            before = len(gate.calls)
            until(lambda: asked(before), 60, "the senders go on asking")
    finally:
        ends()
    return waited


def test_no_intent_after_a_stop(gate, proof):
    waited = stops_and_lifts(gate, proof.chance, proof.amount(60, 1000))
    refused = sum(reason == "stop" for call in gate.calls for reason in call.refused.values())
    broken = gate.broken_by_our_clock(), gate.broken_by_the_log()
    marks = statistics.quantiles(waited, n=100)
    proof.tells("stops", len(waited))
    proof.tells("deliveries let out", sum(len(call.allowed) for call in gate.calls))
    proof.tells("deliveries held for a stop", refused)
    proof.tells("let out after a stop", len(broken[0]) + len(broken[1]))
    proof.tells("a stop waited, p50 and p99 in ms", f"{marks[49] * 1000:.1f} {marks[98] * 1000:.1f}")
    assert broken == ([], [])
    assert refused > len(waited), "the stops held something back"


@pytest.mark.parametrize("guard", REMOVED)
def test_without_its_guard_a_stop_is_passed(gate, proof, guard):
    gate.loses(*REMOVED[guard])
    stops_and_lifts(gate, proof.chance, 200, enough=gate.broken_by_the_log)
    assert gate.broken_by_the_log(), "nothing shows that this guard holds anything"
