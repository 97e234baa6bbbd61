"""A server that misbehaves on demand, over TLS with HTTP/1.1 and HTTP/2, and counts what it received.

The first line of its output is JSON: the ports, the file of its certificate authority. It ends when
its input closes. The first word of a path says what happens, the whole path (without query) is what
is counted: `/rst/some-name?times=1&with=2`.

  times=N   misbehave for the first N requests of this path only, then answer (default: always)
  with=N    HTTP/2: wait until N streams of the connection are waiting, then misbehave on all; a path met again
            waits for nobody
  wait=MS   HTTP/1.1: answer only after so many milliseconds
"""
import json
import os
import re
import socket
import ssl
import struct
import subprocess
import sys
import tempfile
import threading
import warnings
import zlib
from collections import Counter
from urllib.parse import parse_qs, urlsplit

import h2.config
import h2.connection
import h2.errors
import h2.events
import h2.exceptions

lock = threading.Lock()
never = threading.Event()  # waited on for a while, by those who are slow
counts = Counter()
connections = Counter()


def make_certificates(folder):
    """A private authority, a good certificate, and three bad ones."""

    def run(*words):
        subprocess.run(["openssl", *words], cwd=folder, check=True, capture_output=True)

    key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
    for name in ["ca", "stranger"]:
        run("req", "-x509", *key, "-keyout", f"{name}.key", "-out", f"{name}.pem", "-days", "2",
            "-subj", f"/CN=Test authority {name}", "-addext", "basicConstraints=critical,CA:TRUE")
    local = "DNS:localhost,IP:127.0.0.1,IP:::1"
    for name, issuer, names, days in [
        ("good", "ca", local, "2"),
        ("untrusted", "stranger", local, "2"),
        ("wronghost", "ca", "DNS:other.example", "2"),
        ("expired", "ca", local, "-1"),
    ]:
        run("req", *key, "-keyout", f"{name}.key", "-out", f"{name}.csr", "-subj", f"/CN={name}")
        with open(os.path.join(folder, f"{name}.ext"), "w") as file:
            file.write(f"subjectAltName={names}\n")
        run("x509", "-req", "-in", f"{name}.csr", "-CA", f"{issuer}.pem", "-CAkey", f"{issuer}.key",
            "-CAcreateserial", "-days", days, "-extfile", f"{name}.ext", "-out", f"{name}.pem")


class Request:
    """One request as received: counted when its head is complete, its body summed up as it comes."""

    def __init__(self, method, target, headers, version):
        parts = urlsplit(target)
        self.method, self.path, self.target, self.headers, self.version = (
            method, parts.path, target, headers, version)
        self.query = {key: values[0] for key, values in parse_qs(parts.query).items()}
        self.kind = parts.path.split("/")[1]
        kinds = [value for name, value in headers if name.lower() == "content-type"]
        self.is_form = any(kind.startswith("multipart/form-data") for kind in kinds)
        self.body = bytearray()
        self.crc32 = 0
        self.length = 0
        with lock:
            counts[self.path] += 1
            self.number = counts[self.path]

    def take(self, data):
        self.crc32 = zlib.crc32(data, self.crc32)
        self.length += len(data)
        if self.is_form:
            self.body += data

    def misbehaves(self):
        return self.number <= int(self.query.get("times", 1 << 30))

    def answer(self):
        """Status, headers and body of a good answer."""
        if self.kind == "counts":
            with lock:
                return 200, [], json.dumps({"counts": counts, "connections": connections}).encode()
        if self.kind == "redirect":
            return 302, [("location", self.query["to"])], b"elsewhere"
        if self.kind == "large":
            return 200, [], b"x" * int(self.query["bytes"])
        if self.kind == "headers":
            return 200, [(f"x-filler-{i}", "y" * 1000) for i in range(int(self.query["count"]))], b"{}"
        if self.kind == "status":
            return int(self.query["code"]), [("x-mixed-CASE".lower(), "  kept "), ("x-empty", "")], b""
        said = {
            "method": self.method, "target": self.target, "version": self.version,
            "headers": [[name.lower(), value] for name, value in self.headers],
            "length": self.length, "crc32": self.crc32,
        }
        if self.is_form:
            said["parts"] = parse_form(dict((n.lower(), v) for n, v in self.headers), bytes(self.body))
        return 200, [("content-type", "application/json")], json.dumps(said).encode()


