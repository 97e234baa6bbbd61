"""What befalls the machines: a connection is dropped, a coordinator is killed. Each while a server has just acted."""

import signal
import time
import urllib.request

import ending
from findings import drops, published
from rig import Trouble, until
from setting import EASTMOOR


def drop_connection(story):
    """The third post of a batch meets a server that publishes it and then resets the connection.

    libcurl repeats a request by itself only on a connection that it has kept alive. The second batch is there for when
    the first reset met a new connection, because the other coordinator had just taken over.
    """
    acts, sandbox = story.acts, story.setting.sandbox
    placed = done = kept_alive = 0
    posts = []
    for campaign in ("winter", "library"):
        batch = [post for post in story.book.of(campaign) if post.office == EASTMOOR]
        if not kept_alive:
            sandbox.fault("eastmoor", "act_then_reset", account="council", after=2)
            placed += 1
        posts += acts.approve("Carys Webb", batch)
        if done < placed:
            until(lambda: sandbox.faults_done("eastmoor") >= placed, 60, "the server drops a connection",
                  acts.coordinators_log)
            done, kept_alive = drops(sandbox.requests("eastmoor"))
    acts.until_out(posts)
    done, kept_alive = drops(sandbox.requests("eastmoor"))
    story.findings.expect(done == placed, f"{done} connections were dropped, not {placed}")
    story.findings.expect(kept_alive, "no connection that was dropped had been kept alive")
    twice = [entry for entry in ending.verdict(story).surplus if entry.channel == "Eastmoor Council"]
    story.say(
        f"The Eastmoor server, which ignores idempotency keys, published a post and then reset the "
        f"{'kept-alive' if kept_alive else 'new'} connection ({done} time{'s' * (done > 1)}). "
        + (f"It stands there {len(twice) + 1} times." if twice else "It was looked up, and not sent again."))


def kill(story):
    """One coordinator dies while the server holds the answer to its post; the other finds out."""
    acts, post, sandbox = story.acts, story.book.named("NB-14"), story.setting.sandbox
    say, expect = story.say, story.findings.expect
    acts.until_out([other for other in story.book.posts if "Northbridge Police" in other.channels
                    and story.book.let_out(other) and not other.held and other.due == "now"])
    until_quiet(sandbox, "northbridge")
    count = {name: count_published(story, name) for name in story.setting.coordinators}
    sandbox.fault("northbridge", "hang_after_acting", account="police")
    acts.approve("Jo Fraser", [post], wait=False)  # a sender waits two seconds for an answer, no longer
    until(lambda: sandbox.hanging() > 0, 30, "the server holds the request", acts.coordinators_log)
    victim = sender(story)
    story.rig.end(victim, signal.SIGKILL)
    say(f"The server has published the post and holds its answer back. {victim} is killed (SIGKILL).")
    until(lambda: sandbox.hanging() == 0, 30, "the server notices that its client is gone", acts.coordinators_log)
    sandbox.release()
    delivery = acts.delivery(post, "Northbridge Police")
    say(f"The attempt that was on the wire, as the centre tells it ({delivery['state']}):")
    say(indent(acts.explain(delivery)))
    expect(delivery["state"] in ("sending", "unknown"),
           f"{post.name} was on the wire of a coordinator that died, but is told to be {delivery['state']}")
    until(lambda: acts.delivery(post, "Northbridge Police")["state"] in ("sent", "parked"), 60,
          "the attempt is resolved", acts.coordinators_log)
    told = acts.explain(delivery)
    say("The other coordinator has resolved it:")
    say(indent(told))
    expect(resolved_by_looking(told), f"{post.name} was not looked up and found after its sender had fallen silent")
    say("Until it was killed, both published: "
        + ", ".join(f"{name} {number} posts" for name, number in sorted(count.items())) + ".")
    expect(all(count.values()), "only one coordinator has published")


def resolved_by_looking(told):
    """Whether an explanation tells of a sender that fell silent, and then of a look that found the post."""
    silent, found = told.find("its sender had fallen silent"), told.find("it was looked up and found present")
    return 0 <= silent < found


def until_quiet(sandbox, server, seconds=1.0):
    """Until nobody has spoken to a server for a while: whoever speaks next is then the sender."""
    last, since = sandbox.counts(server), time.monotonic()

    def quiet():
        nonlocal last, since
        now = sandbox.counts(server)
        if now != last:
            last, since = now, time.monotonic()
        return time.monotonic() - since > seconds

    until(quiet, 30, f"the {server} server is left alone")


def sender(story):
    """The coordinator that holds the account of Northbridge's police, by the centre's own tables."""
    told = story.setting.cluster.superuser("crier", """
        select c.process from crier.lane l join crier.coordinator c using (owner)
        join crier.channel using (region_id, channel_id) where name = 'Northbridge Police'""").stdout.strip()
    found = [name for name in story.setting.coordinators if str(story.rig.running[name].pid) == told]
    if not found:
        raise Trouble("no coordinator holds the account of Northbridge's police", story.acts.coordinators_log)
    return found[0]


def count_published(story, coordinator):
    """How many posts a coordinator has published, as it tells Prometheus."""
    port = story.setting.health_ports[coordinator]
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with direct.open(f"http://127.0.0.1:{port}/metrics", timeout=20) as answer:
        return published(answer.read().decode())


def indent(text):
    return "\n".join(f"    {line}" for line in text.splitlines())
