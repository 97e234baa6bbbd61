"""What an office's store shows, held against what the centre has for it: the oracle of stores that are equal."""

import json
import sqlite3

from receipts import Client

KINDS = ("region", "policy", "member", "grant", "channel", "stop", "post", "conflict", "delivery")
COMMON = "00000000-0000-0000-0000-000000000000"


def news(body):
    """An item without what is told to nobody: how often a delivery was looked for, and that it stands as it was sent.
    """
    quiet = {"looks", "look_at", "look_fails", *(["read_back"] if body.get("read_back") in ("same", None) else [])}
    return {key: value for key, value in body.items() if key not in quiet}


class Mirror:
    """An office's store beside what its own login may fetch."""

    def __init__(self, office):
        self.office, self.line = office, Client(office).connects()

    def close(self):
        self.line.close()

    def there(self):
        """Every item that the office may see, as a new snapshot would bring it: owner, version, content."""
        items = {}
        for kind in KINDS:
            after = None
            while page := self.line.execute(
                    "select item_id, owner_region_id, version, body from sync.snapshot_v1(%s, %s, 1000)",
                    (kind, after)).fetchall():
                items.update(((kind, str(one)), (str(owner), version, news(body)))
                             for one, owner, version, body in page)
                after = page[-1][0]
        return items

    def here(self):
        rows = self.office.ask("select kind, id, owner, version, body from item")
        return {(kind, one): (owner, version, news(json.loads(body))) for kind, one, owner, version, body in rows}

    def heads(self):
        """Of the office's feed and of the common one: the number of the last row, and below which there is none."""
        rows = [row.split("|") for row in self.office.body.cluster.superuser("crier", f"""
            select region_id, head, floor from crier.feed_head
            where region_id in ('{self.office.region}', '{COMMON}')""").stdout.split()]
        found = {region: (int(head), int(floor)) for region, head, floor in rows}
        return {"region": found.get(self.office.region, (0, 0)), "common": found.get(COMMON, (0, 0))}

    def differences(self):
        """Everything in which the store is not as the centre, in words; nothing where they are equal."""
        name = self.office.desk.office
        cursors, found = dict(self.office.ask("select feed, n from cursor")), []
        for feed, (head, floor) in self.heads().items():
            if not max(floor, head) == cursors.get(feed, 0):
                found.append(f"{name}: {feed} is read to {cursors.get(feed, 0)}, and goes from {floor} to {head}")
        here, there = self.here(), self.there()
        for item in sorted({*here, *there}):
            mine, its = here.get(item), there.get(item)
            if mine is None or its is None:
                found.append(f"{name}: {item} is {'surplus' if its is None else 'missing'}")
            elif mine[:2] != its[:2]:
                found.append(f"{name}: {item} is version {mine[1]}, and version {its[1]} at the centre")
            elif mine[2] != its[2]:
                fields = {key: (mine[2].get(key), its[2].get(key)) for key in {*mine[2], *its[2]}
                          if mine[2].get(key) != its[2].get(key)}
                found.append(f"{name}: {item} has another content: {fields}")
        if unruled := self.office.unruled():
            found.append(f"{name}: {len(unruled)} acts without a ruling")
        if (sound := self.office.ask("pragma integrity_check")) != [("ok",)]:
            found.append(f"{name}: {sound}")
        return found


def looks(mirrors):
    """What differs anywhere; a store that cannot be read just now is no equal one."""
    found = []
    for mirror in mirrors:
        try:
            found += mirror.differences()
        except sqlite3.Error as error:
            found.append(f"{mirror.office.desk.office}: {error}")
    return found


def unseen(root, offices):
    """Posts that an office ought to see, and the centre does not show it: its own, and those on its channels.

    Told from all posts, as the office at the root sees them, and from nothing that the centre keeps of who sees what.
    """
    posts = {one: {owner, *(channel["region"] for channel in body["content"]["channels"])}
             for (kind, one), (owner, _, body) in root.there().items() if kind == "post"}
    found = []
    for mirror in offices:
        seen = {one for kind, one in mirror.there() if kind == "post"}
        found += [f"{mirror.office.desk.office}: {one} is not shown"
                  for one, regions in posts.items() if mirror.office.region in regions and one not in seen]
    return found
