"""The demo's own check must be able to fail: planted ledgers, each wrong in one way."""

import hashlib
import json
import sys
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[2] / "ops" / "demo.d"
sys.path.insert(0, str(FOLDER))

import pytest  # noqa: E402

import book as books  # noqa: E402
import ledger  # noqa: E402
import pictures  # noqa: E402

CHANNELS = {("town", "north"): "North", ("town", "south"): "South"}


@pytest.fixture
def book():
    book = books.Book()
    book.centre = "Centre"
    book.channel("North", "North Office", ["en"])
    book.channel("South", "South Office", ["en", "cy"])
    for name, channels in (("N1", ["North"]), ("N2", ["North"]), ("B1", ["South"]), ("B2", ["North", "South"])):
        post = book.add(books.Post(
            office="South Office", author="Ada", name=name, channels=channels,
            texts={"en": f"{name}: the library is open today until eight", "cy": f"{name}: mae'r llyfrgell ar agor"}))
        post.submitted = True
        post.consents["Bo"] = "approver"
    book.digests["images/pier.png"] = "5ea"
    book.named("B1").images = [books.Image("images/pier.png", {"en": "A pier.", "cy": "Pier."})]
    return book


def lines(book):
    """A ledger in which everything is as it must be."""
    found = [(entry, "create") for entry in book.expected() + book.expected_gone()]
    account = {channel: key for key, channel in CHANNELS.items()}
    made = [
        {"n": n, "event": event, "server": account[entry.channel][0], "account": account[entry.channel][1],
         "id": str(n), "text": entry.text, "language": entry.language, "at": "2026-01-01T00:00:00Z",
         "media": [{"sha256": digest, "description": alternative} for digest, alternative in entry.images]}
        for n, (entry, event) in enumerate(found, 1)
    ]
    first_gone = len(book.expected())
    return made + [{**line, "event": "delete"} for line in made[first_gone:]]


def verdict(book, found):
    return ledger.Verdict(book.expected(), book.expected_gone(), found, CHANNELS, book.name_of)


def test_all_is_well(book):
    found = verdict(book, lines(book))
    assert found.holds and found.matched == 5 and found.findings() == []


@pytest.mark.parametrize("change", [{"sha256": "0"}, {"description": "A pier."}, {"description": None}])
def test_another_image_or_alternative_text_is_found(book, change):
    found = lines(book)
    shown = next(line for line in found if line["media"])
    shown["media"] = [{**shown["media"][0], **change}]
    told = verdict(book, found)
    assert not told.holds
    assert [finding.split(":")[0] for finding in told.findings()] == ["altered"]
    assert "B1 on South shows other images" in told.findings()[0]


def test_an_image_that_is_missing_is_found(book):
    found = lines(book)
    next(line for line in found if line["media"])["media"] = []
    assert not verdict(book, found).holds


def test_a_picture_is_expected_without_what_the_camera_noted(tmp_path):
    digests = pictures.draw(tmp_path / "images")
    taken = (tmp_path / "images/bridge.png").read_bytes()
    assert b"52.2583 N" in taken
    clean = hashlib.sha256(taken.replace(pictures.chunk(b"tEXt", pictures.PLACE), b"")).hexdigest()
    assert digests["images/bridge.png"] == clean != hashlib.sha256(taken).hexdigest()


def test_a_server_that_takes_several_languages_told_the_first():
    assert ledger.language({"languages": ["cy", "en"]}) == "cy"
    assert ledger.language({"languages": []}) is None
    assert ledger.language({"language": "en"}) == "en"


def test_bilingual_text_is_both_joined_by_a_blank_line(book):
    entry = book.entry(book.named("B1"), "South")
    assert entry.language == "en"
    assert entry.text == "B1: the library is open today until eight\n\nB1: mae'r llyfrgell ar agor"


def test_the_same_twice_is_surplus(book):
    found = lines(book)
    result = verdict(book, [*found, {**found[0], "id": "99"}])
    assert not result.holds
    assert [finding[:20] for finding in result.findings()] == ["surplus: N1 on North"]


def test_what_nobody_wrote_is_surplus(book):
    stray = {**lines(book)[0], "id": "99", "text": "Buy coins now"}
    assert verdict(book, [*lines(book), stray]).findings() == [
        'surplus: no post of these calendars on North (en): "Buy coins now"']


