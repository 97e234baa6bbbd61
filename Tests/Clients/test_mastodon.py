"""Drives the sandbox with Mastodon.py, unchanged but for the address."""

import hashlib
import re
import uuid

import pytest
import requests
from mastodon import (
    Mastodon, MastodonAPIError, MastodonIllegalArgumentError, MastodonNotFoundError, MastodonRatelimitError,
    MastodonUnauthorizedError)

from sandbox import client, entries, eventually, picture, text

SCOPES = ["read", "write"]


def log_in(sandbox, tmp_path, scopes=SCOPES):
    base = sandbox.address["town"]
    id, secret = Mastodon.create_app("Desk", scopes=scopes, api_base_url=base, website="https://desk.example")
    api = Mastodon(client_id=id, client_secret=secret, api_base_url=base, ratelimit_method="throw")
    page = requests.get(api.auth_request_url(scopes=scopes), timeout=20)
    code = re.search(r'value="([^"]+)"', page.text)[1]
    api.log_in(code=code, scopes=scopes, to_file=tmp_path / "token")
    return api, code


def test_log_in(sandbox, tmp_path):
    api, code = log_in(sandbox, tmp_path, [*SCOPES, "profile"])
    assert api.oauth_userinfo().preferred_username == "press"
    me = api.account_verify_credentials()
    assert me.username == "press"
    assert me.source.language == "cy"
    assert api.app_verify_credentials().name == "Desk"
    posted = api.status_post(text())
    assert posted.application.name == "Desk"
    with pytest.raises(MastodonIllegalArgumentError):
        api.log_in(code=code, scopes=SCOPES)


def test_password_is_refused(sandbox):
    base = sandbox.address["town"]
    id, secret = Mastodon.create_app("Desk", scopes=SCOPES, api_base_url=base)
    api = Mastodon(client_id=id, client_secret=secret, api_base_url=base)
    with pytest.raises(MastodonIllegalArgumentError):
        api.log_in("press@town.example", "password", scopes=SCOPES)


def test_revoked_token(sandbox, tmp_path):
    api, _ = log_in(sandbox, tmp_path)
    token = api.access_token
    api.revoke_access_token()
    with pytest.raises(MastodonUnauthorizedError, match="The access token is invalid"):
        Mastodon(access_token=token, api_base_url=sandbox.address["town"]).status_post(text())


def test_post_and_read_back(sandbox):
    api = client(sandbox)
    words = text() + " <b>&</b> https://example.org/x #Flood"
    posted = api.status_post(
        words, language="en", visibility="unlisted", spoiler_text="Weather", sensitive=True)
    assert posted.language == "en" and posted.visibility == "unlisted" and posted.spoiler_text == "Weather"
    assert posted.sensitive and posted.edited_at is None and posted.account.username == "press"
    assert "&lt;b&gt;" in posted.content and "<b>" not in posted.content
    assert [tag.name for tag in posted.tags] == ["flood"]
    assert api.status(posted.id).id == posted.id
    source = api.status_source(posted.id)
    assert source.text == words and source.spoiler_text == "Weather"
    assert api.account_statuses(posted.account.id, limit=1)[0].id == posted.id
    assert [s.id for s in api.statuses([posted.id, "1"])] == [posted.id]
    line, = entries(sandbox, posted.id)
    assert line["event"] == "create" and line["text"] == words and line["spoiler_text"] == "Weather"
    assert line["language"] == "en" and line["visibility"] == "unlisted" and line["server"] == "town"
    page = requests.get(sandbox.address["town"] + "/", timeout=20).text
    assert posted.content in page and 'lang="en"' in page


def test_default_language_and_visibility(sandbox):
    posted = client(sandbox).status_post(text())
    assert posted.language == "cy" and posted.visibility == "public"


def test_private_posts_are_private(sandbox):
    posted = client(sandbox).status_post(text(), visibility="private")
    with pytest.raises(MastodonNotFoundError):
        client(sandbox, "reader").status(posted.id)
    with pytest.raises(MastodonNotFoundError):
        Mastodon(api_base_url=sandbox.address["town"]).status(posted.id)


