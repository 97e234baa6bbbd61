"""Spreadsheets as they come: every problem is told by row and column, and nothing is taken."""

import json
import resource

import pytest

from body import CHANNEL, DONE, REFUSED, UNREACHABLE, USAGE, complains

HEAD = "ref,time,zone,channels,text.en,campaign,class,not_after"


def calendar(*rows, head=HEAD, ends="\n"):
    return ends.join([head, *rows, ""])


def row(ref="", time="", zone="", channels=CHANNEL, text="A word", campaign="", kind="", not_after=""):
    return ",".join([ref, time, zone, channels, text, campaign, kind, not_after])


@pytest.fixture
def take(body):
    def taking(content, *words):
        path = body.write("calendar.csv", content)
        return body.office("import", path, *words)
    return taking


def refuses(body, take, content, *places):
    """That a calendar is refused as a whole, each problem with its row and column."""
    before = body.posts()
    done = take(content)
    assert done.returncode == USAGE, (done.stdout, done.stderr)
    told = done.stderr.splitlines()
    for where, words in places:
        found = [line for line in told if line.startswith(f"row {where}:") and words in line.lower()]
        assert found, (where, words, told)
    asked = take(content, "--json", "--dry-run")
    assert asked.returncode == USAGE
    problems = json.loads(asked.stdout)["problems"]
    assert len(problems) == len(places), problems
    assert body.posts() == before, "something was taken"


@pytest.mark.parametrize("head,places", [
    ("ref,time,zone,chanels,text.en,campaign,class,not_after",
     [("1, chanels", "no such column"), ("1, channels", "missing")]),
    ("ref,time,zone,text.en", [("1, channels", "missing")]),
    ("ref,time,zone,channels", [("1, text.en", "text")]),
    ("ref,ref,channels,text.en", [("1, ref", "twice")]),
])
def test_headings(body, take, head, places):
    refuses(body, take, head + "\n", *places)


def test_all_problems_of_all_rows(body, take):
    refuses(
        body, take,
        calendar(
            row(ref="bad-1", channels="No Such", zone="Mars/Olympus", time="2027-05-01 09:00"),
            row(ref="bad-2", time="yesterday"),
            row(ref="bad-3", kind="gossip", text=""),
            row(ref="bad-4", time="2027-05-01 09:00", not_after="2027-05-01 08:00"),
            row(ref="bad-5"), row(ref="bad-5", text="Another"),
            "bad-6,too,few",
            row(ref="good-1")),
        ("2, channels", "no such"), ("2, zone", "mars/olympus"), ("3, time", "yyyy-mm-dd hh:mm"),
        ("4, class", "gossip"),
        ("4, text", "no text"), ("5, not_after", "before"), ("7, ref", "6"), ("8", "3"))


def test_both_edges_of_daylight_saving(body, take):
    refuses(
        body, take,
        calendar(
            row(time="2027-03-28 01:30", zone="Europe/London"),
            row(time="2027-03-14 02:30", zone="America/New_York")),
        ("2, time", "2027-03-28 00:59"), ("3, time", "2027-03-14 01:59"))
    done = take(calendar(row(ref="twice", time="2027-10-31 01:30", zone="Europe/London")), "--dry-run")
    assert done.returncode == DONE and "twice" in done.stderr, done.stderr


def test_images_lie_beside_their_calendar(body, take):
    refuses(
        body, take, "channels,text.en,image1,alt1.en\n" + f"{CHANNEL},A word,bridge.jpg,The bridge\n",
        ("2, image1", "not there"))
    refuses(
        body, take, "channels,text.en,image1,alt1.en\n" + f"{CHANNEL},A word,/etc/hostname,The bridge\n",
        ("2, image1", "in the folder of the calendar"))


@pytest.mark.parametrize("content,place,words", [
    (b"", "1", "empty"),
    (calendar(row(text="Caf\u00e9")).encode("latin-1"), "2", "utf-8"),
    (calendar(row()).encode("utf-16"), "1", "utf-8"),
    (calendar(row(text="nul\0")).encode(), "2", "csv"),
    (calendar(row(text='"never closed')).encode(), "2", "never closes"),
    (calendar(row(text='stray"quote')).encode(), "2", "quotation mark"),
    (calendar(row(text='"one"two')).encode(), "2", "closing"),
    (b"PK\x03\x04\0\0" * 10_000, "1", "csv"),
    (HEAD.encode() + b"\r" + row().encode() + b"\r", "1", "end"),
])
def test_files_that_are_no_table(body, take, content, place, words):
    refuses(body, take, content, (place, words))


@pytest.mark.parametrize("bad", ["\x1b]0;owned\x07", "\x9b2J", "\x08", "\u202egnp.exe"])
def test_terminal_words_in_cells(body, take, bad):
    done = take(calendar(row(ref="esc", channels=bad, text=bad)))
    complains_by_row = done.stderr + done.stdout
    assert done.returncode == USAGE and "row 2, channels" in done.stderr, done.stderr
    assert bad not in complains_by_row and "\\u{" in complains_by_row


def test_bom_and_windows_line_ends_are_fine(body, take):
    content = "\ufeff" + calendar(row(ref="bom", text='"Zwei, ""gute"" Zeilen\r\nhier"'), ends="\r\n")
    done = take(content, "--json")
    assert done.returncode == DONE, done.stderr
    assert len(json.loads(done.stdout)["new"]) == 1
    again = take(content, "--json")
    assert again.returncode == DONE and len(json.loads(again.stdout)["known"]) == 1


def test_partial_takes_the_good_rows_and_still_tells(body, take):
    before = body.posts()
    content = calendar(row(ref="part-1"), row(ref="part-2", channels="No Such"))
    done = take(content, "--partial")
    assert done.returncode == USAGE and "row 3, channels" in done.stderr and "Taken: 1 new" in done.stdout, done
    assert len(body.posts() - before) == 1


def test_a_line_without_end_is_refused_early(body):
    """A sparse file of a gigabyte: refused for its size, by a program that never held it."""
    path = body.folder / "huge.csv"
    with open(path, "wb") as file:
        file.write(HEAD.encode() + b"\n")
        file.truncate(1 << 30)
    done = body.office("import", path)
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss < 400_000, "it was read whole"
    message = done.stderr
    assert done.returncode == USAGE and done.stdout == "" and "too" in message, message
    path.unlink()


def test_what_is_no_file(body):
    for path in (body.folder, body.folder / "none.csv"):
        complains(body.office("import", path), UNREACHABLE, "cannot be read")


def test_without_a_session(body):
    nobody = {**body.desk.env, "CRIER_SESSION": "/none"}
    done = body.office("import", body.write("calendar.csv", calendar(row())), env=nobody)
    complains(done, REFUSED, "signed in", "sign-in")
