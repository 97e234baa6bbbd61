"""A private cluster with databases as `migrate` leaves them, and a small body of known people in each."""

import os
import subprocess
from pathlib import Path

import psycopg

from rig import ROOT, Cluster, Rig, Teller

FIXTURE = ROOT / "sql/tests/fixture/dispatch.sql"


class Ground:
    """The cluster, and who comes in how: the DBA by the socket, everybody else by TLS with a certificate."""

    def __init__(self, folder, **settings):
        self.rig = Rig(folder, "", Teller())
        self.cluster = Cluster(self.rig)
        self.folder = self.rig.folder
        if settings:
            for name, value in settings.items():
                self.cluster.superuser("postgres", f"alter system set {name} = '{value}'")
            self.rig.call(ROOT / "ops/cluster", "stop", self.cluster.folder, patient=True)
            self.cluster.start()
        self.certificates = {}

    def end(self):
        self.rig.call(ROOT / "ops/cluster", "stop", self.cluster.folder, "--immediate", "--remove", patient=True)

    def makes(self, database):
        """A new database with the schema."""
        env = {f"CRIER_TEST_{key}": self.cluster.env[key] for key in ("SOCKET", "PORT", "SUPERUSER")}
        self.rig.call(ROOT / "ops/apply-sql", database, env=env)
        return database

    def copies(self, database, name):
        """The same again under another name; nobody may be connected to the first."""
        self.cluster.superuser("postgres", f"create database {name} template {database}")
        self.cluster.superuser(name, (ROOT / "sql/roles/0002_database.sql").read_text())
        return name

    def dba(self, database):
        return psycopg.connect(
            host=self.cluster.env["SOCKET"], port=self.cluster.port, user="postgres", dbname=database, autocommit=True)

    def words(self, database, login):
        """How a login comes in over TLS."""
        if login not in self.certificates:
            prefix = self.folder / login
            self.cluster.client(login, prefix)
            self.certificates[login] = prefix
        prefix = self.certificates[login]
        return {
            "host": "localhost", "hostaddr": "127.0.0.1", "port": self.cluster.port, "user": login, "dbname": database,
            "sslmode": "verify-full", "sslrootcert": self.cluster.env["CA"], "sslcert": f"{prefix}.pem",
            "sslkey": f"{prefix}.key", "autocommit": True}

    def login(self, database, login):
        return psycopg.connect(**self.words(database, login))


def furnish(connection, more):
    """The known people of the tests of dispatch, their makers in the schema `proof` instead of a session's own; then
    what a proof needs besides."""
    connection.execute("create schema proof")
    connection.execute("set timezone = 'UTC'")
    connection.execute(FIXTURE.read_text().replace("pg_temp.", "proof."))
    connection.execute((Path(__file__).parent / more).read_text())
