"""Holds the sandbox's ledger, which is what the public saw, against the book of what people did."""

import difflib
import json
from collections import Counter, namedtuple

# One line of the ledger that made something visible; gone: it was taken down again.
Seen = namedtuple("Seen", "channel language text images id gone changed at")


def read(path):
    """The ledger's lines. A last line that is still being written is left for the next look."""
    try:
        with open(path, encoding="utf-8") as file:
            return [json.loads(line) for line in file.read().split("\n")[:-1]]
    except FileNotFoundError:
        return []


def seen(lines, channels):
    """What became visible, in order; `channels` names the channel of each (server, account)."""
    gone = {(line["server"], line["id"]) for line in lines if line["event"] == "delete"}
    changed = {(line["server"], line["id"]) for line in lines if line["event"] in ("edit", "replace")}
    return [
        Seen(channels.get((line["server"], line["account"]), f'{line["account"]} on {line["server"]}'),
             language(line), line["text"], images(line), line["id"], (line["server"], line["id"]) in gone,
             (line["server"], line["id"]) in changed, line["at"])
        for line in lines if line["event"] == "create"
    ]


def language(line):
    """The language that the platform was told; where it takes several, the first."""
    return line["language"] if "language" in line else next(iter(line["languages"]), None)


def images(line):
    """The images of a line: the SHA-256 of each and its alternative text."""
    return tuple((image["sha256"], image["description"] or "") for image in line.get("media", []))


class Verdict:
    """What differs: each finding names its entry."""

    def __init__(self, expected, expected_gone, lines, channels, name_of):
        self.name_of = name_of
        everything = seen(lines, channels)
        standing = [entry for entry in everything if not entry.gone]
        gone = [entry for entry in everything if entry.gone]
        self.matched = len(standing)
        self.surplus, self.missing = self._compare(expected, standing)
        more, fewer = self._compare(expected_gone, gone)
        self.wrongly_gone = [f"{self._name(entry)} on {entry.channel} was taken down" for entry in more]
        self.wrongly_gone += [f"{entry.name} on {entry.channel} still stands, or never did" for entry in fewer]
        self.altered = [f"{self._name(entry)} on {entry.channel} was edited" for entry in everything if entry.changed]
        self._pair_altered()
        self.matched -= len(self.surplus) + self.altered_pairs

    @staticmethod
    def _key(entry):
        return entry.channel, entry.language, entry.text, entry.images

    def _compare(self, expected, found):
        """Each wanted entry takes one that is found; what is left on either side differs."""
        left = Counter(map(self._key, expected))
        surplus = []
        for entry in found:
            if left[self._key(entry)] > 0:
                left[self._key(entry)] -= 1
            else:
                surplus.append(entry)
        missing = []
        for entry in reversed(expected):
            if left[self._key(entry)] > 0:
                left[self._key(entry)] -= 1
                missing.append(entry)
        return surplus, missing[::-1]

    def _pair_altered(self):
        """Something that is missing and something like it that is too much on the same channel: altered."""
        self.altered_pairs = 0
        for wanted in list(self.missing):
            twin = next((entry for entry in self.surplus if self._is_like(entry, wanted)), None)
            if twin is not None:
                self.surplus.remove(twin)
                self.missing.remove(wanted)
                self.altered_pairs += 1
                self.altered.append(self._otherwise(wanted, twin))

    @staticmethod
    def _otherwise(wanted, twin):
        if (wanted.text, wanted.language) != (twin.text, twin.language):
            return f"{wanted.name} on {wanted.channel} reads \"{twin.text}\" ({twin.language})"
        return f"{wanted.name} on {wanted.channel} shows other images or alternative texts: {list(twin.images)}"

    @staticmethod
    def _is_like(entry, wanted):
        if entry.channel != wanted.channel:
            return False
        return difflib.SequenceMatcher(None, entry.text, wanted.text, autojunk=False).ratio() > 0.7

    def _name(self, entry):
        return self.name_of(entry.text)

    @property
    def holds(self):
        return not (self.surplus or self.missing or self.altered or self.wrongly_gone)

    def findings(self, missing=True):
        """One line for each entry that is not as it must be; without `missing`, as long as more is to come."""
        return (
            [f"surplus: {self._name(entry)} on {entry.channel} ({entry.language}): \"{short(entry.text)}\""
             for entry in self.surplus]
            + [f"missing: {entry.name} on {entry.channel} ({entry.language}): \"{short(entry.text)}\""
               for entry in self.missing if missing]
            + [f"altered: {finding}" for finding in self.altered]
            + [f"taken down: {finding}" for finding in self.wrongly_gone if missing]
        )


def short(text, width=60):
    """The beginning of a text, on one line."""
    text = " ".join(text.split())
    return text if len(text) <= width else text[: width - 1] + "…"
