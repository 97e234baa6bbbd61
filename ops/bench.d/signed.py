"""Acts as an office's agent writes them: the same JSON, signed by a member with Ed25519."""

import hashlib
import json
import time
import uuid
from datetime import datetime, timezone

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

TEXT = ("The bridge at Mill Lane is closed until noon while a beam is replaced. Buses 4 and 17 go by Quay Street; "
        "walkers may cross by the footbridge. We will say here when it is open again. Number {n}.")


def time_ordered():
    """A UUID of version 7, as agents give their acts."""
    bits = (time.time_ns() // 1_000_000) << 80 | uuid.uuid4().int & (1 << 80) - 1
    return uuid.UUID(int=bits & ~(0xF << 76) & ~(0x3 << 62) | 7 << 76 | 2 << 62)


class Signer:
    """A member of an office, and the acts they do there."""

    def __init__(self, office):
        self.office = office
        self.key = Ed25519PrivateKey.generate()
        self.public = self.key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        self.made = 0

    def compose(self):
        """Writes a post for the office's account: (id of the act, its body, its signature)."""
        self.made += 1
        office, act = self.office, str(time_ordered())
        content = {
            "channels": [{"channel": office.channel, "region": office.region}], "media": [],
            "texts": {"en": TEXT.format(n=self.made)}, "visibility": "public"}
        body = json.dumps({
            "at": datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.%fZ"), "format": 1, "id": act,
            "item": {"id": str(time_ordered()), "kind": "post", "region": office.region}, "member": office.member,
            "payload": {"class": "routine", "content": content}, "region": office.region, "verb": "post.compose",
        }, sort_keys=True, separators=(",", ":"))
        return act, body, self.key.sign(b"crier activity 1\n" + body.encode())

    def batches(self, acts, size):
        """Acts in an agent's batches, as libpq wants arrays: nothing is left to do while timed."""
        made = [self.compose() for _ in range(acts)]
        return [Batch(made[start:start + size]) for start in range(0, acts, size)]


class Batch:
    """Some acts, as the text of PostgreSQL arrays."""

    def __init__(self, acts):
        self.size = len(acts)
        self.ids = array(act for act, _, _ in acts)
        self.bodies = array('"' + body.replace("\\", "\\\\").replace('"', '\\"') + '"' for _, body, _ in acts)
        self.hashes = array(f'"\\\\x{hashlib.sha256(body.encode()).hexdigest()}"' for _, body, _ in acts)
        self.signatures = array(f'"\\\\x{signature.hex()}"' for _, _, signature in acts)


def array(items):
    return "{" + ",".join(items) + "}"
