"""Many offices of a body, what befalls their lines and machines, and what their people do meanwhile."""

import json
import os
import signal
import sqlite3
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from random import Random

from body import DONE, SERVERS, Desk
from outpost import Outpost
from proxy import Proxy
from sending import photograph
from small_disk import SmallDisk

PARTITIONS = ("cut_in", "cut_out", "cut", "half_open", "reset", "slow")
CENTRE = "Harbour Centre"


def servers(offices):
    """The servers of every day, with an account for each office."""
    first, *rest = SERVERS
    more = [{"username": f"office{n}", "token": token(n), "language": "en"} for n in range(offices)]
    return [{**first, "accounts": [*first["accounts"], *more]}, *rest]


def token(number):
    return f"token-of-office-{number}-5521"


class Root(Outpost):
    """The centre's own desk: it sees all. One person writes and decides there."""

    def __init__(self, body):
        self.body, self.proxy, self.disk = body, Proxy(body.cluster.port), None
        self.desk = Desk(body.rig, CENTRE, body.folder / "offices/root")
        self.desk.short, self.desk.name = "root", "agent-root"
        answer = body.answer_to(self.desk)
        body.admin.does("region", "admit", CENTRE, self.desk.requests(), "--out", answer)
        answer.write_text(json.dumps({**json.loads(answer.read_text()), "port": self.proxy.port}))
        self.desk.accepts(answer)
        self.desk.run()
        self.author = self.approver = body.adds("Warden Root", "manager", self.desk)
        self.region = self.author.asks("status")["region"]
        self.channels = []


class Near(Outpost):
    """The office that every body has, with a line that is never cut: those below it are seen there as well."""

    def __init__(self, body):
        self.body, self.desk, self.proxy, self.disk = body, body.desk, None, None
        self.author, self.approver = body.author, body.approver
        self.region = self.author.asks("status")["region"]
        self.channels = ["Harbour News"]


def make(body, amount):
    """So many offices, two of them below the one that every body has; each may write on the next one's channel."""
    near, root = Near(body), None

    def one(number):
        if number < 0:
            return Root(body)
        disk = SmallDisk(body.folder / f"disk-{number}", 24 << 20) if number % 3 == 2 else None
        office = Outpost(
            body, f"Place-{number} Office", f"Author-{number} Hill", f"Approver-{number} Dale",
            state=disk.folder / "state" if disk and disk.is_mounted else None,
            below=("--below", near.desk.office) if number < 2 else (), token=token(number),
            handle=f"@office{number}@harbour.example")
        office.disk, office.channels = disk if disk and disk.is_mounted else None, [office.channel]
        return office
    with ThreadPoolExecutor(3) as pool:
        root, *offices = pool.map(one, range(-1, amount - 1))
    for office, following in zip(offices, offices[1:] + offices[:1]):
        body.admin.does("grant", "add", office.author.name, "author", "--channel", following.channel)
        office.channels.append(following.channel)
    root.channels = [office.channel for office in offices]
    return near, root, offices


class Deck:
    """Kinds of trouble by chance: each of them before one comes again, whoever draws."""

    def __init__(self, seed, kinds):
        self.chance, self.kinds, self.left, self.one = Random(seed), kinds, [], threading.Lock()

    def draw(self):
        with self.one:
            self.left = self.left or self.chance.sample(self.kinds, len(self.kinds))
            return self.left.pop()


class Troubles:
    """What befalls one office: its line and its machine, each by a chance of its own, until it is over."""

    def __init__(self, office, seed, lines):
        """`lines`: what befalls lines, of one deck for all."""
        machine = Deck(f"{seed} fates", ("killed", "frozen", "full") if office.disk else ("killed", "frozen"))
        self.office, self.counts = office, Counter()
        self.rows = [(Random(f"{seed} line"), lines), (Random(f"{seed} machine"), machine)]

    def start(self, pool, over):
        return [pool.submit(self._go, chance, deck, over) for chance, deck in self.rows]

    def _go(self, chance, deck, over):
        over.wait(chance.uniform(0, 3))
        while not over.is_set():
            kind, lasts = deck.draw(), chance.uniform(0.2, 6)
            self.counts[kind] += 1
            ends = getattr(self, kind, self.parted)(kind, chance.random())
            over.wait(lasts)
            ends()
            over.wait(chance.uniform(0.1, 3))

    def parted(self, kind, share):
        getattr(self.office.proxy, kind)(*([2000 + int(share * 30000)] if kind == "slow" else []))
        return self.office.proxy.heal

    def killed(self, _, share):
        self.office.body.rig.end(self.office.desk.name, signal.SIGKILL)
        return self.office.desk.run

    def frozen(self, _, share):
        agent = self.office.body.rig.running[self.office.desk.name].pid
        os.kill(agent, signal.SIGSTOP)
        return lambda: os.kill(agent, signal.SIGCONT)

    def full(self, _, share):
        self.office.disk.leaves(int(share * (128 << 10)))
        return self.office.disk.has_room


