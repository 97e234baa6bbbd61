"""What people did in the demo, kept by the demo itself: from it follows what the public must see, and nothing else.

The book reads the calendars and notes each act of a person as it is done. It never asks Crier.
"""

import csv
from collections import namedtuple
from dataclasses import dataclass, field

# What must stand on one channel: once, in these words, with these images and what is said of each to who cannot see.
Entry = namedtuple("Entry", "channel language text images name")

# An image of a post: its file, and its alternative texts by language; none for mere decoration.
Image = namedtuple("Image", "file alternative")


@dataclass
class Post:
    """One post as its author typed it, and what people did with it."""

    office: str
    author: str
    name: str  # its reference, or the beginning of its text where it has none
    texts: dict
    channels: list
    kind: str = "routine"
    campaign: str = ""
    due: str = "now"
    images: list = field(default_factory=list)
    id: str = ""
    submitted: bool = False
    consents: dict = field(default_factory=dict)  # member -> tier, for the present words only
    held: str = ""  # why it must not come out: withdrawn, returned, revoked, stopped
    dropped: set = field(default_factory=set)  # channels on which a person decided against it
    taken_down: bool = False

    def change(self, texts):
        """New words: whoever consented to the old ones has consented to nothing."""
        self.texts = {**self.texts, **texts}
        self.consents = {}
        self.submitted = False


class Book:
    """All posts, the channels' languages and the offices' demands."""

    LADDER = {"author": 0, "approver": 1, "manager": 2, "duty_editor": 1, "administrator": 2}

    def __init__(self):
        self.posts = []
        self.languages = {}  # channel -> its languages in order
        self.owner = {}  # channel -> office
        self.demands = {}  # (office, class) -> (how many, tier)
        self.centre = ""
        self.digests = {}  # file of an image -> SHA-256 under which it must be seen

    def channel(self, name, office, languages):
        self.owner[name] = office
        self.languages[name] = languages

    def demand(self, office, kind, count, tier):
        self.demands[office, kind] = (count, tier)

    def add(self, post):
        self.posts.append(post)
        return post

    def named(self, name):
        return next(post for post in self.posts if post.name == name)

    def of(self, campaign):
        return [post for post in self.posts if post.campaign == campaign]

    def let_out(self, post):
        """Whether the consents given satisfy every office that has a say."""
        offices = {post.office, *(self.owner[channel] for channel in post.channels)}
        asked = [self._demand(office, post.kind) for office in offices]
        needed = max(count for count, _ in asked)
        tiers = {tier for _, tier in asked}
        holds = all(any(self._includes(given, tier) for given in post.consents.values()) for tier in tiers)
        return post.submitted and len(post.consents) >= needed and holds

    def _demand(self, office, kind):
        return self.demands.get((office, kind)) or self.demands.get((self.centre, kind)) or (1, "approver")

    def _includes(self, given, wanted):
        if wanted in ("duty_editor", "administrator"):
            return given in (wanted, "administrator")
        return self.LADDER[given] >= self.LADDER[wanted]

    def entry(self, post, channel):
        """A post on one channel: its words in the channel's languages in order, joined by one blank line, and so on."""
        there = [language for language in self.languages[channel] if language in post.texts]
        images = tuple(
            (self.digests[image.file], self.joined(image.alternative, channel)) for image in post.images)
        return Entry(channel, there[0], self.joined(post.texts, channel), images, post.name)

    def joined(self, texts, channel):
        return "\n\n".join(texts[language] for language in self.languages[channel] if language in texts)

    def expected(self):
        """What must have come out: each once."""
        return [self.entry(post, channel) for post, channel in self.let_out_where()]

    def let_out_where(self):
        """Each post that people let out, with each channel on which it must be."""
        return [
            (post, channel)
            for post in self.posts if self.let_out(post) and not post.held
            for channel in post.channels if channel not in post.dropped
        ]

    def expected_gone(self):
        """What came out and must have been taken down again."""
        return [self.entry(post, channel) for post in self.posts if post.taken_down for channel in post.channels]

    def name_of(self, text):
        """Whose words these are; for naming what should not be there."""
        for post in self.posts:
            if any(words and words in text for words in post.texts.values()):
                return post.name
        return "no post of these calendars"


def read_calendar(path, office, author):
    """The posts of one calendar of this folder."""
    with open(path, encoding="utf-8", newline="") as file:
        return [_post(row, office, author) for row in csv.DictReader(file)]


def _post(row, office, author):
    texts = by_language(row, "text.")
    return Post(
        office=office, author=author, name=row["ref"] or next(iter(texts.values()))[:40], texts=texts,
        channels=row["channels"].split(";"), kind=row["class"], campaign=row["campaign"], due=row["time"],
        images=[Image(row[f"image{n}"], by_language(row, f"alt{n}.")) for n in range(1, 5) if row.get(f"image{n}")])


def by_language(row, prefix):
    return {key[len(prefix):]: value for key, value in row.items() if key.startswith(prefix) and value}


def write_calendar(source, target, times):
    """The calendar as the office's spreadsheet saves it: with a byte order mark, Windows line ends and real times."""
    with open(source, encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    with open(target, "w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys(), lineterminator="\r\n")
        writer.writeheader()
        for row in rows:
            writer.writerow({**row, "time": times[row["time"]]})
    return len(rows)
