"""Starts the built crier-sandbox for a test and speaks to its control routes."""

import json
import os
import re
import signal
import ssl
import struct
import subprocess
import tempfile
import threading
import time
import urllib.request
import uuid
import zlib
from pathlib import Path

from atproto import Client
from mastodon import Mastodon

ROOT = Path(__file__).resolve().parents[2]
BINARY = Path(os.environ.get("CRIER_SANDBOX_BIN", ROOT / ".build/debug/crier-sandbox"))
CONTROL = "control-token-of-the-tests"


def make_certificate(folder):
    """A private authority and a certificate of it for the loopback address."""
    def openssl(*words):
        subprocess.run(["openssl", *words], cwd=folder, check=True, capture_output=True, timeout=60)

    openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
            "-keyout", "ca.key", "-out", "ca.pem", "-subj", "/CN=Test authority",
            "-addext", "basicConstraints=critical,CA:TRUE", "-addext", "keyUsage=critical,keyCertSign")
    openssl("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
            "-keyout", "server.key", "-out", "server.csr", "-subj", "/CN=localhost")
    (Path(folder) / "server.ext").write_text(
        "subjectAltName=IP:127.0.0.1,DNS:localhost\nextendedKeyUsage=serverAuth\n")
    openssl("x509", "-req", "-in", "server.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial",
            "-days", "2", "-extfile", "server.ext", "-out", "server.pem")


def account(name, **more):
    return {"username": name, "token": f"{name}-token", "display_name": name.title(), **more}


APP_PASSWORD = "abcd-efgh-ijkl-mnop"


def sky_account(handle, **more):
    return {"handle": handle, "app_password": APP_PASSWORD, "display_name": handle.split(".")[0].title(), **more}


def eventually(condition, why, seconds=20):
    """Waits until a condition holds and returns what it gave; fails with a reason when it does not in time."""
    pause, deadline = threading.Event(), time.monotonic() + seconds
    while not (given := condition()):
        assert time.monotonic() < deadline, why
        pause.wait(0.05)
    return given


class Sandbox:
    """A running sandbox. Used as a context: `with Sandbox([...]) as sandbox`."""

    def __init__(self, servers):
        self.servers = servers
        self.temporary = tempfile.TemporaryDirectory(prefix="crier-sandbox-")
        self.folder = Path(self.temporary.name)
        self.ledger_file = self.folder / "ledger.jsonl"

    def __enter__(self):
        make_certificate(self.folder)
        self.authority = str(self.folder / "ca.pem")
        config = self.folder / "sandbox.json"
        config.write_text(json.dumps({"control_token": CONTROL, "servers": self.servers}))
        self.errors = open(self.folder / "stderr.log", "w+")
        self.process = subprocess.Popen(
            [BINARY, "run", "--config", config, "--certificate", self.folder / "server.pem",
             "--key", self.folder / "server.key", "--ledger", self.ledger_file],
            stdout=subprocess.PIPE, stderr=self.errors, text=True)
        self.address = {}
        for server in self.servers:
            line = self.process.stdout.readline()
            found = re.fullmatch(r"listening (https://127\.0\.0\.1:\d+) (\S+)\n", line)
            assert found, f"unexpected line {line!r}: {self.complaints()}"
            self.address[found[2]] = found[1]
        return self

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGTERM)
        try:
            self.code = self.process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            raise
        finally:
            self.process.stdout.close()
            self.errors.close()
            self.temporary.cleanup()

    def complaints(self):
        self.errors.seek(0)
        return self.errors.read()

    def ledger(self):
        """The lines of the ledger file."""
        if not self.ledger_file.exists():
            return []
        return [json.loads(line) for line in self.ledger_file.read_text().splitlines()]

    def control(self, method, path, body=None, server=None, token=CONTROL):
        base = self.address[server or self.servers[0]["name"]]
        request = urllib.request.Request(
            f"{base}/sandbox/{path}", method=method, data=json.dumps(body).encode() if body else None,
            headers={"Authorization": f"Bearer {token}", "Content-Type": "application/json"})
        context = ssl.create_default_context(cafile=self.authority)
        with urllib.request.urlopen(request, context=context, timeout=20) as answer:
            return json.load(answer)

    def fault(self, kind, method="POST", path="/api/v1/statuses", count=1, server=None, **more):
        body = {"kind": kind, "match": {"method": method, "path": path}, "count": count, **more}
        return self.control("POST", "faults", body, server=server)["id"]

    def clear(self, server=None):
        self.control("DELETE", "faults", server=server)


def client(sandbox, name="press", server="town", **more):
    more.setdefault("ratelimit_method", "throw")
    return Mastodon(access_token=f"{name}-token", api_base_url=sandbox.address[server], **more)


def sky_client(sandbox, name="press", server="sky"):
    """A client that is logged in."""
    api = Client(sandbox.address[server])
    api.login(f"{name}.{server}.example", APP_PASSWORD)
    return api


def picture(width=3, height=2, shade=0):
    """A PNG of one shade."""
    def chunk(kind, content):
        return (struct.pack(">I", len(content)) + kind + content
                + struct.pack(">I", zlib.crc32(kind + content)))

    rows = b"".join(b"\0" + bytes([shade]) * width for _ in range(height))
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
            + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))


def entries(sandbox, id):
    return [line for line in sandbox.ledger() if line["id"] == str(id)]


def text():
    return f"Notice {uuid.uuid4()}"


def nothing_hangs(sandbox):
    eventually(
        lambda: sandbox.control("GET", "requests")["hanging"] == 0, "the client's going was not noticed")
