"""The demo: a public body speaks, is stopped, loses a machine, and still says everything once."""

import argparse
import re
import signal
import sys
import time
from datetime import datetime, timezone

import ending
import questions
from acts import Acts
from people import Person
from rig import Rig, Teller, Trouble, until
from setting import CENTRE, CHANNELS, EASTMOOR, Setting

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

    def run(self):
        self.chapter("A public body, its centre and three offices")
        self.setting.make()
        self.chapter("Each office imports its calendar")
        self.imports()
        self.chapter("Approvals, by others; and a server that acts, then drops the connection")
        self.approvals()
        self.chapter("A member is revoked; a post is withdrawn before its time")
        self.revocation()
        self.chapter("Changed words need a new approval")
        self.changed_content()
        self.chapter("A stop on everything, and an emergency that passes it")
        self.stop_and_emergency()
        self.chapter("A coordinator is killed while a server holds a post that it has already published")
        self.kill()
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
        self.setting.sandbox.fault("eastmoor", "act_then_reset", account="council", after=2)
        first = [post for post in book.posts if post.office == EASTMOOR and post.campaign in ("winter", "library")]
        acts.approve("Carys Webb", first)
        glas = [post for post in book.posts if post.author == "Gwen Pritchard"]
        acts.approve("Hywel Morgan", glas)
        acts.approve("Mair Ellis", [book.named("DG-05"), book.named("DG-11")])
        self.say("Two bilingual event posts needed a second consent, by a manager; a third one still lacks it.")
        acts.until_out(first, 60)
        drops = self.setting.sandbox.faults_done("eastmoor")
        twice = [entry.text for entry in ending.verdict(self).surplus if entry.channel == "Eastmoor Council"]
        self.say(f"The Eastmoor server, which ignores idempotency keys, published a post and then reset the kept-alive "
                 f"connection ({drops} time). "
                 + (f"It stands there {len(twice) + 1} times." if twice else "It was looked up, and not sent again."))

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

    # Stops

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
            self.setting.sandbox.fault(server, "delay", milliseconds=500, count=len(waiting + rest))
        own = acts.people["Dara Quinn"].refused("post", "approve", emergency.id, "--yes", "--wait")
        self.say(f"Dara writes a flood warning and tries to approve it herself: {last_line(own)}")
        before = len(acts.visible())
        acts.approve("Jo Fraser", waiting)
        acts.approve("Carys Webb", rest)
        until(lambda: len(acts.visible()) > before + 2, 30, "posts come out", acts.coordinators_log)
        stop = self.place_stop()
        self.setting.sandbox.control("DELETE", "faults?server=*")
        self.emergency_passes(emergency)
        self.lift_stop(stop)

    def place_stop(self):
        began = time.time()
        stop = self.acts.stop("Dara Quinn", "--everything", "--exempt-emergency", reason="Severe flooding.")
        stood = time.time()
        seen = self.acts.visible()
        time.sleep(2)
        late = [entry for entry in self.acts.visible()[len(seen):]]
        last = max((moment(entry) for entry in seen + late), default=began)
        self.say(f"Posts stream out, on servers that are slow today, when Dara stops everything but emergencies: "
                 f"{stood - began:.2f} s from the command to its answer.")
        self.say(f"The last post became visible {max(0.0, last - began):.2f} s after the command; in the two seconds "
                 f"after the answer {len(late)} more did.")
        return stop

    def emergency_passes(self, emergency):
        began = time.monotonic()
        self.acts.until_known("Eve Marsh", emergency, "submitted")
        self.acts.approve("Eve Marsh", [emergency])
        self.acts.until_out([emergency], 30)
        self.say(f"Eve approves the flood warning: on all five accounts, in English and Welsh where both are spoken, "
                 f"{time.monotonic() - began:.1f} s later. Everything else keeps still.")

    def lift_stop(self, stop):
        acts = self.acts
        refusal = acts.centre("Dara Quinn").refused("stop", "lift", stop, "--reason", "The water is falling.")
        self.say(f"Dara tries to lift her own stop: {last_line(refusal)}")
        acts.lift("Eve Marsh", stop, "The water is falling.")
        missed = self.overdue()
        if not missed:
            self.say("Eve lifts it. Nothing was held back by it.")
            return
        dropped, channel = self.drop(missed[-1])
        for line in missed[:-1]:
            acts.centre("Eve Marsh").does(
                "delivery", "decide", line["delivery_id"], "--send", "--reason", "still wanted")
        self.say(f"Eve lifts it. Nothing bursts out: {len(missed)} overdue deliveries ask again. She sends "
                 f"{len(missed) - 1} on and drops {dropped.name} on {channel}.")

    def drop(self, line):
        """What is out of date by now does not go out on that channel."""
        post = next(post for post in self.book.posts if post.id == line["post_id"])
        channels = self.acts.centre("Eve Marsh").asks("channel", "list")
        channel = next(channel["name"] for channel in channels if channel["channel_id"] == line["channel_id"])
        self.acts.centre("Eve Marsh").does(
            "delivery", "decide", line["delivery_id"], "--drop", "--reason", "out of date by now")
        post.dropped.add(channel)
        return post, channel

    def overdue(self):
        """What asks again after the stop; nothing, where the stop did not hold."""
        try:
            return until(self.missed, 20, "overdue posts ask again")
        except Trouble:
            return []

    def missed(self):
        return [line for line in self.acts.centre("Eve Marsh").asks("delivery", "list", "--open")
                if line["state"] == "missed"]

    # Machines

    def kill(self):
        acts, post, sandbox = self.acts, self.book.named("NB-14"), self.setting.sandbox
        acts.until_out([other for other in self.book.posts if "Northbridge Police" in other.channels
                        and self.book.let_out(other) and not other.held and other.due == "now"])
        sandbox.fault("northbridge", "hang_after_acting", account="police")
        acts.approve("Jo Fraser", [post])
        until(lambda: sandbox.hanging() > 0, 30, "the server holds the request", acts.coordinators_log)
        victim = self.sender()
        self.rig.end(victim, signal.SIGKILL)
        self.say(f"The server has published the post and holds its answer back. {victim} is killed (SIGKILL).")
        sandbox.release()
        delivery = acts.delivery(post, "Northbridge Police")
        self.say(f"The attempt that was on the wire, as the centre tells it ({delivery['state']}):")
        self.say(indent(acts.explain(delivery)))
        until(lambda: acts.delivery(post, "Northbridge Police")["state"] in ("sent", "parked"), 60,
              "the attempt is resolved", acts.coordinators_log)
        self.say("The other coordinator has resolved it:")
        self.say(indent(acts.explain(delivery)))

    def sender(self):
        """The coordinator that spoke last on a connection to the Northbridge server, by the system's own tables."""
        port = self.setting.sandbox.address["northbridge"].rsplit(":", 1)[1]
        told = self.rig.call("ss", "-tnpiOH", "state", "established", f"( dport = :{port} )").stdout
        spoke = {}
        for line in told.splitlines():
            process, ago = re.search(r"pid=(\d+),", line), re.search(r"lastsnd:(\d+)", line)
            if process and ago:
                spoke[int(process[1])] = min(int(ago[1]), spoke.get(int(process[1]), int(ago[1])))
        of = {self.rig.running[name].pid: name for name in self.setting.coordinators}
        return min((ago, of[process]) for process, ago in spoke.items() if process in of)[1]

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


def moment(entry):
    return datetime.fromisoformat(entry.at.replace("Z", "+00:00")).timestamp()


def last_line(text):
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1] if lines else ""


def indent(text):
    return "\n".join(f"    {line}" for line in text.splitlines())


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


def main():
    options = arguments()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    teller = Teller()
    rig = Rig(options.folder, options.binaries, teller)
    setting = Setting(rig, options.sabotage)
    story = Story(rig, setting)
    kept = False
    try:
        story.run()
        teller.chapter("What the database says to those who ask it directly")
        questions.ask(story)
        teller.chapter("What the public sees")
        holds = ending.tell(story)
        if options.keep:
            kept = True
            ending.say_how_to_go_on(story)
        return 0 if holds or not options.check else 1
    except Trouble as trouble:
        teller.say(f"FAILED: {trouble}")
        ending.say_findings(story)
        if trouble.log:
            tail(trouble.log)
        return 1
    except KeyboardInterrupt:
        return 130
    finally:
        if not kept:
            rig.stop()


if __name__ == "__main__":
    sys.exit(main())