def test_edit_and_history(sandbox):
    api = client(sandbox)
    first, second = text(), text()
    posted = api.status_post(first)
    edited = api.status_update(posted.id, second, spoiler_text="Corrected")
    assert edited.id == posted.id and edited.edited_at is not None
    assert [second in revision.content for revision in api.status_history(posted.id)] == [False, True]
    assert api.status_source(posted.id).text == second
    assert [line["event"] for line in entries(sandbox, posted.id)] == ["create", "edit"]
    with pytest.raises(MastodonNotFoundError):
        client(sandbox, "reader").status_update(posted.id, "mine now")


def test_delete(sandbox):
    api = client(sandbox)
    words = text()
    posted = api.status_post(words)
    assert api.status_delete(posted.id).text == words
    with pytest.raises(MastodonNotFoundError, match="Record not found"):
        api.status_delete(posted.id)
    with pytest.raises(MastodonNotFoundError):
        api.status(posted.id)
    assert [line["event"] for line in entries(sandbox, posted.id)] == ["create", "delete"]
    assert words not in requests.get(sandbox.address["town"] + "/@press", timeout=20).text


def test_replies_and_notifications(sandbox):
    press, reader = client(sandbox), client(sandbox, "reader")
    posted = press.status_post(text())
    seen = press.notifications(types=["mention"], limit=1)
    last = seen[0].id if seen else "0"
    answers = [reader.status_reply(posted, f"When? {n}") for n in range(3)]
    assert answers[0].in_reply_to_id == posted.id
    assert [m.username for m in answers[0].mentions] == ["press"]
    first = press.notifications(types=["mention"], min_id=last, limit=2)
    assert [n.status.id for n in first] == [answers[1].id, answers[0].id]
    second = press.notifications(types=["mention"], min_id=first[0].id)
    assert [n.status.id for n in second] == [answers[2].id]
    assert second[0].type == "mention" and second[0].account.username == "reader"
    assert [s.id for s in press.status_context(posted.id).descendants] == [a.id for a in answers]
    assert press.status(posted.id).replies_count == 3
    # A reply that dropped the mention is found by its context alone.
    silent = reader.status_post(text(), in_reply_to_id=posted.id)
    assert press.notifications(types=["mention"], min_id=second[0].id) == []
    assert press.status_context(posted.id).descendants[-1].id == silent.id
    reader.status_delete(answers[2].id)
    assert press.notifications(types=["mention"], min_id=first[0].id) == []


def test_reply_to_nothing(sandbox):
    with pytest.raises(MastodonNotFoundError):
        client(sandbox).status_post(text(), in_reply_to_id="1")


def test_paging(sandbox):
    api = client(sandbox, server="other")
    me = api.account_verify_credentials()
    made = [api.status_post(text()).id for _ in range(7)]
    page = api.account_statuses(me.id, limit=3)
    met = [s.id for s in page]
    while page := api.fetch_next(page):
        met += [s.id for s in page]
    assert met[:7] == made[::-1]
    forward = api.account_statuses(me.id, limit=3, min_id=made[0])
    assert [s.id for s in forward] == [made[3], made[2], made[1]]
    newer = api.fetch_previous(forward)
    assert [s.id for s in newer] == [made[6], made[5], made[4]]


def test_idempotency_key(sandbox):
    api = client(sandbox)
    key = str(uuid.uuid4())
    one, two = api.status_post("first", idempotency_key=key), api.status_post("second", idempotency_key=key)
    assert one.id == two.id and "first" in two.content
    assert len(entries(sandbox, one.id)) == 1
    assert entries(sandbox, one.id)[0]["idempotency_key"] == key
    other = client(sandbox, "reader").status_post("first", idempotency_key=key)
    assert other.id != one.id


def test_server_that_ignores_the_key(sandbox):
    api = client(sandbox, server="other")
    key = str(uuid.uuid4())
    one, two = api.status_post("same", idempotency_key=key), api.status_post("same", idempotency_key=key)
    assert one.id != two.id and re.fullmatch(r"[0-9A-HJKMNP-TV-Z]{26}", one.id)


