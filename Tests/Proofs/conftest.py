"""Proofs of the promises: each brings its own body, breaks it on purpose, and counts what came of it.

The short form is for every run of the tests; `ops/prove` asks for the long one. A run is told its seed and can be
repeated with it.
"""

import random
import shutil
import signal
import sys
import tempfile
from pathlib import Path

import pytest

FOLDER = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(FOLDER / "Scenarios"))

from body import Body  # noqa: E402

COUNTS = pytest.StashKey[list]()


def pytest_addoption(parser):
    group = parser.getgroup("proofs")
    group.addoption("--long", action="store_true", help="the long form of each proof")
    group.addoption("--seed", type=int, help="repeat the run that told of this seed")
    group.addoption("--deliveries", type=int, help="how many deliveries the kill loop makes")


def pytest_configure(config):
    """Told to end, pytest would leave without giving anything back: end as after Ctrl-C instead."""
    signal.signal(signal.SIGTERM, lambda *_: pytest.exit("told to end", 143))
    config.stash[COUNTS] = []


class Proof:
    """How much of it is asked for, the chance that it draws from, and what it counted."""

    def __init__(self, name, config):
        self.name, self.counts = name, config.stash[COUNTS]
        self.is_long = config.getoption("--long")
        self.seed = config.getoption("--seed")
        if self.seed is None:
            self.seed = random.SystemRandom().randrange(2**32)
        self.chance = random.Random(f"{name} {self.seed}")
        self.deliveries = config.getoption("--deliveries")

    def amount(self, short, long):
        return long if self.is_long else short

    def tells(self, what, count, of=None):
        """A count for the closing table, whether the proof holds or not."""
        self.counts.append((self.name, what, str(count) if of is None else f"{count} of {of}"))


@pytest.fixture
def proof(request):
    made = Proof(request.node.name.removeprefix("test_"), request.config)
    print(f"seed {made.seed}")  # shown where it fails
    made.tells("seed", made.seed)
    return made


@pytest.fixture(scope="module")
def folder():
    made = Path(tempfile.mkdtemp(prefix="crier-proofs."))
    made.chmod(0o711)  # as root the server is another user, and must be able to enter
    yield made
    shutil.rmtree(made)


@pytest.fixture(scope="module")
def body(folder):
    running = Body(folder)
    try:
        yield running.begin()
    finally:
        running.end()


def pytest_terminal_summary(terminalreporter, config):
    if not (counts := config.stash[COUNTS]):
        return
    terminalreporter.section("what the proofs counted")
    widths = [max(len(row[column]) for row in counts) for column in (0, 1)]
    for name, what, count in counts:
        terminalreporter.write_line(f"{name:{widths[0]}}  {what:{widths[1]}}  {count}")
