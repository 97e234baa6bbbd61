"""A line that can be cut: a TCP proxy between an office and the centre, in a thread of its own."""

import queue
import select
import socket
import struct
import threading
import time
from dataclasses import dataclass

PIECE, TICK = 65536, 0.05


@dataclass(frozen=True)
class Line:
    """How the line is. `inward` is what the office hears, `outward` what it says."""

    inward: bool = True
    outward: bool = True
    silent: bool = False  # who comes is let in and hears nothing, ever
    resets: bool = False  # who comes is thrown out
    pace: int = 0  # bytes a second in each direction; 0: as fast as it goes
    deaf_after: int = 0  # hears nothing any more once it has said so many bytes in one connection; 0: never


class Flow:
    """One direction of a connection, with what was read and is not yet passed on."""

    def __init__(self, source, sink, inward):
        self.source, self.sink, self.inward = source, sink, inward
        self.held = b""
        self.is_over = False
        self.due = 0  # when the next piece goes over a slow line
        self.carried = 0

    def reads(self):
        return not self.is_over and not self.held


class Link:
    """A connection of the office, and the one to the centre that stands for it once it could be made."""

    def __init__(self, near):
        self.near, self.far = near, None
        self.flows = []
        self.lost = False  # both ends are open and nothing passes any more, whatever becomes of the line

    def reaches(self, target):
        self.far = socket.create_connection(target, 5)
        self.far.setblocking(False)
        self.flows = [Flow(self.near, self.far, False), Flow(self.far, self.near, True)]

    def throws(self):
        """Ends it at once for both, as a machine does that knows of no such connection."""
        for end in (self.near, self.far):
            if end:
                end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                end.close()


class Proxy:
    """Listens on a port of its own. A change of the line holds when the method that makes it returns."""

    def __init__(self, port, host="127.0.0.1"):
        self.target = (host, port)
        self.door = socket.create_server((host, 0))
        self.port = self.door.getsockname()[1]
        self.line, self.links = Line(), []
        self.changes = queue.SimpleQueue()
        self.bell, self.ear = socket.socketpair()
        self.thread = threading.Thread(target=self._serve, daemon=True)
        self.thread.start()

    def heal(self):
        """As ever: what was held goes on. What was lost stays lost."""
        self._become(Line())

    def cut_in(self):
        """The office's words arrive; the answers do not."""
        self._become(Line(inward=False))

    def cut_in_after(self, said):
        """As `cut_in`, from the moment when the office has said so many bytes in a connection."""
        self._become(Line(deaf_after=said))

    def cut_out(self):
        self._become(Line(outward=False))

    def cut(self):
        """Both directions. Connections stay and hold what they are given; new ones are not answered."""
        self._become(Line(inward=False, outward=False))

    def half_open(self):
        """Connections stay for good and nothing passes in them; new ones are let in and hear nothing."""
        self._become(Line(silent=True))

    def slow(self, pace):
        self._become(Line(pace=pace))

    def reset(self):
        """Every connection is thrown out, new ones as well."""
        self._become(Line(resets=True))

    def close(self):
        self._become(None)
        self.thread.join(10)

    def _become(self, line):
        taken = threading.Event()
        self.changes.put((line, taken))
        self.bell.send(b"!")
        assert taken.wait(10), "the proxy does not answer"

    # The thread

    def _serve(self):
        while self.line:
            live = [link for link in self.links if not link.lost]
            flows = [flow for link in live for flow in link.flows if self._passes(flow)]
            waits = any(link.far is None for link in live) or self.line.pace
            readers = [self.door, self.ear, *(flow.source for flow in flows if flow.reads())]
            writers = [] if self.line.pace else [flow.sink for flow in flows if flow.held]
            ready, free, _ = select.select(readers, writers, [], TICK if waits else None)
            if self.ear in ready:
                self._change()
                continue
            if self.door in ready:
                self._let_in(self.door.accept()[0])
            for link in live:
                self._carry(link, ready, free)
        for end in (self.door, self.bell, self.ear):
            end.close()

    def _change(self):
        self.ear.recv(1)
        self.line, taken = self.changes.get()
        if self.line is None or self.line.resets:
            for link in self.links:
                link.throws()
            self.links = []
        elif self.line.silent:
            for link in self.links:
                link.lost = True
        taken.set()

    def _let_in(self, near):
        link = Link(near)
        if self.line.resets:
            return link.throws()
        near.setblocking(False)
        link.lost = self.line.silent
        self.links.append(link)

    def _passes(self, flow):
        return self.line.inward if flow.inward else self.line.outward

    def _carry(self, link, ready, free):
        try:
            if link.far is None:
                # A connection takes words both ways before it is one.
                if self.line.inward and self.line.outward:
                    link.reaches(self.target)
                return
            for flow in link.flows:
                if self._passes(flow):
                    self._move(flow, flow.source in ready, flow.sink in free)
            if all(flow.is_over and not flow.held for flow in link.flows):
                link.near.close()
                link.far.close()
                self.links.remove(link)
        except OSError:
            link.throws()
            self.links.remove(link)

    def _passed(self, flow, piece):
        """What of a piece goes on now."""
        return piece

    def _move(self, flow, is_ready, is_free):
        if is_ready and flow.reads():
            piece = flow.source.recv(PIECE)
            flow.is_over = not piece
            flow.held = self._passed(flow, piece)
            if not piece:
                flow.sink.shutdown(socket.SHUT_WR)
        if self.line.pace:
            is_free = time.monotonic() >= flow.due
        if flow.held and is_free:
            most = max(1, int(self.line.pace * TICK)) if self.line.pace else len(flow.held)
            flow.due = time.monotonic() + TICK
            try:
                sent = flow.sink.send(flow.held[:most])
            except BlockingIOError:
                return
            flow.held = flow.held[sent:]
            flow.carried += sent
            if not flow.inward and 0 < self.line.deaf_after < flow.carried:
                self.line = Line(inward=False)