def test_length(sandbox):
    api = client(sandbox)
    family = "\N{MAN}\u200d\N{WOMAN}\u200d\N{GIRL}"
    api.status_post(family * 500)
    api.status_post("https://example.org/" + "x" * 600 + " " + "y" * 476)
    with pytest.raises(MastodonAPIError, match="422.*Text character limit of 500 exceeded"):
        api.status_post("x" * 501)
    with pytest.raises(MastodonAPIError, match="Text character limit of 500 exceeded"):
        api.status_post("x" * 490, spoiler_text="y" * 11)
    with pytest.raises(MastodonAPIError, match="Validation failed: Text can't be blank"):
        api.status_post("   ")
    with pytest.raises(MastodonAPIError, match="400.*Text character limit"):
        client(sandbox, server="other").status_post(family * 200)


def test_bad_token_and_scopes(sandbox):
    base = sandbox.address["town"]
    with pytest.raises(MastodonUnauthorizedError, match="The access token is invalid"):
        Mastodon(access_token="wrong", api_base_url=base).status_post(text())
    with pytest.raises(MastodonAPIError, match="403.*outside the authorized scopes"):
        client(sandbox, "looker").status_post(text())
    with pytest.raises(MastodonAPIError, match="403.*Your login is currently disabled"):
        client(sandbox, "locked").status_post(text())


def test_rate_limit(sandbox):
    api = client(sandbox, server="narrow")
    made = [api.status_post(text()).id for _ in range(2)]
    assert api.ratelimit_limit == 2 and api.ratelimit_remaining == 0
    with pytest.raises(MastodonRatelimitError):
        api.status_post(text())
    answer = requests.post(
        sandbox.address["narrow"] + "/api/v1/statuses", data={"status": "more"}, timeout=20,
        headers={"Authorization": "Bearer press-token"})
    assert answer.status_code == 429 and answer.json() == {"error": "Too many requests"}
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z", answer.headers["X-RateLimit-Reset"])
    api.status_delete(made[0])
    with pytest.raises(MastodonRatelimitError):
        api.status_delete(made[1])
    assert len([line for line in sandbox.ledger() if line["server"] == "narrow"]) == 3


def test_delayed_visibility(sandbox):
    api = client(sandbox, server="late")
    me = api.account_verify_credentials()
    posted = api.status_post(text())
    assert entries(sandbox, posted.id)
    with pytest.raises(MastodonNotFoundError):
        api.status(posted.id)
    assert posted.id not in [s.id for s in api.account_statuses(me.id)]
    eventually(lambda: posted.id in [s.id for s in api.account_statuses(me.id)], "it never became visible")
    assert api.status(posted.id).id == posted.id


def test_instance(sandbox):
    api = client(sandbox)
    limits = api.instance_v2().configuration.statuses
    assert limits.max_characters == 500 and limits.characters_reserved_per_url == 23
    assert api.instance_v1().uri == "town.example"
    assert api.account_lookup("reader@town.example").username == "reader"


def test_media(sandbox):
    api = client(sandbox)
    bytes_of = [picture(shade=n) for n in range(2)]
    uploads = [api.media_post(bytes_of[0], "image/png", description="A bridge", focus=(0.5, -1)),
               api.media_post(bytes_of[1], "image/png")]
    assert uploads[0].url and uploads[0].type == "image" and uploads[0].description == "A bridge"
    assert uploads[0].meta.original.width == 3 and uploads[0].meta.focus.x == 0.5
    changed = api.media_update(uploads[1], description="Two bridges")
    assert changed.description == "Two bridges" and api.media(uploads[1]).description == "Two bridges"
    posted = api.status_post("", media_ids=uploads, language="en")
    assert [m.description for m in posted.media_attachments] == ["A bridge", "Two bridges"]
    line, = entries(sandbox, posted.id)
    assert line["media"] == [
        {"sha256": hashlib.sha256(content).hexdigest(), "type": "image/png", "description": words}
        for content, words in zip(bytes_of, ["A bridge", "Two bridges"])]
    assert requests.get(posted.media_attachments[0].url, timeout=20).content == bytes_of[0]
    page = requests.get(sandbox.address["town"] + "/", timeout=20).text
    assert f'<img src="{posted.media_attachments[0].url}" alt="A bridge">' in page
    with pytest.raises(MastodonNotFoundError):
        api.media(uploads[0])
    assert api.account_statuses(posted.account.id, only_media=True, limit=1)[0].id == posted.id


