"""An office with the line down: its people go on, are told what waits, and all of it arrives once the line is back."""

import json
import subprocess
import time
import uuid
from datetime import datetime, timezone

import pytest

from body import DONE, REFUSED, complains
from outpost import Outpost

ACTS = 8  # of `work`
SOON = 20  # ten seconds of silence are a line that is down; and the machine may be slow


def work(office, standing):
    """Everything that people of an office do with posts. Gives the states they leave, and the text that goes out.

    `standing` is a draft that the centre knows: to withdraw it goes ahead of all the rest.
    """
    author, approver = office.author, office.approver
    text = f"The lamp is lit {uuid.uuid4()}"
    lit = office.writes(text, "--submit")
    approver.asks("post", "approve", lit, "--yes")
    late = office.writes("The lamp is late.")
    author.asks("post", "edit", late, "--text", "en=The lamp is very late.")
    author.asks("post", "submit", late)
    approver.asks("post", "return", late, "--reason", "How late?")
    author.asks("post", "withdraw", standing, "--reason", "It is over.")
    return {lit: "approved", late: "returned", standing: "withdrawn"}, text


def stand(office, states):
    for post, state in states.items():
        assert office.author.asks("post", "show", post)["post"]["state"] == state


def arrives(office, states, text):
    """Without a command: every act is ruled, once, as the office saw it, and what was approved is out, once."""
    kept = office.agree()
    assert set(kept.values()) == {"accepted"}, kept
    office.is_sound()
    office.until(lambda: office.published(text), "the approved post is out")
    stand(office, states)
    assert office.published(text) == 1


@pytest.fixture
def standing(office):
    """A draft that the centre has accepted, over a connection that is still there."""
    post = office.writes("There will be a lamp.")
    office.agree()
    office.until(lambda: office.line()["condition"] == "up", "the line is up")
    return post


@pytest.mark.parametrize("runs", [True, False], ids=["running", "stopped"])
def test_people_go_on_and_are_told_what_waits(body, office, standing, runs):
    office.desk.pause()
    began = datetime.now(timezone.utc)
    office.proxy.cut()
    if runs:
        office.desk.run()
        office.until(lambda: office.line()["condition"] == "down", "the agent notices that the line is down")
    states, text = work(office, standing)
    stand(office, states)
    for post in states:
        pending = office.author.asks("post", "show", post)["pending"]
        assert pending and all(act["state"] == "pending" and not act.get("doubt") for act in pending)
        shown = body.office("post", "show", post, env=office.author.env).stdout
        assert f"not yet at the centre ({len(pending)} step" in shown, shown
    status = office.author.asks("status")
    assert status["running"] is runs and status["acts"]["doubtful"] == 0
    assert (status["acts"]["pending"], status["acts"]["received"]) == (ACTS, 0)
    worked = datetime.fromisoformat(status["line"]["worked_at"])
    assert worked < began, "it is said since when"
    told = body.office("status", env=office.author.env).stdout
    assert f"Waiting: {ACTS} not yet sent, 0 not yet decided." in told, told
    if runs:
        assert status["line"]["condition"] == "down"
        assert "The centre cannot be reached." in told and "It last worked " in told, told
    else:
        assert "crier-agent run is not running: nothing is sent or fetched." in told, told
    office.proxy.heal()
    office.recovers()
    arrives(office, states, text)
    told = body.office("status", env=office.author.env).stdout
    assert "The line to the centre is up" in told and "Waiting" not in told, told


@pytest.mark.parametrize("kind", ["cut_in", "cut_out", "cut"])
def test_a_cut_under_a_connection(office, standing, kind):
    getattr(office.proxy, kind)()
    done = work(office, standing)
    assert len(office.unruled()) == ACTS
    office.proxy.heal()
    arrives(office, *done)


@pytest.mark.parametrize("kind", ["half_open", "reset"])
def test_a_connection_that_is_lost(office, standing, kind):
    getattr(office.proxy, kind)()
    began = time.monotonic()
    office.writes("Is anybody there?")
    office.until(lambda: office.line()["condition"] == "down", "the agent notices that the line is down")
    assert time.monotonic() - began < SOON
    done = work(office, standing)
    assert len(office.unruled()) == ACTS + 1
    office.proxy.heal()
    arrives(office, *done)


def test_a_slow_line(office, standing):
    office.proxy.slow(8000)
    done = work(office, standing)
    arrives(office, *done)


def test_an_answer_that_is_lost_on_the_way(office, standing):
    """The centre has it all and the office does not know: it must neither send it as new nor wait for ever."""
    office.desk.pause()
    done = work(office, standing)
    for number in range(ACTS):
        office.writes(f"Lamp number {number}.")
    office.proxy.cut_in_after(8000)  # a greeting is shorter, all these acts are longer
    office.desk.run()
    office.until(lambda: set(office.received()) == set(office.kept()), "the centre has all acts")
    assert office.ask("select count(*) from act where state = 'pending'")[0][0] > ACTS
    office.proxy.reset()
    office.until(lambda: office.line()["condition"] == "down", "the agent notices that the line is down")
    office.proxy.heal()
    arrives(office, *done)


