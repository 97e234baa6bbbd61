"""The demo: a public body speaks, is stopped, loses a machine, and still says everything once."""

import argparse
import signal
import sys
import time
import traceback
from datetime import datetime, timezone

import ending
import lines
import machines
import questions
from acts import Acts
from findings import Findings
from rig import Rig, Teller, Trouble, until
from setting import CENTRE, CHANNELS, EASTMOOR, NORTHBRIDGE, Setting
from stopping import Stop

EMERGENCY = {
    "en": "Flood warning for the lower Aeron valley. Move to higher ground now. Do not walk or drive through flood "
          "water. Call 999 if you are in danger; text 999 if you cannot speak or hear.",
    "cy": "Rhybudd llifogydd ar gyfer dyffryn Aeron isaf. Symudwch i dir uwch nawr. Peidiwch â cherdded na gyrru drwy "
          "ddŵr llifogydd. Ffoniwch 999 os ydych mewn perygl; tecstiwch 999 os na allwch siarad neu glywed.",
}
REMINDER = {
    "en": "Be kind to the people who help you. Our staff have the right to work without abuse, and so do you.",
    "cy": "Byddwch yn garedig wrth y bobl sy'n eich helpu. Mae gan ein staff yr hawl i weithio heb gamdriniaeth, a "
          "chithau.",
}
CORRECTED = "The Northern Link bus replaces line 9 from Monday. All vehicles are low-floor, and companions travel free."


class Story:
    """The chapters, in order."""

    def __init__(self, rig, setting):
        self.rig = rig
        self.setting = setting
        self.book = setting.book
        self.acts = Acts(rig, setting)
        self.say = rig.tell.say
        self.chapter = rig.tell.chapter
        self.findings = Findings(self.say)

    def run(self):
        self.chapter("A public body, its centre and three offices")
        self.setting.make()
        self.chapter("Each office imports its calendar")
        self.imports()
        self.chapter("Approvals, by others; and a server that acts, then drops the connection")
        self.approvals()
        self.chapter("A line is cut, and two people change the same words")
        self.disk = lines.Disk(self, NORTHBRIDGE)
        lines.cut(self)
        self.chapter("A member is revoked; a post is withdrawn before its time")
        self.revocation()
        self.chapter("Changed words need a new approval")
        self.changed_content()
        self.chapter("A stop on everything, and an emergency that passes it")
        self.stop_and_emergency()
        self.chapter("A coordinator is killed while a server holds a post that it has already published")
        machines.kill(self)
        self.chapter("A disk is set back to an older copy; an office comes home after very long")
        lines.set_back(self, self.disk)
        lines.come_home(self)
        self.chapter("Something that is out is taken back")
        self.take_back()
        self.chapter("The rest comes out")
        self.rest()

    def imports(self):
        self.setting.read_calendars()
        paths = self.acts.import_all()
        again = self.acts.people["Ben Okoro"].asks("import", paths[0], "--submit")
        self.say(f"Ben imports his calendar once more by mistake: "
                 f"{len(again['new'])} new, {len(again['known'])} known.")
        self.say(f"{len(self.book.posts)} posts; some due now, some at "
                 f"{datetime.fromtimestamp(self.acts.later, timezone.utc):%H:%M} UTC.")

    # Approvals

    def approvals(self):
        acts, book = self.acts, self.book
        acts.approve("Hywel Morgan", [post for post in book.posts if post.author == "Gwen Pritchard"])
        acts.approve("Mair Ellis", [book.named("DG-05"), book.named("DG-11")])
        self.say("Two bilingual event posts needed a second consent, by a manager; a third one still lacks it.")
        machines.drop_connection(self)

    def revocation(self):
        acts, book = self.acts, self.book
        acts.approve("Jo Fraser", [book.named("NR-01"), book.named("NR-02"), book.named("NR-03")])
        acts.until_out([book.named("NR-01")])
        self.must_be_early("Kit Moran is revoked")
        acts.centre("Ann Lee").does("member", "revoke", "Kit Moran", "--reason", "left the service")
        for name in ("NR-02", "NR-03", "NR-04"):
            book.named(name).held = "revoked"
        self.say("Kit Moran is revoked with one post out, two approved and waiting, one submitted: all three stop.")
        acts.until_known("Jo Fraser", book.named("NR-02"), "stopped")
        words = ("post", "compose", "--channel", "Northbridge Police", "--text", "en=One more thing", "--wait")
        self.say(f"Kit tries to write another: {last_line(acts.people['Kit Moran'].refused(*words))}")
        acts.approve("Carys Webb", [book.named("EM-24")])
        self.must_be_early("EM-24 is withdrawn")
        acts.withdraw("Ben Okoro", book.named("EM-24"), "The parade is called off because of the storm.")
        self.say("Ben withdraws the approved lantern parade: the storm is coming.")

    def must_be_early(self, what):
        if time.time() > self.acts.later - 1:
            raise Trouble(f"this machine is too slow for the story: {what} only after the later posts were due")

    def changed_content(self):
        acts, post = self.acts, self.book.named("EM-26")
        acts.until_known("Eve Marsh", post, "submitted")
        desk = self.setting.desks[CENTRE]
        desk.pause()
        acts.people["Eve Marsh"].does("post", "approve", post.id, "--yes")
        self.say("The centre's line is down. Eve Marsh approves the bus post as she sees it; the approval waits.")
        acts.change("Ben Okoro", post, {"en": CORRECTED})
        self.say("Meanwhile Ben corrects the date and submits it again.")
        desk.run()
        self.say(f"The line is up again. Eve's approval: {self.refusal_of('Eve Marsh', post)}")
        acts.approve("Carys Webb", [post])
        self.say("Carys reads the new words and approves them.")

    def refusal_of(self, member, post):
        def refused():
            told = self.acts.people[member].asks("post", "history", post.id)
            return next((act["sentence"] for act in told["acts"] if act.get("verdict") == "refused"), None)

        return until(refused, 30, f"the approval of {member} is ruled on", self.rig.log("commands"))

    # A stop

    def stop_and_emergency(self):
        acts, book = self.acts, self.book
        acts.stop("Dara Quinn", "--campaign", "fireworks", reason="The fire service is asking for a pause.")
        for post in book.of("fireworks"):
            post.held = "stopped"
        self.say("Dara Quinn stops the fireworks campaign. This stop stays.")
        emergency = acts.compose(
            CENTRE, "Dara Quinn", "flood warning", EMERGENCY, [name for name, *_ in CHANNELS], "emergency")
        waiting = [post for post in book.posts if post.author == "Ian Shah" and post.name not in ("NB-14", "NB-15")]
        rest = [post for post in book.posts if post.office == EASTMOOR and not post.consents and not post.held
                and post.name not in ("EM-22", "EM-23", "EM-25")]
        for server in ("vale", "eastmoor", "northbridge"):
            self.setting.sandbox.fault(server, "delay", milliseconds=800, count=len(waiting + rest))
        own = acts.people["Dara Quinn"].refused("post", "approve", emergency.id, "--yes", "--wait")
        self.say(f"Dara writes a flood warning and tries to approve it herself: {last_line(own)}")
        before = len(acts.visible())
        acts.approve("Jo Fraser", waiting)
        acts.approve("Carys Webb", rest)
        until(lambda: len(acts.visible()) > before + 2, 30, "posts come out", acts.coordinators_log)
        stop = Stop(self)
        stop.place("Dara Quinn")
        self.setting.sandbox.control("DELETE", "faults?server=*")
        began = time.monotonic()
        acts.until_known("Eve Marsh", emergency, "submitted")
        acts.approve("Eve Marsh", [emergency])
        acts.until_out([emergency], 30)
        stop.passed_by(emergency, time.monotonic() - began)
        stop.lift("Dara Quinn", "Eve Marsh")

    # The end

    def take_back(self):
        acts, post = self.acts, self.book.named("EM-22")
        acts.approve("Carys Webb", [post])
        acts.until_out([post])
        acts.withdraw("Carys Webb", post, "The inspection was put off; the bridge is open.")
        self.say("The closed footbridge is announced, and taken back a moment later: the bridge is open after all.")

    def rest(self):
        acts, book = self.acts, self.book
        acts.approve("Jo Fraser", [book.named("NB-15")])
        acts.people["Carys Webb"].does(
            "post", "return", book.named("EM-23").id, "--reason", "Which days? Please say where to look.", "--wait")
        book.named("EM-23").held = "returned"
        reminder = acts.compose(
            CENTRE, "Dara Quinn", "reminder", REMINDER,
            ["Eastmoor Council", "Dyffryn Glas Health", "Northbridge Police"], "routine")
        acts.until_known("Eve Marsh", reminder, "submitted")
        acts.approve("Eve Marsh", [reminder])
        wait = max(0.0, acts.later - time.time())
        if wait:
            self.say(f"The later posts are due in {wait:.0f} s.")
        ending.until_settled(self, wait + 45)


