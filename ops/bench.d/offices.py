"""What people at offices wait for, with real agents: an act until another office's store has it, an emergency until the
public sees it, 5,000 acts after a time without a line, and a first snapshot. And what an agent holds in memory."""

import contextlib
import os
import sqlite3
import subprocess
import sys
import time

from stage import ROOT
from table import Figure
from waiting import percentile, resident

sys.path.insert(0, str(ROOT / "Tests/Scenarios"))

ACTS, EMERGENCIES, OFFLINE, ITEMS = 40, 5, 5_000, 100_000
SEEN = "select 1 from item where kind = 'post' and id = ?"
# Posts as they would stand after years: drafts of a real member, each with its revision.
HISTORY = """
    create temp table made as
    select r.region_id, m.member_id, gen_random_uuid() as post_id, gen_random_uuid() as act,
      jsonb_build_object('texts', jsonb_build_object('en', 'Closed until noon. ' || i), 'content_warning', null,
        'visibility', 'public', 'reply_to', null, 'media', '[]'::jsonb, 'channels', jsonb_build_array(
          jsonb_build_object('region', c.region_id, 'channel', c.channel_id))) as content
    from crier.region r
    join crier.channel c on c.region_id = r.region_id
    join lateral (select m.member_id from crier.member m where m.region_id = r.region_id limit 1) m on true
    cross join generate_series(1, {count}) i
    where r.name = '{office}';
    alter table made add digest bytea;
    update made set digest = crier.content_digest(post_id, content);
    insert into crier.post (region_id, post_id, member_id, state, class, revision, digest, content, writers,
      activity_id, created_at, planned_version)
    select region_id, post_id, member_id, 'draft', 'routine', 1, digest, content, array[member_id], act, now(), 1
    from made;
    insert into crier.revision (region_id, post_id, revision, digest, content, member_id, member_name, activity_id,
      written_at)
    select region_id, post_id, 1, digest, content, member_id, 'Author', act, now() from made;
    insert into crier.post_channel
    select region_id, post_id, (content -> 'channels' -> 0 ->> 'region')::uuid,
      (content -> 'channels' -> 0 ->> 'channel')::uuid from made;
    drop table made;
    analyze;"""


@contextlib.contextmanager
def store(desk):
    """A desk's own store, only read."""
    opened = sqlite3.connect(f"{desk.state.as_uri()}/office.sqlite?mode=ro", uri=True, timeout=10)
    try:
        yield opened
    finally:
        opened.close()


def until(condition, seconds=600, pause=0.002):
    deadline = time.monotonic() + seconds
    while not (found := condition()):
        assert time.monotonic() < deadline, f"waited {seconds} s in vain"
        time.sleep(pause)
    return found


def number(opened, sql, *values):
    found = opened.execute(sql, values).fetchone()
    return found[0] if found else None


def travels(body, other):
    """Milliseconds from an act until the other office's store has the post, while people work at both."""
    times = []
    for n in range(ACTS):
        if n % 10 == 0:
            other.person("nobody").does("status")  # somebody is at work there
        post = body.author.asks("post", "compose", "--channel", "Quay News", "--text", f"en=Number {n}")[0]["post"]
        with store(body.desk) as ours, store(other) as theirs:
            at = number(ours, "select done_at from act where item = ?", post) / 1e6
            until(lambda: number(theirs, SEEN, post))
            times.append((time.time() - at) * 1000)
    return times


def emergencies(body):
    """Seconds from typing an emergency until the platform has it, with the consent that it needs: three commands."""
    times = []
    for n in range(EMERGENCIES):
        text = f"Leave the quay now. {n}"
        began = time.time()
        post = body.author.asks("post", "compose", "--channel", "Harbour News", "--text", f"en={text}", "--class",
                                "emergency", "--submit")[0]["post"]
        until(lambda: body.run(body.agent, "post", "approve", post, "--yes", env=body.approver.env).returncode == 0)
        until(lambda: text in body.sandbox.ledger.read_text(encoding="utf-8"))
        times.append(time.time() - began)
    return times


