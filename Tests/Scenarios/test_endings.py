"""Whatever is told to end leaves nothing behind, and two runs side by side do not meet."""

import os
import re
import shutil
import signal
import subprocess
import tempfile
import uuid
from pathlib import Path

import pytest
from body import ROOT, binaries
from rig import until

LISTENS, SIGNING_IN = r"PostgreSQL listens on port (\d+)", r"people are added"


@pytest.fixture
def base():
    base = Path(tempfile.mkdtemp(prefix="e."))  # short, for the sockets below
    base.chmod(0o711)  # as root the server is another user, and must be able to enter
    yield base
    shutil.rmtree(base)


class Run:
    """A script of ops that has been started, with what it says in a file."""

    def __init__(self, place, *words, **env):
        self.said = place.with_name(f"said-{uuid.uuid4()}")
        with open(self.said, "wb") as file:
            self.process = subprocess.Popen(
                [ROOT / words[0], *words[1:]], stdin=subprocess.DEVNULL, stdout=file, stderr=file,
                start_new_session=True, env={**os.environ, "TMPDIR": str(place), **env})

    def until_it_says(self, pattern):
        def says():
            text = self.said.read_text()
            assert self.process.poll() is None, text
            return re.search(pattern, text)

        return until(says, 120, f"{pattern} is said")

    def end(self, number):
        self.process.send_signal(number)
        return self.process.wait(180)


def processes_of(place):
    """Who was started below a folder, or with a file of it."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            told = (process / "cmdline").read_bytes() + (process / "environ").read_bytes()
        except OSError:
            continue
        if bytes(place) in told:
            found.append(told[:100])
    return found


def is_empty(place):
    return not processes_of(place) and not list(place.iterdir())


def test_two_demos_side_by_side_and_each_ends_without_a_trace(base):
    # So long that sockets of the clusters below it must be elsewhere.
    place = base / ("x" * max(1, 60 - len(str(base)) - 1))
    place.mkdir(mode=0o711)
    demos = [Run(place, "ops/demo", "--check", CRIER_BIN=binaries()) for _ in range(2)]
    try:
        ports = {demo.until_it_says(LISTENS)[1] for demo in demos}
        folders = {folder.name for folder in place.glob("crier-demo.*")}
        assert len(ports) == len(folders) == 2
        assert list(place.glob("crier-pg.*")), "the path is long enough for no socket"
        assert demos[0].end(signal.SIGTERM) == 143
        assert len(list(place.glob("crier-demo.*"))) == len(list(place.glob("crier-pg.*"))) == 1
        demos[1].until_it_says(SIGNING_IN)
        assert demos[1].end(signal.SIGINT) in (130, -signal.SIGINT)
        assert is_empty(place), (processes_of(place), list(place.iterdir()))
    finally:
        for demo in demos:
            if demo.process.poll() is None:
                demo.end(signal.SIGTERM)


SWIFT = """#!/bin/sh
# Builds nothing; its tests go on until they are told to end, and one of them has left for a session of its own.
[ "$1" = test ] || exit 0
setsid tail -f /dev/null >/dev/null 2>&1 &
"$CRIER_OPS/cluster" start "$TMPDIR/crier_cluster_of_a_test" --fast
echo "Test run goes on"
exec tail -f /dev/null
"""


def test_tests_that_are_told_to_end_leave_nothing(base):
    place, programs = base / "t", base / "bin"
    place.mkdir(mode=0o711)
    programs.mkdir()
    (programs / "swift").write_text(SWIFT)
    (programs / "swift").chmod(0o755)
    path = f"{programs}:{os.environ['PATH']}"
    tests = Run(place, "ops/test", "--filter", "Any", PATH=path, CRIER_OPS=str(ROOT / "ops"))
    try:
        tests.until_it_says("Test run goes on")
        assert len(processes_of(place)) > 3
    finally:
        status = tests.end(signal.SIGTERM)
    assert status == 143 and is_empty(place), (status, processes_of(place), list(place.iterdir()))
