"""Two coordinators that publish at once, each at the end of a line that can be cut, and posts to keep them busy."""

import os
import signal
import subprocess

from body import SERVERS, Body
from people import Person
from proxy import Proxy
from rig import ROOT, until
from street import Street, read
from traffic import MASTODON_LIMITS

QUAYS, ACCOUNTS = "quays", 8
NAMES = [f"Quay {number}" for number in range(ACCOUNTS)]
COORDINATORS = ["coordinator-1", "coordinator-2"]


class Quays(Body):
    """A body with a server of many accounts, which takes as many posts as the long form makes."""

    def __init__(self, folder):
        accounts = [{"username": f"quay{number}", "token": f"token-of-quay-{number}", "display_name": name,
                     "language": "en"} for number, name in enumerate(NAMES)]
        super().__init__(folder, [SERVERS[0], {
            "name": QUAYS, "domain": "quays.example", "title": "Quays social", "accounts": accounts,
            **MASTODON_LIMITS}])


class Fleet:
    """The coordinators, their lines, and the accounts that they post to as fast as they can."""

    def __init__(self, body):
        self.body, self.street = body, Street(body, QUAYS)
        self.proxies = {name: Proxy(body.cluster.port) for name in COORDINATORS}
        for name, proxy in self.proxies.items():
            state = body.folder / name
            body.write(f"{name}.yaml", body.centre_settings(port=proxy.port) + f"state:\n  folder: {state}\n")
        for number, name in enumerate(NAMES):
            added = body.adds_channel(
                name, f"token-of-quay-{number}", address=body.sandbox.address[QUAYS],
                handle=f"@quay{number}@quays.example", **{"per-hour": 10_000})
            assert added.returncode == 0, added.stderr
        body.cluster.superuser("crier", "update crier.lane set rate = 1000, burst = 1000, tokens = 1000")
        body.wait_for(lambda: len(body.author.asks("channel", "list")) > ACCOUNTS, "the channels")
        made = body.admin.asks("member", "add", "Eve Marsh", "--tier", "duty_editor")
        self.second = body.seat(Person(body.rig, "Eve Marsh", "crier-coordinator", body.env), made["code"])
        body.rig.end("coordinator")
        self.begins()

    def holder(self, account):
        """Which coordinator has claimed the lane of an account, if one has."""
        held = read(self.body, f"""
            select c.process from crier.lane l join crier.coordinator c using (owner)
            join crier.channel x on x.region_id = l.region_id and x.channel_id = l.channel_id
            where x.name = '{account}' and l.lease_until > clock_timestamp()""")
        return next((name for name in COORDINATORS for one in held
                     if self.body.rig.running[name].pid == one["process"]), None)

    def begins(self, *names, **env):
        for name in names or COORDINATORS:
            words = {"CRIER_CONFIG": str(self.body.folder / f"{name}.yaml"), **env}
            self.body.rig.start(name, self.body.coordinator, "run", env=words)

    def ends(self, *names, number=signal.SIGTERM):
        for name in names or COORDINATORS:
            if name in self.body.rig.running:
                self.body.rig.end(name, number)

    def forgets_the_dead(self):
        """Nobody waits any more for the leases of those that were killed."""
        self.body.cluster.superuser("crier", "update crier.lane set owner = null, lease_until = '-infinity'")

    def is_whole(self):
        """Whatever a test did to the lines, the server, and the coordinators."""
        for proxy in self.proxies.values():
            proxy.heal()
        self.body.sandbox.control("DELETE", "faults", server=QUAYS)
        self.body.sandbox.release()
        for name in COORDINATORS:
            if name not in self.body.rig.running:
                self.begins(name)
        self.settles()

    def close(self):
        self.ends()
        for proxy in self.proxies.values():
            proxy.close()

    # What is to be published

    def streams(self, campaign, rows, kind="routine"):
        """So many posts on every account, due now and let out."""
        lines = [f"{campaign}-{row},,,{';'.join(NAMES)},{campaign} {row},{campaign},{kind},"
                 for row in range(rows)]
        sheet = self.body.write(f"{campaign}.csv", "\n".join(
            ["ref,time,zone,channels,text.en,campaign,class,not_after", *lines]))
        with self.street.watched():
            self.body.author.does("import", sheet, "--submit", "--wait")
            self.body.approver.does("post", "approve", "--campaign", campaign, "--yes", "--wait")

    def slows(self, milliseconds):
        """From now on the server answers late, so that there is always something on the wire."""
        self.body.sandbox.fault(QUAYS, "delay", count=None, milliseconds=milliseconds)

    def streamed(self, campaign):
        return [line for line in self.street.visible() if line["text"].startswith(f"{campaign} ")]

    def flows(self, campaign, count):
        """Waits until so many of the posts are out."""
        with self.street.watched():
            return self.body.wait_for(lambda: len(self.streamed(campaign)) >= count, f"{campaign} is being published")

    # What is asked of it

    def states(self, campaign):
        """How many deliveries of the campaign are in each state."""
        return {one["state"]: one["n"] for one in read(self.body, f"""
            select d.state, count(*) as n from crier.delivery d
            join crier.post p on p.region_id = d.post_region_id and p.post_id = d.post_id
            where p.campaign = '{campaign}' group by d.state""")}

    def has_settled(self):
        """Nothing is on the wire or in doubt, and nothing may go that waits."""
        self.street.looks()
        return not read(self.body, """
            select from crier.delivery where state in ('sending', 'unknown', 'waiting') limit 1""")

    def settles(self):
        return until(self.has_settled, 120, "everything has come to its end")

    # The database

    def postgres(self, number):
        """Sends a signal to every process of the server."""
        head = int((self.body.cluster.folder / "data/postmaster.pid").read_text().split()[0])
        told = subprocess.run(["pgrep", "-P", str(head)], capture_output=True, text=True, check=False).stdout.split()
        for process in [head, *map(int, told)]:
            try:
                os.kill(process, number)
            except ProcessLookupError:
                pass  # a session that has ended meanwhile

    def crashes(self):
        self.body.rig.call(ROOT / "ops/cluster", "stop", self.body.cluster.folder, "--immediate")

    def restarts(self):
        self.body.rig.call(ROOT / "ops/cluster", "start", self.body.cluster.folder, "--fast", patient=True)


def places(body, *words):
    """A stop of the administrator's; gives its id."""
    return body.admin.asks("stop", "place", *words, "--reason", "proof")["stop"]
