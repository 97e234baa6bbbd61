"""A standby of the central database that follows it, falls behind, and takes its place."""

import os
import shutil
import signal
import subprocess
from pathlib import Path

from restored import server_program
from rig import free_port, until

PATIENCE = 60


class Server:
    """A server's folder and how it is run. As root it runs as the system user postgres."""

    def __init__(self, centre, data):
        self.centre, self.cluster, self.data = centre, centre.cluster, data

    def control(self, *words):
        """One of the server's own programs, as the user that owns the folder."""
        words = [str(word) for word in (server_program(words[0]), *words[1:])]
        return self.centre.body.rig.call(*(["runuser", "-u", "postgres", "--", *words] if os.geteuid() == 0 else words))

    def is_started(self, port):
        self.control("pg_ctl", "-D", self.data, "-l", self.data / "server.log", "-s", "-w", "-o", f"-p {port}", "start")

    def is_stopped(self):
        if (self.data / "postmaster.pid").exists():
            self.control("pg_ctl", "-D", self.data, "-s", "-w", "-m", "immediate", "stop")

    def dies(self):
        """All its processes at once, as when the machine loses its power."""
        first = int((self.data / "postmaster.pid").read_text().split()[0])
        os.kill(first, signal.SIGSTOP)  # it would bring a lost process back
        asked = subprocess.run(["ps", "--ppid", str(first), "-o", "pid="], capture_output=True, text=True, check=False)
        for process in [*map(int, asked.stdout.split()), first]:
            try:
                os.kill(process, signal.SIGKILL)
            except ProcessLookupError:
                pass
        until(lambda: not is_alive(first), PATIENCE, "the server is gone")
        # As on another machine: what the dead one left does not stand in the way of who comes after it.
        (self.data / "postmaster.pid").unlink()
        (Path(self.cluster.env["SOCKET"]) / f".s.PGSQL.{self.cluster.port}.lock").unlink(missing_ok=True)


class Standby(Server):
    """Made from a running server; it follows that at once. With a name it is one that commits wait for."""

    def __init__(self, primary, name, is_synchronous):
        super().__init__(primary.centre, primary.centre.body.folder / f"standby-{name}")
        self.primary, self.name = primary, name
        with open(primary.data / "pg_hba.conf", "a", encoding="ascii") as rules:
            rules.write("local replication postgres peer map=crier\n")
        self.ask("select pg_reload_conf()")
        self.data.mkdir(mode=0o700)
        if os.geteuid() == 0:
            shutil.chown(self.data, "postgres")
        socket, port = self.cluster.env["SOCKET"], self.cluster.port
        self.control(
            "pg_basebackup", "-d", f"host={socket} port={port} user=postgres application_name={name}", "-D", self.data,
            "-R", "-X", "stream", "-c", "fast")
        self.port = free_port()
        self.is_started(self.port)
        if is_synchronous:
            self.ask(f"alter system set synchronous_standby_names = '{name}'")
            self.ask("select pg_reload_conf()")
        until(self.is_level, PATIENCE, f"{name} follows")
        if is_synchronous:
            until(lambda: self.follows()[0] == "sync", PATIENCE, f"commits wait for {name}")

    def ask(self, sql):
        return self.cluster.superuser("postgres", sql).stdout.strip()

    def follows(self):
        told = self.ask(f"""
            select sync_state, replay_lsn >= pg_current_wal_lsn() from pg_stat_replication
            where application_name = '{self.name}' and state = 'streaming'""")
        return told.split("|") if told else ("", "")

    def is_level(self):
        return self.follows()[1] == "t"

    def is_cut_off(self):
        """From here on nothing reaches it any more; nobody waits for it."""
        env = {"PGHOST": self.cluster.env["SOCKET"], "PGPORT": str(self.port), "PGUSER": "postgres",
               "PGDATABASE": "postgres"}
        self.cluster.psql("alter system set primary_conninfo = ''", env)
        self.cluster.psql("select pg_reload_conf()", env)
        until(lambda: self.follows()[1] == "", PATIENCE, f"{self.name} is cut off")

    def takes_over(self):
        """At the port where the programs look for the database."""
        self.control("pg_ctl", "-D", self.data, "-s", "-w", "-m", "fast", "stop")
        self.is_started(self.cluster.port)
        self.control("pg_ctl", "-D", self.data, "-s", "-w", "promote")


class Servers:
    """Those that were the database one after the other; `now` is."""

    def __init__(self, centre):
        self.now, self.made = Server(centre, centre.cluster.folder / "data"), []

    def follow(self, name, is_synchronous):
        self.made.append(Standby(self.now, name, is_synchronous))
        return self.made[-1]


def is_alive(process):
    try:
        with open(f"/proc/{process}/stat", encoding="ascii") as file:
            return file.read().rsplit(")", 1)[1].split()[0] not in ("Z", "X")
    except OSError:
        return False
