"""What befalls lines and disks: a line is cut and comes back, a disk is set back, an office was away for very long."""

import shutil

from rig import until
from setting import EASTMOOR, GLAS, NORTHBRIDGE

NIGHT = {
    "en": "The night clinic at Bryn Glas is open from 8pm. Ring the bell at the side door.",
    "cy": "Mae'r clinig nos ym Mryn Glas ar agor o 8pm. Canwch y gloch wrth y drws ochr.",
}
THEIRS = "The night clinic at Bryn Glas is open from 9pm. Ring the bell at the side door; the ramp is lit."
CENTRES = "The night clinic at Bryn Glas is open from 8pm. Please call 111 first."
CHOSEN = "The night clinic at Bryn Glas is open from 9pm. Please call 111 first; the ramp at the side door is lit."
OFFLINE = [
    ("heating", {
        "en": "The heating at Bryn Glas is being repaired. Waiting rooms are warm; please bring a coat all the same.",
        "cy": "Mae'r gwres ym Mryn Glas yn cael ei drwsio. Mae'r ystafelloedd aros yn gynnes; dewch â chot er hynny.",
    }),
    ("road closed", {
        "en": "The road to Bryn Glas is flooded at the mill. Use the upper road, or call us for a lift.",
        "cy": "Mae'r ffordd i Fryn Glas dan ddŵr wrth y felin. Defnyddiwch y ffordd uchaf, neu ffoniwch am gludiant.",
    }),
]
AFTER = {"en": "Our front desk in Station Road is open again, step-free by the side door."}


def cut(story):
    """An office works on while its line is down; meanwhile somebody at the centre changes the same words."""
    acts, say, proxy = story.acts, story.say, story.setting.proxy
    gwen, noor = acts.people["Gwen Pritchard"], acts.people["Noor Haddad"]
    night = acts.compose(GLAS, "Gwen Pritchard", "night clinic", NIGHT, [GLAS], "routine")
    acts.until_known("Noor Haddad", night, "submitted")
    proxy.cut()
    say("The line of Dyffryn Glas is cut, both ways, outside the agent. Gwen writes two posts, Hywel approves them; "
        "she also moves the night clinic to nine.")
    posts = [acts.compose(GLAS, "Gwen Pritchard", name, texts, [GLAS], "routine", wait=False)
             for name, texts in OFFLINE]
    acts.approve("Hywel Morgan", posts, wait=False)
    gwen.does("post", "edit", night.id, "--text", f"en={THEIRS}")
    night.change({"en": THEIRS})
    until(lambda: gwen.asks("status")["line"]["condition"] != "up", 60, "the agent notes that the line is down",
          story.rig.log("agent-dyffryn"))
    say("At their desk, crier-agent status says:")
    say("\n".join(f"    {line}" for line in gwen.does("status").stdout.splitlines()[2:4]))
    noor.does("post", "edit", night.id, "--text", f"en={CENTRES}", "--wait")
    say("Meanwhile Noor, at the centre's desk, changes the same sentence.")
    story.findings.expect(
        not any(acts.is_out(post) for post in posts), "something went out of an office whose line is cut")
    proxy.heal()
    acts.until_out(posts)
    say("The line is back: both posts are out. Of the night clinic there are two versions; nothing of it goes out:")
    resolve(story, night)


def resolve(story, post):
    """A person at the office looks at both versions and writes a third; it is approved as ever."""
    acts, mair = story.acts, story.acts.people["Mair Ellis"]
    conflicts = until(lambda: mair.asks("conflict", "list"), 30, "the conflict is seen at the office",
                      story.rig.log("agent-dyffryn"))
    story.findings.expect(len(conflicts) == 1, f"{len(conflicts)} conflicts instead of one")
    conflict = conflicts[0]["id"]
    shown = mair.does("conflict", "show", conflict).stdout.rstrip()
    story.say("\n".join(f"    {line}" for line in shown.splitlines()))
    refusal = acts.people["Gwen Pritchard"].refused("post", "submit", post.id)
    story.say(f"Gwen tries to hand it in as it is: {refusal.splitlines()[0].strip()}")
    mair.does("conflict", "resolve", conflict, "--text", f"en={CHOSEN}", "--wait")
    post.change({"en": CHOSEN})
    acts.people["Gwen Pritchard"].does("post", "submit", post.id, "--wait")
    post.submitted = True
    acts.approve("Hywel Morgan", [post])
    acts.until_out([post])
    story.say("Mair writes a third that says both, Gwen hands it in, Hywel approves it: it is out, once, in "
              "those words.")


