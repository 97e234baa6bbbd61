"""Received once: connections cut at every message, batches offered again and in disorder, copies of one office.

Whatever happens on the way, each act that an office's people were told is done stands at the centre once, with its
bytes and one ruling; and the office goes on.
"""

import os
import signal
import threading
import uuid

import pytest
from PIL import Image

from knife import Cut, Knife
from outpost import Outpost
from receipts import Client, Receipts
from twins import Twins
from unsound import Unsound

ROWS = 48  # more than one batch
RENAMED = "select 1 from setting where key = 'renamed'"


@pytest.fixture(scope="module")
def office(body):
    made = Outpost(body, "Ferry Office", "Rhian Pugh", proxy=Knife)
    made.agree()
    made.desk.pause()
    try:
        yield made
    finally:
        if made.runs():
            made.desk.pause()
        made.proxy.close()


@pytest.fixture(scope="module")
def crossings(office):
    return Crossings(office)


class Crossings:
    """What an office does while its agent does not run, and how that gets over the line."""

    def __init__(self, office):
        self.office, self.body, self.receipts = office, office.body, Receipts(office)
        self.number, self.draft = 0, office.writes("There will be a ferry.")
        self.receipts.note()

    def write(self, chance):
        """What goes ahead, several batches, and an image of two pieces."""
        self.number += 1
        name, image = f"tides-{self.number}", self.body.folder / f"tide-{self.number}.png"
        Image.frombytes("RGB", (300, 330), chance.randbytes(300 * 330 * 3)).save(image, compress_level=0)
        rows = [f"{name}-{row},{self.office.channel},{'🌊' * 480},{image.name if row == 1 else ''},"
                f"{'The tide.' if row == 1 else ''}" for row in range(ROWS)]
        sheet = self.body.write(f"{name}.csv", "\n".join(["ref,channels,text.en,image1,alt1.en", *rows]))
        self.office.author.does("post", "withdraw", self.draft, "--reason", "It is over.")
        self.draft = self.office.author.asks("import", sheet)["new"][0]["post"]
        self.receipts.note()
        image.unlink()

    def cross(self, cut):
        """The agent runs until all is over there; gives whether the line was cut meanwhile, and what is wrong now."""
        self.office.proxy.awaits(cut)
        self.office.desk.run()
        self.office.until(lambda: not self.office.unruled(), f"a ruling on every act, {cut}")
        counts = dict(self.office.proxy.counts)
        self.office.desk.pause()
        wrongs = self.receipts.wrongs()
        if self.office.ask(RENAMED):
            wrongs.append("it is taken for a copy")
        return self.office.proxy.is_done, counts, [f"{cut}: {wrong}" for wrong in wrongs]


def test_cut_at_every_message(proof, crossings):
    crossings.write(proof.chance)
    _, counts, wrongs = crossings.cross(None)
    assert not wrongs, wrongs
    assert counts[0, False] > 20 and counts[0, True] > 10, counts

    def cuts():
        """All of them: in each direction, of the exchange and of the bell, until there is no such message."""
        for connection, inward, half in [(c, i, h) for c in (0, 1) for i in (False, True) for h in (False, True)]:
            for number in range(1, 1000):
                if not (yield Cut(inward, number, half, connection, proof.chance.random() < 0.3)):
                    if number > counts.get((connection, inward), 0):
                        break

    def some():
        """A few, over the whole exchange, and one of the bell."""
        parts, last = 8, None
        for part in range(parts):
            inward = part % 2 == 1
            total = counts[0, inward]
            number = 1 + (part * total + proof.chance.randrange(total)) // parts
            yield Cut(inward, number, proof.chance.random() < 0.5, 0, proof.chance.random() < 0.3)
        yield Cut(proof.chance.random() < 0.5, proof.chance.randint(1, 5), connection=1)

    made, hit, asked, is_done = 0, 0, (cuts if proof.is_long else some)(), None
    while True:
        try:
            cut = asked.send(is_done)
        except StopIteration:
            break
        crossings.write(proof.chance)
        is_done, _, wrongs = crossings.cross(cut)
        assert not wrongs, wrongs
        made, hit = made + 1, hit + is_done
    proof.tells("exchanges cut at a message", hit, made)
    proof.tells("messages of one exchange, out and in", f"{counts[0, False]}, {counts[0, True]}")
    proof.tells("acts received once", len(crossings.receipts.done))
    assert hit >= made * 0.7, "hardly anything was cut"


def test_offered_again_and_in_disorder(proof, crossings):
    """A client of another make with the office's key, over several connections: the database alone keeps order."""
    for _ in range(proof.amount(1, 10)):
        crossings.write(proof.chance)
        client = Client(crossings.office)
        lines = [client.connects() for _ in range(3)]
        offered = gaps = again = 0
        for lane, acts in client.waiting().items():
            begin = expected = client.first(lines[0], lane)
            acts = {begin + place: act for place, act in enumerate(acts)}
            while expected < begin + len(acts):
                first = proof.chance.randrange(max(begin, expected - 15), min(expected + 10, begin + len(acts)))
                batch = [acts[n] for n in range(first, min(first + proof.chance.randint(1, 20), begin + len(acts)))]
                told = client.push(proof.chance.choice(lines), lane, first, batch)
                after = first + len(batch)
                new = max(0, after - expected) if first <= expected else 0
                assert told == (new, expected + new, False), (told, expected, first, after)
                gaps, again, offered = gaps + (first > expected), again + (first < expected), offered + 1
                expected += new
            another(client, lines, lane, acts, expected)
        proof.tells("batches offered; after a gap, with what is there", f"{offered}; {gaps}, {again}")
        for line in lines:
            line.close()
        assert not crossings.cross(None)[2]