def test_one_too_few_is_missing(book):
    result = verdict(book, lines(book)[1:])
    assert [finding[:20] for finding in result.findings()] == ["missing: N1 on North"]


@pytest.mark.parametrize("change", [
    {"text": "N1: the library is open today until nine"}, {"language": "cy"}])
def test_other_words_or_another_language_are_altered(book, change):
    found = lines(book)
    found[0] = {**found[0], **change}
    result = verdict(book, found)
    assert not result.holds and not result.surplus and not result.missing
    assert result.findings()[0].startswith("altered: N1 on North reads")


def test_the_wrong_channel_is_missing_here_and_surplus_there(book):
    found = lines(book)
    found[0] = {**found[0], "account": "south"}
    assert {finding[:22] for finding in verdict(book, found).findings()} == {
        "missing: N1 on North (", "surplus: N1 on South ("}


def test_an_edit_on_the_platform_is_altered(book):
    found = lines(book)
    result = verdict(book, [*found, {**found[0], "event": "edit", "text": "hello"}])
    assert result.findings() == ["altered: N1 on North was edited"]


def test_what_is_taken_down_without_anybody_wanting_it(book):
    found = lines(book)
    result = verdict(book, [*found, {**found[0], "event": "delete"}])
    assert {finding.split(":")[0] for finding in result.findings()} == {"missing", "taken down"}


def test_in_a_story_that_could_not_go_on_what_is_not_out_yet_is_no_finding(book):
    found = lines(book)
    result = verdict(book, [*found[1:], {**found[1], "id": "99", "text": "Buy coins now"}])
    assert [finding.split(":")[0] for finding in result.findings()] == ["surplus", "missing"]
    assert [finding.split(":")[0] for finding in result.findings(missing=False)] == ["surplus"]


def test_what_was_withdrawn_after_it_was_out_must_be_gone(book):
    post = book.named("N1")
    post.held, post.taken_down = "withdrawn", True
    found = lines(book)
    assert verdict(book, found).holds
    assert not verdict(book, found[:-1]).holds


@pytest.mark.parametrize("act", [
    lambda post: post.consents.clear(),
    lambda post: post.change({"en": "N1: other words"}),
    lambda post: setattr(post, "held", "revoked"),
    lambda post: post.dropped.add("North"),
])
def test_what_must_not_come_out_is_surplus_when_it_does(book, act):
    found = lines(book)
    act(book.named("N1"))
    assert not verdict(book, found).holds


def test_the_stricter_of_both_offices_demands_counts(book):
    post = book.named("B2")
    book.demand("North Office", "routine", 2, "manager")
    book.owner["North"] = "North Office"
    assert not book.let_out(post)
    post.consents["Cy"] = "approver"
    assert not book.let_out(post)
    post.consents["Di"] = "manager"
    assert book.let_out(post)


def test_a_line_still_being_written_is_not_read(tmp_path):
    file = tmp_path / "ledger"
    file.write_text(json.dumps({"n": 1}) + '\n{"n": 2, "te')
    assert ledger.read(file) == [{"n": 1}]
    assert ledger.read(tmp_path / "none") == []


@pytest.mark.parametrize("path", sorted((FOLDER / "calendars").glob("*.csv")), ids=lambda path: path.stem)
def test_calendars_are_whole(path, tmp_path):
    posts = books.read_calendar(path, "Office", "Author")
    assert len({post.name for post in posts}) == len(posts)
    assert {post.due for post in posts} <= {"now", "later"}
    assert {post.kind for post in posts} <= {"routine", "event"}
    assert all(text == text.strip() and text for post in posts for text in post.texts.values())
    count = books.write_calendar(path, tmp_path / "out.csv", {"now": "2026-01-01 09:00", "later": "2026-01-01 09:05"})
    assert count == len(posts)
    assert (tmp_path / "out.csv").read_bytes().startswith(b"\xef\xbb\xbfref,")


def test_there_are_at_least_sixty_posts_and_no_two_alike():
    posts = [post for path in (FOLDER / "calendars").glob("*.csv")
             for post in books.read_calendar(path, "Office", "Author")]
    texts = [text for post in posts for text in post.texts.values()]
    assert len(posts) >= 60
    assert len(set(texts)) == len(texts)
