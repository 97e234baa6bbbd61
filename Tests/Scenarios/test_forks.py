"""Two agents with one identity: a folder was copied, and people work in both. Nothing that they did is lost."""

import json
import shutil

import pytest

from body import Desk
from outpost import Outpost

SAID = "a new incarnation begins"


class Twins:
    """An office, and a copy of its folder with an agent of its own on the same line."""

    def __init__(self, body, name, author):
        self.office = Outpost(body, name, author)
        self.office.agree()
        self.office.desk.pause()
        self.copy = Desk(body.rig, f"Copy-of-{self.office.desk.short}")
        shutil.copytree(self.office.desk.state, self.copy.state)
        self.env = {**self.office.author.env, **self.copy.env}
        self.body = body

    def close(self):
        if self.copy.name in self.body.rig.running:
            self.copy.pause()
        self.office.close()

    def write(self, here, there):
        """So many posts each: what the office's people and the copy's have written."""
        return ([self.office.writes(f"Here {number}.") for number in range(here)],
                [self.office.writes(f"There {number}.", env=self.env) for number in range(there)])

    def told(self):
        """The lines of both logs that tell of the fork."""
        logs = [self.body.rig.log(desk.name) for desk in (self.office.desk, self.copy)]
        return [line for log in logs for line in log.read_text().splitlines() if SAID in line]

    def all_is_there(self, *posts):
        """All acts of both stores are ruled at the centre, each once, and both see all posts."""
        office = self.office
        sent = "select count(*) from act where state = 'pending'"
        for state in (office.desk.state, self.copy.state):
            office.until(lambda: office.ask(sent, state) == [(0,)], "every act is sent")
        assert {*office.kept(), *office.kept(self.copy.state)} <= set(office.received()), "what is sent is there"
        for state in (office.desk.state, self.copy.state):
            office.until(lambda: not office.unruled(state), "a ruling on every act")
        kept = office.kept() | office.kept(self.copy.state)
        assert kept == office.received(), set(kept.items()) ^ set(office.received().items())
        assert set(kept.values()) == {"accepted"}, kept
        wanted = {post for some in posts for post in some}
        for state in (office.desk.state, self.copy.state):
            office.until(
                lambda: wanted <= {row[0] for row in office.ask("select id from item where kind = 'post'", state)},
                f"both see all posts: {state.name}")


@pytest.fixture
def twins(body):
    made = []

    def make(name, author):
        made.append(Twins(body, name, author))
        return made[-1]
    yield make
    for pair in made:
        pair.close()


def setting(office, desk, key):
    told = office.ask(f"select value from setting where key = '{key}'", desk.state)
    return json.loads(told[0][0])


def test_both_at_work_when_they_part(body, twins):
    pair = twins("Fork Office", "Tomos Gwyn")
    office = pair.office
    both = (office.desk, pair.copy)
    before = office.line()["triedAt"]
    for desk in both:
        desk.run()
    for desk in both:
        office.until(lambda: setting(office, desk, "line")["triedAt"] != before, "both have greeted the centre")
    pair.all_is_there(*pair.write(2, 2))
    assert len(pair.told()) == 1, pair.told()
    assert {setting(office, desk, "office")["incarnation"] for desk in both} == {1, 2}
    # One of them tells its people, and how to mend it.
    told = [body.office("status", env={**office.author.env, **desk.env}).stdout for desk in both]
    assert sum("turned out to be a copy" in words and "enrol one of them anew" in words for words in told) == 1, told
    # They go on side by side for good.
    pair.all_is_there(*pair.write(2, 2))
    assert len(pair.told()) == 1, pair.told()


@pytest.mark.parametrize("here,there,name,author", [
    (3, 1, "Gorse Office", "Elin Morgan"),
    (2, 2, "Heath Office", "Iestyn Parry"),
    (1, 3, "Moor Office", "Nest Bowen")])
def test_the_copy_comes_later(twins, here, there, name, author):
    """What the copy's people do waits for a line, as after a journey; the office has sent its own meanwhile."""
    pair = twins(name, author)
    posts = pair.write(here, there)
    pair.office.desk.run()
    pair.office.until(lambda: not pair.office.unruled(), "the office's own acts are ruled")
    pair.copy.run()
    pair.all_is_there(*posts)
    assert len(pair.told()) == 1, pair.told()
