"""A centre that is set back speaks no word twice, and everybody finds together again.

Set back by a dump that knows nothing of the last posts, and by a standby that takes over. No server here keeps
anything from being posted twice: what keeps it is the coordinator's note of how far the database had come, the epoch
that changes, the look before each repeat, and the offices, which offer again what the centre forgot.
"""

import signal
import time

import pytest

from body import SERVERS, Body
from places import after, open_all, servers, some
from restored import NOTE, Centre
from standby import Servers
from twice import Seen, are_out, judged


@pytest.fixture(scope="module")
def body(folder):
    running = Body(folder, [*SERVERS, *servers(3)])
    try:
        yield running.begin()
    finally:
        running.end()


@pytest.fixture(scope="module")
def centre(body):
    return Centre(body)


@pytest.fixture(scope="module")
def offices(body):
    made = open_all(body, [
        ("North Office", "Aled North", "Bryn North"), ("South Office", "Carwyn South", "Delyth South"),
        ("East Office", "Eleri East", "Ffion East")])
    yield made
    for one in made:
        one.close()


@pytest.fixture(scope="module")
def servers_of(centre):
    made = Servers(centre)
    yield made
    for one in made.made:
        one.is_stopped()


def test_a_dump_from_before(body, centre, proof, offices):
    """Offices say a lot after the dump was made, in the middle of sending. One of them greets the restored centre
    before any coordinator has seen it, one after that, and one only when the centre has gone further than it ever was.
    """
    word, many = "dump", proof.amount(60, 500)
    north, south, east = offices
    revoked = body.adds("Gwen Revoked", "approver", north.desk)

    # What the dump knows: some is out, some on its way, some due later.
    tomorrow = after(86_400)
    for place in offices:
        place.hands_in(f"first-{place.desk.short}", some(word, 3, f"first {place.desk.short}"))
    [cancelled] = north.hands_in("cancelled", some(word, 1, "cancelled"), tomorrow)
    north.hands_in("fair", some(word, 2, "fair"), tomorrow)
    north.hands_in("hers", some(word, 2, "of the revoked"), tomorrow, by=revoked)
    known = some(word, many // 2, "known and on its way")
    north.hands_in("known-north", known[::2])
    south.hands_in("known-south", known[1::2])
    are_out(centre, word, known[:3])
    due = some(word, 2, "due soon")
    south.hands_in("due", due, after(15))
    dump = centre.is_dumped(word)
    known_acts = {place: set(place.received()) for place in offices}

    # What it does not know: that all this went out, more that is written and went out, and what holds back.
    new = some(word, many - many // 2, "after the dump")
    posts = north.hands_in("new-north", new[::2])
    south.hands_in("new-south", new[1::2])
    east.hands_in("new-east", some(word, 2, "east after the dump"))
    are_out(centre, word, [*known, *new, *some(word, 2, "east after the dump")])
    down = posts[:2]
    north.withdraws(cancelled, *down)
    body.admin.does("stop", "place", "--campaign", "fair", "--reason", "the fair is off")
    body.admin.does("member", "revoke", revoked.name, "--reason", "left")
    body.wait_for(lambda: all(Seen(body.sandbox, word).gone[new[2 * n]] for n in range(2)), "two are taken down")
    for place in offices:
        place.is_equal()
    assert not judged(centre, body.sandbox, word)
    before = Seen(body.sandbox, word)
    old = {place: (place.kept(), place.cursors()) for place in offices}

    for place in (south, east):
        place.desk.pause()
    body.rig.end("coordinator")
    centre.is_restored(dump)
    restored_at = time.monotonic()
    forgotten = {place: set(old[place][0]) - known_acts[place] for place in offices}
    assert all(forgotten.values()), "the dump is older than what each office did last"
    north.until(lambda: set(old[north][0]) <= set(north.received()), "the first office has offered all again")
    body.coordinates()
    body.wait_for(centre.is_frozen, "dispatch waits for an operator")
    assert centre.generation() == 2
    south.desk.run()

    # The centre goes further than East's cursors, before East comes back.
    while east.head() <= old[east][1]["region"] + 3:
        body.admin.does("channel", "pause", east.channels[0], "--reason", "looking")
        body.admin.does("channel", "resume", east.channels[0])
    proof.tells("rows that the centre grew before the last office came", east.head())
    east.desk.run()
    for place in offices:
        place.is_ruled()
        assert set(old[place][0]) <= set(place.received()), "what was done since the dump is offered again"
        order = place.order_of(forgotten[place])
        assert order == sorted(order), "in the order in which it was done"
    east.until(centre.is_looked_up, "all that is in doubt is looked up")
    assert centre.is_frozen()
    assert Seen(body.sandbox, word) == before, "while it waits for an operator it says nothing"
    proof.tells("seconds from the restore until nothing is in doubt", round(time.monotonic() - restored_at, 1))

    # `thaw --help`: what the centre itself ordered after the dump is lost, and placed anew before the thaw.
    late = some(word, 2, "written before the thaw")
    south.hands_in("late", late)
    body.admin.does("stop", "place", "--campaign", "fair", "--reason", "the fair is off")
    body.admin.does("member", "revoke", revoked.name, "--reason", "left")
    body.wait_for(lambda: centre.is_looked_up(), "all is planned")
    assert Seen(body.sandbox, word) == before
    body.admin.does("thaw", "--reason", "looked through what is open")
    are_out(centre, word, late)
    sends_on(body, centre, word, due)
    are_out(centre, word, due)
    east.until(centre.is_settled, "everything comes to its end")
    for place in offices:
        place.is_equal()
    assert not judged(centre, body.sandbox, word)
    end = Seen(body.sandbox, word)
    assert set(end.made) == {*before.made, *late, *due}
    assert set(centre.states()) == {"sent", "stopped", "withdrawn"}, centre.states()
    proof.tells("posts out before the restore, made public again", 0, len(before.made))
    proof.tells("acts offered again", sum(map(len, forgotten.values())))


def test_old_disks_and_an_old_dump(body, centre, proof, offices):
    """Two offices' disks and the centre are set back at the same time, one disk to before the dump and one to after it.

    The coordinator runs on while that happens.
    """
    word, many = "disk", proof.amount(8, 80)
    north, south, _ = offices
    at_first, in_dump, in_copy, lost = (
        some(word, many, what) for what in ("at first", "in the dump", "in a copy", "lost"))

    def all_say(texts):
        for place, half in ((north, texts[::2]), (south, texts[1::2])):
            place.hands_in(f"{texts[0].replace(' ', '-')}-{place.desk.short}", half)
        are_out(centre, word, texts)
    all_say(at_first)
    copies = {north: north.is_copied()}
    all_say(in_dump)
    dump = centre.is_dumped(word)
    all_say(in_copy)
    copies[south] = south.is_copied()
    all_say(lost)
    before, generation = Seen(body.sandbox, word), centre.generation()

    for place, copy in copies.items():
        place.is_set_back(copy)
    centre.is_restored(dump)
    for place in copies:
        place.desk.run()
    body.wait_for(lambda: centre.generation() > generation, "the running coordinator notices")
    assert centre.is_frozen()
    for place in copies:
        place.is_equal().is_ruled()
    north.until(centre.is_looked_up, "all that is in doubt is looked up")
    assert Seen(body.sandbox, word) == before
    body.admin.does("thaw", "--reason", "looked through what is open")
    late = some(word, 6, "after all")
    all_say(late)
    south.until(centre.is_settled, "everything comes to its end")
    for place in copies:
        place.is_equal()

    # What neither the dump nor a disk knows stands there, unknown to all; nothing else is amiss, and nothing twice.
    unknown = {*lost, *in_copy[::2]}
    assert judged(centre, body.sandbox, word) == [
        f"{text!r} is public, and the centre knows of no delivery" for text in Seen(body.sandbox, word).made
        if text in unknown]
    assert set(Seen(body.sandbox, word).made) == {*before.made, *late}
    proof.tells("posts that no copy knows any more", len(unknown), len(before.made))


def test_a_synchronous_standby(body, centre, proof, offices, servers_of):
    """The machine of the database dies in the middle of sending; nothing that was committed is lost with it.

    As the coordinator cannot know that, dispatch waits for an operator after this as well.
    """
    word, many = "sync", proof.amount(36, 300)
    standby = servers_of.follow("one", is_synchronous=True)
    texts, generation = some(word, many, "says"), centre.generation()
    for n, place in enumerate(offices):
        place.hands_in(f"{word}-{n}", texts[n::3])
    are_out(centre, word, texts[:1])
    servers_of.now.dies()
    proof.tells("posts out when the machine died", len(Seen(body.sandbox, word).made), many)
    acts = {place: place.acknowledged() for place in offices}
    standby.takes_over()
    began = time.monotonic()
    body.wait_for(centre.is_frozen, "the coordinator lives and notices")
    assert centre.generation() == generation + 1
    servers_of.now = standby
    for place in offices:
        assert acts[place] <= set(place.received()), "what an office was told to be there is there"
        place.is_ruled()
    north = offices[0]
    north.until(centre.is_looked_up, "all that is in doubt is looked up")
    proof.tells("seconds from the promotion until nothing is in doubt", round(time.monotonic() - began, 1))
    ends_well(body, centre, proof, offices, word, texts)


def test_a_standby_that_lags(body, centre, proof, offices, servers_of):
    """What was said after the standby heard the last of it is lost with the machine; so is the coordinator, before it
    noted how far the database had come."""
    word, many = "lag", proof.amount(18, 200)
    standby = servers_of.follow("two", is_synchronous=False)
    for place in offices:
        place.is_equal()
    note = body.folder / NOTE
    standby.is_cut_off()
    noted, generation = note.read_bytes(), centre.generation()
    texts = some(word, many, "says")
    for n, place in enumerate(offices):
        place.hands_in(f"{word}-{n}", texts[n::3])
    are_out(centre, word, texts)
    before = Seen(body.sandbox, word)
    body.rig.end("coordinator", signal.SIGKILL)
    note.write_bytes(noted)
    servers_of.now.dies()
    standby.takes_over()
    servers_of.now = standby
    body.coordinates()
    body.wait_for(centre.is_frozen, "dispatch waits for an operator")
    assert centre.generation() == generation + 1
    for place in offices:
        place.is_ruled()
    offices[0].until(centre.is_looked_up, "all that is in doubt is looked up")
    assert Seen(body.sandbox, word) == before
    proof.tells("posts out that the standby did not know", len(before.made), many)
    ends_well(body, centre, proof, offices, word, texts)


def sends_on(body, centre, word, texts, but=()):
    """Has a person decide what asks, once it was seen that it is not out: a restore does not send what is overdue."""
    seen = Seen(body.sandbox, word)
    asking = [(name, text) for name, text in centre.asks() if text in texts and name not in but]
    for name, text in asking:
        assert not seen.made[text], "a look finds what is there"
        body.admin.does("delivery", "decide", name, "--send", "--reason", "looked at the account: not there")
    return [name for name, _ in asking]


def ends_well(body, centre, proof, offices, word, texts):
    """After the thaw everything comes to its end. A person decides what no rule may, as the help of `decide` says."""
    body.admin.does("thaw", "--reason", "looked through what is open")
    decided = set()

    def decides():
        """Sends on whatever asks, once it was seen that it is not out; whether nothing waits any more."""
        decided.update(sends_on(body, centre, word, texts, but=decided))
        return all(Seen(body.sandbox, word).made[text] for text in texts)

    offices[0].until(decides, "all are out")
    proof.tells("sent on by a person", len(decided), len(texts))
    offices[0].until(centre.is_settled, "everything comes to its end")
    for place in offices:
        place.is_equal()
    assert not judged(centre, body.sandbox, word)


def test_nobody_notices(body, centre, proof, offices):
    """The oracle is able to see it: taken for the database that it was, a restored one lets posts out twice."""
    word, [north, south, _] = "twice", offices
    texts = some(word, 12, "says")
    dump = centre.is_dumped(word)
    north.hands_in("twice-north", texts[::2])
    south.hands_in("twice-south", texts[1::2])
    are_out(centre, word, texts)
    body.rig.end("coordinator")
    centre.is_restored(dump)
    centre.is_taken_as_known()
    body.coordinates()
    north.until(lambda: Seen(body.sandbox, word).twice(), "posts go out twice")
    assert not centre.is_frozen()
    found = judged(centre, body.sandbox, word)
    assert any("was made public 2 times" in one for one in found), found
    proof.tells("seen twice where nobody notices", len(Seen(body.sandbox, word).twice()), len(texts))
