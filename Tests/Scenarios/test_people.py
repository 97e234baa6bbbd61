"""Who is not signed in, with codes and passwords that are wrong; and that no secret is told."""

import subprocess
import threading

import pytest

from body import CHANNEL, DONE, OFFICE, REFUSED, USAGE, complains

LONG = "four grey herons wade"


@pytest.fixture
def nobody(body):
    return {"centre": {**body.env, "CRIER_SESSION": "/none/session"},
            "office": {**body.desk.env, "CRIER_SESSION": "/none/session"}}


@pytest.mark.parametrize("words", [
    ["whoami"], ["region", "add", "New"], ["member", "add", "New", "--office", OFFICE, "--tier", "author"],
    ["channel", "pause", CHANNEL, "--reason", "x"], ["stop", "place", "--everything", "--reason", "x"],
    ["grant", "add", "Ben Okoro", "author", "--channel", CHANNEL], ["thaw"]])
def test_nobody_at_the_centre(body, nobody, words):
    complains(body.centre(*words, env=nobody["centre"]), REFUSED, "signed in", "sign-in")


@pytest.mark.parametrize("words", [
    ["whoami"], ["post", "compose", "--channel", CHANNEL, "--text", "en=x"], ["post", "submit", "--campaign", "x"]])
def test_nobody_at_an_office(body, nobody, words):
    complains(body.office(*words, env=nobody["office"]), REFUSED, "signed in", "sign-in")


def test_a_session_that_has_ended(body):
    kept = body.author.session.read_bytes()
    try:
        assert body.office("sign-out").returncode == DONE
        body.author.session.write_bytes(kept)
        complains(body.office("whoami"), REFUSED, "session has ended", "sign-in")
        body.author.session.write_bytes(b"\xff\x00garbage")
        complains(body.office("whoami"), REFUSED, "sign-in")
    finally:
        body.author.signs_in()
    kept = body.admin.session.read_bytes()
    try:
        assert body.centre("sign-out").returncode == DONE
        body.admin.session.write_bytes(kept)
        complains(body.centre("whoami"), REFUSED, "session has ended", "sign-in")
    finally:
        body.admin.signs_in()


def test_wrong_passwords(body):
    given = "wrong guess 48151623\n"
    body.secrets.append("wrong guess 48151623")
    at_office = ("sign-in", "--member", body.author.name, "--password-stdin")
    complains(body.office(*at_office, given=given), REFUSED, "password")
    complains(body.office(*at_office, given=""), USAGE, "password")
    complains(body.office(*at_office[:-1], given=given), USAGE, "terminal", "stdin")
    at_centre = ("sign-in", "--member", body.admin.name, "--password-stdin")
    complains(body.centre(*at_centre, given=given), REFUSED, "password")
    complains(body.centre(*at_centre, given=b"\xff\xfe\n"), REFUSED, "password")
    complains(body.centre("sign-in", "--member", "Nobody Here", "--password-stdin", given=given), USAGE, "nobody here")
    complains(body.office("sign-in", "--member", "Nobody Here", "--password-stdin", given=given), USAGE, "nobody here")
    elsewhere = body.centre("sign-in", "--member", body.author.name, "--password-stdin", given=given)
    complains(elsewhere, REFUSED, "own office")


@pytest.mark.parametrize("tier", ["duty_editor", "administrator"])
def test_a_tier_of_the_centre_at_an_office_adds_nobody(body, tier):
    words = ("member", "add", "Odd Owen", "--office", OFFICE, "--tier", tier)
    complains(body.centre(*words), USAGE, "tier of the centre", "--office")
    assert "Odd Owen" not in body.centre("member", "list").stdout


def test_codes(body):
    code = body.admin.asks("member", "add", "Nia Rees", "--office", OFFICE, "--tier", "author")["code"]
    body.secrets += [code, LONG]
    new = body.desk.person("Nia Rees")
    body.wait_for(lambda: body.known(new), "Nia Rees is known")
    sign_in = ("sign-in", "--member", new.name, "--code-stdin")
    complains(body.office(*sign_in, env=new.env, given=f"{code}\ntoo short\n"), USAGE, "15")
    complains(body.office(*sign_in, env=new.env, given=f"{code}\n"), USAGE, "password")
    complains(body.office(*sign_in, env=new.env, given=f"AAAA-BBBB\n{LONG}\n"), REFUSED, "code")
    assert body.office(*sign_in, env=new.env, given=f"{code}\n{LONG}\n").returncode == DONE
    complains(body.office(*sign_in, env=new.env, given=f"{code}\n{LONG}\n"), REFUSED, "code", "new")
    other = body.admin.asks("member", "add", "Olu Bada", "--office", OFFICE, "--tier", "author")
    body.secrets.append(other["code"])
    body.cluster.superuser("crier", "update crier.verifier set code_until = now() - interval '1 minute' "
                           f"where member_id = '{other['member']}'")
    late = body.desk.person("Olu Bada")
    body.wait_for(lambda: body.known(late), "Olu Bada is known")
    complains(body.office("sign-in", "--member", late.name, "--code-stdin", env=late.env,
                          given=f"{other['code']}\n{LONG}\n"), REFUSED, "code", "new")


def test_a_new_code_while_something_waits(body):
    """What somebody signed with the key that they have lost would be refused: they are told before."""
    code = body.admin.asks("member", "add", "Pia Holt", "--office", OFFICE, "--tier", "author")["code"]
    pia = body.desk.person("Pia Holt")
    body.wait_for(lambda: body.known(pia), "Pia Holt is known")
    sign_in = ("sign-in", "--member", pia.name, "--code-stdin")
    assert body.office(*sign_in, env=pia.env, given=f"{code}\n{LONG}\n").returncode == DONE
    body.desk.pause()
    pia.does("post", "compose", "--channel", CHANNEL, "--text", "en=Written before.")
    again = body.admin.asks("member", "code", pia.name)["code"]
    body.secrets += [code, again]
    complains(body.office(*sign_in, env=pia.env, given=f"{again}\n{LONG}\n"), REFUSED, "not decided yet", "--discard")
    assert body.office(*sign_in, "--discard", env=pia.env, given=f"{again}\n{LONG}\n").returncode == DONE
    body.desk.run()


def test_secrets_are_not_told(body):
    """In no log and no message of this run, and not where other users of the machine can look."""
    seen, done = [], threading.Event()

    def watch():
        while not done.is_set():
            seen.append(subprocess.run(["ps", "axeww"], capture_output=True, check=False).stdout)
            done.wait(0.02)
    watcher = threading.Thread(target=watch)
    watcher.start()
    body.author.signs_in()
    body.adds_channel("Never", token="token-that-is-wrong-2236")
    done.set()
    watcher.join()
    logs = {path: path.read_bytes() for path in body.rig.logs.iterdir()}
    logs[body.cluster.folder / "log"] = (body.cluster.folder / "log").read_bytes()
    codes = [secret.encode() for secret in [*body.secrets, "token-that-is-wrong-2236"]]
    for secret in codes:
        assert not any(secret in listing for listing in seen), "in the list of processes"
        for path, content in logs.items():
            # Commands that made a code print it: that once, in their answer, and nowhere else.
            told = [line for line in content.splitlines() if secret in line]
            assert all(line.startswith(b"{") and b'"code":"' + secret + b'"' in line for line in told), path


def test_secrets_are_kept_from_others(body):
    for folder in (body.desk.state, body.folder / "keys"):
        for path in [folder, *folder.rglob("*.key")]:
            assert path.stat().st_mode & 0o077 == 0, path
    for person in (body.author, body.admin):
        assert person.session.stat().st_mode & 0o077 == 0
