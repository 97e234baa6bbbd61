"""Drives the sandbox with Mastodon.py, unchanged but for the address."""

import re
import uuid

import pytest
import requests
from mastodon import (
    Mastodon, MastodonAPIError, MastodonIllegalArgumentError, MastodonNotFoundError, MastodonRatelimitError,
    MastodonUnauthorizedError)

from sandbox import client, entries, eventually, text

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
