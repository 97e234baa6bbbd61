"""Platforms that answer with garbage: each post is out once, or not and it is said why; nothing goes out twice."""

import http.server
import json
import ssl
import threading
import uuid

import pytest

from body import CHANNEL, DONE, REFUSED, TOKEN, UNREACHABLE, USAGE, complains


def publishes(body, text):
    """A post, approved by another; gives its delivery once the coordinator has planned it."""
    made = body.author.asks("post", "compose", "--channel", CHANNEL, "--text", f"en={text}", "--submit")[0]["post"]

    def approved():
        return body.run(body.agent, "post", "approve", made, "--yes", env=body.approver.env).returncode == DONE
    body.wait_for(approved, "the approval")

    def planned():
        listed = json.loads(body.centre("delivery", "list", "--json").stdout)
        return next((one["delivery_id"] for one in listed if one["post_id"] == made), None)
    return body.wait_for(planned, "the delivery")


def listed(body, delivery):
    found = json.loads(body.centre("delivery", "list", "--json").stdout)
    return next(one for one in found if one["delivery_id"] == delivery)


def state(body, delivery):
    return listed(body, delivery)["state"]


def written(body, text):
    lines = body.sandbox.ledger.read_text(encoding="utf-8").splitlines()
    return sum(line["event"] == "create" and line["text"] == text for line in map(json.loads, lines))


def explained(body, delivery):
    done = body.centre("delivery", "explain", delivery)
    assert done.returncode == DONE and done.stdout.strip(), done.stderr
    return done.stdout


@pytest.mark.parametrize("fault", [
    {"kind": "act_then_garbage"}, {"kind": "half_answer"}, {"kind": "act_then_status", "status": 500},
    {"kind": "act_then_close"}, {"kind": "reject", "status": 503}], ids=lambda fault: fault["kind"])
def test_garbage_after_the_fact(body, fault):
    text = f"Bridge {uuid.uuid4()}"
    body.sandbox.fault("harbour", **fault)
    delivery = publishes(body, text)
    body.wait_for(lambda: state(body, delivery) in ("sent", "parked"), f"an end of {fault}")
    assert written(body, text) == 1
    assert "It is out" in explained(body, delivery) or state(body, delivery) == "parked"


@pytest.mark.parametrize(
    ("status", "reason"), [(400, "refused"), (403, "forbidden"), (404, "not_found"), (422, "refused")])
def test_a_platform_that_says_no(body, status, reason):
    text = f"Ferry {uuid.uuid4()}"
    body.sandbox.fault("harbour", "reject", status=status)
    delivery = publishes(body, text)
    body.wait_for(lambda: state(body, delivery) not in ("waiting", "sending"), f"an end after {status}")
    one = listed(body, delivery)
    assert (one["state"], one["reason"]) == ("rejected", reason), one
    told = explained(body, delivery)
    assert written(body, text) == 0
    assert f"HTTP {status}" in told, told


@pytest.fixture
def garbage(body):
    """A server that answers every request with the same bytes."""
    answers = {}

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.wfile.write(answers["bytes"])
            self.close_connection = True
        do_POST = do_GET

        def log_message(self, *_):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(body.cluster.tls / "server.pem", body.cluster.tls / "server.key")
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"https://127.0.0.1:{server.server_port}", answers
    server.shutdown()
    thread.join()
    server.server_close()


def channels(body):
    return json.loads(body.centre("channel", "list", "--json").stdout)


def test_accounts_that_cannot_post_are_not_added(body):
    before = channels(body)
    complains(body.adds_channel("Wrong", token="wrong-token"), REFUSED, "token")
    complains(body.adds_channel("Wrong", token=""), USAGE, "token")
    complains(body.adds_channel("Wrong", address="https://127.0.0.1:1"), UNREACHABLE, "nothing was changed")
    for address in (
            "http://127.0.0.1", "nonsense", "https://", "https://user:pass@127.0.0.1", "file:///etc/passwd", ""):
        done = body.adds_channel("Wrong", address=address)
        complains(done, done.returncode)
        assert done.returncode in (USAGE, REFUSED, UNREACHABLE), (address, done.stderr)
    assert channels(body) == before


@pytest.mark.parametrize("answer", [
    b"\0\xff garbage\r\n\r\n", b"", b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<html>Hello\x1b[2J</html>",
    b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n{\"id\": ", b"HTTP/1.1 200 OK\r\n\r\n[]",
    b"HTTP/1.1 500 Oh\x1b[2J\r\n\r\n", b"HTTP/1.1 302 Found\r\nLocation: https://elsewhere.example/\r\n\r\n",
    b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n" + b"[" * (64 << 20)],
    ids=["noise", "nothing", "html", "half", "list", "500", "redirect", "huge"])
def test_servers_of_garbage_are_not_added(body, garbage, answer):
    before = channels(body)
    address, answers = garbage
    answers["bytes"] = answer
    done = body.adds_channel("Wrong", address=address)
    assert done.returncode in (REFUSED, UNREACHABLE), done.stderr
    complains(done, done.returncode)
    assert channels(body) == before
