"""A store that is a ruin, or was written by a newer program: one message, what to do, and nothing made worse."""

import shutil
import sqlite3

import pytest

from body import DAMAGED, UNREACHABLE, complains

COMMANDS = [("status",), ("post", "list"), ("run",), ("doctor",)]


@pytest.fixture
def copy(body, tmp_path):
    """A copy of the office's folder, as one would be saved; the office itself goes on."""
    folder = tmp_path / "copy"
    body.desk.pause()
    try:
        shutil.copytree(body.desk.state, folder)
    finally:
        body.desk.run()
    sqlite3.connect(folder / "office.sqlite").execute("pragma wal_checkpoint(truncate)").connection.close()
    return folder


def told(body, folder, status, *says):
    for command in COMMANDS:
        complains(body.office(*command, env={**body.author.env, "CRIER_STATE": str(folder)}), status, *says)


def test_a_file_that_is_no_database(body, copy):
    (copy / "office.sqlite").write_bytes(b"These are not the pages you are looking for." * 200)
    told(body, copy, DAMAGED, "is damaged", "copy the folder away first", "enrol the office anew")


def test_a_file_that_ends_too_soon(body, copy):
    with open(copy / "office.sqlite", "r+b") as file:
        file.truncate(4096 + 700)
    told(body, copy, DAMAGED, "is damaged", "copy the folder away first")


def test_a_page_that_was_overwritten(body, copy):
    """The store opens; what is in that page is missed by doctor at the latest."""
    path = copy / "office.sqlite"
    pages = path.stat().st_size // 4096
    with open(path, "r+b") as file:
        for page in range(2, pages):
            file.seek(page * 4096)
            file.write(b"\xff" * 4096)
    told(body, copy, DAMAGED, "is damaged", "copy the folder away first")


def test_a_store_of_a_newer_program(body, copy):
    with sqlite3.connect(copy / "office.sqlite") as store:
        store.execute("insert into grdb_migrations values ('9999 of tomorrow')")
    store.close()
    told(body, copy, UNREACHABLE, "newer crier-agent", "install that version")
