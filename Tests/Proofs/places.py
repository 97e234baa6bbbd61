"""Offices with accounts of their own, what their people do, and their stores held against the centre."""

import shutil
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from body import DONE
from mirror import Mirror
from outpost import Outpost
from rig import Trouble

ZONE = ZoneInfo("Europe/London")
MANY = {"count": 100_000, "seconds": 300}


def servers(accounts):
    """Two that keep nothing from being posted twice, so that only we do; and one where a name is taken only once."""
    words = [{"username": f"p{n}", "token": token(n), "language": "en"} for n in range(accounts)]
    limits = {kind: MANY for kind in ("authenticated", "unauthenticated", "statuses", "deletes")}
    plain = {"idempotency": "ignored", "rate_limits": limits, "accounts": words}
    return [
        {"name": "town", "domain": "town.example", "title": "Town", **plain},
        {"name": "port", "domain": "port.example", "title": "Port", "ids": "ulid", **plain},
        {"name": "cloud", "platform": "bluesky",
         "accounts": [{"handle": f"p{n}.cloud.example", "app_password": token(n)} for n in range(accounts)]}]


def token(number):
    return f"token-of-place-{number}-7710"


def after(seconds):
    """The first full minute that is so many seconds away, on the clock of the offices."""
    due = datetime.now(ZONE) + timedelta(seconds=seconds + 59)
    return due.strftime("%Y-%m-%d %H:%M")


def open_all(body, people):
    """Offices of these names and people, at the same time; each has accounts of its own."""
    with ThreadPoolExecutor(3) as hands:
        return list(hands.map(lambda one: Place(body, *one), ((n, *words) for n, words in enumerate(people))))


def some(word, number, what):
    return [f"{word} {what} {n}" for n in range(number)]


class Place(Outpost):
    """An office with an account on each server; `number` is the account's."""

    def __init__(self, body, number, name, author, approver):
        super().__init__(body, name, author, approver)
        self.channels = []
        for server in ("town", "port", "cloud"):
            handle = f"p{number}.cloud.example" if server == "cloud" else f"@p{number}@{server}.example"
            self.channels.append(f"{name} {server}")
            done = body.adds_channel(
                self.channels[-1], office=name, token=token(number), address=body.sandbox.address[server],
                handle=handle, platform="bluesky" if server == "cloud" else "mastodon", **{"per-hour": 10_000})
            assert done.returncode == DONE, done.stderr
        self.until(lambda: len(self.author.asks("channel", "list")) > len(self.channels), "the channels")

    def hands_in(self, campaign, texts, due="", by=None):
        """As a calendar, each text for one of the accounts in turn, and lets it all out; gives the posts in order."""
        rows = [f"{due},{self.channels[n % len(self.channels)]},{text},{campaign}" for n, text in enumerate(texts)]
        sheet = self.body.write(f"{campaign}.csv", "\n".join(["time,channels,text.en,campaign", *rows, ""]))
        taken = self.author.asks("import", sheet, "--submit")["new"]
        (by or self.approver).does("post", "approve", "--campaign", campaign, "--yes")
        return [row["post"] for row in sorted(taken, key=lambda row: row["row"])]

    def withdraws(self, *posts):
        self.author.does("post", "withdraw", *posts, "--reason", "not any more")

    # The disk

    def is_copied(self):
        """Gives a copy of the folder as it is now."""
        copy = self.body.folder / f"copy-{self.desk.short}"
        self.desk.pause()
        shutil.copytree(self.desk.state, copy)
        self.desk.run()
        return copy

    def is_set_back(self, copy):
        """The copy takes the place of what has become of it since; nothing runs there yet."""
        self.desk.pause()
        shutil.rmtree(self.desk.state)
        shutil.copytree(copy, self.desk.state)

    # The store and the centre

    def head(self):
        """The number of the last row of the office's feed."""
        with closing(Mirror(self)) as mirror:
            return mirror.heads()["region"][0]

    def cursors(self):
        return {"region": 0, "common": 0, **dict(self.ask("select feed, n from cursor"))}

    def differs(self):
        with closing(Mirror(self)) as mirror:
            return mirror.differences()

    def is_equal(self):
        """Waits until the store is as the centre has it for this office, all acts with their rulings."""
        found = []

        def equal():
            found[:] = self.differs()
            return not found
        try:
            self.until(equal, f"{self.desk.office} is as the centre")
        except Trouble as trouble:
            raise AssertionError(f"{trouble}: {found}") from None
        return self

    def is_ruled(self):
        """Waits until the store has a ruling on each act, and it is the centre's; a disk set back knows fewer acts."""
        self.until(lambda: not self.unruled() and set(self.kept().items()) <= set(self.received().items()),
                   "a ruling on every act, as the centre has it")

    def acknowledged(self):
        """Acts that the centre has said to have."""
        return {act for act, in self.ask("select id from act where state <> 'pending'")}

    def order_of(self, acts):
        """The places in the store of these acts, in the order in which the centre ruled on them."""
        places = dict(self.ask("select id, place from act"))
        ruled = self.body.cluster.superuser("crier", f"""
            select activity_id from crier.ruling where region_id = '{self.region}' order by ruling_no""").stdout.split()
        return [places[act] for act in ruled if act in acts]