def catches_up(body):
    """Acts a second: an office wrote 5,000 posts without a line; from the agent's start to the last ruling in its
    store. And the most memory that the agent took."""
    body.desk.pause()
    calendar = body.write("calendar.csv", "ref,time,zone,channels,text.en\n" + "".join(
        f"R-{n},,,Harbour News,The bridge at Mill Lane is closed until noon. Number {n}.\n" for n in range(OFFLINE)))
    # Longer than other commands may take.
    subprocess.run([body.agent, "import", str(calendar)], check=True, timeout=600, stdout=subprocess.DEVNULL,
                   env={**body.rig.clean_environment(), **body.author.env})
    body.desk.run()
    with store(body.desk) as ours:
        until(lambda: number(ours, "select count(*) from act where state <> 'pending'") > 0)
        began, before = time.monotonic(), number(ours, "select count(*) from act where state <> 'ruled'")
        assert before >= OFFLINE / 2, before
        until(lambda: number(ours, "select count(*) from act where state <> 'ruled'") == 0, pause=0.01)
    seconds = time.monotonic() - began
    _, most = resident(body.rig.running[body.desk.name])
    return before / seconds, most


def snapshot(body, office="Far Office"):
    """Items a second: a new office's first snapshot, taken as it is admitted, with years of posts at the centre; and
    the most memory that it took."""
    from people import Desk
    desk = Desk(body.rig, office)
    body.admin.does("region", "add", office, "--zone", "Europe/London", "--language", "en")
    body.admin.asks("member", "add", "Rhys Owen", "--office", office, "--tier", "author")
    added = body.adds_channel("Far News", office=office)
    assert added.returncode == 0, added.stderr
    until(lambda: body.cluster.superuser("crier", "select count(*) from crier.channel where name = 'Far News'"
                                         ).stdout.strip() == "1")
    for _ in range(10):
        body.cluster.superuser("crier", HISTORY.format(count=ITEMS // 10, office=office))
    answer = body.answer_to(desk)
    body.admin.does("region", "admit", office, desk.requests(), "--out", answer)
    began = time.monotonic()
    accepting = subprocess.Popen(
        [body.agent, "enroll", "accept", str(answer)], env={**body.rig.clean_environment(), **desk.env},
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, used = os.wait4(accepting.pid, 0)
    seconds = time.monotonic() - began
    assert status == 0, "the answer was not accepted"
    with store(desk) as theirs:
        assert number(theirs, "select count(*) from item where kind = 'post'") == ITEMS
    return ITEMS / seconds, used.ru_maxrss / 1024


def measure(stage, run):
    os.environ["CRIER_BIN"] = str(stage.rig.binaries)
    from body import Body
    from people import Desk
    folder = stage.folder / f"body-{run}"
    folder.mkdir()
    folder.chmod(0o711)  # as root the server is another user, and must be able to enter
    (folder / "processes").touch()
    body = Body(folder, fast=stage.fast, scale=1)
    body.rig.tell = stage.tell
    try:
        body.begin()
        other = body.opens(Desk(body.rig, "Quay Office"))
        assert body.adds_channel("Quay News", office="Quay Office").returncode == 0
        body.admin.does("grant", "add", body.author.name, "author", "--channel", "Quay News")
        until(lambda: any(one["name"] == "Quay News" for one in body.author.asks("channel", "list")), pause=0.2)
        idle, _ = resident(body.rig.running[body.desk.name])
        times = travels(body, other)
        conditions = f"{ACTS} posts for the other office's account, one after the other, both offices in use"
        figures = [Figure(f"act to the other office's store, {name}", percentile(times, part), "ms",
                          conditions=conditions) for name, part in (("median", 0.5), ("p99", 0.99))]
        figures.append(Figure("emergency, from typing to the platform", percentile(emergencies(body), 0.5), "s",
                              conditions="composed, consented to by another person, published; three commands"))
        rate, loaded = catches_up(body)
        figures.append(Figure("catching up after a time without a line", rate, "acts/s",
                              conditions=f"{OFFLINE} posts written meanwhile; to the last ruling in the store"))
        rate, most = snapshot(body)
        figures.append(Figure("first snapshot", rate, "items/s", conditions=f"{ITEMS} posts"))
        for name, value in (("idle", idle), ("catching up", loaded), ("taking a snapshot", most)):
            figures.append(Figure(f"agent's memory, {name}", value, "MiB", conditions="resident"))
        return figures
    finally:
        body.end()
