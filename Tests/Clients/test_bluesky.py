"""Drives the sandbox with atproto, a third party's client, unchanged but for the address."""

import hashlib
import shutil
import subprocess

import libipld
import pytest
import requests
from atproto import Client, client_utils, models
from atproto.exceptions import AtProtocolError, BadRequestError, RequestException, UnauthorizedError

from sandbox import APP_PASSWORD, entries, eventually, nothing_hangs, picture, sky_client, text

POST = "app.bsky.feed.post"


def cid(codec, content):
    """The name of some bytes, by another implementation than the sandbox's."""
    return libipld.encode_multibase("b", bytes([1, codec, 0x12, 0x20]) + hashlib.sha256(content).digest())


def linked(value):
    """A record with its links as the binary form has them."""
    if isinstance(value, dict):
        if set(value) == {"$link"}:
            return libipld.decode_multibase(value["$link"])[1]
        return {key: linked(member) for key, member in value.items()}
    return [linked(member) for member in value] if isinstance(value, list) else value


def stored(sandbox, uri, server="sky"):
    """A record as the server gives it, without any client between."""
    _, _, did, collection, rkey = uri.split("/")
    answer = requests.get(f"{sandbox.address[server]}/xrpc/com.atproto.repo.getRecord", timeout=20,
                          params={"repo": did, "collection": collection, "rkey": rkey})
    return answer.json()


def record(words):
    return models.AppBskyFeedPost.Record(text=words, created_at="2026-11-22T10:00:00.000Z", langs=["en"])


def put(api, words, rkey, **more):
    data = {"repo": api.me.did, "collection": POST, "rkey": rkey, "record": record(words), **more}
    return api.com.atproto.repo.put_record(data)


def key_of(uri):
    return uri.rsplit("/", 1)[1]


def test_log_in(sandbox):
    api = sky_client(sandbox)
    assert api.me.handle == "press.sky.example" and api.me.display_name == "Press"
    assert api.com.atproto.server.get_session().did == api.me.did
    assert api.com.atproto.server.describe_server().available_user_domains == [".sky.example"]
    again = Client(sandbox.address["sky"])
    assert again.login(session_string=api.export_session_string()).did == api.me.did
    with pytest.raises(UnauthorizedError, match="AuthenticationRequired: Invalid identifier or password"):
        Client(sandbox.address["sky"]).login("press.sky.example", "wrong")


def test_post_with_facets(sandbox):
    api = sky_client(sandbox)
    reader = api.resolve_handle("reader.sky.example").did
    built = (client_utils.TextBuilder().text("Ŵy ").mention("@reader.sky.example", reader).text(" see ")
             .link("the map", "https://example.org/map").text(" ").tag("#flood", "flood"))
    posted = api.send_post(built, langs=["cy", "en"])
    line, = entries(sandbox, posted.uri)
    assert line["event"] == "create" and line["platform"] == "bluesky" and line["server"] == "sky"
    assert line["text"] == "Ŵy @reader.sky.example see the map #flood" and line["languages"] == ["cy", "en"]
    assert line["account"] == "press.sky.example" and line["cid"] == posted.cid
    found = stored(sandbox, posted.uri)
    marked = [found["value"]["text"].encode()[f["index"]["byteStart"]:f["index"]["byteEnd"]].decode()
              for f in found["value"]["facets"]]
    assert marked == ["@reader.sky.example", "the map", "#flood"]
    page = requests.get(sandbox.address["sky"] + "/@press.sky.example", timeout=20).text
    assert '<a href="https://example.org/map" rel="nofollow noopener">the map</a>' in page


def test_detected_facets(sandbox):
    api = sky_client(sandbox)
    words = "Hello @desk.example.org and @nobody.example.org #flood https://example.org"
    facets = api.detect_facets(words)
    kinds = [type(facet.features[0]).__name__ for facet in facets]
    assert sorted(kinds) == ["Link", "Mention", "Tag"]
    assert api.send_post(words, facets=facets).uri


