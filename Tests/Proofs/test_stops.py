"""A stop stops: after its commit nothing that it covers is started, whoever sends, and however they are interleaved.

And the other way round: without the database nobody sends for long, and an emergency gets through.
"""

import signal
import statistics
import time

import pytest

from body import until
from fleet import COORDINATORS, NAMES, QUAYS, Fleet, Quays, places
from gate import Gate
from sending import photograph
from street import moment, read

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
def body(folder):
    running = Quays(folder)
    try:
        yield running.begin()
    finally:
        running.end()


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


# With programs: two coordinators that publish


@pytest.fixture(scope="module")
def whole_fleet(body):
    made = Fleet(body)
    try:
        yield made
    finally:
        made.close()


@pytest.fixture
def fleet(whole_fleet):
    try:
        yield whole_fleet
    finally:
        whole_fleet.is_whole()


def passed(fleet, stop):
    """What went out in spite of a stop: requests that nobody let out, and intents of after its ruling."""
    [ruled] = read(fleet.body, f"""
        select (extract(epoch from r.ruled_at) * 1000000)::bigint as at
        from crier.stop s join crier.ruling r using (activity_id) where s.stop_id = '{stop}'""")
    return [(request, intent) for request, intent in fleet.street.explained()
            if not intent or intent["at"] > ruled["at"] and intent["class"] != "emergency"]


def milliseconds(later, earlier):
    return f"{max(0.0, later - earlier) / 1000:.0f}"


def now():
    return round(time.time() * 1_000_000)


def test_the_last_visible_post(fleet, proof):
    body, rows = fleet.body, proof.amount(40, 150)
    fleet.slows(300)
    fleet.streams("Tide", rows)
    fleet.flows("Tide", 10)
    drill = body.admin.asks("stop", "drill")
    began = now()
    stop = places(body, "--everything")
    answered = now()
    body.wait_for(fleet.has_settled, "what was on the wire has ended, and the rest is stopped")
    seen = [moment(line) for line in fleet.streamed("Tide")]
    found = passed(fleet, stop)
    held = fleet.states("Tide")["stopped"]
    proof.tells("out before the stop was answered", sum(at <= answered for at in seen), rows * len(NAMES))
    proof.tells("became visible after its answer", sum(at > answered for at in seen))
    proof.tells("held", held)
    proof.tells("without an intent, or after the stop", len(found))
    proof.tells("command to answer in ms", milliseconds(answered, began))
    proof.tells("command to last visible post in ms", milliseconds(max(seen), began))
    proof.tells("drill: commit, last visible post in ms",
                f"{drill['commit_milliseconds']} {drill.get('last_milliseconds')}")
    assert found == []
    assert held and len(seen) + held == rows * len(NAMES)
    # Nothing bursts when somebody else lifts it: all of it asks again.
    fleet.second.does("stop", "lift", stop, "--reason", "proof")
    body.wait_for(lambda: fleet.states("Tide").get("missed") == held, "what was held asks again")
    assert len(fleet.streamed("Tide")) == len(seen)


@pytest.mark.parametrize("loss", ["line", "frozen", "crashed"])
def test_without_the_database(fleet, proof, loss):
    """Nobody starts what was not let out before, and all senders fall silent; then all goes on, and once."""
    if loss == "crashed" and not proof.is_long:
        pytest.skip("long form only: a crash and all that is in doubt after it take half a minute")
    body, campaign, rows = fleet.body, f"Lost {loss}", proof.amount(12, 60)
    fleet.slows(200)
    fleet.streams(campaign, rows)
    fleet.flows(campaign, 10)
    began = now()
    ways = {
        "line": lambda: [proxy.cut() for proxy in fleet.proxies.values()],
        "frozen": lambda: fleet.postgres(signal.SIGSTOP), "crashed": fleet.crashes}
    try:
        ways[loss]()
        cut = now()
        last = body.wait_for(lambda: silent_since(fleet, cut), "the senders fall silent")
    finally:
        if loss == "frozen":
            fleet.postgres(signal.SIGCONT)
        elif loss == "crashed":
            fleet.restarts()
        for proxy in fleet.proxies.values():
            proxy.heal()
    fleet.settles()
    pairs = fleet.street.explained()
    late = [(request, intent) for request, intent in pairs
            if not intent or moment(request) <= last and intent["at"] > cut]
    waited = max(moment(request) - intent["at"] for request, intent in pairs if intent)
    proof.tells("loss to last request in ms", milliseconds(last, began))
    proof.tells("longest from intent to request in ms", milliseconds(waited, 0))
    proof.tells("started without an intent, or by one of later", len(late))
    seen = fleet.streamed(campaign)
    proof.tells("published", len(seen), rows * len(NAMES))
    proof.tells("published twice", len(seen) - len({(line["account"], line["text"]) for line in seen}))
    proof.tells("ended as", ", ".join(f"{count} {state}" for state, count in fleet.states(campaign).items()))
    assert late == []
    assert len(seen) == len({(line["account"], line["text"]) for line in seen}) == rows * len(NAMES)


