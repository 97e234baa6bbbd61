"""No region sees or changes another's rows, and an office acts only as itself: by real logins over TLS, each denial
with its control, and each guard taken away once to see that its case notices.

The forty ways of trying are the files `pitfalls_*.py`, run on copies of one body's database.
"""

import pytest

from body import Desk
from pitfalls_keys import KEYS
from pitfalls_rules import RULES
from sending import photograph
from town import Office, Town, canary

PITFALLS = [*RULES, *KEYS]


@pytest.fixture(scope="module")
def town(body, folder):
    """What each office does before anybody attacks: everything that can hold a text, holds one."""
    made = Town(body.cluster, folder)
    made.body = body
    furnish(made)
    yield made


@pytest.fixture(scope="module")
def copies(town):
    """The programs have ended; copies of what they left can be made."""
    body = town.body
    for name in [name for name in body.rig.running if name != "sandbox"]:
        body.rig.end(name)
    town.freezes()
    with town.copy() as whole:
        town.whole = whole
        yield town


def furnish(town):
    body = town.body
    words = {"harbour": canary(), "quay": canary()}
    desk = body.opens(Desk(body.rig, f"Quay {words['quay']}"))
    town.harbour, town.quay = Office(town, body.desk, words["harbour"]), Office(town, desk, words["quay"])
    quay = town.quay
    code = body.admin.asks("member", "add", f"Dan {quay.canary}", "--office", quay.name, "--tier", "author")["code"]
    body.secrets.append(code)
    dan = desk.person(f"Dan {quay.canary}")
    body.wait_for(lambda: body.known(dan), "Dan")
    body.seat(dan, code)
    added = body.adds_channel(f"Quay News {quay.canary}", office=quay.name)
    assert added.returncode == 0, added.stderr
    body.wait_for(lambda: dan.asks("channel", "list"), "the channel")
    for person, office, channel in (
            (dan, quay, f"Quay News {quay.canary}"), (body.author, town.harbour, "Harbour News")):
        picture = photograph(town.folder / f"{office.canary}.jpg", office.name)
        person.asks("post", "compose", "--channel", channel, "--text", f"en=Text {office.canary}", "--image", picture,
                    "--alt", f"en=Shows {office.canary}", "--warning", f"Warns {office.canary}", "--campaign",
                    f"campaign-{office.canary}", "--submit", "--wait")
        body.centre("stop", "place", "--channel", channel, "--reason", f"Reason {office.canary}")
    body.wait_for(lambda: len(town.rows("select from crier.media where complete")) == 2, "the images")
    for office in (town.harbour, town.quay):
        office.notes(town)


@pytest.mark.parametrize("pitfall", PITFALLS, ids=str)
def test_pitfall(copies, pitfall):
    whole = copies.whole
    assert pitfall.attack(whole) == []
    assert pitfall.control(whole), "the control of a denial must work"
    for mutation in pitfall.mutations:
        with copies.copy(mutation, pitfall.undo) as broken:
            assert pitfall.attack(broken), f"nothing notices: {mutation}"
