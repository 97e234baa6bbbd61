"""The oracle of recovery: what the public saw, held against what the centre says of it."""

import json
from collections import Counter

from outpost import PATIENCE
from rig import Trouble, until


class Seen:
    """What the servers' ledger tells of texts that begin with a word; each text is one post for one channel."""

    def __init__(self, sandbox, word):
        lines = map(json.loads, sandbox.ledger.read_text(encoding="utf-8").splitlines())
        self.made, self.gone, names = Counter(), Counter(), {}
        for line in lines:
            name = (line["server"], line["account"], line["id"])
            if line["event"] == "create" and line["text"].startswith(word):
                names[name] = line["text"]
                self.made[line["text"]] += 1
            elif line["event"] == "delete" and name in names:
                self.gone[names[name]] += 1

    def twice(self):
        return sorted(text for text, number in self.made.items() if number > 1)

    def standing(self, text):
        return self.made[text] - self.gone[text]

    def __eq__(self, other):
        return (self.made, self.gone) == (other.made, other.gone)


def judged(centre, sandbox, word):
    """Everything in which centre and public differ, in words; nothing when each post is where it is said to be.

    No text is made public twice, whatever happens. `sent` stands there once, unless it was taken down since; in every
    other state nothing stands there.
    """
    seen = Seen(sandbox, word)
    found = [f"{text!r} was made public {seen.made[text]} times" for text in seen.twice()]
    rows = centre.ask(f"""
        select p.content->'texts'->>'en' as text, d.state, exists (
            select from crier.delivery t where t.post_id = d.post_id and t.kind = 'take_down' and t.state = 'sent')
        from crier.delivery d join crier.post p on p.region_id = d.post_region_id and p.post_id = d.post_id
        where d.kind = 'publish' and p.content->'texts'->>'en' like '{word}%'""")
    for text, state, is_down in rows:
        should = int(state == "sent" and not is_down)
        if seen.standing(text) != should:
            found.append(f"{text!r} is {state}{' and taken down' if is_down else ''}, and stands there "
                         f"{seen.standing(text)} times")
    known = {text for text, _, _ in rows}
    found += [f"{text!r} is public, and the centre knows of no delivery" for text in seen.made if text not in known]
    return found


def are_out(centre, word, texts):
    """Waits until these posts have been made public."""
    def missing():
        seen = Seen(centre.body.sandbox, word)
        return [text for text in texts if not seen.made[text]]
    try:
        until(lambda: not missing(), PATIENCE, f"{len(texts)} posts of {word} are out")
    except Trouble as trouble:
        raise AssertionError(f"{trouble}: {centre.told(missing())}") from None
