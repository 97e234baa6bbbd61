"""What people do, each act noted in the book at once, and what the demo sees in the sandbox's ledger."""

import ledger
from book import Post, write_calendar
from people import wall_times
from rig import ROOT, Trouble, until
from setting import CALENDARS


class Acts:
    """The verbs of the story."""

    def __init__(self, rig, setting):
        self.rig = rig
        self.setting = setting
        self.book = setting.book
        self.people = setting.people
        self.tell = rig.tell
        self.later = 0.0  # when the calendars' later posts are due, in seconds since 1970

    # What the public sees

    def lines(self):
        return ledger.read(self.setting.sandbox.ledger)

    def visible(self):
        return ledger.seen(self.lines(), self.setting.channels)

    def is_out(self, post):
        """Whether the words of the post stand on each of its channels."""
        there = {(entry.channel, entry.text) for entry in self.visible()}
        wanted = [channel for channel in post.channels if channel not in post.dropped]
        return all((channel, self.book.entry(post, channel).text) in there for channel in wanted)

    def until_out(self, posts, seconds=60):
        def all_out():
            self.rig.check_alive()
            return all(self.is_out(post) for post in posts)

        try:
            until(all_out, seconds, "posts come out", self.coordinators_log)
        except Trouble as trouble:
            names = ", ".join(post.name for post in posts if not self.is_out(post))
            raise Trouble(f"not out after {seconds} s: {names}", trouble.log) from None

    @property
    def coordinators_log(self):
        alive = [name for name in self.setting.coordinators if name in self.rig.running]
        return self.rig.log((alive or self.setting.coordinators)[0])

    # Offices

    def import_all(self):
        """Each author imports their calendar and hands all of it in."""
        authors = [self.people[author] for _, _, author in CALENDARS]
        # The story up to the later posts needs time: how much, the way so far has shown.
        times, self.later = wall_times(seconds=min(max(60, 3 * self.tell.elapsed), 200))
        self.tell.say(f"{len(authors)} authors have their calendars ready.")
        return [self.import_calendar(*calendar, times) for calendar in CALENDARS]

    def import_calendar(self, calendar, office, author, times):
        path = self.rig.folder / f"{calendar}.csv"
        count = write_calendar(ROOT / f"ops/demo.d/calendars/{calendar}.csv", path, times)
        told = self.people[author].asks("import", path, "--submit")
        made = sorted(told["new"], key=lambda line: line["row"])
        posts = [post for post in self.book.posts if post.author == author]
        if not len(made) == len(posts) == count:
            raise Trouble(f"{author} imported {len(made)} of {count} posts", self.rig.log("commands"))
        for post, line in zip(posts, made):
            post.id, post.submitted = line["post"], True
        self.tell.say(f"{author}, {office}: {count} posts imported from {calendar}.csv and submitted.")
        return path

    def compose(self, office, author, name, texts, channels, kind, wait=True):
        """Writes a post at a desk and submits it; due at once."""
        words = [word for channel in channels for word in ("--channel", channel)]
        words += [word for language, text in texts.items() for word in ("--text", f"{language}={text}")]
        words += ["--wait"] * wait
        made = self.people[author].asks("post", "compose", *words, "--class", kind, "--submit")
        return self.book.add(Post(
            office=office, author=author, name=name, texts=texts, channels=channels, kind=kind, id=made[0]["post"],
            submitted=True))

    def approve(self, approver, posts, wait=True):
        """Lets posts out, as far as one person's consent does."""
        self.people[approver].does("post", "approve", *[post.id for post in posts], "--yes", *["--wait"] * wait)
        for post in posts:
            post.consents[approver] = self.setting.tiers[approver]
        return posts

    def change(self, author, post, texts):
        """New words, submitted again."""
        words = [word for language, text in texts.items() for word in ("--text", f"{language}={text}")]
        self.people[author].does("post", "edit", post.id, *words, "--wait")
        post.change(texts)
        self.people[author].does("post", "submit", post.id, "--wait")
        post.submitted = True

    def withdraw(self, member, post, reason):
        was_out = self.is_out(post)
        self.people[member].does("post", "withdraw", post.id, "--reason", reason, "--wait")
        post.held, post.taken_down = "withdrawn", was_out

    def until_known(self, member, post, state, seconds=20):
        """Until somebody's desk shows the post in that state."""
        def known():
            listed = self.people[member].asks("post", "list", "--all")
            return any(line["id"] == post.id and line["state"] == state for line in listed)

        until(known, seconds, f"{member} sees {post.name} {state}", self.rig.log("commands"))

    # The centre

    def centre(self, member):
        """Somebody of the centre, at its command line."""
        if member in self.people:
            _ = self.people[member]  # signed in by then
        return self.setting.at_centre[member]

    def stop(self, member, *what, reason):
        """Places a stop; gives its id."""
        return self.centre(member).asks("stop", "place", *what, "--reason", reason)["stop"]

    def lift(self, member, stop, reason):
        self.centre(member).does("stop", "lift", stop, "--reason", reason)

    def delivery(self, post, channel):
        """The delivery of a post on a channel, as the centre lists it."""
        listed = self.centre("Ann Lee").asks("delivery", "list", "--channel", channel, "--limit", "500")
        return next(line for line in listed if line["post_id"] == post.id and line["kind"] == "publish")

    def explain(self, delivery):
        """What the centre says about a delivery, in its own sentences."""
        return self.centre("Ann Lee").does("delivery", "explain", delivery["delivery_id"]).stdout.rstrip()
