"""An office's folder: damaged, foreign, not enrolled, in use; and answers of the centre that are not for it."""

import json
import os
import shutil

import pytest

from body import DAMAGED, DONE, REFUSED, UNREACHABLE, USAGE, complains


@pytest.fixture
def folder(body, tmp_path):
    """A state folder of its own, with what commands need to work on it."""
    return {"CRIER_STATE": str(tmp_path / "state"), "CRIER_SESSION": str(body.author.session)}


def copied(body, folder):
    """A copy of the enrolled office's folder, as it is on the disk."""
    body.desk.pause()
    try:
        shutil.copytree(body.desk.state, folder["CRIER_STATE"])
    finally:
        body.desk.run()
    return body.desk.state.__class__(folder["CRIER_STATE"])


@pytest.mark.parametrize("words", [
    ["status"], ["whoami"], ["post", "list"], ["channel", "list"], ["run"],
    ["sign-in", "--member", "A", "--password-stdin"],
    ["import", "x.csv"], ["post", "compose", "--channel", "X", "--text", "en=x"], ["sign-out"]])
def test_before_enrolment(body, folder, words):
    complains(body.office(*words, env=folder), USAGE, "no office is enrolled", "enroll request")


def test_a_damaged_store(body, folder):
    state = copied(body, folder)
    store, = (path for path in state.iterdir() if path.suffix in (".sqlite", ".db"))
    for left in state.glob(store.name + "-*"):
        left.unlink()
    sound = store.read_bytes()
    for damaged in (b"\0" * len(sound), b"garbage " * 4096, sound[:100] + os.urandom(len(sound) - 100)):
        store.write_bytes(damaged)
        for words in (["status"], ["post", "list"], ["run"]):
            complains(body.office(*words, env=folder), DAMAGED, "damaged", "copy the folder")
        assert store.read_bytes()[:4096] == damaged[:4096], "what is damaged is left as it is"


def test_a_damaged_key_or_certificate(body, folder):
    state = copied(body, folder)
    (state / "office.key").write_bytes(b"\xff garbage")
    again = body.office("enroll", "request", "--out", state / "again.json", env=folder)
    complains(again, DAMAGED, "key", "new request")
    complains(body.office("enroll", "accept", body.bundle, env=folder), DAMAGED, "key")


def test_a_folder_that_cannot_be(body, tmp_path):
    file = tmp_path / "file"
    file.write_text("")
    env = {"CRIER_STATE": str(file / "below"), "CRIER_SESSION": str(tmp_path / "session")}
    asked = body.office("enroll", "request", "--out", tmp_path / "r.json", env=env)
    complains(asked, UNREACHABLE, "cannot be made", "--state")
    env["CRIER_STATE"] = str(tmp_path / "state")
    complains(body.office("enroll", "request", "--out", "/none/r.json", env=env), UNREACHABLE, "/none/r.json")


def test_one_run_for_each_folder(body):
    complains(body.office("run"), REFUSED, "already")


def test_answers_that_are_not_for_this_office(body, folder, tmp_path):
    sound = json.loads(body.bundle.read_text())
    answer = tmp_path / "answer.json"

    def accepts(content):
        answer.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
        return body.office("enroll", "accept", answer, env=folder)

    complains(accepts(sound), USAGE, "made the request")
    assert body.office("enroll", "request", "--out", tmp_path / "request.json", env=folder).returncode == DONE
    complains(accepts(sound), REFUSED, "another key")
    for broken in (b"", b"\0\xff", b"[1, 2]", b"{", b'{"format": "1"}', {**sound, "certificate": 7}):
        complains(accepts(broken), DAMAGED, "again")
    complains(accepts({**sound, "format": 2}), REFUSED, "version")
    complains(accepts({**sound, "certificate": "-----BEGIN"}), DAMAGED, "certificate")
    complains(body.office("enroll", "accept", tmp_path / "none.json", env=folder), UNREACHABLE, "none.json")
    complains(body.office("status", env=folder), USAGE, "no office is enrolled")


def test_an_answer_that_was_changed_on_the_way(body, folder, tmp_path):
    copied(body, folder)
    sound = json.loads(body.bundle.read_text())
    answer = tmp_path / "answer.json"
    for change, status, says in (
            ({"fingerprint": "00" * 16}, REFUSED, "fingerprint"),
            ({"region": "0" * 8 + "-0000-4000-8000-" + "0" * 12}, REFUSED, "belongs to the office"),
            ({"port": 1}, UNREACHABLE, "reached"), ({"login": "r_other"}, UNREACHABLE, "")):
        answer.write_text(json.dumps({**sound, **change}))
        complains(body.office("enroll", "accept", answer, env=folder), status, says)
    # What was there before holds.
    assert body.office("post", "list", env=folder).returncode == DONE


def test_the_same_answer_twice(body):
    complains(body.office("enroll", "accept", body.bundle), REFUSED, "Stop it first")
    body.desk.pause()
    again = body.office("enroll", "accept", body.bundle)
    assert again.returncode == DONE and "is enrolled" in again.stdout, again.stderr
    body.desk.run()
    assert body.office("whoami").returncode == DONE


def test_a_machine_that_was_lost(body, folder, tmp_path):
    """Its login ends when another takes its place; and it may come back as that other, in its turn."""
    body.desk.pause()

    def admits(name, **env):
        request, answer = tmp_path / f"{name}.json", tmp_path / f"{name}-bundle.json"
        assert body.office("enroll", "request", "--out", request, **env).returncode == DONE
        admitted = body.centre("region", "admit", body.desk.office, request, "--out", answer, "--replace")
        assert admitted.returncode == DONE and "shut out" in admitted.stdout, admitted.stderr
        return answer

    new = admits("new", env=folder)
    complains(body.office("enroll", "accept", body.bundle), UNREACHABLE, "not let this office in")
    assert body.office("enroll", "accept", new, env=folder).returncode == DONE
    again = admits("old")
    complains(body.office("enroll", "accept", new, env=folder), UNREACHABLE, "not let this office in")
    assert body.office("enroll", "accept", again).returncode == DONE
    body.desk.run()


def test_requests_that_are_none(body, tmp_path):
    for content in (b"", b"{}", b"\0\xff", b'{"format": 1, "name": "x", "public_key": "-----BEGIN"}'):
        request = tmp_path / "request.json"
        request.write_bytes(content)
        admitted = body.centre("region", "admit", body.desk.office, request, "--out", tmp_path / "b.json")
        complains(admitted, USAGE, "no request")
    complains(body.centre("region", "admit", body.desk.office, tmp_path / "none", "--out", "b"), USAGE, "none")