def test_edit_of_media(sandbox):
    api = client(sandbox)
    uploads = [api.media_post(picture(shade=n), "image/png", description=f"{n}") for n in range(2)]
    words = text()
    posted = api.status_post(words, media_ids=uploads)
    changes = [api.generate_media_edit_attributes(uploads[1], description="the second"),
               api.generate_media_edit_attributes(uploads[0])]
    edited = api.status_update(posted.id, words, media_attributes=changes)
    assert [m.description for m in edited.media_attachments] == ["the second", "0"]
    kept = api.status_update(posted.id, words, media_ids=[uploads[1]])
    assert [m.description for m in kept.media_attachments] == ["the second"]
    assert [[m.description for m in revision.media_attachments] for revision in api.status_history(posted.id)] == [
        ["0", "1"], ["the second", "0"], ["the second"]]
    assert [[m["description"] for m in line["media"]] for line in entries(sandbox, posted.id)] == [
        ["0", "1"], ["the second", "0"], ["the second"]]
    redraft = api.status_delete(posted.id)
    assert redraft.text == words and [m.id for m in redraft.media_attachments] == [uploads[1].id]
    assert api.status_post(words, media_ids=[uploads[1]]).media_attachments[0].id == uploads[1].id


def test_media_that_take_their_time(sandbox):
    api = client(sandbox, server="late")
    upload = api.media_post(picture(), "image/png", description="A bridge")
    assert upload.url is None
    with pytest.raises(MastodonAPIError, match="422.*Cannot attach files that have not finished processing"):
        api.status_post(text(), media_ids=[upload])
    asked = requests.get(f"{sandbox.address['late']}/api/v1/media/{upload.id}", timeout=20,
                         headers={"Authorization": "Bearer press-token"})
    assert asked.status_code == 206 and asked.json()["url"] is None
    eventually(lambda: api.media(upload).url, "it was never processed")
    posted = api.status_post(text(), media_ids=[upload])
    assert entries(sandbox, posted.id)[0]["media"][0]["description"] == "A bridge"


def test_media_that_cannot_be_processed(sandbox):
    api = client(sandbox)
    sandbox.fault("fail_processing", path="/api/v2/media")
    with pytest.raises(MastodonAPIError, match="500.*Error processing thumbnail"):
        api.media_post(picture(), "image/png")
    sandbox.fault("fail_processing", path="/api/v2/media", seconds=0.3)
    upload = api.media_post(picture(), "image/png")

    def failed():
        try:
            return api.media(upload) and False
        except MastodonAPIError as error:
            return "422" in str(error)
    eventually(failed, "it never failed")
    sandbox.fault("delay_processing", path="/api/v2/media", seconds=3600)
    assert api.media_post(picture(), "image/png").url is None
    with pytest.raises(MastodonAPIError, match="422.*File content type is invalid"):
        api.media_post(b"words", "image/png")
    limits = api.instance_v2().configuration.media_attachments
    with pytest.raises(MastodonAPIError, match="422.*Description is too long"):
        api.media_post(picture(), "image/png", description="x" * (limits.description_limit + 1))


def test_too_many_media(sandbox):
    api = client(sandbox)
    uploads = [api.media_post(picture(shade=n), "image/png") for n in range(5)]
    with pytest.raises(MastodonAPIError, match="422.*Cannot attach more than 4 files"):
        api.status_post(text(), media_ids=uploads)
    film = api.media_post(b"\0\0\0\x18ftypmp42" + bytes(100), "video/mp4")
    assert film.url is None and film.type == "video"
    eventually(lambda: api.media(film).url, "the film was never processed")
    with pytest.raises(MastodonAPIError, match="Cannot attach a video to a post that already contains images"):
        api.status_post(text(), media_ids=[uploads[0], film])
    assert api.status_post(text(), media_ids=[film]).media_attachments[0].type == "video"


def test_a_large_picture_passes(sandbox):
    """Several times the cap of other bodies."""
    content = picture() + bytes(12_000_000)
    api = client(sandbox)
    posted = api.status_post(text(), media_ids=[api.media_post(content, "image/png")])
    assert entries(sandbox, posted.id)[0]["media"][0]["sha256"] == hashlib.sha256(content).hexdigest()
    with pytest.raises(MastodonAPIError, match="422.*File is invalid"):
        api.media_post(picture() + bytes(16_800_000), "image/png")