def test_records_have_the_names_of_their_content(sandbox):
    api = sky_client(sandbox)
    posted = api.send_image(text(), picture(), "A bridge", langs=["en"])
    found = stored(sandbox, posted.uri)
    assert found["cid"] == posted.cid == cid(0x71, libipld.encode_dag_cbor(linked(found["value"])))
    image = found["value"]["embed"]["images"][0]["image"]
    assert image["ref"]["$link"] == cid(0x55, picture()) and image["size"] == len(picture())


def test_images(sandbox):
    api = sky_client(sandbox)
    pictures = [picture(shade=n) for n in range(4)]
    ratio = models.AppBskyEmbedDefs.AspectRatio(width=3, height=2)
    posted = api.send_images(text(), pictures, ["north", "south", "", "west"], image_aspect_ratios=[ratio] * 4)
    line, = entries(sandbox, posted.uri)
    assert [medium["description"] for medium in line["media"]] == ["north", "south", "", "west"]
    assert [medium["sha256"] for medium in line["media"]] == [hashlib.sha256(p).hexdigest() for p in pictures]
    seen, = api.get_posts([posted.uri]).posts
    assert [image.alt for image in seen.embed.images] == ["north", "south", "", "west"]
    answer = requests.get(seen.embed.images[0].fullsize, timeout=20)
    assert answer.content == pictures[0] and answer.headers["Content-Type"] == "image/png"
    assert seen.embed.images[0].fullsize in requests.get(sandbox.address["sky"] + "/", timeout=20).text
    with pytest.raises(BadRequestError, match="InvalidRequest: Invalid app.bsky.feed.post record:"):
        api.send_image("no picture", b"words", "words")


def test_video(sandbox):
    film = b"\0\0\0\x18ftypmp42" + bytes(100)
    posted = sky_client(sandbox).send_video(text(), film, "The tide")
    line, = entries(sandbox, posted.uri)
    assert line["media"] == [
        {"sha256": hashlib.sha256(film).hexdigest(), "type": "video/mp4", "description": "The tide"}]


def test_reply_read_back_and_delete(sandbox):
    api, reader = sky_client(sandbox), sky_client(sandbox, "reader")
    root = api.send_post(text())
    strong = models.create_strong_ref(root)
    answer = reader.send_post(text(), reply_to=models.AppBskyFeedPost.ReplyRef(root=strong, parent=strong))
    assert entries(sandbox, answer.uri)[0]["in_reply_to_id"] == root.uri
    feed = reader.get_author_feed("reader.sky.example", limit=1).feed
    assert feed[0].post.uri == answer.uri and feed[0].reply.parent.uri == root.uri
    assert api.get_posts([root.uri]).posts[0].reply_count == 1
    assert api.get_post(key_of(root.uri)).cid == root.cid
    listed = api.app.bsky.feed.post.list(api.me.did, limit=1)
    assert list(listed.records) == [root.uri]
    assert api.get_profile("press.sky.example").posts_count >= 1
    assert api.delete_post(root.uri) and api.delete_post(root.uri)
    assert [line["event"] for line in entries(sandbox, root.uri)] == ["create", "delete"]
    assert api.get_posts([root.uri]).posts == []
    with pytest.raises(BadRequestError, match="RecordNotFound: Could not locate record"):
        api.get_post(key_of(root.uri))


def test_put_under_a_key_of_ones_own(sandbox):
    api = sky_client(sandbox)
    key = key_of(api.send_post(text()).uri)[:-1] + "z"
    first, again = put(api, "one", key), put(api, "one", key)
    assert first.cid == again.cid and first.commit and not again.commit
    with pytest.raises(BadRequestError, match="InvalidSwap"):
        api.com.atproto.repo.put_record({"repo": api.me.did, "collection": POST, "rkey": key,
                                         "record": record("two"), "swapRecord": first.cid[:-1] + "a"})
    put(api, "two", key)
    assert [line["event"] for line in entries(sandbox, first.uri)] == ["create", "replace"]
    with pytest.raises(RequestException, match="InternalServerError"):
        api.com.atproto.repo.create_record(
            {"repo": api.me.did, "collection": POST, "rkey": key, "record": record("three")})


