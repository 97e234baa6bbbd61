"""A post on its way to one account: what was asked for, what the centre says of it, and what the platform saw."""

import hashlib
import io
import json
import random
import signal

from PIL import Image

from body import DONE


class Channel:
    """An account of the office on one of the servers, and the faults that are placed there."""

    def __init__(self, body, name, server, **words):
        self.body, self.name, self.server = body, name, server
        added = body.adds_channel(name, address=body.sandbox.address[server], **words)
        assert added.returncode == DONE, added.stderr
        body.wait_for(lambda: any(one["name"] == name for one in body.author.asks("channel", "list")), "the channel")

    def fault(self, kind, path, method="POST", **more):
        self.body.sandbox.fault(self.server, kind, match={"method": method, "path": path}, **more)

    def is_whole(self):
        """Whatever a test did to the server and to the centre."""
        self.body.sandbox.control("DELETE", "faults", server=self.server)
        self.body.sandbox.release()
        if "coordinator" not in self.body.rig.running:
            self.body.coordinates()

    def counts(self, word):
        """How many requests came whose method and path hold the word."""
        return sum(number for call, number in self.body.sandbox.counts(self.server).items() if word in call)

    def lines(self):
        """What the public saw of this server."""
        lines = self.body.sandbox.ledger.read_text(encoding="utf-8").splitlines()
        return [line for line in map(json.loads, lines) if line["server"] == self.server]

    def kills(self):
        """The coordinator dies while the server holds an answer back; then there is another."""
        body = self.body
        body.wait_for(lambda: body.sandbox.hanging() > 0, "the server holds the request")
        body.rig.end("coordinator", signal.SIGKILL)
        body.wait_for(lambda: body.sandbox.hanging() == 0, "the server notices that its client is gone")
        body.coordinates()


class Sending:
    """One post for one channel, handed in; `images` are pairs of a file and what it shows."""

    def __init__(self, channel, text, images=()):
        self.body, self.channel, self.text = channel.body, channel, text
        shows = [word for number, (file, words) in enumerate(images, 1)
                 for word in ("--image", file, "--alt", f"{number}.en={words}")]
        self.id = self.body.author.asks(
            "post", "compose", "--channel", channel.name, "--text", f"en={text}", *shows, "--submit", "--wait"
        )[0]["post"]

    def is_approved(self):
        """Not yet ruled on: where a server is to be met at it, which a sender leaves again after two seconds."""
        self.body.approver.does("post", "approve", self.id, "--yes")
        return self

    def does(self, person, *words):
        done = self.body.run(self.body.agent, "post", words[0], self.id, *words[1:], "--wait", env=person.env)
        assert done.returncode == DONE, done.stderr

    def is_let_out(self):
        self.does(self.body.approver, "approve", "--yes")
        return self

    def image_digests(self):
        """Of the files as the office keeps them: cleaned."""
        kept = self.body.author.asks("post", "show", self.id)["images"]
        digests = []
        for image in kept:
            with open(image["file"], "rb") as file:
                digests.append(hashlib.sha256(file.read()).hexdigest())
        return digests

    def delivery(self, kind="publish"):
        """As the centre lists it now; None where there is none."""
        listed = json.loads(self.body.centre("delivery", "list", "--json").stdout)
        return next((one for one in listed if (one["post_id"], one["kind"]) == (self.id, kind)), None)

    def ends(self, *states, kind="publish"):
        """Waits until the delivery is in one of the states; gives it."""
        def ended():
            found = self.delivery(kind)
            return found if found and found["state"] in states else None
        return self.body.wait_for(ended, f"{self.text} is {states}")

    def explained(self, kind="publish"):
        done = self.body.centre("delivery", "explain", self.delivery(kind)["delivery_id"])
        assert done.returncode == DONE, done.stderr
        return done.stdout

    def seen(self, *events):
        """What the public saw of it, in order; without a word all."""
        lines = self.channel.lines()
        ours = {line["id"] for line in lines if line["event"] == "create" and line["text"] == self.text}
        return [line for line in lines if line["id"] in ours and (not events or line["event"] in events)]


def photograph(path, seed):
    """A picture of noise as a telephone writes it, with more in the file than is to be seen."""
    chance = random.Random(seed)
    image = Image.frombytes("RGB", (120, 80), bytes(chance.randrange(256) for _ in range(120 * 80 * 3)))
    told = Image.Exif()
    told[0x013B] = "Owain, at home"
    kept = io.BytesIO()
    image.save(kept, "JPEG", exif=told, comment="Quay Street 7")
    path.write_bytes(kept.getvalue())
    return path


def digest(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()