def parse_form(headers, body):
    boundary = re.search(r"boundary=([^;]+)", headers["content-type"]).group(1).encode()
    parts = []
    for piece in body.split(b"--" + boundary)[1:-1]:
        head, _, content = piece[2:-2].partition(b"\r\n\r\n")
        lines = dict(line.split(": ", 1) for line in head.decode().split("\r\n"))
        lines = {name.lower(): value for name, value in lines.items()}
        names = dict(re.findall(r'(\w+)="([^"]*)"', lines["content-disposition"]))
        parts.append({
            "name": names.get("name"), "filename": names.get("filename"),
            "type": lines.get("content-type"), "length": len(content),
            "crc32": zlib.crc32(content),
        })
    return parts


def reset(sock):
    """Closes with a TCP reset."""
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    sock.close()


class Http1:
    def __init__(self, sock):
        self.sock = sock
        self.buffer = b""

    def fill(self):
        data = self.sock.recv(65536)
        if not data:
            raise ConnectionError
        self.buffer += data

    def take(self, count):
        while len(self.buffer) < count:
            self.fill()
        data, self.buffer = self.buffer[:count], self.buffer[count:]
        return data

    def line(self):
        while b"\r\n" not in self.buffer:
            self.fill()
        line, _, self.buffer = self.buffer.partition(b"\r\n")
        return line.decode("latin-1")

    def request(self):
        method, target, _ = self.line().split(" ")
        headers = []
        while line := self.line():
            name, _, value = line.partition(":")
            headers.append((name, value.strip()))
        request = Request(method, target, headers, "HTTP/1.1")
        fields = {name.lower(): value for name, value in headers}
        if fields.get("transfer-encoding") == "chunked":
            while size := int(self.line(), 16):
                request.take(self.take(size))
                self.take(2)
            self.take(2)
        else:
            left = int(fields.get("content-length", 0))
            while left:
                data = self.take(min(left, 65536))
                request.take(data)
                left -= len(data)
        return request

    def head(self, status, headers, length):
        lines = [f"HTTP/1.1 {status} Thus", f"content-length: {length}"]
        lines += [f"{name}: {value}" for name, value in headers]
        return ("\r\n".join(lines) + "\r\n\r\n").encode()

    def serve(self):
        while True:
            request = self.request()
            if request.misbehaves() and request.kind in ["rst", "close", "silent", "drip", "half", "garbage"]:
                return self.misbehave(request)
            never.wait(int(request.query.get("wait", 0)) / 1000)
            status, headers, body = request.answer()
            head = self.head(status, headers, len(body))
            self.sock.sendall(head if request.method == "HEAD" else head + body)

    def misbehave(self, request):
        if request.kind == "rst":
            reset(self.sock)
        elif request.kind == "silent":
            self.sock.recv(1)
        elif request.kind == "drip":
            self.sock.sendall(self.head(200, [], 1000))
            while True:
                self.sock.sendall(b".")
                never.wait(0.02)
        elif request.kind == "half":
            self.sock.sendall(self.head(200, [], 1000) + b"h" * 500)
        elif request.kind == "garbage":
            self.sock.sendall(b"\x00\x01\x02 what is this\r\n\r\n")