class People:
    """Who goes about their work whatever befalls the offices, a command after the other."""

    def __init__(self, offices, seed, number):
        self.offices, self.chance, self.number = offices, Random(f"{seed} people {number}"), number
        self.body, self.made = offices[0].body, 0
        self.told, self.ends = {}, Counter()  # act -> office; (verb, status) -> times

    def work(self, commands):
        for _ in range(commands):
            if self.chance.random() < 0.1:
                self.at_the_centre()
            else:
                self.at_a_desk(self.chance.choice(self.offices))

    def text(self):
        self.made += 1
        return f"en=Notice {self.number}-{self.made}."

    def at_a_desk(self, office):
        chance = self.chance
        posts = self.posts(office)
        verbs = ("compose", "edit", "submit", "approve", "return", "withdraw")
        verb = chance.choices(verbs, (8, 4, 3, 5, 1, 2))[0] if posts else "compose"
        person, words = office.author, []
        if verb == "compose":
            channels = chance.sample(office.channels, min(len(office.channels), chance.randint(1, 2)))
            words = [word for channel in channels for word in ("--channel", channel)] + ["--text", self.text()]
            words += ["--submit"] * (chance.random() < 0.7)
            if chance.random() < 0.1:
                image = photograph(self.body.folder / f"{self.number}-{self.made}.jpg", chance.random())
                words += ["--image", image, "--alt", "en=Noise."]
        elif verb == "edit":
            words = [chance.choice(posts), "--text", self.text()]
        else:
            words = chance.sample(posts, min(len(posts), chance.choice((1, 1, 3))))
            person = office.author if verb == "submit" or verb == "withdraw" else office.approver
            words += {"approve": ["--yes"], "submit": []}.get(verb, ["--reason", "As it is."])
        done = self.body.run(self.body.agent, "post", verb, *words, "--json", env=person.env)
        self.note(verb, done)
        if done.returncode == DONE:
            self.told.update((one["act"], office) for one in json.loads(done.stdout) if one.get("act"))

    def posts(self, office):
        """Those that the desk shows; while its disk is full it may show none."""
        try:
            return [post for post, in office.ask("""
                select id from item where kind = 'post' union select item from act where verb = 'post.compose'
                order by 1 desc limit 12""")]
        except sqlite3.Error:
            return []

    def at_the_centre(self):
        chance = self.chance
        office = chance.choice([one for one in self.offices if one.channels])
        verb, *words = chance.choice((
            ("region", "policy", office.desk.office, "--class", "event", "--approvals", chance.randint(1, 3),
             "--tier", "approver"),
            ("channel", chance.choice(("pause", "resume")), chance.choice(office.channels), "--reason", "As it is."),
            ("stop", "place", "--campaign", f"none-{self.number}", "--reason", "It is a trial."),
            ("stop", "place", "--office", self.offices[-1].desk.office, "--reason", "It is a trial."),
            ("stop", "place", "--channel", chance.choice(office.channels), "--reason", "It is a trial."),
            ("member", "add", f"Guest {self.number}-{self.made}", "--office", office.desk.office, "--tier", "author"),
            ("grant", "add", office.author.name, "author", "--channel", chance.choice(office.channels)),
            ("grant", "add", office.author.name, "author", "--channel", "Harbour News")))
        self.made += 1
        if (verb, words[0]) == ("channel", "resume"):
            words = words[:2]
        self.note(f"{verb} {words[0]}", self.body.centre(verb, *words))

    def note(self, verb, done):
        self.ends[verb, done.returncode] += 1
        assert done.returncode in (0, 3, 4, 5), (verb, done.returncode, done.stdout, done.stderr)
