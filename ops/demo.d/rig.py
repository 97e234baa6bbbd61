"""The machines of the demo: a folder, the processes that run in it, and how they end."""

import json
import os
import random
import signal
import socket
import ssl
import subprocess
import time
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


class Trouble(Exception):
    """The story cannot go on: what happened, and the log that says why."""

    def __init__(self, message, log=None):
        super().__init__(message)
        self.log = log


class Teller:
    """Plain lines, each with the time since the start."""

    def __init__(self):
        self.start = time.monotonic()

    @property
    def elapsed(self):
        return time.monotonic() - self.start

    def say(self, text=""):
        stamp = f"[{self.elapsed:5.1f} s]"
        for line in text.split("\n"):
            print(f"{stamp} {line}".rstrip(), flush=True)

    def chapter(self, title):
        print(flush=True)
        self.say(f"== {title}")


def until(condition, seconds, what, log=None):
    """Waits for a condition and returns what it gave; fails by name when it does not come."""
    deadline = time.monotonic() + seconds
    while True:
        found = condition()
        if found:
            return found
        if time.monotonic() > deadline:
            raise Trouble(f"waited {seconds} s in vain: {what}", log)
        time.sleep(0.05)


class Rig:
    """A private folder, and what was started in it. Everything ends with `stop`."""

    def __init__(self, folder, binaries, teller):
        self.folder = Path(folder)
        self.binaries = Path(binaries)
        self.tell = teller
        self.logs = self.folder / "logs"
        self.logs.mkdir(exist_ok=True)
        self.running = {}  # name -> process
        self.calls = set()  # commands that somebody waits for

    def program(self, name):
        return str(self.binaries / name)

    def start(self, name, *words, env=None, stdout=None):
        """Starts a process of its own session: Ctrl-C is ours alone, we end it in order."""
        if name in self.running and self.running[name].poll() is None:
            raise Trouble(f"{name} is running already", self.log(name))
        with open(self.logs / f"{name}.log", "ab") as log:
            process = subprocess.Popen(
                [str(word) for word in words], stdin=subprocess.DEVNULL, stdout=stdout or log, stderr=log,
                cwd=self.folder, env={**self.clean_environment(), **(env or {})}, start_new_session=True, text=True)
        self.running[name] = process
        with open(self.folder / "processes", "a", encoding="ascii") as file:
            file.write(f"{process.pid} {birth(process.pid)}\n")
        return process

    def clean_environment(self):
        """What we were started with, without settings of Crier or PostgreSQL that would lead elsewhere."""
        return {key: value for key, value in os.environ.items() if not key.startswith(("CRIER_", "PG"))}

    def check_alive(self):
        for name, process in self.running.items():
            if process.poll() is not None:
                raise Trouble(f"{name} ended by itself with {process.returncode}", self.log(name))

    def log(self, name):
        return self.logs / f"{name}.log"

    def end(self, name, number=signal.SIGTERM, seconds=40):
        process = self.running.pop(name)
        if process.poll() is None:
            process.send_signal(number)
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            raise Trouble(f"{name} did not end within {seconds} s of being asked to", self.log(name)) from None

    def stop(self):
        """Ends what runs, all at once, and waits. A command that another thread waits for ends as well."""
        for process in list(self.calls):
            process.kill()
        for process in self.running.values():
            if process.poll() is None:
                process.terminate()
        deadline = time.monotonic() + 10
        for process in self.running.values():
            try:
                process.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        self.running.clear()

    def call(self, *words, env=None, given=None, log="commands", fine=(0,), patient=False):
        """Runs a command to its end; gives what it printed. Every command and its answer stand in a log.

        A patient call ends in order even when we are told to end: what it starts must not come after us.
        """
        words = [str(word) for word in words]
        process = subprocess.Popen(
            words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=self.folder,
            env={**self.clean_environment(), **(env or {})})
        self.calls.add(process)
        try:
            stdout, stderr = process.communicate(given, timeout=120)
        except subprocess.TimeoutExpired:
            raise Trouble(f"{Path(words[0]).name} {' '.join(words[1:4])} took more than two minutes",
                          self.log(log)) from None
        except BaseException:  # we are told to end
            if patient:
                process.wait(60)
            raise
        finally:
            self.calls.discard(process)
            process.kill()
            process.wait()
        done = subprocess.CompletedProcess(words, process.returncode, stdout, stderr)
        with open(self.log(log), "a", encoding="utf-8") as file:
            file.write(f"$ {' '.join(words)}\n{done.stdout}{done.stderr}-- {done.returncode}\n")
        if done.returncode not in fine:
            said = (done.stderr or done.stdout).strip()
            raise Trouble(f"{Path(words[0]).name} {' '.join(words[1:4])}: {said}", self.log(log))
        return done


