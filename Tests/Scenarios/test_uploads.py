"""Images at a server that takes its time over them and knows no idempotency keys: all of them arrive, the post once."""

import json
import urllib.parse
import urllib.request
import uuid

import pytest

from body import PIER_TOKEN
from sending import Channel, Sending, digest, photograph

UPLOADS, UPLOAD, STATUSES = "/api/v2/media", "/api/v1/media", "/api/v1/statuses"
WORDS = ["The pier at low tide.", "The same pier at high tide: the steps are under water."]


@pytest.fixture(scope="module")
def account(body):
    return Channel(body, "Pier News", "pier", token=PIER_TOKEN, handle="@pier@pier.example")


@pytest.fixture
def pier(account):
    try:
        yield account
    finally:
        account.is_whole()


@pytest.fixture
def images(tmp_path):
    return [(photograph(tmp_path / f"pier-{number}.jpg", number), words) for number, words in enumerate(WORDS)]


def some(words):
    return f"{words} {uuid.uuid4()}"


def shows(post, images):
    """That the platform has each image in its order, cleaned, with its own words."""
    [line] = post.seen()
    cleaned = post.image_digests()
    assert not set(cleaned) & {digest(file) for file, _ in images}
    assert [(one["sha256"], one["description"]) for one in line["media"]] == list(zip(cleaned, WORDS, strict=True))


def test_two_images_with_their_words(pier, images):
    post = Sending(pier, some("Tides."), images).is_let_out()
    post.ends("sent")
    shows(post, images)
    assert pier.counts(f"GET {UPLOAD}/") >= 2, "the server was asked whether it is done with them"
    pier.body.wait_for(lambda: post.delivery().get("read_back") == "same", "it is read back, and is the same")


@pytest.mark.parametrize("kind,method,path,is_out,uploads", [
    ("hang_after_acting", "POST", UPLOADS, False, 3), ("hang", "GET", UPLOAD, False, 2),
    ("hang", "POST", STATUSES, False, None), ("hang_after_acting", "POST", STATUSES, True, 2)],
    ids=["uploading", "processing", "before it is out", "once it is out"])
def test_the_coordinator_killed_on_the_way(pier, images, kind, method, path, is_out, uploads):
    before = pier.counts(f"POST {UPLOADS}")
    pier.fault(kind, path, method)
    post = Sending(pier, some("Storm over the pier."), images).is_let_out()
    pier.kills()
    assert len(post.seen()) == is_out
    post.ends("sent")
    shows(post, images)
    if uploads:
        assert pier.counts(f"POST {UPLOADS}") - before == uploads, "what is known to be there is not uploaded again"


@pytest.mark.parametrize("seconds", [0, 1], ids=["at once", "later"])
def test_a_server_that_cannot_process_an_image(pier, images, seconds):
    """It says so once and for all where it was done with it; a failure of its own it may get over."""
    pier.fault("fail_processing", UPLOADS, seconds=seconds)
    post = Sending(pier, some("Fog over the pier."), images).is_let_out()
    if not seconds:
        post.ends("sent")
        return shows(post, images)
    post.ends("rejected")
    told = post.explained()
    assert "The server refused image 1" in told and "Save it anew" in told and "HTTP 422" in told, told
    assert post.seen() == []
    body = pier.body

    def said():
        return body.office("post", "show", post.id).stdout
    body.wait_for(lambda: "The server refused image 1" in said(), "the office is told as well")


def test_words_that_somebody_changed_there(pier, images):
    """What stands at the server is held against what was approved, the images' words too."""
    post = Sending(pier, some("Sun over the pier."), images).is_let_out()
    pier.body.wait_for(post.seen, "it is there")
    [line] = post.seen()
    base, trust = pier.body.sandbox.address["pier"], pier.body.sandbox.trust

    def asks(method, path, form=None):
        request = urllib.request.Request(
            base + path, method=method, data=form and urllib.parse.urlencode(form).encode(),
            headers={"Authorization": f"Bearer {PIER_TOKEN}"})
        with urllib.request.urlopen(request, context=trust, timeout=20) as answer:
            return json.load(answer)
    place = f"{STATUSES}/{line['id']}"
    first, second = (one["id"] for one in asks("GET", place)["media_attachments"])
    asks("PUT", place, [
        ("status", post.text), ("media_ids[]", first), ("media_ids[]", second),
        ("media_attributes[][id]", second), ("media_attributes[][description]", "Steps.")])
    pier.body.wait_for(lambda: post.delivery().get("read_back"), "it is read back")
    assert post.delivery()["read_back"] == "differs"
    assert [one["event"] for one in post.seen()] == ["create", "edit"], "nobody writes over it"
