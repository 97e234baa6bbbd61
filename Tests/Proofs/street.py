"""What a server got: every request that carries words; and the intents that let them out."""

import json
import threading
from contextlib import contextmanager
from datetime import datetime

STATUSES = "/api/v1/statuses"


class Street:
    """Knows each request once, however short the server's own memory is, if it looks often enough."""

    def __init__(self, body, server):
        self.body, self.sandbox, self.server, self.known = body, body.sandbox, server, {}

    def looks(self):
        for one in self.sandbox.requests(self.server):
            if one["method"] in ("POST", "PUT") and one["path"].startswith(STATUSES):
                self.known[one["connection"], one["request_of_connection"], one["at"]] = one

    @contextmanager
    def watched(self):
        """Looks again and again, while something else takes its time."""
        over = threading.Event()

        def look():
            self.looks()
            while not over.wait(5):  # it remembers 500 at least, and takes 40 a second
                self.looks()
        watch = threading.Thread(target=look)
        watch.start()
        try:
            yield
        finally:
            over.set()
            watch.join()

    def requests(self):
        """Oldest first."""
        calls = self.sandbox.counts(self.server).items()
        before = sum(number for call, number in calls if call.startswith((f"POST {STATUSES}", f"PUT {STATUSES}")))
        self.looks()
        assert len(self.known) >= before, "some were forgotten before they were looked at"
        return sorted(self.known.values(), key=lambda one: one["at"])

    def visible(self):
        """What the public saw come: lines of the ledger, oldest first."""
        lines = self.sandbox.ledger.read_text(encoding="utf-8").splitlines()
        return [line for line in map(json.loads, lines) if (line["server"], line["event"]) == (self.server, "create")]

    def explained(self):
        """Each request with the intent that let it out, by the bytes that it named: the latest before, and each once.

        None: nobody let it out.
        """
        requests, free, pairs = self.requests(), {}, []
        for intent in intents(self.body):
            free.setdefault(intent["bytes"], []).append(intent)
        for request in requests:
            before = [one for one in free.get(request["body_sha256"], []) if one["at"] <= moment(request) + 1000]
            if before:
                free[request["body_sha256"]].remove(before[-1])
            pairs.append((request, before[-1] if before else None))
        return pairs


def intents(body):
    """From the log of attempts, oldest first; times in microseconds since 1970, as of everything here."""
    return read(body, """
        select (extract(epoch from i.at) * 1000000)::bigint as at, d.post_id, d.channel_id, d.kind, d.class,
          encode(i.digest, 'hex') as words, encode(i.bytes_sha256, 'hex') as bytes, i.approvals, t.matches
        from crier.attempt i join crier.delivery d using (region_id, delivery_id)
        left join lateral audit.try_of(i.region_id, i.delivery_id, i.fence) t on true
        where i.kind = 'intent' and d.kind <> 'take_down' order by i.at""")


def read(body, sql):
    """Rows of the central database, each by the names of its columns."""
    return json.loads(body.cluster.superuser("crier", f"select coalesce(json_agg(x), '[]') from ({sql}) x").stdout)


def moment(line):
    """When, to the millisecond."""
    return round(datetime.fromisoformat(line["at"].replace("Z", "+00:00")).timestamp() * 1000) * 1000
