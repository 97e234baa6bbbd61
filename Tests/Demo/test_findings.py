"""What the story itself holds people and machines to, besides the ledger: each must be able to fail."""

import sys
from collections import namedtuple
from pathlib import Path
from types import SimpleNamespace

FOLDER = Path(__file__).resolve().parents[2] / "ops" / "demo.d"
sys.path.insert(0, str(FOLDER))

import pytest  # noqa: E402

import book as books  # noqa: E402
import ending  # noqa: E402
import findings  # noqa: E402
import machines  # noqa: E402
import rig  # noqa: E402
import stopping  # noqa: E402
import story as stories  # noqa: E402

Entry = namedtuple("Entry", "channel text at", defaults=("2026-01-01T00:00:00Z",))


class Told(list):
    """What the story says, line by line."""

    def say(self, text=""):
        self.extend(text.split("\n"))


@pytest.fixture
def told():
    return Told()


# Promises


def test_what_holds_is_no_finding_and_what_does_not_is_said_at_once(told):
    found = findings.Findings(told.say)
    assert found.expect([1], "nothing") and not found.broken and not told
    assert not found.expect([], "two of them")
    assert found.broken == ["two of them"] and told == ["BROKEN: two of them"]


# A stop on everything


def test_one_entry_of_each_account_may_have_been_on_the_wire():
    assert findings.slipped([Entry("North", "a"), Entry("South", "b")], set()) == []


def test_a_second_one_came_in_spite_of_the_stop():
    assert findings.slipped([Entry("North", "a"), Entry("North", "b")], set()) == [Entry("North", "b")]


def test_the_emergency_passes_and_takes_nobodys_place():
    after = [Entry("North", "flood"), Entry("North", "a"), Entry("North", "flood")]
    assert findings.slipped(after, {"flood"}) == []
    assert findings.slipped([*after, Entry("North", "b")], {"flood"}) == [Entry("North", "b")]


class Acts:
    """People who place and lift a stop, at a centre that does with it what the test wants."""

    later = float("inf")

    def __init__(self, seen, on_lift=lambda acts: None):
        self.seen, self.on_lift, self.missed, self.decided = seen, on_lift, [], []

    def visible(self):
        return list(self.seen)

    def stop(self, *_, reason):
        return "stop-1"

    def lift(self, *_):
        self.on_lift(self)

    def centre(self, _):
        return self

    def refused(self, *_):
        return "A second person must lift it."

    def does(self, *words):
        self.decided.append(words[2:4])

    def asks(self, what, *_):
        if what == "channel":
            return [{"channel_id": "c1", "name": "North"}]
        return [{"post_id": post, "channel_id": "c1", "state": "missed", "delivery_id": f"d-{post}"}
                for post in self.missed]


def placed_stop(told, acts, monkeypatch):
    monkeypatch.setattr(stopping.time, "sl" + "eep", lambda _: None)
    monkeypatch.setattr(stopping, "until", lambda condition, seconds, what: rig.until(condition, 0, what))
    book = books.Book()
    book.channel("North", "North Office", ["en"])
    for name in ("N1", "N2", "N3"):
        book.add(books.Post(
            office="North Office", author="Ada", name=name, texts={"en": name}, channels=["North"], id=name.lower(),
            submitted=True, consents={"Bo": "approver"}))
    flood = book.add(books.Post(office="North Office", author="Ada", name="flood", texts={"en": "flood"},
                                channels=["North"], kind="emergency"))
    story = SimpleNamespace(acts=acts, book=book, say=told.say, findings=findings.Findings(told.say))
    stop = stopping.Stop(story)
    stop.place("Dara Quinn")
    return stop, flood, story.findings


def test_a_stop_that_holds(told, monkeypatch):
    acts = Acts([Entry("North", "N1")], on_lift=lambda acts: acts.missed.extend(["n2", "n3"]))
    stop, flood, found = placed_stop(told, acts, monkeypatch)
    acts.seen.append(Entry("North", "flood"))
    stop.passed_by(flood, 1)
    stop.lift("Dara Quinn", "Eve Marsh")
    assert found.broken == []
    assert acts.decided == [("d-n3", "--drop"), ("d-n2", "--send")]
    assert stop.book.named("N3").dropped == {"North"}


def test_a_stop_that_holds_nothing(told, monkeypatch):
    acts = Acts([Entry("North", "N1")])
    stop, flood, found = placed_stop(told, acts, monkeypatch)
    acts.seen += [Entry("North", "N2"), Entry("North", "N3"), Entry("North", "flood")]
    stop.passed_by(flood, 1)
    stop.lift("Dara Quinn", "Eve Marsh")
    assert found.broken == [
        "1 came out in spite of the stop on everything: N3 on North",
        "nothing was held back by the stop on everything: nothing asks again"]
    assert not any("keeps still" in line for line in told)


def test_a_stop_for_which_nothing_was_left(told, monkeypatch):
    _, _, found = placed_stop(told, Acts([Entry("North", name) for name in ("N1", "N2", "N3")]), monkeypatch)
    assert found.broken == ["the stop came when nothing was left to hold back"]


