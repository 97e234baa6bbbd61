"""An office's disk is set back to an older copy: its agent notices, nothing is lost and nothing goes out twice."""

import shutil
import uuid

import pytest

from outpost import Outpost

SAID = "a new incarnation begins"


class SetBack:
    """An office, and a copy of its folder from a while ago."""

    def __init__(self, body, name, author, approver):
        self.body, self.copy = body, None
        self.office = Outpost(body, name, author, approver)
        self.office.agree()

    def is_copied(self):
        self.copy = self.body.rig.folder / f"old-{self.office.desk.short}"
        self.office.desk.pause()
        shutil.copytree(self.office.desk.state, self.copy)
        self.office.desk.run()

    def is_set_back(self):
        """The copy takes the place of what has become of it since; nothing runs there yet."""
        self.office.desk.pause()
        shutil.rmtree(self.office.desk.state)
        shutil.copytree(self.copy, self.office.desk.state)

    def goes_out(self, text):
        """Written, handed in, let out and out; gives the post."""
        post = self.office.writes(text, "--submit")
        self.office.approver.asks("post", "approve", post, "--yes")
        self.office.until(lambda: self.office.published(text), f"{text} is out")
        return post

    def told(self):
        log = self.body.rig.log(self.office.desk.name).read_text()
        return [line for line in log.splitlines() if SAID in line]

    def knows(self, posts):
        """That every post is there again, and the centre has a ruling on each act of the store, the same."""
        office = self.office
        office.until(
            lambda: set(posts) <= {row[0] for row in office.ask("select id from item where kind = 'post'")},
            "all posts are there")
        office.until(lambda: not office.unruled(), "a ruling on every act")
        assert set(office.kept().items()) <= set(office.received().items())


def some(words):
    return f"{words} {uuid.uuid4()}"


@pytest.fixture
def set_back(body):
    made = []

    def make(*people):
        made.append(SetBack(body, *people))
        return made[-1]
    yield make
    for one in made:
        one.office.close()


def test_an_older_copy(body, set_back):
    disk = set_back("Reed Office", "Mabli Rees", "Gethin Lloyd")
    office = disk.office
    known = office.writes(some("A draft that the copy knows."))
    office.agree()
    disk.is_copied()
    text = some("Out after the copy was made.")
    out = disk.goes_out(text)
    better = some("The draft, in better words.")
    office.author.asks("post", "edit", known, "--text", f"en={better}")
    kept = office.agree()
    assert not disk.told()

    disk.is_set_back()
    assert len(office.kept()) < len(kept)
    office.desk.run()
    office.until(lambda: office.author.asks("status").get("renamed_at"), "the agent notices")
    disk.knows([known, out])
    assert len(disk.told()) == 1, disk.told()
    assert set(kept.items()) <= set(office.received().items()), "what was done since is at the centre as ever"
    shown = office.author.asks("post", "show", known)["post"]
    assert shown["content"]["texts"]["en"] == better
    assert office.author.asks("post", "show", out)["post"]["state"] == "approved"
    words = body.office("status", env=office.author.env).stdout
    assert "older" in words or "copy" in words, words

    # And it goes on from there.
    after = some("After the copy was put back.")
    disk.goes_out(after)
    assert office.published(text) == office.published(after) == 1
    office.desk.pause()
    office.desk.run()
    disk.knows([known, out])
    assert len(disk.told()) == 1, "it notices once"


@pytest.mark.parametrize("again,name,people", [
    (1, "Fern Office", ("Siwan Hale", "Emyr Vaughan")), (6, "Moss Office", ("Lowri Pugh", "Dylan Price"))],
    ids=["fewer acts", "more acts"])
def test_people_work_in_the_copy_before_it_notices(set_back, again, name, people):
    """Their acts bear numbers that the centre knows other acts by; one of them is what was done already."""
    disk = set_back(name, *people)
    office = disk.office
    text = some("Approved once, and then once more.")
    post = office.writes(text, "--submit")
    office.agree()
    disk.is_copied()
    office.approver.asks("post", "approve", post, "--yes")
    office.until(lambda: office.published(text), "it is out")
    lost = [office.writes(some("Lost with the disk.")) for _ in range(3)]
    before = office.agree()

    disk.is_set_back()
    office.approver.asks("post", "approve", post, "--yes")
    more = [office.writes(some("Written in the copy.")) for _ in range(again)]
    office.desk.run()
    office.until(lambda: office.author.asks("status").get("renamed_at"), "the agent notices")
    disk.knows([post, *lost, *more])
    received = office.received()
    assert set(before.items()) <= set(received.items()), "nothing of before is lost"
    assert len(received) == len(before) + 1 + again, "and what came later is there, each once"
    last = some("The last word.")
    disk.goes_out(last)
    assert office.published(text) == office.published(last) == 1
    assert office.author.asks("post", "show", post)["post"]["state"] == "approved"
