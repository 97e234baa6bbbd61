"""No room under an office's store: it is said so, what was said to be done stays, and with room it goes on."""

import sqlite3

import pytest
from PIL import Image

from body import DONE, FAILED, UNREACHABLE, complains
from outpost import Outpost
from small_disk import SmallDisk

SIZE = 12 << 20  # more than a store and its log of writes take

ROOMS = [0, 16 << 10, 64 << 10, 128 << 10]


def kibibytes(room):
    return f"{room >> 10}-KiB"


@pytest.fixture(scope="module")
def disk(body):
    """A file system of its own, which the tests fill."""
    made = SmallDisk(body.folder / "small", SIZE)
    if not made.is_mounted:
        pytest.skip("a file system of its own cannot be mounted here: it takes root")
    try:
        yield made
    finally:
        made.close()


@pytest.fixture(scope="module")
def quay(body, disk):
    made = Outpost(body, "Quay Office", "Sioned Vaughan", state=disk.folder / "quay")
    try:
        yield made
    finally:
        made.close()


@pytest.fixture
def filler(disk, quay):
    try:
        yield disk
    finally:
        disk.has_room()
        quay.recovers()


def writes_until_full(body, quay):
    """What was said to be written, and how the first command ended that was refused."""
    written = []
    for number in range(500):
        typed = ("post", "compose", "--channel", quay.channel, "--text", "en=" + f"Tide {number}. " * 40)
        done = body.office(*typed, env=quay.author.env)
        if done.returncode != DONE:
            return written, done
        written.append(number)
    raise AssertionError("the disk is never full")


def goes_on(quay, before, written):
    """With room again, and no command: all that was said to be done is there and ruled, and nothing else."""
    kept = quay.agree()
    quay.is_sound()
    assert len(kept) == before + len(written)
    assert set(kept.values()) == {"accepted"}


@pytest.fixture
def tidy(quay):
    """The store after its last user has left: one file. How many acts it holds."""
    acts = len(quay.agree())
    quay.desk.pause()
    sqlite3.connect(quay.desk.state / "office.sqlite").execute("pragma wal_checkpoint(truncate)").connection.close()
    assert not list(quay.desk.state.glob("office.sqlite-*"))
    return acts


@pytest.mark.parametrize("room", ROOMS, ids=kibibytes)
def test_nothing_is_lost_while_no_agent_runs(body, quay, tidy, filler, room):
    filler.leaves(room)
    written, refused = writes_until_full(body, quay)
    complains(refused, refused.returncode)
    filler.has_room()
    written.append(quay.writes("There is room again."))
    quay.desk.run()
    goes_on(quay, tidy, written)


@pytest.mark.parametrize("room", ROOMS, ids=kibibytes)
def test_one_message_says_what_to_do_and_what_is_there_is_shown(body, quay, tidy, filler, room):
    standing = quay.writes("It is here.", "--submit")
    filler.leaves(room)
    refused = writes_until_full(body, quay)[1]
    complains(refused, UNREACHABLE, "no room left on the disk", "nothing that was done is lost", "make room")
    listed = {post["id"] for post in quay.author.asks("post", "list")}
    assert standing in listed
    assert quay.author.asks("post", "show", standing)["post"]["state"] == "submitted"
    assert quay.author.asks("status")["acts"]["pending"] >= 2
    told = body.office("doctor", env=quay.author.env)
    assert told.returncode == FAILED and "Make room" in told.stdout, told.stdout
    done = body.office("post", "withdraw", standing, "--reason", "x", env=quay.author.env)
    complains(done, UNREACHABLE, "make room")
    filler.has_room()
    assert quay.author.asks("post", "show", standing)["post"]["state"] == "submitted"
    quay.desk.run()
    quay.agree()


def test_status_says_that_nothing_can_be_written(body, quay, tidy, filler):
    assert quay.author.asks("status")["reading_only"] is False
    sqlite3.connect(quay.desk.state / "office.sqlite").execute("pragma wal_checkpoint(truncate)").connection.close()
    filler.leaves(0)
    assert quay.author.asks("status")["reading_only"] is True
    assert "no room left on the disk" in body.office("status", env=quay.author.env).stdout
    complains(body.office("run", env=quay.author.env), UNREACHABLE, "no room left on the disk")


def test_a_disk_that_refuses_is_no_damage(body, quay, tidy, filler):
    """As over a quota: there is room, and it is not given. 66 blocks hold the shared index and not what is written."""
    limited = ("sh", "-c", "trap '' XFSZ; ulimit -f 66; exec \"$@\"", "sh")
    typed = ("post", "compose", "--channel", quay.channel, "--text", "en=" + "Too much. " * 40)
    complains(body.office(*typed, env=quay.author.env, under=limited), UNREACHABLE, "the disk does not take",
              "nothing was changed", "your share of it")
    quay.writes("As ever.")
    quay.desk.run()
    assert len(quay.agree()) == tidy + 1


def test_of_an_image_without_room_nothing_is_left(body, quay, tidy, filler):
    image = body.folder / "quay.png"
    Image.effect_noise((600, 600), 90).save(image, compress_level=0)
    typed = (
        "post", "compose", "--channel", quay.channel, "--text", "en=The quay.", "--image", image, "--decorative", "1")
    filler.leaves(200 << 10)
    complains(body.office(*typed, env=quay.author.env), UNREACHABLE, "no room left on the disk", "make room")
    left = [path for path in quay.desk.state.glob("media/*/*") if path.is_file()]
    assert not left, "nothing half"
    filler.has_room()
    done = body.office(*typed, env=quay.author.env)
    assert done.returncode == DONE, done.stderr
    quay.desk.run()
    goes_on(quay, tidy, ["The quay."])


def test_the_agent_lives_through_it(body, quay, filler):
    before = len(quay.agree())
    filler.leaves(64 << 10)
    written, refused = writes_until_full(body, quay)
    complains(refused, UNREACHABLE, "no room left on the disk", "make room")
    log, news = body.rig.log(quay.desk.name), "select count(*) from item where body like '%Ffion Hywel%'"
    complaints = log.read_text().count(" full")
    body.admin.does("member", "add", "Ffion Hywel", "--office", quay.desk.office, "--tier", "author")
    quay.until(lambda: log.read_text().count(" full") > complaints, "the agent says that it cannot store")
    assert body.rig.running[quay.desk.name].poll() is None, "it has ended"
    assert quay.ask(news) == [(0,)]
    filler.has_room()
    goes_on(quay, before, written)
    quay.until(lambda: quay.ask(news) == [(1,)], "what came meanwhile is there")
