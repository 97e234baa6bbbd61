"""A stand-in for the database's server at the end of an office's line that opens each connection and writes down what
the office hears. It comes in to the server with the office's own certificate, as only a test may have it."""

import contextlib
import socket
import ssl
import struct
import threading

ASKS_FOR_TLS, CANCELS = 80877103, 80877102


class Recorder:
    """What was heard stands in `heard`; `close` ends every connection."""

    def __init__(self, cluster, office):
        self.heard, self.connections = bytearray(), 0
        self.target = ("127.0.0.1", cluster.port)
        self.near = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.near.load_cert_chain(cluster.tls / "server.pem", cluster.tls / "server.key")
        self.near.load_verify_locations(cluster.tls / "ca.pem")
        self.near.verify_mode = ssl.CERT_REQUIRED
        self.far = ssl.create_default_context(cafile=str(cluster.tls / "ca.pem"))
        self.far.load_cert_chain(office.certificate, office.key)
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.lock, self.open = threading.Lock(), set()
        threading.Thread(target=self.accepts, daemon=True).start()

    def close(self):
        with self.lock:
            for end in (self.listener, *self.open):
                with contextlib.suppress(OSError):
                    end.shutdown(socket.SHUT_RDWR)
                end.close()

    def accepts(self):
        with contextlib.suppress(OSError):  # closed
            while True:
                near, _ = self.listener.accept()
                threading.Thread(target=self.joins, args=(near,), daemon=True).start()

    def joins(self, near):
        """Opens TLS on both sides, then carries until one of them ends."""
        with contextlib.suppress(OSError), near:
            length, asked = struct.unpack("!ii", near.recv(8, socket.MSG_WAITALL))
            if asked == CANCELS or (length, asked) != (8, ASKS_FOR_TLS):
                return
            near.sendall(b"S")
            with socket.create_connection(self.target, 10) as plain:
                plain.sendall(struct.pack("!ii", 8, ASKS_FOR_TLS))
                if plain.recv(1) != b"S":
                    return
                with (self.near.wrap_socket(near, server_side=True) as office,
                      self.far.wrap_socket(plain, server_hostname="localhost") as centre):
                    self.carries(office, centre)

    def carries(self, office, centre):
        with self.lock:
            self.open |= {office, centre}
            self.connections += 1
        up = threading.Thread(target=self.pours, args=(office, centre), daemon=True)
        up.start()
        self.pours(centre, office, self.heard)
        up.join()

    def pours(self, source, sink, record=None):
        with contextlib.suppress(OSError):
            while piece := source.recv(65536):
                if record is not None:
                    record += piece
                sink.sendall(piece)
        with contextlib.suppress(OSError):
            sink.shutdown(socket.SHUT_RDWR)
