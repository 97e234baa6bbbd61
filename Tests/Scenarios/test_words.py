"""What is typed wrongly: flags, commands, names. And what help is there."""

import re

import pytest

from body import CHANNEL, DONE, OFFICE, REFUSED, USAGE, complains


def commands(body, program):
    """Every command of a program with its help, asked for once."""
    if program not in ASKED:
        ASKED[program] = list(walk(body, program))
    return ASKED[program]


ASKED = {}


def walk(body, program, path=()):
    told = body.run(program, *path, "--help")
    assert told.returncode == DONE and told.stderr == "", told.stderr
    yield list(path), told.stdout
    _, _, below = told.stdout.partition("SUBCOMMANDS:\n")
    for name in re.findall(r"^  ([a-z-]+)(?: \(default\))?(?:\s|$)", below, re.M):
        if name != "help":
            yield from walk(body, program, (*path, name))


@pytest.mark.parametrize("program", ["coordinator", "agent"])
def test_every_command_has_help_with_an_example(body, program):
    binary = getattr(body, program)
    found = commands(body, binary)
    assert len(found) > 15
    for path, told in found:
        assert "USAGE:" in told and "OVERVIEW:" in told, path
        example = " ".join([binary.rsplit("/", 1)[1], *path])
        assert re.search(r"Examples?:", told) and example in told.split("USAGE:")[0], f"no example: {path}"


def test_every_command_of_the_centre_answers_scripts(body):
    for path, told in commands(body, body.coordinator):
        if "SUBCOMMANDS:" not in told and path != ["run"]:
            assert "--json prints" in told and re.search(r"^  --json ", told, re.M), path


@pytest.mark.parametrize("program", ["coordinator", "agent"])
def test_wrong_words_everywhere(body, program):
    binary = getattr(body, program)
    for path, told in commands(body, binary):
        complains(body.run(binary, *path, "--no-such-flag"), USAGE, "usage")
        if "SUBCOMMANDS:" in told:
            complains(body.run(binary, *path, "no-such-command"), USAGE, "no-such-command", "usage")


@pytest.mark.parametrize("program", ["coordinator", "agent"])
def test_missing_arguments(body, program):
    binary = getattr(body, program)
    tried = 0
    for path, told in commands(body, binary):
        usage = re.search(r"USAGE: (.*?)\n\n", told, re.S)[1]
        # What stands in the usage line without brackets must be given.
        bare = re.sub(r"\[[^\[\]]*\]", "", re.sub(r"\[[^\[\]]*\]", "", usage)).replace("<options>", "")
        if "<" in bare and "SUBCOMMANDS:" not in told:
            tried += 1
            complains(body.run(binary, *path), USAGE, "missing", "usage")
    assert tried >= 5


@pytest.mark.parametrize("program", ["coordinator", "agent"])
@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion(body, program, shell):
    done = body.run(getattr(body, program), "--generate-completion-script", shell)
    assert done.returncode == DONE and "sign-in" in done.stdout and done.stderr == ""


@pytest.mark.parametrize("program", ["coordinator", "agent"])
def test_version(body, program):
    done = body.run(getattr(body, program), "--version")
    assert done.returncode == DONE and re.search(r"\d+\.\d+\.\d+", done.stdout)


ADD = ("channel", "add", "X", "--platform", "mastodon", "--address", "https://127.0.0.1:1", "--handle", "@x@x")


