"""Acts made without any program of ours: a key pair, an office's certificate, and what they can write centrally.

Whoever holds a stolen office's machine has as much.
"""

import hashlib
import json
import uuid
from datetime import datetime, timezone

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

RESTRICTIVE = {"stop.place", "post.withdraw", "post.return", "member.revoke", "channel.pause", "channel.remove",
               "region.lock", "region.revoke", "grant.end"}


class Key:
    """A member and a private key; whether the key is the member's is for others to find out."""

    def __init__(self, member, private=None):
        self.member = str(member)
        self.private = private or Ed25519PrivateKey.generate()

    def public(self):
        return self.private.public_key().public_bytes_raw()

    def sign(self, body):
        return self.private.sign(b"crier activity 1\n" + body.encode())


class Hand:
    """An agent of its own on an office's connection."""

    def __init__(self, connection, region):
        self.connection, self.region = connection, str(region)
        self.agent = str(uuid.uuid4())
        self.next = {False: 1, True: 1}
        self.epoch = self.says_hello()["epoch"]

    def says_hello(self):
        return self.connection.execute("select sync.hello_v1(%s, 1, 1)", [self.agent]).fetchone()[0]

    def takes(self, member, code):
        """Trades a member's one-time code for a key of ours."""
        key = Key(member)
        digest = hashlib.sha256("".join(filter(str.isalnum, code.upper())).encode()).digest()
        traded = self.connection.execute(
            "select sync.verifier_put_v1(%s, %s, 'no verifier', 'no key', %s)", [key.member, digest, key.public()])
        assert traded.fetchone()[0] is True
        return key

    def body(self, key, verb, about, payload=None, base=None, **changed):
        """The words of an act, as they are signed."""
        kind = {"dispatch": "region"}.get(verb.split(".")[0], verb.split(".")[0])
        words = {
            "format": 1, "id": str(uuid.uuid4()), "member": key.member, "region": self.region, "epoch": self.epoch,
            "item": {"kind": kind, "region": self.region, "id": str(about)}, "verb": verb, "base": base,
            "at": datetime.now(timezone.utc).isoformat().replace("+00:00", "Z"), "payload": payload}
        words = {name: word for name, word in {**words, **changed}.items() if word is not None}
        return json.dumps(words, sort_keys=True, separators=(",", ":"), ensure_ascii=False)

    def pushes(self, body, signature, act=None, restrictive=None):
        """Gives the id under which it was received."""
        words = json.loads(body)
        act = act or words["id"]
        if restrictive is None:
            restrictive = words["verb"] in RESTRICTIVE
        received, expected, forked = self.connection.execute(
            "select * from sync.push_v1(%s, 1, %s, %s, %s::uuid[], %s::text[], %s::bytea[])",
            [self.agent, restrictive, self.next[restrictive], [act], [body], [signature]]).fetchone()
        assert (received, forked) == (1, False), (received, expected, forked)
        self.next[restrictive] = expected
        return act

    def does(self, key, verb, about, payload=None, base=None, **changed):
        body = self.body(key, verb, about, payload, base, **changed)
        return self.pushes(body, key.sign(body))

    def composes(self, key, channels, **more):
        """Writes a post; gives its id and the act's."""
        post = str(uuid.uuid4())
        payload = {"class": "routine", **more, "content": content(channels, **more.get("content", {}))}
        return post, self.does(key, "post.compose", post, payload)


def content(channels, **more):
    """What a post says; channels are pairs of a region and an id."""
    return {"texts": {"en": "Nothing."}, "visibility": "public", "media": [],
            "channels": [{"region": str(region), "channel": str(channel)} for region, channel in channels], **more}