def test_length(sandbox):
    api = sky_client(sandbox)
    flag, family = "\N{REGIONAL INDICATOR SYMBOL LETTER D}\N{REGIONAL INDICATOR SYMBOL LETTER E}", (
        "\N{MAN}\u200d\N{WOMAN}\u200d\N{GIRL}\u200d\N{BOY}")
    assert api.send_post("x" * 300).uri and api.send_post(flag * 300).uri and api.send_post(family * 120).uri
    for words in ["x" * 301, flag * 301, family * 121]:
        with pytest.raises(BadRequestError, match="Invalid app.bsky.feed.post record: Record/text"):
            api.send_post(words)


def test_what_the_client_would_not_send(sandbox):
    api = sky_client(sandbox)
    image = stored(sandbox, api.send_image(text(), picture(), "x").uri)["value"]["embed"]["images"][0]
    for change, place in [({"langs": ["en", "cy", "de", "fr"]}, "Record/langs"), ({"createdAt": "now"}, "createdAt"),
                          ({"embed": {"$type": "app.bsky.embed.images", "images": [image] * 5}}, "Record/embed")]:
        answer = requests.post(
            sandbox.address["sky"] + "/xrpc/com.atproto.repo.createRecord", timeout=20,
            headers={"Authorization": f"Bearer {api._session.access_jwt}"},
            json={"repo": api.me.did, "collection": POST,
                  "record": {"text": "x", "createdAt": "2026-11-22T10:00:00Z", **change}})
        assert answer.status_code == 400 and answer.json()["error"] == "InvalidRequest"
        assert place in answer.json()["message"]


def test_refresh(sandbox):
    """The client renews a token that has less than a quarter of an hour before it before each call."""
    api, sessions = sky_client(sandbox, server="brief"), []
    api.on_session_change(lambda event, session: sessions.append(session.refresh_jwt))
    for _ in range(3):
        api.send_post(text())
    assert len(set(sessions)) == 3
    requests_seen = sandbox.control("GET", "requests", server="brief")["counts"]
    assert requests_seen["POST /xrpc/com.atproto.server.refreshSession"] >= 3


def test_refresh_in_the_grace_and_without(sandbox):
    for server, repeats in [("brief", True), ("harsh", False)]:
        session = Client(sandbox.address[server]).com.atproto.server.create_session(
            {"identifier": f"press.{server}.example", "password": APP_PASSWORD})

        def refresh(token):
            return requests.post(sandbox.address[server] + "/xrpc/com.atproto.server.refreshSession", timeout=20,
                                 headers={"Authorization": f"Bearer {token}"})
        first, second = refresh(session.refresh_jwt), refresh(session.refresh_jwt)
        assert first.status_code == 200 and (second.status_code == 200) == repeats
        if not repeats:
            assert second.status_code == 400 and second.text == "Token has been revoked"
            assert second.headers["Content-Type"].startswith("text/plain")


def test_another_make(sandbox):
    """Errors in plain text, no validation, and words of its own for keys."""
    api = sky_client(sandbox, server="harsh")
    posted = api.send_post("x" * 301)
    with pytest.raises(BadRequestError, match="record already exists"):
        api.com.atproto.repo.create_record({"repo": api.me.did, "collection": POST, "rkey": key_of(posted.uri),
                                            "record": record("two")})
    assert api.get_posts([posted.uri]).posts == []
    eventually(lambda: api.get_posts([posted.uri]).posts, "it never became visible")
    assert api.delete_post(posted.uri)
    with pytest.raises(BadRequestError, match="no such record"):
        api.delete_post(posted.uri)
    with pytest.raises(AtProtocolError) as told:
        for _ in range(5):
            api.send_post(text())
    answer = told.value.response
    assert answer.status_code == 429 and answer.headers["ratelimit-policy"] == "12;w=3600"
    assert int(answer.headers["retry-after"]) > 0 and int(answer.headers["ratelimit-reset"]) > 1_700_000_000