def silent_since(fleet, cut):
    """When the last request came, once nothing has come for longer than an intent is good for."""
    last = max([cut, *(moment(request) for request in fleet.street.requests())])
    return last if now() - last > 4_000_000 else None


@pytest.mark.parametrize("lane", ["idle", "uploading", "of the dead"])
def test_an_emergency_gets_through(fleet, proof, lane):
    """Past hundreds of posts that are due, past a general stop, past a coordinator that dies as it is written.

    Its account is idle; or an image of another post there is being uploaded without end, by the coordinator that lives
    or by the one that dies.
    """
    body, account, campaign = fleet.body, NAMES[0], f"Backlog {lane}"
    if lane == "uploading":  # as long as in service, or nothing would be to pass
        fleet.ends()
        fleet.begins(CRIER_TIMES_SCALE="1")
    holder = uploads(fleet, account, f"Picture {lane}") if lane != "idle" else None
    fleet.slows(500)
    each = 15 if lane == "uploading" else proof.amount(40, 60)  # to write more takes longer than an upload may
    fleet.streams(campaign, each)
    fleet.flows(campaign, 5)
    stop = places(body, "--everything", "--exempt-emergency")
    out = len(fleet.streamed(campaign))
    dies = holder if lane == "of the dead" else next(name for name in COORDINATORS if name != holder)
    words, began = f"Leave the quays at once. {lane}", now()
    [made] = body.author.asks(
        "post", "compose", "--channel", account, "--text", f"en={words}", "--class", "emergency", "--submit")
    fleet.ends(dies, number=signal.SIGKILL)
    body.approver.does("post", "approve", made["post"], "--yes")
    body.wait_for(lambda: [line for line in fleet.street.visible() if line["text"] == words], "the emergency is out")
    [seen] = [moment(line) for line in fleet.street.visible() if line["text"] == words]
    waits = each * len(NAMES) - len(fleet.streamed(campaign))
    proof.tells("composed to visible in ms", milliseconds(seen, began))
    proof.tells("routine posts that were due and not out then", waits)
    try:
        assert waits and passed(fleet, stop) == []
        assert len(fleet.streamed(campaign)) - out <= len(NAMES), "but what was on the wire when the stop was placed"
        assert lane != "uploading" or gave_way(body), "it waited for the upload of another post"
    finally:
        fleet.second.does("stop", "lift", stop, "--reason", "proof")
        if lane == "uploading":
            fleet.ends()
            fleet.forgets_the_dead()


def gave_way(body):
    """Whether an upload was broken off for what was urgent, not ended by itself."""
    return body.cluster.superuser("crier", """
        select 1 from crier.attempt where detail = 'Something urgent goes first.' limit 1""").stdout


def uploads(fleet, account, text):
    """Another post of the account, whose image the server takes for ever; gives the coordinator that is at it."""
    body = fleet.body
    body.sandbox.fault(QUAYS, "hang", count=None, match={"method": "POST", "path": "/api/v2/media"})
    [made] = body.author.asks(
        "post", "compose", "--channel", account, "--text", f"en={text}", "--submit", "--image",
        photograph(body.folder / f"{text}.jpg", 1), "--alt", "en=The quay.")
    body.approver.does("post", "approve", made["post"], "--yes")
    body.wait_for(lambda: body.sandbox.hanging() > 0, "the image is being uploaded")
    return body.wait_for(lambda: fleet.holder(account), "somebody has claimed the account")


def test_without_its_guard_a_stop_is_passed_on_the_street(fleet):
    """The same count, where the coordinators heed no stop."""
    fleet.ends()
    stop = places(fleet.body, "--everything")
    fleet.begins(CRIER_SABOTAGE="stop")
    try:
        fleet.streams("Ebb", 1)
        fleet.body.wait_for(lambda: passed(fleet, stop), "the count finds what passed the stop")
    finally:
        fleet.ends()
        fleet.second.does("stop", "lift", stop, "--reason", "proof")
