"""Two agents with one identity: a folder was copied, and people work in both. Nothing that they did is lost."""

import json

import pytest

from outpost import Outpost
from twins import Twins


class Parted(Twins):
    """Twins whose acts, all of them, are still in the one store or the other."""

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
        office = Outpost(body, name, author)
        office.agree()
        office.desk.pause()
        made.append(Parted(office))
        return made[-1]
    yield make
    for pair in made:
        pair.close()
        pair.office.close()


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
