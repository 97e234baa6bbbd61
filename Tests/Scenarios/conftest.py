"""One running body for all tests of this folder."""

import shutil
import sys
import tempfile
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from body import Body  # noqa: E402


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