def last_line(text):
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1] if lines else ""


def tail(path, count=25):
    try:
        lines = path.read_text(encoding="utf-8", errors="replace").splitlines()[-count:]
    except OSError:
        return
    print(f"-- the end of {path.name}", *lines, sep="\n", flush=True)


def arguments():
    parser = argparse.ArgumentParser(prog="ops/demo")
    parser.add_argument("--folder", required=True)
    parser.add_argument("--binaries", required=True)
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--keep", action="store_true")
    parser.add_argument("--sabotage", default="", choices=["", "prereq", "approval", "stop", "intent", "lookup"])
    return parser.parse_args()


def tell_all(story, options):
    """The whole story and its verdict: what the demo exits with."""
    story.run()
    story.chapter("What the database says to those who ask it directly")
    questions.ask(story)
    story.chapter("What the public sees")
    holds = ending.tell(story)
    if not holds:
        tail(story.acts.coordinators_log)
    status = 0 if holds or not options.check else 1
    if options.keep and status == 0:
        ending.say_how_to_go_on(story)
    return status


def main():
    options = arguments()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    teller = Teller()
    rig = Rig(options.folder, options.binaries, teller)
    story = Story(rig, Setting(rig, options.sabotage))
    status = 1
    try:
        status = tell_all(story, options)
    except Trouble as trouble:
        tail(trouble.log or story.acts.coordinators_log)
        ending.say_so_far(story)
        teller.say(f"FAILED: {trouble}")
    except KeyboardInterrupt:
        status = 130
    except Exception as fault:  # a fault of the story itself: said like all others, with its place
        traceback.print_exc()
        tail(story.acts.coordinators_log)
        ending.say_so_far(story)
        teller.say(f"FAILED: {fault!r}")
    finally:
        story.setting.close()
        if not (options.keep and status == 0):
            rig.stop()
    return status


if __name__ == "__main__":
    sys.exit(main())
