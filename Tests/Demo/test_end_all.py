"""What ops/end-all ends, and what it leaves alone."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "ops/demo.d"))

import pytest  # noqa: E402

from rig import birth  # noqa: E402


@pytest.fixture
def started():
    """Starts something that goes on for ever."""
    running = []

    def start(**env):
        running.append(subprocess.Popen(
            ["tail", "-f", "/dev/null"], stdin=subprocess.DEVNULL, start_new_session=True, env={**os.environ, **env}))
        return running[-1]

    yield start
    for process in running:
        process.kill()
        process.wait()


def end_all(folder):
    return subprocess.run([ROOT / "ops/end-all", folder], capture_output=True, text=True, timeout=60, check=False)


def test_it_ends_what_is_noted_and_what_was_started_with_the_folder_and_nobody_else(tmp_path, started):
    folder = tmp_path / "crier-test.Ab12Cd"
    (folder / "scenarios").mkdir(parents=True)
    noted, reborn, stranger = started(), started(), started(TMPDIR=str(tmp_path))
    child = started(TMPDIR=str(folder))
    (folder / "scenarios/processes").write_text(
        f"{noted.pid} {birth(noted.pid)}\n{reborn.pid} 1\n999999999 2\n{child.pid} {birth(child.pid)}\n")
    done = end_all(folder)
    assert done.returncode == 0 and not done.stderr, done.stderr
    assert noted.poll() is not None and child.poll() is not None
    assert reborn.poll() is None and stranger.poll() is None


def test_it_works_where_the_folder_itself_is_for_temporary_files(tmp_path, started, monkeypatch):
    folder = tmp_path / "crier-demo.Ab12Cd"
    folder.mkdir()
    monkeypatch.setenv("TMPDIR", str(folder))
    child = started()
    assert end_all(folder).returncode == 0
    assert child.poll() is not None


def test_a_folder_of_somebody_else_is_refused(tmp_path, started):
    child = started(TMPDIR=str(tmp_path))
    done = end_all(tmp_path)
    assert done.returncode == 1 and "no folder of ops/demo, ops/test or ops/bench" in done.stderr
    assert child.poll() is None
