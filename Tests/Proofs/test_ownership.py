"""No region sees or changes another's rows, and an office acts only as itself: by real logins over TLS, each denial
with its control, and each guard taken away once to see that its case notices.

Harbour's office is stolen, Quay is its neighbour. What they do before is in `neighbours.py`, what the thief tries by
acts in `stolen.py`, and the forty ways around the rules in `pitfalls_*.py`, run on copies of the same database.
"""

import json

import pytest

from body import Body
from canaries import everything, found, missing, secrets
from grammar import Fuzzer
from neighbours import Neighbours, servers
from pitfalls_identity import IDENTITY
from pitfalls_keys import GIVEN, KEYS, others_rows
from pitfalls_plans import OPEN, PLANS
from pitfalls_rules import RULES
from pitfalls_server import SERVER
from pitfalls_traces import TRACES
from stolen import Theft
from town import plants

PITFALLS = [*RULES, *KEYS, *PLANS, *SERVER, *IDENTITY, *TRACES]
CLOSED = []  # of those, as far as they were run
# Every table is the attacker's: a fuzzer that changes nothing then would never change anything.
EVERYTHING_GIVEN = GIVEN + """do $$ declare t regclass; begin
  for t in select oid from pg_class where relnamespace = 'crier'::regnamespace and relkind = 'r' loop
    execute format('grant select, insert, update, delete on %s to crier_agent', t);
    execute format('create policy given on %s to crier_agent using (true) with check (true)', t);
  end loop; end $$"""


@pytest.fixture(scope="module")
def body(folder):
    running = Body(folder, servers())
    try:
        yield running.begin()
    finally:
        running.end()


@pytest.fixture(scope="module")
def town(body):
    made = Neighbours(body)
    try:
        yield made.begins()
    finally:
        made.ends()


@pytest.fixture(scope="module")
def copies(town):
    """The programs have ended; copies of what they left can be made."""
    rig = town.body.rig
    for name in [name for name in rig.running if name != "sandbox"]:
        rig.end(name)
    town.freezes()
    with town.copy() as whole:
        yield town, whole


@pytest.fixture(scope="module")
def theft(town):
    return Theft(town)


def test_stolen(town, theft, proof):
    """What the thief signs is refused, each for its reason; what is properly signed goes out."""
    town.body.wait_for(town.is_still, "what was let out before has come to its end")
    before = town.belongings(town.quay), town.belongings(town.harbour)
    attempts = theft.attempts()
    _, bold = theft.says_more()
    body = town.body
    verdicts = body.wait_for(lambda: theft.verdicts([bold, *(attempt.act for attempt in attempts)]), "all are ruled on")
    refused = [attempt.what for attempt in attempts if verdicts[attempt.act] == ("refused", attempt.reason)]
    proof.tells("forged acts refused for their reason", len(refused), len(attempts))
    assert [(one.what, one.reason, *verdicts[one.act]) for one in attempts if one.what not in refused] == []
    assert verdicts[bold] == ("accepted", None)
    assert town.rows("select state, revision, approvals::text from crier.post where content ->> 'texts' ~ 'bold words'"
                     ) == [("draft", 1, "[]")]
    assert theft.pushes_again() == 0, "Cat's approval of what was there before is the same act"
    assert (town.belongings(town.quay), town.belongings(town.harbour, but=bold)) == before
    assert town.one("select count(*) from crier.approval where post_id = %s", theft.post) == 0
    theft.hand.does(theft.cat, "post.approve", theft.post, town.revision(theft.post), base=2)
    body.wait_for(lambda: "stolen words" in published(body), "what Cat consents to goes out")
    # The other words had Cat's consent for a moment, in which they may have gone out.
    assert [text for text in published(body) if text != "other words"] == ["stolen words"]


def published(body):
    """Every text that the public saw, in order."""
    lines = map(json.loads, body.sandbox.ledger.read_text(encoding="utf-8").splitlines())
    return [line["text"] for line in lines if line["event"] in ("create", "edit")]


def test_stolen_key(town, theft):
    """It is the key that such an act fails by: were Cat's the thief's, the same would be good."""
    post = theft.hands_in("more words")
    town.rows("update crier.member set public_key = %s where member_id = %s returning true",
              theft.mal.public(), theft.cat.member)
    forged = theft.forged("its own approver", theft.cat.member, "post.approve", post, town.revision(post), base=2)
    verdicts = town.body.wait_for(lambda: theft.verdicts([forged.act]), "it is ruled on")
    assert verdicts[forged.act] == ("accepted", None)


def test_canaries(town, proof):
    """Nothing of Quay is in anything that the stolen office received, a new snapshot after a restore included."""
    town.is_restored()
    received, word = everything(town), town.quay.canary.encode()
    proof.tells("octets searched", sum(map(len, received.values())))
    values = secrets(town)
    proof.tells("of the other's words and secrets found", len(found(received, {word, *values})), len(values) + 1)
    assert found(received, {word, *values}) == []
    own = town.harbour.canary.encode()
    for place in ("its login", "its line", "its folder", "its programs"):
        assert own in received[place], f"its own words are in {place}"
    assert missing(town) == [], "Quay received its own"
    for log in (town.cluster.folder / "log", town.body.rig.log("coordinator")):
        assert found({log.name: log.read_bytes()}, {word, own, *values}) == [], "nor is what people wrote in the logs"


@pytest.mark.parametrize("pitfall", PITFALLS, ids=str)
def test_pitfall(copies, pitfall):
    town, whole = copies
    assert pitfall.attack(whole) == []
    assert pitfall.control(whole), "the control of a denial must work"
    for mutation in pitfall.mutations:
        with town.copy(mutation, pitfall.undo) as broken:
            assert pitfall.attack(broken), f"nothing notices: {mutation}"
    CLOSED.append(pitfall)


def test_forty(proof):
    assert [pitfall.number for pitfall in PITFALLS] == list(range(1, 41))
    proof.tells("ways closed", len(CLOSED), len(PITFALLS))
    proof.tells("guards whose loss is noticed", *(
        sum(len(pitfall.mutations) for pitfall in some) for some in (CLOSED, PITFALLS)))


def test_fuzzed(copies, proof):
    """Random statements bring nothing of Quay back and change no row of it."""
    town, whole = copies
    words = {town.quay.canary.encode(), *secrets(town)}
    with town.copy() as copy:
        plants(copy)
        before, fuzzer = others_rows(copy), Fuzzer(copy, proof.chance)
        assert fuzzer.runs(proof.amount(2000, 100_000), words) == set()
        assert others_rows(copy) == before
        proof.tells("random statements obeyed", fuzzer.obeyed, fuzzer.obeyed + fuzzer.refused.total())
        assert fuzzer.obeyed > proof.amount(200, 10_000), "it speaks the language"
    with town.copy(OPEN.format("hole")) as broken:
        plants(broken)
        assert Fuzzer(broken, proof.chance).runs(10_000, words, bool), "a hole is found"
    with town.copy(EVERYTHING_GIVEN) as broken:
        before = others_rows(broken)
        Fuzzer(broken, proof.chance).runs(10_000, set(), lambda _: others_rows(broken) != before)
        assert others_rows(broken) != before, "rows are changed where they may be"
