"""The way to the database: unreachable, wrong, too old, too new, with certificates and clocks that TLS refuses."""

import json
import os
import shutil
import subprocess

import pytest

from body import DONE, FAILED, REFUSED, ROOT, UNREACHABLE, USAGE, complains


@pytest.fixture
def centre_with(body):
    """Asks the centre for its list of channels by settings that differ in the database's part."""
    def ask(under=(), **database):
        settings = body.write("changed.yaml", body.centre_settings(**database))
        return body.centre("channel", "list", "--config", settings, under=under)
    return ask


def test_the_right_way_works(centre_with):
    assert centre_with().returncode == DONE


@pytest.mark.parametrize("database,says", [
    ({"port": 1}, "reached"),
    ({"host": "no-such-host.invalid"}, "host"),
    ({"host": "127.0.0.2"}, ""),
    ({"name": "no_such_database"}, "no_such_database"),
    ({"authority": "/none/ca.pem"}, "/none/ca.pem"),
    ({"certificate": "/none/client.pem"}, "certificate"),
    ({"key": "/none/client.key"}, "key"),
    ({"user": "r_somebody_else"}, "login"),
])
def test_wrong_ways(centre_with, database, says):
    complains(centre_with(**database), UNREACHABLE, says)


def test_an_authority_that_did_not_sign_the_server(body, centre_with):
    other = body.folder / "other-tls"
    subprocess.run([ROOT / "ops/tls", other], check=True, capture_output=True)
    complains(centre_with(authority=other / "ca.pem"), UNREACHABLE, "certificate")


def test_a_certificate_that_has_run_out(body, centre_with):
    old = body.client("crier_coordinator", "old", "--days", "-1")
    complains(centre_with(**old), UNREACHABLE, "certificate", "expired")


def test_a_certificate_of_another_login(body, centre_with):
    complains(centre_with(**body.client("somebody", "somebody")), UNREACHABLE, "login", "certificate")


def test_a_key_that_is_not_of_the_certificate(body, centre_with):
    other = body.client("crier_coordinator", "another")
    complains(centre_with(key=other["key"]), UNREACHABLE, "key")


def test_a_key_that_others_may_read(body, centre_with):
    open_key = body.folder / "open.key"
    shutil.copy(body.folder / "coordinator.key", open_key)
    open_key.chmod(0o644)
    complains(centre_with(key=open_key), UNREACHABLE, "key")


def test_a_server_of_another_name(body, centre_with):
    """127.0.0.1.nip-like names lead to the server, but its certificate does not name them."""
    hosts = subprocess.run(["hostname"], capture_output=True, text=True, check=True).stdout.strip()
    complains(centre_with(host=hosts), UNREACHABLE)


needs_faketime = pytest.mark.skipif(shutil.which("faketime") is None, reason="faketime is not installed")


@needs_faketime
@pytest.mark.parametrize("when", ["-20 years", "+20 years"])
def test_a_clock_that_tls_refuses_at_the_centre(centre_with, when):
    complains(centre_with(under=("faketime", "-f", when.replace(" years", "y"))), UNREACHABLE, "clock")


@needs_faketime
@pytest.mark.parametrize("when", ["-20y", "+20y"])
def test_a_clock_that_tls_refuses_at_an_office(body, when):
    done = body.office(
        "sign-in", "--member", body.author.name, "--code-stdin", given="1234-5678\nfifteen long characters\n",
        under=("faketime", "-f", when))
    complains(done, UNREACHABLE, "clock")
    doctor = body.office("doctor", under=("faketime", "-f", when))
    assert doctor.returncode != DONE and "clock" in doctor.stdout, doctor.stdout


# The database's age


@pytest.fixture
def database(body):
    """A database of its own; gives what migrates it and what asks it as the centre."""
    made = []

    def make(name, *steps):
        body.cluster.superuser("postgres", f"create database {name}")
        made.append(name)
        for step in steps:
            step(name)
        return name
    yield make
    for name in made:
        body.cluster.superuser("postgres", f"drop database {name} with (force)")


def migrate(body, name, *words, sql=ROOT / "sql"):
    return body.run(body.coordinator, "migrate", "--config", body.dba, "--database", name, "--sql", sql, *words, env={})


def test_a_database_that_was_not_prepared(body, database, centre_with):
    name = database("bare")
    body.cluster.superuser(name, "grant connect on database bare to crier_coordinator")
    complains(centre_with(name=name), REFUSED, "migrate")
    checked = migrate(body, name, "--check")
    assert checked.returncode == REFUSED and "0000_schema.sql" in checked.stdout, checked
    settings = body.write("changed.yaml", body.centre_settings(name=name))
    complains(body.run(body.coordinator, "run", "--config", settings), REFUSED, "migrate")


def test_an_older_and_a_newer_database(body, database):
    name = database("aged", lambda name: migrate(body, name))
    assert migrate(body, name, "--check").returncode == DONE
    last = sorted(path.stem for path in (ROOT / "sql/migrations").glob("*.sql"))[-1]
    body.cluster.superuser(name, "insert into crier.migration (name, sha256) values ('9999_later.sql', sha256('x'))")
    for words in ([], ["--check"]):
        complains(migrate(body, name, *words), REFUSED, "9999_later.sql", "newer")
    body.cluster.superuser(name, "delete from crier.migration where name = '9999_later.sql'")
    body.cluster.superuser(name, f"delete from crier.migration where name = '{last}'")
    older = migrate(body, name, "--check")
    assert older.returncode == REFUSED and last in older.stdout, older


