"""A line that is cut at a message of the protocol.

What goes over it is TLS: the request for it, the answer, then records. So a message is such a piece, as the line sees
them; they are counted from 1 in each direction of a connection.
"""

import socket
from dataclasses import dataclass

from proxy import PIECE, Proxy


@dataclass(frozen=True)
class Cut:
    """Message `number` of a direction does not arrive, or only half of it; all before it did."""

    inward: bool
    number: int
    half: bool = False
    connection: int = 0  # of those that are made once this is awaited
    abrupt: bool = False  # both ends are thrown out; else the centre does what it was told, and nobody hears of it


class Severed(OSError):
    """The connection is to end here."""


class Messages:
    """One direction, taken to pieces."""

    def __init__(self, inward):
        self.inward = inward
        self.number, self.left, self.rest = 0, 0, b""

    def take(self, piece, is_last):
        """What of it goes on, and whether it ends there. `is_last` says of a number how much of it: None is all."""
        self.rest += piece
        passed = b""
        while True:
            passed += self.rest[:self.left]
            self.left, self.rest = max(0, self.left - len(self.rest)), self.rest[self.left:]
            if self.left or (size := self.size()) is None:
                return passed, False
            self.number += 1
            share = is_last(self.number)
            if share is not None:
                return passed + self.rest[:int(size * share)], True
            self.left = size

    def size(self):
        """Of the message that begins here; None before it can be told."""
        if self.number == 0 and self.inward:
            return 1 if self.rest else None
        if self.number == 0:
            return int.from_bytes(self.rest[:4], "big") if len(self.rest) >= 4 else None
        return 5 + int.from_bytes(self.rest[3:5], "big") if len(self.rest) >= 5 else None


class Knife(Proxy):
    """As long as no cut is awaited it is a line like any other, and counts."""

    def __init__(self, *words):
        self.awaits(None)
        super().__init__(*words)

    def awaits(self, cut):
        """The next connections are new ones to it. Nobody may use the line meanwhile."""
        self.cut, self.is_done, self.known, self.counts = cut, False, [], {}

    def _let_in(self, near):
        super()._let_in(near)
        self.known.append(self.links[-1])

    def _passed(self, flow, piece):
        place = next((n for n, link in enumerate(self.known) if flow in link.flows), None)
        if place is None or not piece:
            return piece
        if not hasattr(flow, "messages"):
            flow.messages = Messages(flow.inward)
        cut = self.cut
        awaits = cut and not self.is_done and (cut.connection, cut.inward) == (place, flow.inward)
        passed, ends = flow.messages.take(
            piece, lambda number: (0.5 if cut.half else 0) if awaits and number == cut.number else None)
        self.counts[place, flow.inward] = flow.messages.number
        flow.is_over = flow.severs = ends
        return passed

    def _move(self, flow, is_ready, is_free):
        super()._move(flow, is_ready, is_free)
        if getattr(flow, "severs", False) and not flow.held:
            self.is_done = True
            if not self.cut.abrupt:
                self._lets_finish(next(link.far for link in self.known if flow in link.flows))
            raise Severed

    def _lets_finish(self, far):
        """The centre hears no more, and does what it heard; what it says to that is lost."""
        far.settimeout(10)
        far.shutdown(socket.SHUT_WR)
        while far.recv(PIECE):
            pass
