"""Works with the line down: many offices, each with a bad line and a bad machine, whose people go on all the same.

Afterwards, with no further traffic, every store equals the centre in what its office may see; every act that people
were told is done stands there once, with one ruling; nothing is out twice.
"""

import json
import shutil
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest

import offices
from body import ROOT, Body, until
from mirror import Mirror, looks, unseen
from receipts import Receipts

PATIENCE = 240  # more than agents take to give up lost connections, and to come back one after the other


@pytest.fixture(scope="module")
def amount(request):
    return 20 if request.config.getoption("--long") else 6


@pytest.fixture(scope="module")
def body(folder, amount):
    running = Body(folder, offices.servers(amount))
    try:
        yield running.begin()
    finally:
        running.end()


@pytest.fixture(scope="module")
def places(body, amount):
    """The office that every body has, the centre's desk, and the others, each at the end of a line of its own."""
    near, root, others = offices.make(body, amount)
    try:
        yield near, root, others
    finally:
        for office in (root, *others):
            office.recovers()
            office.close()
            if office.disk:
                office.disk.close()


@pytest.fixture(scope="module")
def mirrors(places):
    near, root, others = places
    made = [Mirror(office) for office in (near, root, *others)]
    try:
        yield made
    finally:
        for mirror in made:
            mirror.close()


def is_in_doubt(body):
    """Whether a delivery tells nothing for a while, and will tell more."""
    return body.cluster.superuser("crier", """
        select exists (select from crier.delivery where state in ('sending', 'unknown'))""").stdout.strip() == "t"


def equal(mirrors):
    """Waits, without a word to anybody, until no store differs and nothing moves any more. Gives the seconds."""
    began, last, since = time.monotonic(), [], {}

    def is_quiet():
        """Equal for two seconds, and nothing moved meanwhile."""
        last[:] = looks(mirrors)
        heads = str([mirror.heads() for mirror in mirrors])
        if last or heads not in since or is_in_doubt(mirrors[0].office.body):
            since.clear()
            since[heads] = time.monotonic()
            return False
        return since[heads] - began if time.monotonic() - since[heads] > 2 else False
    try:
        return until(is_quiet, PATIENCE, "all stores are equal") or 0.01
    except Exception:
        raise AssertionError("\n".join(last) or "it never rests") from None


def test_lines_and_machines_fail(proof, body, places, mirrors):
    near, root, others = places
    everybody = [near, root, *others]
    lines = offices.Deck(f"{proof.seed} lines", offices.PARTITIONS)
    troubles = [
        offices.Troubles(office, f"{proof.seed} {number}", lines) for number, office in enumerate((root, *others))]
    people = [offices.People(everybody, proof.seed, number) for number in range(3)]
    over = threading.Event()
    with ThreadPoolExecutor(2 * len(troubles) + len(people)) as pool:
        befalls = [row for trouble in troubles for row in trouble.start(pool, over)]
        try:
            for done in [pool.submit(one.work, proof.amount(40, 600)) for one in people]:
                done.result()
        finally:
            over.set()
        for row in befalls:
            row.result()
    took = equal(mirrors)

    told = {act: office for one in people for act, office in one.told.items()}
    wrongs = missed(told, everybody) + unseen(mirrors[1], mirrors) + twice(body)
    verdicts = sum((Counter(office.kept().values()) for office in everybody), Counter())
    faults, ends = (sum((one.counts for one in troubles), Counter()), sum((one.ends for one in people), Counter()))
    proof.tells("offices", len(everybody))
    proof.tells("faults", ", ".join(f"{count} {kind}" for kind, count in sorted(faults.items())))
    proof.tells("commands done", sum(n for (_, end), n in ends.items() if end == 0), sum(ends.values()))
    proof.tells("acts by ruling", ", ".join(f"{count} {verdict}" for verdict, count in sorted(verdicts.items())))
    proof.tells("items in all stores", sum(len(mirror.here()) for mirror in mirrors))
    proof.tells("seconds until all were equal", f"{took:.1f}")
    assert not wrongs, "\n".join(wrongs)
    assert len(told) > 20 and len(faults) > 5, (len(told), faults)


