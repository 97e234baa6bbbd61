"""A body on Bluesky, at a server of another make than the usual: what people approve is there once, with its images."""

import json
import uuid

import pytest

from body import DONE, REFUSED, SKY_PASSWORD, complains
from sending import Channel, Sending, digest, photograph

SKY = {"platform": "bluesky", "handle": "harbour.sky.example"}
XRPC = "/xrpc/com.atproto."


@pytest.fixture(scope="module")
def account(body):
    return Channel(body, "Harbour on Bluesky", "sky", token=SKY_PASSWORD, **SKY)


@pytest.fixture
def sky(account):
    try:
        yield account
    finally:
        account.is_whole()


def some(words):
    return f"{words} {uuid.uuid4()}"


def test_a_post_with_link_tag_and_image(sky, tmp_path):
    file = photograph(tmp_path / "quay.jpg", "quay")
    text = some("Fähre: https://harbour.example/ferry #HarbourFerry")
    post = Sending(sky, text, [(file, "The ferry at the quay, its ramp down.")]).is_let_out()
    out = post.ends("sent")
    [line] = post.seen()
    [clean] = post.image_digests()
    assert line["media"] == [
        {"sha256": clean, "type": "image/jpeg", "description": "The ferry at the quay, its ramp down."}]
    assert clean != digest(file), "what a telephone writes beside the picture has not left the office"
    assert line["languages"] == ["en"] and out["remote_id"] == line["id"]
    octets = text.encode()
    marked = {}
    for facet in line["facets"]:
        [feature] = facet["features"]
        place = facet["index"]
        marked[octets[place["byteStart"]:place["byteEnd"]].decode()] = feature.get("uri") or feature.get("tag")
    assert marked == {"https://harbour.example/ferry": "https://harbour.example/ferry", "#HarbourFerry": "HarbourFerry"}
    post.body.wait_for(lambda: post.delivery().get("read_back") == "same", "it is read back, and is the same")


@pytest.mark.parametrize("call", ["uploadBlob", "putRecord"])
def test_the_coordinator_killed_while_the_server_holds_its_answer(sky, tmp_path, call):
    file = photograph(tmp_path / "mole.jpg", call)
    post = Sending(sky, some("The mole is closed."), [(file, "Waves over the mole.")])
    uploads = sky.counts("uploadBlob")
    sky.fault("hang_after_acting", f"{XRPC}repo.{call}")
    post.is_approved()
    sky.kills()
    assert len(post.seen()) == (0 if call == "uploadBlob" else 1), "what the server did before it fell silent"
    post.ends("sent")
    [line] = post.seen()
    assert [(one["sha256"], one["description"]) for one in line["media"]] == [
        (post.image_digests()[0], "Waves over the mole.")]
    # An upload is no attempt yet: what is uploaded is not to be seen. A record is; then it was looked up.
    told = post.explained()
    assert ("its sender had fallen silent" in told) == (call == "putRecord"), told
    assert sky.counts("uploadBlob") == uploads + (2 if call == "uploadBlob" else 1)


def test_sessions_are_renewed_without_a_person(sky):
    """They last five seconds; and who renewed one may die before it knows the new pair of tokens."""
    Sending(sky, some("Tide.")).is_let_out().ends("sent")
    opened, renewed = sky.counts("createSession"), sky.counts("refreshSession")
    posts = []
    while sky.counts("refreshSession") < renewed + 2:
        assert len(posts) < 20, "sessions outlive their time"
        posts.append(Sending(sky, some("Tide.")).is_let_out())
        posts[-1].ends("sent")
    assert sky.counts("createSession") == opened, "none was begun anew: each followed from the last"

    sky.fault("hang_after_acting", f"{XRPC}server.refreshSession")
    while not sky.body.sandbox.hanging():
        assert len(posts) < 40, "sessions outlive their time"
        posts.append(Sending(sky, some("Tide.")).is_approved())
        sky.body.wait_for(lambda: sky.body.sandbox.hanging() or posts[-1].seen(), "it is out, or held")
    sky.kills()
    # The old token is used up and nobody has the new one: only the app password helps.
    posts[-1].ends("sent")
    assert sky.counts("createSession") == opened + 1
    assert all(len(post.seen()) == 1 for post in posts)


def test_new_words_for_what_is_out_are_for_a_person(sky):
    body = sky.body
    post = Sending(sky, some("Ferry at eight.")).is_let_out()
    post.ends("sent")
    post.does(body.author, "edit", "--text", f"en={some('Ferry at nine.')}")
    post.does(body.author, "submit")
    post.is_let_out()
    parked = post.ends("parked", kind="edit")
    assert parked["reason"] == "no_edit"
    assert "a person must decide" in post.explained("edit")
    words = ("delivery", "decide", parked["delivery_id"], "--drop", "--reason", "It is near enough.")
    dropped = body.centre(*words)
    assert dropped.returncode == DONE, dropped.stderr
    post.ends("withdrawn", kind="edit")
    listed = json.loads(body.centre("delivery", "list", "--open", "--json").stdout)
    assert post.id not in {one["post_id"] for one in listed}, "nobody is asked again"
    assert [line["event"] for line in post.seen()] == ["create"], "one post, as it was"

    # And it can still be taken down.
    post.does(body.author, "withdraw", "--reason", "No ferry.")
    post.ends("sent", kind="take_down")
    assert [line["event"] for line in post.seen()] == ["create", "delete"]


@pytest.mark.parametrize("handle,password,says", [
    ("harbour.sky.example", "none-such-pass-word", ["password"]),
    ("nobody.sky.example", SKY_PASSWORD, ["password"]),
    ("closed.sky.example", SKY_PASSWORD, ["switched off", "in the app"]),
    ("banned.sky.example", SKY_PASSWORD, ["has been taken down", "if that names no other cause"])],
    ids=["wrong password", "no such account", "switched off", "closed by the server"])
def test_a_credential_that_opens_nothing(sky, handle, password, says):
    body = sky.body
    before = body.centre("channel", "list", "--json").stdout
    done = body.adds_channel(
        "Wrong", token=password, platform="bluesky", address=body.sandbox.address["sky"], handle=handle)
    assert password not in complains(done, REFUSED, *says)
    assert body.centre("channel", "list", "--json").stdout == before
