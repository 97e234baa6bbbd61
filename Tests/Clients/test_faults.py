"""The ways in which the sandbox misbehaves on request, seen by Mastodon.py and by curl."""

import hashlib
import shutil
import subprocess
import threading
import time
import urllib.error
import uuid

import pytest
from mastodon import MastodonError, MastodonNetworkError, MastodonNotFoundError

from sandbox import BINARY, Sandbox, account, client, eventually, nothing_hangs, text


@pytest.mark.parametrize("kind,acts", [
    ("close", 0), ("reset", 0), ("act_then_close", 1), ("act_then_reset", 1), ("half_answer", 1),
    ("reject", 0), ("rate_limited", 0), ("act_then_status", 1), ("act_then_garbage", 1)])
def test_faults_that_hide_the_outcome(sandbox, kind, acts):
    words = text()
    sandbox.fault(kind, account="press")
    with pytest.raises(MastodonError):
        client(sandbox).status_post(words)
    assert len([line for line in sandbox.ledger() if line["text"] == words]) == acts
    client(sandbox).status_post(words)


def test_hang_after_acting(sandbox):
    words = text()
    sandbox.fault("hang_after_acting")
    with pytest.raises(MastodonNetworkError):
        client(sandbox, request_timeout=5).status_post(words)
    assert len([line for line in sandbox.ledger() if line["text"] == words]) == 1
    nothing_hangs(sandbox)


def test_slow_drip_and_delay(sandbox):
    sandbox.fault("slow_drip", milliseconds=1)
    assert client(sandbox).status_post(text()).id
    sandbox.fault("delay", milliseconds=300)
    start = time.monotonic()
    assert client(sandbox).status_post(text()).id
    assert time.monotonic() - start >= 0.3


def test_key_ignored_by_a_fault(sandbox):
    api, key = client(sandbox), str(uuid.uuid4())
    one = api.status_post("same", idempotency_key=key)
    sandbox.fault("key_ignored")
    assert api.status_post("same", idempotency_key=key).id != one.id


def test_delayed_by_a_fault(sandbox):
    sandbox.fault("delay_visibility", seconds=3600)
    posted = client(sandbox).status_post(text())
    with pytest.raises(MastodonNotFoundError):
        client(sandbox).status(posted.id)


def test_refuse(sandbox):
    for _ in range(10):
        words = text()
        sandbox.control("POST", "faults", {"kind": "refuse", "count": 1})
        with pytest.raises(MastodonNetworkError):
            client(sandbox).status_post(words)
        assert [line for line in sandbox.ledger() if line["text"] == words] == []
        assert client(sandbox).status_post(words).id


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
@pytest.mark.parametrize("kind,acts,codes", [
    ("reset", 0, {16, 18, 52, 55, 56, 92}), ("act_then_close", 1, {16, 18, 52, 55, 56, 92}),
    ("act_then_reset", 1, {16, 18, 52, 55, 56, 92}), ("half_answer", 1, {16, 18, 56, 92}),
    ("hang_after_acting", 1, {28}), ("act_then_status", 1, {22}), ("slow_drip", 1, {28})])
@pytest.mark.parametrize("version", ["--http1.1", "--http2"])
def test_faults_over_both_versions(sandbox, version, kind, acts, codes):
    words = text()
    sandbox.fault(kind, milliseconds=100)
    done = subprocess.run(
        ["curl", "-sS", "--fail", version, "--max-time", "3", "--cacert", sandbox.authority,
         "-H", "Authorization: Bearer press-token", "--data-urlencode", f"status={words}",
         sandbox.address["town"] + "/api/v1/statuses"], capture_output=True, text=True, timeout=20)
    assert done.returncode in codes, done.stderr
    assert len([line for line in sandbox.ledger() if line["text"] == words]) == acts
    last = sandbox.control("GET", "requests")["recent"][-1]
    assert last["fault"] == kind and last["http"] == version.removeprefix("--http")
    nothing_hangs(sandbox)


def test_release_lets_hanging_calls_answer(sandbox):
    words, results = text(), []
    sandbox.fault("hang_after_acting")
    thread = threading.Thread(target=lambda: results.append(client(sandbox).status_post(words).id))
    thread.start()
    eventually(lambda: sandbox.control("POST", "release")["released"], "no call hung")
    thread.join(timeout=20)
    assert [line["id"] for line in sandbox.ledger() if line["text"] == words] == results


def test_reused_connections_are_seen(sandbox):
    api = client(sandbox)
    for _ in range(3):
        api.status_post(text())
    recent = sandbox.control("GET", "requests")["recent"][-3:]
    assert len({request["connection"] for request in recent}) == 1
    assert [r["request_of_connection"] for r in recent] == [1, 2, 3]


def test_a_body_is_told_by_its_digest(sandbox):
    body = f"status={uuid.uuid4()}"
    subprocess.run(
        ["curl", "-sS", "--fail", "--max-time", "3", "--cacert", sandbox.authority, "-H",
         "Authorization: Bearer press-token", "--data", body, sandbox.address["town"] + "/api/v1/statuses"],
        check=True, capture_output=True, timeout=20)
    last = sandbox.control("GET", "requests")["recent"][-1]
    assert last["body_sha256"] == hashlib.sha256(body.encode()).hexdigest()


def test_control_needs_its_token(sandbox):
    with pytest.raises(urllib.error.HTTPError, match="401"):
        sandbox.control("GET", "ledger", token="press-token")
    with pytest.raises(urllib.error.HTTPError, match="400"):
        sandbox.control("POST", "faults", {"kind": "unheard_of"})


def test_ledger_numbers_are_in_order(sandbox):
    lines = sandbox.ledger()
    assert [line["n"] for line in lines] == list(range(1, len(lines) + 1))
    assert lines == sandbox.control("GET", "ledger")


@pytest.mark.parametrize("config,words", [
    (None, "cannot be read"), ("{", "cannot be read"), ('{"servers": []}', "names no server"),
    ('{"servers": [{"name": "a", "accounts": []}]}', "certificate")])
def test_what_is_wrong_is_said(tmp_path, config, words):
    file = tmp_path / "sandbox.json"
    if config is not None:
        file.write_text(config)
    done = subprocess.run(
        [BINARY, "run", "--config", file, "--certificate", tmp_path / "none.pem", "--key", tmp_path / "none.key"],
        capture_output=True, text=True, timeout=20)
    assert done.returncode == 2 and words in done.stderr and done.stderr.count("\n") == 1


def test_port_in_use(sandbox, tmp_path):
    port = sandbox.address["town"].rsplit(":", 1)[1]
    file = tmp_path / "sandbox.json"
    file.write_text('{"servers": [{"name": "a", "accounts": []}]}')
    done = subprocess.run(
        [BINARY, "run", "--config", file, "--certificate", sandbox.folder / "server.pem",
         "--key", sandbox.folder / "server.key", "--port", port], capture_output=True, text=True, timeout=20)
    assert done.returncode == 2 and "Choose another port" in done.stderr


def test_ends_cleanly_while_a_call_hangs(tmp_path, monkeypatch):
    with Sandbox([{"name": "town", "accounts": [account("press")]}]) as running:
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", running.authority)
        running.fault("hang_after_acting")
        results = []

        def post():
            try:
                results.append(client(running).status_post("left hanging").id)
            except MastodonNetworkError as error:
                results.append(error)

        thread = threading.Thread(target=post)
        thread.start()
        eventually(lambda: running.control("GET", "requests")["hanging"], "no call hung")
    thread.join(timeout=20)
    assert running.code == 0 and len(results) == 1