def another(client, lines, lane, acts, expected):
    """Other bytes under known numbers are a fork; known acts under other numbers are received, and stay one."""
    last = expected - 1
    act, body, signature = acts[last]
    forged = (str(uuid.uuid4()), body.replace("e", "E", 1), signature)
    for batch, first in (([forged], last), ([acts[last - 1], forged] if last - 1 in acts else [forged, forged], last)):
        assert client.push(lines[0], lane, first, batch) == (0, expected, True)
    agent = uuid.uuid4()
    lines[0].execute("select sync.hello_v1(%s, %s, 1)", (agent, client.identity["incarnation"]))
    everything = [acts[n] for n in sorted(acts)]
    told = []
    sending = [threading.Thread(
        target=lambda line=line: told.append(client.push(line, lane, 1, everything, agent))) for line in lines]
    for thread in sending:
        thread.start()
    for thread in sending:
        thread.join()
    assert sorted(told) == [(0, len(acts) + 1, False)] * 2 + [(len(acts), len(acts) + 1, False)], told


def test_copies_of_one_office(proof, crossings):
    """Both work on under one name, over a line that is cut: it is noticed, told, and nothing of either is lost."""
    office, receipts, forks = crossings.office, crossings.receipts, 0
    for number in range(proof.amount(2, 20)):
        office.proxy.awaits(None)
        at_work = proof.chance.random() < 0.5
        if at_work:
            office.desk.run()
            pair = is_copied_at_work(proof.chance, office, number)
        else:
            pair = Twins(office, f"Copy-{number}-of")
        before = len(pair.told())
        posts = sum(pair.write(proof.chance.randint(1, 4), proof.chance.randint(1, 4)), [])
        desks = [office.desk, pair.copy]
        for desk in desks:
            receipts.note(desk.state)
        office.proxy.awaits(Cut(proof.chance.random() < 0.5, proof.chance.randint(5, 40)))
        proof.chance.shuffle(desks)
        for desk in desks:
            desk.run()
            if proof.chance.random() < 0.5:
                office.until(lambda: not office.unruled(desk.state), "a ruling on every act of the first")
        for desk in desks:
            office.until(lambda: not office.unruled(desk.state), "a ruling on every act")
            office.until(lambda: set(posts) <= {
                post for post, in office.ask("select id from item where kind = 'post'", desk.state)}, "all posts")
        for desk in desks:
            desk.pause()
        wrongs = receipts.wrongs(*(desk.state for desk in desks), parted=True)
        assert not wrongs, wrongs
        assert len(pair.told()) > before, "nobody was told"
        assert any(office.ask(RENAMED, desk.state) for desk in desks)
        forks += len(pair.told()) - before
    proof.tells("copies that parted, and were noticed", forks)


def is_copied_at_work(chance, office, number):
    """As a machine is copied that runs: the agent stands still at some instant, and knows nothing of it."""
    posts = [office.writes(f"Before they part, {number}.") for _ in range(3)]
    agent = office.body.rig.running[office.desk.name]
    while chance.random() < 0.9 and set(posts) & {item for item, in office.ask(
            "select item from act where state <> 'ruled'")}:
        pass
    os.kill(agent.pid, signal.SIGSTOP)
    try:
        return Twins(office, f"Copy-{number}-of")
    finally:
        os.kill(agent.pid, signal.SIGCONT)
        office.desk.pause()


# Databases and offices that break the promise: each of these must be found out.


@pytest.fixture
def unsound(crossings):
    made = []

    def make(name, **changes):
        made.append(Unsound(crossings.receipts, name, **changes))
        return made[-1]
    yield make
    for one in made:
        one.close()


def test_a_database_that_takes_what_it_has(unsound):
    """Until an answer to a batch is lost, nobody notices."""
    place = unsound("takes-again", without=("activity_pkey", "activity_received_once", "inbox_pkey"), push={
        "skipped := least(expected - first, count_of_acts);": "skipped := 0;"})
    for number in range(8, 60):
        place.write(2)
        place.send(Cut(True, number))
        if wrongs := place.wrongs():
            break
    assert any(wrong.startswith("doubled: ") for wrong in wrongs), wrongs


def test_a_database_that_says_more_than_it_takes(unsound):
    place = unsound("says-more", push={
        "where act.place > skipped and": "where act.place > skipped and act.place < count_of_acts and"})
    place.write(3)
    place.send()
    assert [wrong.split(":")[0] for wrong in place.wrongs()] == ["lost"]


def test_a_database_that_knows_acts_by_their_numbers_alone(unsound):
    place = unsound("numbers-alone", push={"if skipped > 0 then": "if false then"})
    place.write(2)
    other = place.copy()
    place.write(1)
    other.write(1)
    place.send()
    other.send()
    assert [wrong.split(":")[0] for wrong in place.wrongs()] == ["lost"]


def test_an_office_that_forgets(unsound):
    place = unsound("forgets")
    place.write(3)
    place.tell("delete from act where place = (select max(place) from act)")
    place.send()
    assert [wrong.split(":")[0] for wrong in place.wrongs()] == ["lost"]
