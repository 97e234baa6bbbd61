"""The end of the demo: what the public sees, whether it is what people let out, and how to go on by hand."""

import shlex
from collections import Counter

import ledger
from rig import ROOT, Trouble, until
from setting import CHANNELS

LONGEST = 240  # seconds


def verdict(story):
    book = story.book
    return ledger.Verdict(
        book.expected(), book.expected_gone(), story.acts.lines(), story.setting.channels, book.name_of)


def until_settled(story, seconds):
    """Until nothing is missing any more, and then a moment in which nothing else comes."""
    def settled():
        story.rig.check_alive()
        now = verdict(story)
        return not now.missing and not now.wrongly_gone

    try:
        until(settled, seconds, "everything is out")
    except Trouble as trouble:
        if trouble.log:
            raise
        story.say(f"Waited {seconds:.0f} s; not everything is out.")
    seen = len(story.acts.lines())
    try:
        until(lambda: len(story.acts.lines()) > seen, 3, "something else")
    except Trouble:
        pass


def tell(story):
    """The table and the sentence. True when it is as it must be."""
    visible = [entry for entry in story.acts.visible() if not entry.gone]
    count = Counter(entry.channel for entry in visible)
    taken = Counter(entry.channel for entry in story.acts.visible() if entry.gone)
    story.say(f"{'ACCOUNT':<20} {'OUT':>4} {'TAKEN DOWN':>11}  LATEST")
    for channel, _, languages, _, _ in CHANNELS:
        last = next((entry.text for entry in reversed(visible) if entry.channel == channel), "")
        story.say(f"{channel:<20} {count[channel]:>4} {taken[channel]:>11}  [{' '.join(languages)}] "
                  f"{ledger.short(last, 50)}")
    found = verdict(story)
    holds = found.holds and not story.findings.broken
    story.say()
    if found.holds:
        story.say(f"All {found.matched} were published exactly once, and nothing unapproved.")
    say_findings(story, found.findings())
    story.say(sentence(story))
    seconds = story.rig.tell.elapsed
    story.say(f"{'As it must be' if holds else 'NOT as it must be'}, after {seconds:.0f} s.")
    if seconds > LONGEST:
        story.say(f"That is longer than the {LONGEST // 60} minutes that it may take on a machine that is left alone.")
    return holds


def sentence(story):
    """The counts behind it."""
    book = story.book
    held = Counter(post.held for post in book.posts if post.held)
    never = sum(not book.let_out(post) and not post.held for post in book.posts)
    dropped = sum(len(post.dropped) for post in book.posts)
    out = [post for post in book.posts if book.let_out(post) and not post.held and set(post.channels) - post.dropped]
    reasons = [f"{number} {reason}" for reason, number in sorted(held.items())]
    reasons += [f"{never} never had all their approvals", f"{dropped} dropped when overdue"]
    return (f"{len(book.posts)} posts were written; {len(out)} were let out, {len(book.expected())} times in all with "
            f"several accounts. The others: {', '.join(reasons)}.")


def say_findings(story, entries):
    """Each entry and each promise that is not as it must be."""
    for finding in entries + [f"broken: {sentence}" for sentence in story.findings.broken]:
        story.say(f"    {finding}")


def say_so_far(story):
    """What is wrong already in a story that could not go on; what is not out yet is not."""
    if story.setting.sandbox is not None:
        say_findings(story, verdict(story).findings(missing=False))


def say_how_to_go_on(story):
    """One ready command for each person."""
    rig, setting = story.rig, story.setting
    story.rig.tell.chapter("Everything goes on. As whom will you act?")

    def line(person, *words):
        env = " ".join(f"{key}={shlex.quote(value)}" for key, value in person.env.items())
        print(f"  {env} {person.program} {' '.join(words)}")

    people = setting.people
    print("Author (Ben Okoro, Eastmoor Council):")
    words = ("--channel", "'Eastmoor Council'", "--text", "en='Your words'", "--submit")
    line(people["Ben Okoro"], "post", "compose", *words)
    print("Approver (Carys Webb, Eastmoor Council):")
    line(people["Carys Webb"], "post", "list", "--only", "submitted")
    print("Duty editor (Dara Quinn, the centre):")
    line(setting.at_centre["Dara Quinn"], "stop", "place", "--everything", "--reason", "'trying it'")
    print("Auditor (psql):")
    env = " ".join(f"{key}={shlex.quote(value)}" for key, value in setting.auditor.items())
    question = "select * from audit.who_let_out(audit.channel('Eastmoor Council'), now())"
    print(f"  {env} psql -x -c {shlex.quote(question)}")
    print("What the public sees (the browser will ask about the private certificate):")
    for server, address in setting.sandbox.address.items():
        print(f"  {address}/  ({server})")
    print(f"To stop and remove all of it:\n  {ROOT}/ops/demo --stop {rig.folder}", flush=True)
