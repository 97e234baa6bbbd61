"""Text that wants more than to be text, in every field of every command: kept as it is or refused, never obeyed."""

import json

import pytest
from PIL import Image

from body import CHANNEL, DONE, OBEYED, OFFICE, REFUSED, USAGE, complains

OBEYED_BY_TERMINALS = [
    "\x1b]0;owned\x07", "\x1b[2J\x1b[H", "\x9b31m", "back\x08space", "\u202etxt.exe", "\u2066hidden\u2069", "\x7f"]
KEPT = [
    "'; drop table crier.post; --", '"quoted" \\ $(reboot) `id` %s %n {0}', "<script>alert(1)</script>",
    "👩‍👩‍👧 🏴󠁧󠁢󠁷󠁬󠁳󠁿 e\u0301 Z\u0351\u036b\u0343", "null", "--help", "ﷺ عربي", " \u00a0 wide \u2003 "]


@pytest.fixture(scope="module")
def image(tmp_path_factory):
    path = tmp_path_factory.mktemp("pictures") / "line.gif"
    Image.new("L", (9, 7)).save(path)
    return str(path)


def safe(done):
    assert not OBEYED.search(done.stdout.replace("\n", "")), ascii(done.stdout)
    assert not OBEYED.search(done.stderr.replace("\n", "")), ascii(done.stderr)
    return done


FIELDS_OF_THE_CENTRE = [
    lambda text: ["region", "add", text],
    lambda text: ["region", "add", "New", "--zone", text],
    lambda text: ["region", "add", "New", "--language", text],
    lambda text: ["region", "add", "New", "--below", text],
    lambda text: ["region", "lock", text, "--reason", "x"],
    lambda text: ["member", "add", text, "--office", OFFICE, "--tier", "author"],
    lambda text: ["member", "add", "New", "--office", text, "--tier", "author"],
    lambda text: ["member", "add", "New", "--office", OFFICE, "--tier", text],
    lambda text: ["member", "revoke", text, "--reason", "x"],
    lambda text: ["grant", "add", text, "author", "--channel", CHANNEL],
    lambda text: ["grant", "add", "Ben Okoro", "author", "--channel", text],
    lambda text: ["grant", "add", "Ben Okoro", "author", "--channel", CHANNEL, "--until", text],
    lambda text: ["channel", "pause", text, "--reason", "x"],
    lambda text: ["stop", "place", "--office", text, "--reason", "x"],
    lambda text: ["stop", "lift", text, "--reason", "x"],
    lambda text: ["delivery", "explain", text],
    lambda text: ["delivery", "list", "--channel", text],
    lambda text: ["sign-in", "--member", text, "--password-stdin"],
    lambda text: ["whoami", "--config", text],
    lambda text: [text],
]


@pytest.mark.parametrize("text", OBEYED_BY_TERMINALS, ids=ascii)
def test_refused_in_every_field_of_the_centre(body, text):
    for field in FIELDS_OF_THE_CENTRE:
        done = safe(body.centre(*field(text), given="x\n"))
        assert done.returncode in (USAGE, REFUSED), (field(text), done)
        complains(done, done.returncode)


@pytest.mark.parametrize("text", OBEYED_BY_TERMINALS, ids=ascii)
def test_a_stop_is_never_refused_for_its_words(body, text):
    """A stop that somebody needs now must not fail for a pasted character: it is kept as it is, printed tamed."""
    for words in (["--campaign", "hostile", "--reason", text], ["--campaign", text, "--reason", "x"]):
        placed = safe(body.centre("stop", "place", *words, "--json"))
        assert placed.returncode == DONE, placed.stderr
        stop = json.loads(placed.stdout)["stop"]
        listed = safe(body.centre("stop", "list", "--json"))
        kept = next(one for one in json.loads(listed.stdout) if one["stop_id"] == stop)
        assert json.dumps(text) in json.dumps(kept)
        assert safe(body.centre("stop", "list")).returncode == DONE


@pytest.mark.parametrize("text", OBEYED_BY_TERMINALS, ids=ascii)
def test_refused_in_every_field_of_an_office(body, image, text):
    before = body.posts()
    compose = ["post", "compose", "--channel", CHANNEL]
    for words in (
            [*compose, "--text", f"en={text}"], [*compose, "--text", f"{text}=x"],
            [*compose, "--text", "en=x", "--campaign", text], [*compose, "--text", "en=x", "--warning", text],
            [*compose, "--text", "en=x", "--image", image, "--alt", f"en={text}"],
            [*compose, "--text", "en=x", "--reply-to", text], [*compose, "--text", "en=x", "--class", text],
            [*compose, "--text", "en=x", "--due", text],
            [*compose, "--text", "en=x", "--due", "2027-01-01 09:00", "--zone", text],
            ["post", "compose", "--channel", text, "--text", "en=x"], ["post", "show", text], ["post", "submit", text],
            ["post", "list", "--only", text], ["import", text], ["sign-in", "--member", text, "--password-stdin"]):
        done = safe(body.office(*words, given="x\n"))
        assert done.returncode in (USAGE, REFUSED, 5), (words, done)
        complains(done, done.returncode)
    assert body.posts() == before


@pytest.mark.parametrize("text", KEPT, ids=ascii)
def test_kept_exactly(body, text):
    made = body.office("post", "compose", "--channel", CHANNEL, f"--text=en={text}", f"--campaign={text}", "--json")
    assert made.returncode == DONE, made.stderr
    post = json.loads(made.stdout)[0]["post"]
    shown = safe(body.office("post", "show", post))
    assert shown.returncode == DONE and text.strip() in shown.stdout, shown.stdout
    told = body.office("post", "show", post, "--json")
    assert f'"en":{json.dumps(text, ensure_ascii=False)}' in told.stdout.replace('": "', '":"'), told.stdout
    added = safe(body.centre("region", "add", "--json", "--", text))
    if added.returncode == DONE:
        names = [region["name"] for region in json.loads(body.centre("region", "list", "--json").stdout)]
        assert text in names
        assert text.strip() in safe(body.centre("region", "list")).stdout
    else:
        complains(body.centre("region", "add", "--", text), added.returncode)
    for word in ("post", "region"):
        assert body.cluster.superuser("crier", f"select count(*) >= 0 from crier.{word}").stdout.strip() == "t"


@pytest.mark.parametrize("length", [300, 100_000])
def test_very_long(body, image, length):
    before = body.posts()
    text = "x" * length
    for field in FIELDS_OF_THE_CENTRE[:10]:
        done = safe(body.centre(*field(text), given="x\n"))
        assert done.returncode in (USAGE, REFUSED), (field("x"), done.returncode, done.stderr[:300])
        assert len(done.stderr) < 2 * length + 4000
    if length > 300:
        done = safe(body.office(
            "post", "compose", "--channel", CHANNEL, "--text", "en=x", "--image", image, "--alt", f"en={text}"))
        complains(done, REFUSED, "1500 are the most")
    # What an account takes is its platform's to say: 500 here.
    done = safe(body.office("post", "compose", "--channel", CHANNEL, "--text", f"en={text}{text[:300]}"))
    complains(done, REFUSED, "characters")
    assert body.posts() == before