class Http2:
    BAD = ["rst", "close", "silent", "half", "refused", "internal", "http11", "goaway-below", "goaway-at"]

    def __init__(self, sock):
        self.sock = sock
        self.h2 = h2.connection.H2Connection(
            h2.config.H2Configuration(client_side=False, header_encoding="utf-8"))
        self.requests = {}
        self.waiting = []
        self.unsent = {}
        self.open = True

    def serve(self):
        self.h2.initiate_connection()
        self.flush()
        while self.open:
            data = self.sock.recv(65536)
            if not data:
                return
            for event in self.h2.receive_data(data):
                self.take(event)
                if not self.open:
                    return
            self.flush()

    def flush(self):
        if data := self.h2.data_to_send():
            self.sock.sendall(data)

    def take(self, event):
        if isinstance(event, h2.events.RequestReceived):
            fields = dict(event.headers)
            headers = [(name, value) for name, value in event.headers if name[0] != ":"]
            self.requests[event.stream_id] = Request(fields[":method"], fields[":path"], headers, "HTTP/2")
        elif isinstance(event, h2.events.DataReceived):
            self.requests[event.stream_id].take(event.data)
            self.h2.acknowledge_received_data(event.flow_controlled_length, event.stream_id)
        elif isinstance(event, h2.events.StreamEnded):
            self.ended(event.stream_id)
        elif isinstance(event, h2.events.WindowUpdated):
            for stream in list(self.unsent):
                self.send(stream)
        elif isinstance(event, h2.events.StreamReset):
            self.unsent.pop(event.stream_id, None)

    def ended(self, stream):
        request = self.requests[stream]
        if request.kind not in self.BAD or not request.misbehaves():
            status, headers, body = request.answer()
            self.h2.send_headers(stream, [(":status", str(status)), *headers])
            self.unsent[stream] = b"" if request.method == "HEAD" else body
            return self.send(stream)
        self.waiting.append(stream)
        if request.number > 1 or len(self.waiting) >= int(request.query.get("with", 1)):
            streams, self.waiting = sorted(self.waiting), []
            self.misbehave(request.kind, streams)

    def send(self, stream):
        """Sends as much of an answer's body as the window takes."""
        body = self.unsent[stream]
        while body:
            size = min(len(body), self.h2.local_flow_control_window(stream), self.h2.max_outbound_frame_size)
            if size <= 0:
                break
            self.h2.send_data(stream, body[:size])
            body = body[size:]
        self.unsent[stream] = body
        if not body:
            self.h2.end_stream(stream)
            del self.unsent[stream]

    def misbehave(self, kind, streams):
        codes = {
            "refused": h2.errors.ErrorCodes.REFUSED_STREAM,
            "internal": h2.errors.ErrorCodes.INTERNAL_ERROR,
            "http11": h2.errors.ErrorCodes.HTTP_1_1_REQUIRED,
        }
        if kind in codes:
            for stream in streams:
                self.h2.reset_stream(stream, codes[kind])
        elif kind == "half":
            for stream in streams:
                self.h2.send_headers(stream, [(":status", "200"), ("content-length", "1000")])
                self.h2.send_data(stream, b"h" * 500)
                self.h2.reset_stream(stream, h2.errors.ErrorCodes.INTERNAL_ERROR)
        elif kind in ["goaway-below", "goaway-at"]:
            last = streams[0] - 2 if kind == "goaway-below" else streams[-1]
            self.h2.close_connection(last_stream_id=last)
            self.flush()
            self.open = False
            if kind == "goaway-at":
                reset(self.sock)
        elif kind in ["rst", "close"]:
            self.open = False
            if kind == "rst":
                reset(self.sock)


def serve(raw, context, name):
    raw.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    with lock:
        connections[name] += 1
    try:
        sock = context.wrap_socket(raw, server_side=True)
    except OSError:
        raw.close()
        return
    try:
        (Http2 if sock.selected_alpn_protocol() == "h2" else Http1)(sock).serve()
    except (OSError, ConnectionError, ValueError, h2.exceptions.ProtocolError):
        pass
    finally:
        sock.close()


def control(sock):
    """`GET /counts` in the clear, for whoever looks on."""
    sock.recv(65536)
    with lock:
        body = json.dumps({"counts": counts, "connections": connections}).encode()
    sock.sendall(b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nconnection: close\r\n"
                 b"content-length: %d\r\n\r\n" % len(body) + body)
    sock.close()


def listen(handler):
    listener = socket.create_server(("127.0.0.1", 0), backlog=512)

    def accept():
        while True:
            sock, _ = listener.accept()
            threading.Thread(target=handler, args=(sock,), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    return listener.getsockname()[1]


def main():
    with tempfile.TemporaryDirectory(prefix="crier-misbehave-") as folder:
        make_certificates(folder)
        ports = {"control": listen(control)}
        for name in ["good", "untrusted", "wronghost", "expired"]:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(os.path.join(folder, f"{name}.pem"), os.path.join(folder, f"{name}.key"))
            context.set_alpn_protocols(["h2", "http/1.1"])
            ports[name] = listen(lambda sock, c=context, n=name: serve(sock, c, n))
        warnings.simplefilter("ignore", DeprecationWarning)
        old = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        old.load_cert_chain(os.path.join(folder, "good.pem"), os.path.join(folder, "good.key"))
        old.set_ciphers("ALL:@SECLEVEL=0")
        old.minimum_version = ssl.TLSVersion.TLSv1
        old.maximum_version = ssl.TLSVersion.TLSv1_1
        ports["oldtls"] = listen(lambda sock: serve(sock, old, "oldtls"))
        # Bound but not listening: the port stays ours and refuses.
        refusing = socket.socket()
        refusing.bind(("127.0.0.1", 0))
        ports["refusing"] = refusing.getsockname()[1]
        print(json.dumps({"ports": ports, "ca": os.path.join(folder, "ca.pem")}), flush=True)
        sys.stdin.read()


if __name__ == "__main__":
    main()