def test_a_burst_when_it_is_lifted(told, monkeypatch):
    def burst(acts):
        acts.seen.append(Entry("North", "N2"))
        acts.missed.append("n3")

    acts = Acts([Entry("North", "N1")], on_lift=burst)
    stop, _, found = placed_stop(told, acts, monkeypatch)
    stop.lift("Dara Quinn", "Eve Marsh")
    assert "burst out when the stop was lifted: N2 on North" in found.broken


def test_what_was_held_back_and_is_forgotten(told, monkeypatch):
    acts = Acts([Entry("North", "N1")], on_lift=lambda acts: acts.missed.append("n2"))
    stop, _, found = placed_stop(told, acts, monkeypatch)
    stop.lift("Dara Quinn", "Eve Marsh")
    assert found.broken == ["held back, but not asking again: N3 on North"]


# Machines


def test_a_drop_counts_where_the_connection_had_been_kept_alive():
    requests = [
        {"fault": None, "request_of_connection": 7}, {"fault": "act_then_reset", "request_of_connection": 1},
        {"fault": "act_then_reset", "request_of_connection": 3}, {"fault": "delay", "request_of_connection": 9}]
    assert findings.drops(requests) == (2, 1)
    assert findings.drops(requests[:1]) == (0, 0)


@pytest.mark.parametrize("lines, holds", [
    (["sending was begun", "its sender had fallen silent: so", "it was looked up and found present"], True),
    (["sending was begun", "the outcome was unknown", "it was looked up and found present"], False),
    (["its sender had fallen silent: so", "it was looked up and found absent"], False),
    (["it was looked up and found present", "its sender had fallen silent: so"], False),
    (["sending was begun", "the outcome was acted"], False)])
def test_only_a_look_after_the_silence_resolves(lines, holds):
    assert machines.resolved_by_looking("\n".join(lines)) is holds


def test_what_a_coordinator_has_published_by_its_own_figures():
    text = '# TYPE crier_attempts_total counter\ncrier_attempts_total{of="sent"} 12.0\ncrier_heads{of="sent"} 3.0\n'
    assert findings.published(text) == 12
    assert findings.published('crier_attempts_total{of="unknown"} 1.0\n') == 0


def test_a_free_port_can_be_listened_at():
    with rig.socket.create_server(("127.0.0.1", rig.free_port())) as listener:
        assert 20000 <= listener.getsockname()[1] < 32000


# The end


def main_with(monkeypatch, tmp_path, tell, *words):
    monkeypatch.setattr(sys, "argv", ["story.py", "--folder", str(tmp_path), "--binaries", "none", *words])
    monkeypatch.setattr(stories.Story, "run", tell)
    monkeypatch.setattr(stories.questions, "ask", lambda story: None)
    monkeypatch.setattr(stories.signal, "signal", lambda *_: None)
    return stories.main()


def note_log(story):
    (story.rig.logs / "coordinator-1.log").write_text("the last words of the coordinator\n")


def test_trouble_before_any_server_stands_shows_its_log(monkeypatch, tmp_path, capsys):
    def tell(story):
        story.rig.log("commands").write_text("initdb: no room\n")
        raise rig.Trouble("no database", story.rig.log("commands"))

    assert main_with(monkeypatch, tmp_path, tell, "--check") == 1
    said = capsys.readouterr().out
    assert "initdb: no room" in said and said.splitlines()[-1].endswith("FAILED: no database")


def test_a_fault_of_the_story_itself_shows_where_and_the_coordinators_log(monkeypatch, tmp_path, capsys):
    def tell(story):
        note_log(story)
        return {}["nobody"]

    assert main_with(monkeypatch, tmp_path, tell) == 1
    said = capsys.readouterr()
    assert "the last words of the coordinator" in said.out and "FAILED: KeyError('nobody')" in said.out
    assert "Traceback" in said.err


@pytest.mark.parametrize("words, broken, status, goes_on", [
    (["--check", "--keep"], False, 0, True), (["--check", "--keep"], True, 1, False), (["--keep"], True, 0, True),
    (["--check"], True, 1, False)])
def test_a_verdict_that_fails_shows_the_log_and_nothing_goes_on(
        monkeypatch, tmp_path, capsys, words, broken, status, goes_on):
    def tell(story):
        note_log(story)
        story.setting.sandbox = SimpleNamespace(ledger=tmp_path / "ledger.jsonl")
        story.findings.expect(not broken, "the stop did not hold")

    monkeypatch.setattr(ending, "say_how_to_go_on", lambda story: print("Everything goes on"))
    assert main_with(monkeypatch, tmp_path, tell, *words) == status
    said = capsys.readouterr().out
    assert ("the last words of the coordinator" in said) == broken
    assert ("broken: the stop did not hold" in said and "NOT as it must be" in said) == broken
    assert ("Everything goes on" in said) == goes_on


def test_a_long_story_says_so_and_does_not_fail(monkeypatch, tmp_path, capsys):
    def tell(story):
        story.rig.tell.start -= seconds
        story.setting.sandbox = SimpleNamespace(ledger=tmp_path / "ledger.jsonl")

    for seconds, is_long in ((200, False), (250, True)):
        assert main_with(monkeypatch, tmp_path, tell, "--check") == 0
        assert ("longer than the 4 minutes" in capsys.readouterr().out) == is_long
