"""One running body for all tests of this folder."""

import shutil
import signal
import sys
import tempfile
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from body import Body  # noqa: E402
from outpost import Outpost  # noqa: E402


def pytest_configure():
    """Told to end, pytest would leave without giving anything back: end as after Ctrl-C instead."""
    signal.signal(signal.SIGTERM, lambda *_: pytest.exit("told to end", 143))


@pytest.fixture(scope="session")
def body():
    folder = Path(tempfile.mkdtemp(prefix="crier-scenarios."))
    folder.chmod(0o711)  # as root the server is another user, and must be able to enter
    running = Body(folder)
    try:
        yield running.begin()
    finally:
        running.end()
        shutil.rmtree(folder)


@pytest.fixture(scope="module")
def outpost(body, request):
    """An office whose line can be cut; it is left as it was found by taking `office` instead.

    Each file has its own: what one lets out goes a post a second, and what another lets out would wait behind it.
    """
    place = request.module.__name__.removeprefix("test_").replace("_", " ").title()
    made = Outpost(body, f"{place} Office", "Rhian Pugh", "Owain Price")
    try:
        yield made
    finally:
        made.close()


@pytest.fixture
def office(outpost):
    try:
        yield outpost
    finally:
        outpost.recovers()
