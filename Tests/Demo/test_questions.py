"""What the demo reads of the feeds as an office's login would show a gap, and whatever is another's."""

import json
import sys
from pathlib import Path
from types import SimpleNamespace

FOLDER = Path(__file__).resolve().parents[2] / "ops" / "demo.d"
sys.path.insert(0, str(FOLDER))

import pytest  # noqa: E402

import questions  # noqa: E402
import rig  # noqa: E402
from setting import EASTMOOR, GLAS, NORTHBRIDGE  # noqa: E402

HELLO = {"epoch": "e", "region_floor": 2, "region_head": 5, "common_floor": 0, "common_head": 1}
PAGES = {("region", 2): [3, 4], ("region", 4): [5], ("common", 0): [1]}


@pytest.fixture
def office():
    office = questions.Office.__new__(questions.Office)
    post = SimpleNamespace(office=EASTMOOR, id="p", name="EM", texts={"en": "bins"})
    other = SimpleNamespace(office=GLAS, id="q", name="DG", texts={"en": "flu"})
    desks = {name: SimpleNamespace(bundle={"region": name[0]}) for name in (EASTMOOR, GLAS, NORTHBRIDGE)}
    office.story = SimpleNamespace(
        rig=SimpleNamespace(log=lambda _: None), book=SimpleNamespace(posts=[post, other]),
        setting=SimpleNamespace(desks=desks))
    office.office, office.said = EASTMOOR, []
    office.say = office.said.append
    office.pages, office.owner = dict(PAGES), "E"
    office.json = lambda sql: HELLO
    office.everything = lambda: [["post", "p", "E", {"text": "bins"}]]
    office.page = lambda feed, epoch, cursor: [
        json.loads(json.dumps([n, "post", "p", office.owner, {"text": "bins"}])) for n in office.pages[feed, cursor]]
    return office


def test_both_feeds_are_read_to_their_heads(office):
    office.sees_its_own_alone()
    assert "4 rows of both feeds" in office.said[0]


@pytest.mark.parametrize("page", [[4], [3, 5], [4, 3], []])
def test_a_gap_is_found(office, page):
    office.pages["region", 2] = page
    with pytest.raises(rig.Trouble, match="not without gaps"):
        office.feeds()


def test_a_row_of_another_office_in_a_feed_is_found(office):
    office.owner = "D"
    with pytest.raises(rig.Trouble, match="sees items of others"):
        office.sees_its_own_alone()


def test_own_posts_must_all_be_in_the_snapshot(office):
    office.everything = lambda: []
    with pytest.raises(rig.Trouble, match="does not see all of its own"):
        office.sees_its_own_alone()


def test_the_feeds_must_tell_of_posts(office):
    office.feeds = lambda: []
    with pytest.raises(rig.Trouble, match="of no post"):
        office.sees_its_own_alone()


def test_a_kind_is_read_to_its_empty_page(office):
    pages = {"null": '["a", "E", {}]\n["b", "E", {}]', "'b'": '["c", "E", {}]', "'c'": ""}
    office.psql = lambda sql: SimpleNamespace(stdout=pages[sql.split(", ")[3]])
    assert [item[0] for item in office.all_of("post")] == ["a", "b", "c"]