def test_a_database_of_another_age_is_told_before_it_fails(body, database):
    name = database("stale", lambda name: migrate(body, name))
    settings = body.write("changed.yaml", body.centre_settings(name=name))
    last = sorted(path.stem for path in (ROOT / "sql/migrations").glob("*.sql"))[-1]

    def told(*says):
        for command in ("run", "status"):
            complains(body.run(body.coordinator, command, "--config", settings), REFUSED, *says)
        doctor = body.run(body.coordinator, "doctor", "--config", settings, "--json")
        assert doctor.returncode == FAILED, doctor
        schema = next(one for one in json.loads(doctor.stdout) if one["check"] == "schema")
        assert not schema["fine"] and all(word in str(schema) for word in says), schema

    body.cluster.superuser(name, f"delete from crier.migration where name = '{last}'")
    told("behind", last, "crier-coordinator migrate")
    assert migrate(body, name, "--check").returncode == REFUSED
    body.cluster.superuser(name, f"""
        insert into crier.migration (name, sha256) select '{last}', sha256 from crier.migration limit 1""")
    told(last, "migrate")
    body.cluster.superuser(name, f"delete from crier.migration where name = '{last}'")
    body.cluster.superuser(name, "insert into crier.migration (name, sha256) values ('9999_later', sha256('x'))")
    told("ahead", "9999_later", "newer program")


def test_a_database_that_another_version_prepared_works_and_is_told(body, database):
    """Routines differ and none is missing: nobody is held up, everybody is told."""
    name = database("other", lambda name: migrate(body, name))
    settings = body.write("changed.yaml", body.centre_settings(name=name))
    body.cluster.superuser(name, "update crier.applied set sha256 = sha256('x') where path like '%/figures_v1.sql'")
    # It comes as far as to see that nobody has made a body here.
    complains(body.run(body.coordinator, "run", "--config", settings), REFUSED, "figures_v1.sql", "init")
    doctor = body.run(body.coordinator, "doctor", "--config", settings)
    assert doctor.returncode == FAILED and "another version" in doctor.stdout, doctor


def test_migrate_finds_its_files_where_it_is_installed(body, database, tmp_path):
    """Called by its bare name through PATH, as the README says, from a folder that holds nothing of ours."""
    prefix = tmp_path / "Cyngor Môn"
    (prefix / "bin").mkdir(parents=True)
    shutil.copy(body.coordinator, prefix / "bin/crier-coordinator")
    shutil.copytree(ROOT / "sql", prefix / "share/crier/sql")
    name = database("installed")
    words = ("migrate", "--config", body.dba, "--database", name)
    env = {"PATH": f"{prefix}/bin:{os.environ['PATH']}"}
    done = body.run("crier-coordinator", *words, env=env)
    assert done.returncode == DONE, done.stderr
    # One line for each step, then how it ended.
    assert "apply migrations/0000_schema.sql\n" in done.stdout and "\nDone: " in done.stdout, done.stdout
    again = body.run("crier-coordinator", *words, "--json", env=env)
    assert json.loads(again.stdout) == {"done": True, "steps": []}


def test_files_that_are_not_those_of_this_program(body):
    copy = body.folder / "sql"
    shutil.copytree(ROOT / "sql", copy)
    last = sorted((copy / "migrations").glob("*.sql"))[-1]
    last.write_text(last.read_text() + "\ndrop table crier.post;\n")
    complains(migrate(body, "crier", sql=copy), REFUSED, last.name)
    complains(migrate(body, "crier", sql=body.folder), USAGE, "--sql")


def test_migrating_as_somebody_who_may_not(body):
    done = body.centre("migrate", "--sql", ROOT / "sql")
    assert done.returncode in (DONE, REFUSED, FAILED)
    complains(body.centre("migrate", "--sql", ROOT / "sql", "--user", "nobody_known"), UNREACHABLE, "login")


def test_a_login_that_may_do_too_much_does_not_run(body):
    settings = body.write("powerful.yaml", body.centre_settings().replace(
        body.centre_settings().split("keys:")[0], body.dba_settings()))
    complains(body.run(body.coordinator, "run", "--config", settings), REFUSED, "too much", "crier_coordinator")


# Settings


@pytest.mark.parametrize("text,says", [
    ("database: [unclosed", "yaml"),
    ("\tdatabase:\n", "yaml"),
    (b"\xff\xfe\x00", "yaml"),
    ("", "yaml"),
    ("keys:\n  folder: x\n", "database.host"),
    ("database:\n  host: localhost\n", "database.authority"),
    ("database: 7\n", "database.host"),
    ("database:\n  host: localhost\n  port: many\n", "port"),
    ("database:\n  socket: /tmp\n  port: 99999\n", "port"),
    ("database:\n  socket: /tmp\nhealth:\n  port: 70000\n", "health.port must be a port from 1 to 65535"),
    ("database:\n  socket: /tmp\nhealth:\n  port: -1\n", "health.port"),
    ("database:\n  socket: /tmp\ntimes:\n  scale: quick\n", "times.scale"),
])
def test_settings(body, text, says):
    complains(body.centre("channel", "list", "--config", body.write("bad.yaml", text)), USAGE, says)


def test_a_level_that_is_none(body):
    settings = body.write("loud.yaml", body.centre_settings() + "log:\n  level: loud\n")
    complains(body.run(body.coordinator, "run", "--config", settings), USAGE, "log.level", "info, notice, warning")


def test_settings_that_are_not_there(body):
    complains(body.centre("status", "--config", "/none.yaml"), USAGE, "/none.yaml", "--config")
    complains(body.office("status", "--config", "/none.yaml"), USAGE, "/none.yaml", "--config")
    complains(body.run(body.coordinator, "status", env={"CRIER_CONFIG": "/none.yaml"}), USAGE, "/none.yaml")