def test_two_offices_on_one_host(body, office, standing):
    """Both write at the same time; each folder has one agent, which sends what is its own and shows what is its own."""
    asked = []
    for number in range(6):
        for person, channel in ((office.author, office.channel), (body.author, "Harbour News")):
            text = f"en=Side by side {number}."
            words = ("post", "compose", "--channel", channel, "--text", text, "--wait", "--json")
            asked.append((person, subprocess.Popen(
                [body.agent, *words], cwd=body.folder, env={**body.rig.clean_environment(), **person.env},
                stdout=subprocess.PIPE, stderr=subprocess.PIPE)))
    posts = {office.author: set(), body.author: set()}
    for person, process in asked:
        said, complaint = process.communicate(timeout=60)
        assert process.returncode == DONE, complaint
        made = json.loads(said)[0]
        assert made["verdict"] == "accepted"
        posts[person].add(made["post"])
    for person, others in ((office.author, body.author), (body.author, office.author)):
        listed = {post["id"] for post in person.asks("post", "list")}
        assert posts[person] <= listed and not posts[others] & listed
    assert office.author.asks("whoami")["office"] == office.desk.office
    for person in posts:
        complains(body.office("run", env=person.env), REFUSED, "already")
    office.agree()


def test_one_line_is_cut_and_the_others_is_not(body, office, standing):
    """Two agents on one host: what befalls one line is not the other's."""
    office.proxy.cut()
    done = work(office, standing)
    said = body.author.asks(
        "post", "compose", "--channel", "Harbour News", "--text", "en=We hear you.", "--submit", "--wait")[0]
    assert said["verdict"] == "accepted"
    office.until(lambda: office.line()["condition"] == "down", "the agent notices that the line is down")
    assert body.author.asks("status")["line"]["condition"] == "up"
    assert body.author.asks("status")["acts"]["pending"] == 0
    assert office.author.asks("status")["acts"]["pending"] == ACTS
    office.proxy.heal()
    arrives(office, *done)


def test_the_line_stays_down_over_several_starts(body, office, standing):
    """Each start finds it down; since when is told all along, and what each of the acts became once it is back."""
    began = datetime.now(timezone.utc)
    office.proxy.cut()
    author, approver = office.author, office.approver
    text = f"The fog lifts {uuid.uuid4()}"
    first = office.writes(text, "--submit")
    since = set()
    for step in (
            lambda: approver.asks("post", "approve", first, "--yes"),
            lambda: office.writes("The fog stays.", "--submit"),
            lambda: author.asks("post", "withdraw", standing, "--reason", "It is over.")):
        tried = office.line()["triedAt"]
        office.desk.pause()
        office.desk.run()
        office.until(lambda: office.line()["triedAt"] != tried and office.line()["condition"] == "down", "it is down")
        step()
        line = author.asks("status")["line"]
        assert line["condition"] == "down" and line["sentence"] and line["worked_at"] < line["since"]
        since.add(line["since"])
    words = body.office("status", env=author.env).stdout
    assert "cannot be reached" in words and "So it has been since" in words and "It last worked" in words
    assert "Waiting: 6 not yet sent" in words
    assert len(since) == 1 and began <= datetime.fromisoformat(since.pop().replace("Z", "+00:00"))
    office.proxy.heal()
    kept = office.agree()
    assert set(kept.values()) == {"accepted"}
    office.until(lambda: office.published(text), "the approved post is out")
    stand(office, {standing: "withdrawn", first: "approved"})
    up = author.asks("status")["line"]
    assert up["condition"] == "up" and "sentence" not in up


@pytest.fixture
def beacon(body):
    """An office of its own: what is refused there stays with it."""
    made = Outpost(body, "Beacon Office", "Ceri Powell")
    try:
        yield made
    finally:
        made.close()


def test_what_is_refused_once_the_line_is_back_stays_to_be_seen(body, beacon):
    beacon.agree()
    beacon.proxy.cut()
    typed = ("post", "compose", "--channel", beacon.channel, "--text", "en=Nobody hears this.", "--submit")
    post = beacon.author.asks(*typed)[0]["post"]
    removed = body.centre("channel", "remove", beacon.channel, "--reason", "It is closed.")
    assert removed.returncode == DONE, removed.stderr
    assert beacon.author.asks("post", "show", post)["post"]["state"] == "submitted"
    beacon.proxy.heal()
    beacon.until(lambda: not beacon.unruled(), "a ruling on every act")
    for _ in range(2):
        assert beacon.author.asks("status")["acts"]["refused"] >= 1
        shown = body.office("post", "list", "--only", "refused", env=beacon.author.env).stdout
        assert "Nobody hears this." in shown and "channel" in shown.lower(), shown
        beacon.desk.pause()
        beacon.desk.run()
    assert "post list --only refused" in body.office("status", env=beacon.author.env).stdout
