"""Feeds lose nothing: with many writers at once, rollbacks, transactions held open, prepared ones and a server killed
among them, every agent reads both its feeds without a gap, and finds all that it ought to be told.

A reader that goes by a sequence (`n > last`), in the same run and over the same rows, must lose some: else the run
proves nothing.
"""

import contextlib
import hashlib
import os
import signal
from collections import Counter
from pathlib import Path

import pytest

from feeds import ABOVE, OFFICES, Crew
from ground import Ground, furnish
from rig import until


@pytest.fixture(scope="module")
def ground(folder):
    made = Ground(folder, max_prepared_transactions=100)
    try:
        yield made
    finally:
        made.end()


def lays(ground, database):
    """A database with four offices and an agent's login for each."""
    with ground.dba(ground.makes(database)) as dba:
        furnish(dba, "feeds.sql")
        ids = {office: dba.execute("select proof.id(%s)", (office,)).fetchone()[0] for office in OFFICES}
    with ground.login(database, "crier_coordinator") as coordinator:
        logins = {office: coordinator.execute(
            "select admin.login_create_v1(%s, %s)", (ids[office], hashlib.sha256(b"x").digest())).fetchone()[0]
            for office in OFFICES}
    for login in ("crier_coordinator", *logins.values()):
        ground.words(database, login)  # certificates are made before the threads need them
    return ids, logins


def kills(ground):
    """The server and every session of it, by SIGKILL; then it is started again."""
    named = ground.cluster.folder / "data/postmaster.pid"
    postmaster = named.read_text().split()[0]
    os.kill(int(postmaster), signal.SIGSTOP)  # it lets nobody in any more
    dead = [postmaster, *Path(f"/proc/{postmaster}/task/{postmaster}/children").read_text().split()]
    for process in dead:
        with contextlib.suppress(ProcessLookupError):
            os.kill(int(process), signal.SIGKILL)
    until(lambda: not any(runs(process) for process in dead), 60, "all of the server is dead")
    # Where nobody buries the dead, it would be taken for alive.
    for lock in (named, *Path(ground.cluster.env["SOCKET"]).glob(".s.PGSQL.*.lock")):
        lock.unlink()
    ground.cluster.start()


def runs(process):
    try:
        return Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


@pytest.mark.parametrize("writers", [1, 16, 64])
def test_feed(proof, ground, writers):
    each = proof.amount({1: 60, 16: 16, 64: 6}, {1: 1000, 16: 400, 64: 150})[writers]
    crew = Crew(ground, f"feed_{writers}")
    world = lays(ground, crew.database)
    kills_at = [] if writers == 1 else proof.amount([0.5], [0.2, 0.4, 0.6, 0.8])
    wrote, rows, seen, crashes = works(proof, crew, world, writers, each, kills_at)

    lost = len({row[0] for row in wrote} - seen)
    told = sum(len(feed) for office in rows.values() for feed in office.values())
    for what in ("rolled back", "held open", "prepared", "cut off"):
        proof.tells(f"transactions {what}", crew.count[what])
    proof.tells("server killed", crashes)
    proof.tells("rows of feeds read", told)
    proof.tells("lost by the naive reader", lost, len(wrote))
    wrong = judged(world[0], wrote, rows)
    proof.tells("lost or told twice by the feeds", len(wrong), told)
    assert not wrong, f"{len(wrong)}: {wrong[:10]}"
    gone = set(crew.answered) - {row[1] for row in wrote}
    assert not gone, f"answered as committed, and gone: {sorted(gone)[:10]}"
    if writers > 1:
        assert lost > 0, "the naive reader lost nothing: this run proves nothing"
        assert crashes, "nobody was at work when the server was killed"


# Guards taken out: of which routine, what, what stands there instead, and what the oracle must say.
BROKEN = {
    "two workers carry the same": ("admin.fan_out_v1", "for update of f skip locked", "", "too often"),
    "a share is forgotten": (
        "crier.feed_write", "cross join lateral unnest(e.also) a where a <> e.owner",
        "cross join lateral unnest(e.also) a where a < e.owner", "was not told"),
}