def missed(told, everybody):
    """Acts that people were told of and that are not in their store, or not at the centre as they are there."""
    wrongs = [f"not in the store: {act} of {office.desk.office}"
              for act, office in told.items() if act not in office.kept()]
    for office in everybody:
        receipts = Receipts(office)
        receipts.note()
        wrongs += receipts.wrongs()
    return wrongs


def twice(body):
    """What is out more than once."""
    lines = map(json.loads, body.sandbox.ledger.read_text(encoding="utf-8").splitlines())
    out = Counter((line["server"], line["account"], line["text"]) for line in lines if line["event"] == "create")
    return [f"out {times} times: {what}" for what, times in out.items() if times > 1]


# What must be found out.


@pytest.fixture
def spoiled(places):
    """An office that does not run, whose store may be changed at will: what was there is put back."""
    office = places[2][0]
    office.desk.pause()
    kept = office.desk.state.with_name("kept")
    shutil.copytree(office.desk.state, kept)
    try:
        yield office
    finally:
        shutil.rmtree(office.desk.state)
        shutil.copytree(kept, office.desk.state)
        shutil.rmtree(kept)
        office.desk.run()


@pytest.mark.parametrize("change,says", [
    ("delete from item where (kind, id) = (select kind, max(id) from item where kind = 'policy')", "missing"),
    ("insert into item select kind, 'none', owner, version, parent, body from item where kind = 'region' limit 1",
     "surplus"),
    ("update item set version = version - 1 where (kind, id) = (select kind, id from item limit 1)", "is version"),
    ("update item set body = json_set(body, '$.name', 'x') where (kind, id) = (select kind, id from item "
     "where kind = 'channel' limit 1)", "another content"),
    ("update cursor set n = n - 1 where feed = 'region'", "is read to"),
    ("update act set state = 'received', verdict = null where place = (select max(place) from act)", "ruling"),
])
def test_a_store_that_is_not_as_the_centre(places, mirrors, spoiled, change, says):
    mirror = mirrors[2]
    assert mirror.office is spoiled and not mirror.differences()
    spoiled.tells(spoiled.desk.state, change)
    assert [says in one for one in mirror.differences()] == [True]


def test_an_office_that_forgets_what_it_said_was_done(spoiled):
    post = spoiled.writes("It is done.")
    (act,), = spoiled.ask(f"select id from act where item = '{post}'")
    spoiled.tells(spoiled.desk.state, "delete from act where state = 'pending'")
    assert missed({act: spoiled}, []) == [f"not in the store: {act} of {spoiled.desk.office}"]


def test_a_centre_that_does_not_tell_who_borrows(body, places, mirrors):
    lender, borrower = places[2][1], places[2][0]
    words = "and s.item_id = e.item and s.owner_region_id = e.owner"
    text = (ROOT / "sql/routines/crier/feed_write.sql").read_text()
    assert words in text
    before = mirrors[3].heads()["region"]
    body.cluster.superuser("crier", text.replace(words, f"{words} and false"))
    try:
        turn(body, lender.channel)
        lender.until(lambda: mirrors[3].heads()["region"] > before and not mirrors[3].differences(), "its office knows")
        body.admin.does("member", "add", "Late Guest", "--office", borrower.desk.office, "--tier", "author")
        borrower.until(
            lambda: borrower.ask("select 1 from item where body like '%Late Guest%'"), "it hears what is later")
        borrower.until(
            lambda: ["channel" in one for one in mirrors[2].differences()] == [True], "its one channel is behind")
    finally:
        body.cluster.superuser("crier", text)
    turn(body, lender.channel)
    equal(mirrors)


def turn(body, channel):
    """Paused, it is resumed; else it is paused."""
    state = body.cluster.superuser("crier", f"select state from crier.channel where name = '{channel}'").stdout.strip()
    body.admin.does("channel", *(
        ["resume", channel] if state == "paused" else ["pause", channel, "--reason", "It is a trial."]))