class Disk:
    """The disk of an office, copied while its agent rests and nobody is signing in there."""

    def __init__(self, story, office):
        self.story = story
        self.desk = story.setting.desks[office]
        story.setting.seated(office)
        self.copy = story.rig.folder / f"copy-of-{self.desk.short}"
        self.desk.pause()
        shutil.copytree(self.desk.state, self.copy)
        self.desk.run()

    def roll_back(self):
        """The copy takes the place of what has become of it since."""
        self.desk.pause()
        shutil.rmtree(self.desk.state)
        shutil.copytree(self.copy, self.desk.state)
        self.desk.run()


def set_back(story, disk):
    """An office's disk is set back to an older copy: its agent notices, and what was done since is not lost."""
    acts, ian = story.acts, story.acts.people["Ian Shah"]
    before = {post["id"] for post in ian.asks("post", "list", "--all")}
    disk.roll_back()
    until(lambda: ian.asks("status").get("renamed_at"), 60, "the agent notices that its store is an older one",
          story.rig.log("agent-northbridge"))
    until(lambda: before <= {post["id"] for post in ian.asks("post", "list", "--all")}, 30,
          "all posts of the office are back", story.rig.log("agent-northbridge"))
    post = acts.compose(NORTHBRIDGE, "Ian Shah", "after the copy", AFTER, ["Northbridge Police"], "routine")
    acts.approve("Jo Fraser", [post])
    acts.until_out([post])
    story.say("The disk of Northbridge Police is set back to a copy from before all this. Its agent notices that the "
              f"centre knows more than it does, goes on under a new name and reads everything anew: all {len(before)} "
              "posts are there again, and a new one is out.")


def come_home(story):
    """An office was away for so long that the centre has forgotten what changed meanwhile: it takes a snapshot."""
    setting = story.setting
    desk, ben = setting.desks[EASTMOOR], story.acts.people["Ben Okoro"]
    desk.pause()
    acts, read = story.acts, feed(setting)[0]
    acts.people["Noor Haddad"].does(
        "post", "edit", story.book.named("EM-25").id, "--campaign", "december", "--wait")
    # As if ninety days had passed: every row of every feed is old by now.
    until(lambda: forgets(setting) > read, 30, "the centre forgets old rows of feeds", acts.coordinators_log)
    desk.run()
    until(lambda: campaign(ben, story.book.named("EM-25")) == "december", 60,
          "Eastmoor has taken a snapshot", story.rig.log(desk.name))
    log = story.rig.log(desk.name).read_text()
    story.findings.expect("tooOld" in log, "Eastmoor did not notice that it had been away for too long")
    story.say("Eastmoor's agent was off while the centre forgot what is older than ninety days (here: everything). It "
              "notices, takes a new snapshot, and knows again what changed meanwhile.")


def forgets(setting):
    """Forgets all rows of feeds that are carried; gives the number below which none is left in Eastmoor's."""
    setting.cluster.superuser("crier", "set role crier_coordinator; select admin.feeds_trim_v1('0', 10000)")
    return feed(setting)[1]


def feed(setting):
    """Of Eastmoor's feed: the number of the last row, and below which there is none."""
    told = setting.cluster.superuser(
        "crier", "select h.head || ' ' || h.floor from crier.feed_head h join crier.region r using (region_id) "
        f"where r.region_id = '{setting.desks[EASTMOOR].bundle['region']}';").stdout
    return [int(number) for number in told.split()]


def campaign(person, post):
    return person.asks("post", "show", post.id)["post"].get("campaign")