@pytest.mark.parametrize("words,says", [
    (["region", "lock", "Atlantis", "--reason", "x"], "atlantis"),
    (["region", "add", "New", "--below", "Atlantis"], "atlantis"),
    (["region", "add", "New", "--zone", "Mars/Olympus"], "mars/olympus"),
    (["region", "policy", OFFICE, "--class", "gossip", "--approvals", "1"], "gossip"),
    (["region", "policy", OFFICE, "--class", "routine", "--approvals", "many"], "many"),
    (["member", "add", "New", "--office", "Atlantis", "--tier", "author"], "atlantis"),
    (["member", "add", "New", "--office", OFFICE, "--tier", "emperor"], "emperor"),
    (["member", "revoke", "Nobody Here", "--reason", "x"], "nobody here"),
    (["grant", "add", "Nobody Here", "author", "--channel", CHANNEL], "nobody here"),
    (["grant", "add", "Ben Okoro", "emperor", "--channel", CHANNEL], "emperor"),
    (["grant", "add", "Ben Okoro", "author", "--channel", "No Such"], "no such"),
    (["grant", "add", "Ben Okoro", "author", "--channel", CHANNEL, "--until", "tomorrow"], "tomorrow"),
    (["grant", "end", "ffffffff", "--reason", "x"], "ffffffff"),
    (["channel", "pause", "No Such", "--reason", "x"], "no such"),
    (["channel", "check", "No Such"], "no such"),
    (["stop", "place", "--channel", "No Such", "--reason", "x"], "no such"),
    (["stop", "place", "--reason", "x"], "--everything"),
    (["stop", "place", "--everything", "--platform", "mastodon", "--reason", "x"], "one of"),
    (["stop", "lift", "ffffffff", "--reason", "x"], "ffffffff"),
    (["delivery", "explain", "ffffffff"], "ffffffff"),
    (["delivery", "explain", "%%%%"], "%%%%"),
    (["delivery", "decide", "ffffffff", "--reason", "x"], "--drop"),
    (["delivery", "list", "--state", "lost"], "lost"),
    (["delivery", "list", "--channel", "No Such"], "no such"),
])
def test_unknown_names_at_the_centre(body, words, says):
    complains(body.centre(*words), USAGE, says)


def test_unknown_office_of_a_channel(body):
    complains(body.centre(*ADD, "--office", "Atlantis", "--token-stdin", given="t\n"), USAGE, "atlantis", "list")
    wrong = [word if word != "mastodon" else "myspace" for word in ADD]
    complains(body.centre(*wrong, "--office", OFFICE, "--token-stdin", given="t\n"), USAGE, "myspace", "mastodon")


@pytest.mark.parametrize("words,says", [
    (["post", "compose", "--channel", "No Such", "--text", "en=x"], "no such"),
    (["post", "compose", "--channel", CHANNEL, "--text", "x"], "en="),
    (["post", "compose", "--channel", CHANNEL], "text"),
    (["post", "compose", "--text", "en=x"], "--channel"),
    (["post", "compose", "--channel", CHANNEL, "--text", "en=x", "--text", "en=y"], "two texts"),
    (["post", "compose", "--channel", CHANNEL, "--text-file", "en=missing.txt"], "missing.txt"),
    (["post", "compose", "--channel", CHANNEL, "--text", "en=x", "--class", "gossip"], "gossip"),
    (["post", "compose", "--channel", CHANNEL, "--text", "en=x", "--visibility", "secret"], "secret"),
    (["post", "compose", "--channel", CHANNEL, "--text", "en=x", "--due", "soon"], "yyyy-mm-dd"),
    (["post", "compose", "--channel", CHANNEL, "--text", "en=x", "--due", "2027-01-01 09:00", "--zone", "Mars/O"],
     "mars/o"),
    (["post", "compose", "--channel", CHANNEL, "--text", "en=x", "--due", "2027-03-28 01:30", "--zone",
      "Europe/London"], "2027-03-28 00:59"),
    (["post", "show", "ffffffff"], "ffffffff"),
    (["post", "submit"], "campaign"),
    (["post", "submit", "ffffffff"], "ffffffff"),
    (["post", "submit", "--campaign", "none such"], "none such"),
    (["post", "withdraw", "ffffffff", "--reason", "x"], "ffffffff"),
    (["post", "list", "--only", "lost"], "lost"),
    (["import", "missing.csv"], "missing.csv"),
])
def test_unknown_names_at_an_office(body, words, says):
    before = body.posts()
    done = body.office(*words)
    complains(done, done.returncode, says)
    assert done.returncode in (USAGE, 5), done.stderr
    assert body.posts() == before


def test_an_id_that_fits_several(body):
    ids = []
    # Ids begin with the time, so two of one moment share a beginning.
    while len(ids) < 2:
        done = body.author.asks("post", "compose", "--channel", CHANNEL, "--text", f"en=Ambiguous {len(ids)}")
        ids.append(done[0]["post"])
    shared = ids[0][:4]
    assert ids[1].startswith(shared)
    complains(body.office("post", "show", shared), USAGE, "more than one")


def test_a_name_that_fits_several_members(body):
    for _ in range(2):
        done = body.centre("member", "add", "Sam Twin", "--office", OFFICE, "--tier", "author", "--json")
        assert done.returncode in (DONE, REFUSED), done.stderr
    if done.returncode == DONE:
        told = complains(body.centre("member", "revoke", "Sam Twin", "--reason", "x"), USAGE, "several", "id")
        assert len(re.findall(r"Sam Twin \([0-9a-f]{8}\)", told)) >= 2, told
