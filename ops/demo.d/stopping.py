"""A stop on everything: what it must hold, who passes it, and what asks again when it is lifted."""

import time
from datetime import datetime

from findings import slipped
from rig import Trouble, until


class Stop:
    """One general stop, from its placing to its lifting."""

    def __init__(self, story):
        self.story = story
        self.acts = story.acts
        self.book = story.book
        self.say = story.say
        self.expect = story.findings.expect

    def place(self, member):
        """Places it while posts stream out, and notes what it must hold from its answer on."""
        began = time.time()
        self.id = self.acts.stop(member, "--everything", "--exempt-emergency", reason="Severe flooding.")
        stood = time.time()
        self.before = self.acts.visible()
        self.held = self.waiting()
        time.sleep(2)
        after = self.after()
        last = max((moment(entry) for entry in self.before + after), default=began)
        self.say(f"Posts stream out, on servers that are slow today, when Dara stops everything but emergencies: "
                 f"{stood - began:.2f} s from the command to its answer.")
        self.say(f"The last post became visible {max(0.0, last - began):.2f} s after the command; in the two seconds "
                 f"after the answer {len(after)} more did.")
        self.expect(self.held, "the stop came when nothing was left to hold back")

    def after(self):
        """What became visible since it was answered."""
        return self.acts.visible()[len(self.before):]

    def waiting(self):
        """What was let out, is due and is not out: (post, channel)."""
        there = {(entry.channel, entry.text) for entry in self.acts.visible()}
        return [
            (post, channel) for post, channel in self.book.let_out_where()
            if (post.due == "now" or time.time() >= self.acts.later)
            and (channel, self.book.entry(post, channel).text) not in there]

    def passed_by(self, emergency, seconds):
        """The emergency is out; nothing else may be."""
        exempt = {self.book.entry(emergency, channel).text for channel in emergency.channels}
        wrong = slipped(self.after(), exempt)
        told = ", ".join(f"{self.book.name_of(entry.text)} on {entry.channel}" for entry in wrong)
        keeps_still = self.expect(not wrong, f"{len(wrong)} came out in spite of the stop on everything: {told}")
        self.say(f"Eve approves the flood warning: on all {len(emergency.channels)} accounts, in English and Welsh "
                 f"where both are spoken, {seconds:.1f} s later."
                 + (" Everything else keeps still." if keeps_still else ""))

    def lift(self, placer, other):
        """Its placer may not; somebody else does, and decides what has become overdue."""
        refusal = self.acts.centre(placer).refused("stop", "lift", self.id, "--reason", "The water is falling.")
        self.say(f"{placer.split()[0]} tries to lift her own stop: {refusal.splitlines()[-1].strip()}")
        held = self.waiting()
        self.acts.lift(other, self.id, "The water is falling.")
        asking = self.asking_again(other, held)
        still = self.waiting()
        burst = names(pair for pair in held if pair not in still)
        self.expect(not burst, f"burst out when the stop was lifted: {burst}")
        if self.expect(asking, "nothing was held back by the stop on everything: nothing asks again"):
            self.decide(other, asking)

    def asking_again(self, member, held):
        """Waits until all that was held asks again; gives (line, post, channel) of each delivery that does."""
        wanted = {(post.id, channel) for post, channel in held}
        channels = {line["channel_id"]: line["name"] for line in self.acts.centre(member).asks("channel", "list")}

        def asking():
            listed = self.acts.centre(member).asks("delivery", "list", "--open", "--limit", "500")
            return {(line["post_id"], channels[line["channel_id"]]): line
                    for line in listed if line["state"] == "missed"}

        try:
            until(lambda: wanted <= asking().keys(), 20, "what was held back asks again")
        except Trouble:
            there = asking()
            self.expect(False, "held back, but not asking again: "
                        + names(pair for pair in held if (pair[0].id, pair[1]) not in there))
        by_id = {post.id: post for post in self.book.posts}
        return [(line, by_id[post], channel) for (post, channel), line in asking().items()]

    def decide(self, member, asking):
        """One is out of date by now, and dropped; the others are sent on."""
        *others, (line, dropped, channel) = asking
        self.decides(member, line, "--drop", "out of date by now")
        dropped.dropped.add(channel)
        for line, _, _ in others:
            self.decides(member, line, "--send", "still wanted")
        self.say(f"{member.split()[0]} lifts it. Nothing bursts out: {len(asking)} overdue deliveries ask again. She "
                 f"sends {len(others)} on and drops {dropped.name} on {channel}.")

    def decides(self, member, line, what, reason):
        self.acts.centre(member).does("delivery", "decide", line["delivery_id"], what, "--reason", reason)


def names(pairs):
    return ", ".join(sorted(f"{post.name} on {channel}" for post, channel in pairs))


def moment(entry):
    return datetime.fromisoformat(entry.at.replace("Z", "+00:00")).timestamp()