def free_port():
    """A port of this machine that nobody listens at, below those that the system gives to outgoing connections."""
    while True:
        port = random.randrange(20000, 32000)
        with socket.socket() as trial:
            try:
                trial.bind(("127.0.0.1", port))
            except OSError:
                continue
        return port


def birth(process):
    """When a process began: with its number it names it for good."""
    try:
        return Path(f"/proc/{process}/stat").read_text(encoding="ascii").rsplit(")", 1)[1].split()[19]
    except OSError:
        return "gone"


class Cluster:
    """The private PostgreSQL of ops/cluster, with the database of the body."""

    def __init__(self, rig, fast=True, name="cluster"):
        """`fast` gives up what a crash of the machine would need."""
        self.rig = rig
        self.folder = rig.folder / name
        self.is_fast = fast
        self.start()
        self.superuser("postgres", "create database crier")

    def start(self):
        """Runs it; again after a stop or a crash, if need be at another port."""
        fast = ["--fast"] if self.is_fast else []
        self.rig.call(ROOT / "ops/cluster", "start", self.folder, *fast, patient=True)
        lines = (self.folder / "env").read_text().splitlines()
        self.env = {key[11:]: value for key, value in (line.split("=", 1) for line in lines)}
        self.tls = Path(self.env["CERTS"])

    @property
    def port(self):
        return int(self.env["PORT"])

    def client(self, login, prefix):
        """A client certificate for a login."""
        self.rig.call(ROOT / "ops/tls", "client", self.tls, login, prefix)

    def psql(self, sql, env, fine=(0,)):
        return self.rig.call(
            "psql", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", env=env, given=sql, log="psql", fine=fine)

    def superuser(self, database, sql):
        """The DBA, by the local socket."""
        return self.psql(sql, {
            "PGHOST": self.env["SOCKET"], "PGPORT": self.env["PORT"], "PGUSER": "postgres", "PGDATABASE": database})

    def as_login(self, login, certificate, key):
        """What psql needs to come in over TLS with a client certificate."""
        return {
            "PGHOST": "localhost", "PGPORT": self.env["PORT"], "PGUSER": login, "PGDATABASE": "crier",
            "PGSSLMODE": "verify-full", "PGSSLROOTCERT": self.env["CA"], "PGSSLCERT": str(certificate),
            "PGSSLKEY": str(key)}


class Sandbox:
    """The stand-in for the platforms: its servers, its ledger, and how to make it misbehave."""

    def __init__(self, rig, tls, servers):
        self.rig = rig
        self.token = os.urandom(16).hex()
        self.ledger = rig.folder / "ledger.jsonl"
        config = rig.folder / "sandbox.json"
        config.write_text(json.dumps({"control_token": self.token, "servers": servers}))
        self.trust = ssl.create_default_context(cafile=str(tls / "ca.pem"))
        process = rig.start(
            "sandbox", rig.program("crier-sandbox"), "run", "--config", config, "--certificate", tls / "server.pem",
            "--key", tls / "server.key", "--ledger", self.ledger, stdout=subprocess.PIPE)
        self.address = {}
        for _ in servers:
            words = process.stdout.readline().split()
            if len(words) != 3:
                raise Trouble("the sandbox does not listen", rig.log("sandbox"))
            self.address[words[2]] = words[1]

    def control(self, method, path, body=None, server=None):
        base = self.address[server or next(iter(self.address))]
        request = urllib.request.Request(
            f"{base}/sandbox/{path}", method=method, data=json.dumps(body).encode() if body else None,
            headers={"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"})
        with urllib.request.urlopen(request, context=self.trust, timeout=20) as answer:
            return json.load(answer)

    def fault(self, server, kind, **more):
        """The next call that makes a post on this server meets the fault."""
        self.control("POST", "faults", server=server, body={
            "kind": kind, "match": {"method": "POST", "path": "/api/v1/statuses"}, "count": 1, **more})

    def faults_done(self, server):
        return sum(fault["done"] for fault in self.control("GET", "faults", server=server))

    def requests(self, server):
        """The last requests that a server had, oldest first: when, by whom, on which connection."""
        return self.control("GET", "requests", server=server)["recent"]

    def counts(self, server):
        """How many requests a server had, by method and path."""
        return self.control("GET", "requests", server=server)["counts"]

    def hanging(self):
        return self.control("GET", "requests")["hanging"]

    def release(self):
        self.control("POST", "release")