@pytest.mark.parametrize("guard", BROKEN)
def test_broken(proof, ground, guard):
    routine, was, becomes, says = BROKEN[guard]
    crew = Crew(ground, f"broken_{list(BROKEN).index(guard)}")
    crew.is_unguarded = routine == "admin.fan_out_v1"
    world = lays(ground, crew.database)
    with ground.dba(crew.database) as dba:
        text = dba.execute("select pg_get_functiondef(%s::regproc)", (routine,)).fetchone()[0]
        assert was in text, f"{routine} has no {was!r}"
        dba.execute(text.replace(was, becomes))
    wrote, rows, _, _ = works(proof, crew, world, 8, 12, [])
    found = [what for what in judged(world[0], wrote, rows) if says in what]
    proof.tells("found wrong", len(found))
    assert found, f"{guard}, and nobody noticed"


def works(proof, crew, world, writers, each, kills_at):
    """Everybody at once until all is written, carried and read: what was written, what each office was told, what the
    naive reader saw, and how often the server was killed at work."""
    _, logins = world
    rows = {office: {"region": [], "common": []} for office in OFFICES}
    seen, crashes = set(), 0
    readers = [crew.begins(crew.reads, office, logins[office], rows[office]) for office in OFFICES]
    readers.append(crew.begins(crew.reads_naively, seen))
    carriers = [crew.begins(crew.carries) for _ in range(3)]
    resolver = crew.begins(crew.resolves, proof.seed)
    longest = proof.amount(0.3, 5)
    workers = [crew.begins(crew.writes, f"w{number}", proof.seed, each, longest) for number in range(writers)]

    def ended(threads):
        return crew.trouble or not any(thread.is_alive() for thread in threads)
    patience = proof.amount(300, 7200)
    for share in kills_at:
        enough = share * 0.75 * writers * each
        until(lambda: len(crew.answered) >= enough or ended(workers), patience, "writers write")
        crashes += not ended(workers)
        kills(crew.ground)
    for threads, then in ((workers, crew.written), ([resolver], crew.resolved), (carriers, crew.is_over),
                          (readers, None)):
        until(lambda: ended(threads), patience, "everybody ends")
        assert not crew.trouble, crew.trouble[:3]
        if then:
            then.set()
    with crew.ground.dba(crew.database) as dba:
        wrote = dba.execute("select n, by, kind, item, owner, also, common, below from proof.wrote").fetchall()
    return wrote, rows, seen, crashes


def judged(ids, wrote, rows):
    """The oracle: each office is told of everything that is its own, was shared with it, concerns all below its owner,
    belongs to an office below it, or goes on another's channel for an office below it; of nothing else; and twice only
    where it sees by two ways."""
    names = {region: office for office, region in ids.items()}
    wrong = []
    ought = {office: Counter() for office in OFFICES}
    common = Counter()
    for _, _, kind, item, owner, also, is_common, below in wrote:
        whose = names[owner]
        for office in OFFICES:
            ways = ((office == whose) + (ids[office] in also) + (office in ABOVE[whose])
                    + (below and whose in ABOVE[office]))
            if kind == "delivery" and office != whose and office not in ABOVE[whose]:
                ways += any(office in ABOVE[names[region]] for region in also)
            if ways:
                ought[office][kind, item, owner] += ways
        if is_common:
            common[kind, item, owner] += 1
    for office in OFFICES:
        for feed, wanted in (("region", ought[office]), ("common", common)):
            told = Counter(rows[office][feed])
            wrong += [f"{office} was not told of {kind} {item}" for kind, item, _ in (wanted - told)]
            wrong += [f"{office} was told of {kind} {item} too often" for kind, item, _ in (told - wanted)]
    return wrong
