"""What is not as it must be, besides the entries of the ledger: noted when it is seen, while the story goes on."""

from collections import Counter


class Findings:
    """Sentences, each about a promise that did not hold."""

    def __init__(self, say):
        self._say = say
        self.broken = []

    def expect(self, holds, otherwise):
        """Notes what is wrong unless `holds`; gives whether it does."""
        if not holds:
            self.broken.append(otherwise)
            self._say(f"BROKEN: {otherwise}")
        return bool(holds)


def slipped(after, exempt):
    """Of what became visible after a stop was answered: what it should have held.

    An account may have had one request on the wire at that moment; what is in `exempt` passes the stop.
    """
    on_wire = Counter()
    found = []
    for entry in after:
        if entry.text in exempt:
            continue
        on_wire[entry.channel] += 1
        if on_wire[entry.channel] > 1:
            found.append(entry)
    return found


def drops(requests, kind="act_then_reset"):
    """How many connections a server dropped by that fault, and how many of them had carried a request before."""
    met = [request for request in requests if request["fault"] == kind]
    return len(met), sum(request["request_of_connection"] > 1 for request in met)


def published(metrics):
    """How many posts a coordinator has published, by what it tells Prometheus."""
    for line in metrics.splitlines():
        if line.startswith('crier_attempts_total{of="sent"}'):
            return int(float(line.split()[-1]))
    return 0