def test_rate_headers(sandbox):
    api = sky_client(sandbox)
    answer = requests.post(
        sandbox.address["sky"] + "/xrpc/com.atproto.repo.createRecord", timeout=20,
        headers={"Authorization": f"Bearer {api._session.access_jwt}"},
        json={"repo": api.me.did, "collection": POST, "record": {"text": "x", "createdAt": "2026-11-22T10:00:00Z"}})
    assert answer.status_code == 200
    for name in ["Limit", "Remaining", "Reset", "Policy"]:
        assert answer.headers[f"RateLimit-{name}"]


@pytest.mark.parametrize("kind,acts", [
    ("close", 0), ("reset", 0), ("act_then_close", 1), ("act_then_reset", 1), ("half_answer", 1),
    ("reject", 0), ("rate_limited", 0), ("act_then_status", 1), ("act_then_garbage", 1), ("hang_after_acting", 1)])
def test_faults_that_hide_the_outcome(sandbox, kind, acts):
    words, api = text(), sky_client(sandbox)
    api.request._client.timeout = 3
    sandbox.fault(kind, path="/xrpc/com.atproto.repo.putRecord", server="sky", account="press.sky.example")
    key = key_of(api.send_post(text()).uri)[:-1] + "y"
    with pytest.raises(Exception):
        put(api, words, key)
    assert len([line for line in sandbox.ledger() if line["text"] == words]) == acts
    put(api, words, key)
    assert len([line for line in sandbox.ledger() if line["text"] == words]) == 1
    nothing_hangs(sandbox)


def test_delayed_by_a_fault(sandbox):
    sandbox.fault("delay_visibility", path="/xrpc/com.atproto.repo.createRecord", server="sky", seconds=3600)
    api = sky_client(sandbox)
    posted = api.send_post(text())
    assert api.get_posts([posted.uri]).posts == [] and api.get_post(key_of(posted.uri)).cid == posted.cid


def test_threads_and_notifications(sandbox):
    api, reader = sky_client(sandbox), sky_client(sandbox, "reader")
    root = models.create_strong_ref(api.send_post(text()))
    answers = [reader.send_post(text(), reply_to=models.AppBskyFeedPost.ReplyRef(root=root, parent=root))
               for _ in range(2)]
    told = api.app.bsky.notification.list_notifications({"limit": 2, "reasons": ["reply"]}).notifications
    assert [notice.uri for notice in told] == [answers[1].uri, answers[0].uri]
    assert told[0].reason_subject == root.uri and told[0].author.handle == "reader.sky.example"
    gate = models.AppBskyFeedThreadgate.Record(
        post=root.uri, created_at="2026-11-22T10:00:00Z", hidden_replies=[answers[1].uri])
    api.com.atproto.repo.put_record({"repo": api.me.did, "collection": "app.bsky.feed.threadgate",
                                     "rkey": key_of(root.uri), "record": gate})
    told = api.app.bsky.notification.list_notifications({"limit": 1}).notifications
    assert told == [] or told[0].uri != answers[1].uri
    thread = api.get_post_thread(root.uri)
    assert {reply.post.uri for reply in thread.thread.replies} == {answer.uri for answer in answers}
    assert thread.threadgate.record.hidden_replies == [answers[1].uri]


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
@pytest.mark.parametrize("version", ["--http1.1", "--http2"])
def test_a_blob_above_the_cap(sandbox, tmp_path, version):
    file = tmp_path / "large"
    file.write_bytes(bytes(52_428_801))
    done = subprocess.run(
        ["curl", "-sS", version, "--max-time", "60", "--cacert", sandbox.authority, "-w", "%{http_code}",
         "-H", f"Authorization: Bearer {sky_client(sandbox)._session.access_jwt}", "-H", "Content-Type: image/png",
         "--data-binary", f"@{file}", sandbox.address["sky"] + "/xrpc/com.atproto.repo.uploadBlob"],
        capture_output=True, text=True, timeout=90)
    assert done.stdout == '{"error":"PayloadTooLarge","message":"request entity too large"}413', done.stderr
