"""What people do, each act noted in the book at once, and what the demo sees in the sandbox's ledger."""

import ledger
from people import wall_times
from rig import Trouble, until
from setting import CALENDARS
from rig import ROOT
from book import write_calendar


class Acts:
    """The verbs of the story."""

    def __init__(self, rig, setting):
        self.rig = rig
        self.setting = setting
        self.book = setting.book
        self.people = setting.people
        self.tell = rig.tell

    # What the public sees

    def lines(self):
        return ledger.read(self.setting.sandbox.ledger)

    def visible(self):
        return ledger.seen(self.lines(), self.setting.channels)

    def is_out(self, post, channels=None):
        """Whether the words of the post stand on its channels."""
        there = {(entry.channel, entry.text) for entry in self.visible()}
        entries = [self.book.entry(post, channel) for channel in channels or post.channels]
        return all((entry.channel, entry.text) in there for entry in entries)

    def until_out(self, posts, seconds=60):
        def all_out():
            self.rig.check_alive()
            return all(self.is_out(post) for post in posts)

        try:
            until(all_out, seconds, "posts come out", self.rig.log(self.setting.coordinators[0]))
        except Trouble as trouble:
            names = ", ".join(post.name for post in posts if not self.is_out(post))
            raise Trouble(f"not out after {seconds} s: {names}", trouble.log) from None

    # Offices

    def import_all(self):
        """Each author imports their calendar and hands all of it in."""
        times, self.later = wall_times(1)
        for calendar, office, author in CALENDARS:
            path = self.rig.folder / f"{calendar}.csv"
            count = write_calendar(ROOT / f"ops/demo.d/calendars/{calendar}.csv", path, times)
            self.people[author].does("import", path, "--submit")
            self.tell.say(f"{author} ({office}) imports {count} posts from {calendar}.csv and submits them.")
            self.find_ids(author)

    def find_ids(self, author):
        """The ids that Crier gave to an author's posts, by reference or text."""
        listed = self.people[author].asks("post", "list", "--all")
        by_name = {line.get("reference"): line["id"] for line in listed}
        for post in self.book.posts:
            if post.author != author or post.id:
                continue
            post.id = by_name.get(post.name) or self.id_by_text(post, listed)
            post.submitted = True

    def id_by_text(self, post, listed):
        found = [line["id"] for line in listed if not line.get("reference") and line["text"][:30] in post.texts["en"]]
        if len(found) != 1:
            raise Trouble(f"{post.name} is not in its office's list", self.rig.log("commands"))
        return found[0]

    def compose(self, author, name, texts, channels, kind, campaign=""):
        """Writes a post at a desk and submits it; due at once."""
        from book import Post  # kept near its only use

        words = [word for channel in channels for word in ("--channel", channel)]
        words += [word for language, text in texts.items() for word in ("--text", f"{language}={text}")]
        words += ["--campaign", campaign] if campaign else []
        person = self.people[author]
        made = person.asks("post", "compose", *words, "--class", kind, "--submit")
        office = next(office for office, desk in self.setting.desks.items() if desk.env["CRIER_STATE"] == person.env["CRIER_STATE"])
        return self.book.add(Post(
            office=office, author=author, name=name, texts=texts, channels=channels, kind=kind, campaign=campaign,
            id=made[0]["post"], submitted=True))

    def approve(self, approver, posts):
        """Lets posts out, as far as one person's consent does."""
        if posts:
            self.people[approver].does("post", "approve", *[post.id for post in posts], "--yes", "--wait")
        for post in posts:
            post.consents[approver] = self.setting.tiers[approver]
        return posts

    def withdraw(self, member, post, reason):
        was_out = self.is_out(post)
        self.people[member].does("post", "withdraw", post.id, "--reason", reason, "--wait")
        post.held, post.taken_down = "withdrawn", was_out

    # The centre

    def stop(self, member, *what, reason):
        """Places a stop; gives its id."""
        return self.setting.at_centre[member].asks("stop", "place", *what, "--reason", reason)["stop"]
