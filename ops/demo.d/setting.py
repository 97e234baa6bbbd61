"""The setting: the body, its offices and people, their accounts, and the servers those are on."""

import json
from concurrent.futures import ThreadPoolExecutor

import pictures
from book import Book, read_calendar
from people import Desk, Person
from proxy import Proxy
from rig import ROOT, Cluster, Sandbox, free_port

BODY = "Vale and Borders Public Services"
CENTRE = "Vale and Borders Centre"
EASTMOOR, GLAS, NORTHBRIDGE = "Eastmoor Council", "Dyffryn Glas Health", "Northbridge Police"
OFFICES = {EASTMOOR: ["en"], GLAS: ["en", "cy"], NORTHBRIDGE: ["en"]}

# name, office, languages, server, account there
CHANNELS = [
    ("Vale and Borders", CENTRE, ["en"], "vale", "vale"),
    ("Eastmoor Council", EASTMOOR, ["en"], "eastmoor", "council"),
    ("Eastmoor on Bluesky", EASTMOOR, ["en"], "sky", "eastmoor.sky.example"),
    ("Dyffryn Glas Health", GLAS, ["en", "cy"], "glas", "iechyd"),
    ("Northbridge Police", NORTHBRIDGE, ["en"], "northbridge", "police"),
    ("Northbridge Roads", NORTHBRIDGE, ["en"], "vale", "roads"),
]

# Servers of different makes: two ignore the idempotency key, one names posts by ULIDs and counts otherwise, one takes
# its time over images, and one is of another platform, whose sessions last seconds and whose tokens renew them once.
SERVERS = {
    "vale": {"title": "Vale social"},
    "eastmoor": {"title": "Eastmoor social", "idempotency": "ignored", "validation": 400},
    "glas": {"title": "Glas cymdeithasol", "ids": "ulid", "counting": "scalars"},
    "northbridge": {"title": "Northbridge social", "idempotency": "ignored"},
    "sky": {"title": "Sky", "platform": "bluesky", "access_lifetime": 20, "refresh_grace": 0},
}


def account_at(server, account, title, language):
    """An account as the stand-in for the platforms is told of it."""
    if SERVERS[server].get("platform") == "bluesky":
        return {"handle": account, "app_password": secret_of(server, account), "display_name": title}
    return {"username": account, "token": secret_of(server, account), "display_name": title, "language": language}


def secret_of(server, account):
    """What opens the account: a token, or an app password."""
    if SERVERS[server].get("platform") == "bluesky":
        return "sky1-sky2-sky3-sky4"
    return f"token-of-{account}-at-{server}"

# name, office, tier
STAFF = [
    ("Ben Okoro", EASTMOOR, "author"), ("Gwen Pritchard", GLAS, "author"),
    ("Ian Shah", NORTHBRIDGE, "author"), ("Kit Moran", NORTHBRIDGE, "author"),
    ("Carys Webb", EASTMOOR, "approver"), ("Hywel Morgan", GLAS, "approver"), ("Mair Ellis", GLAS, "manager"),
    ("Jo Fraser", NORTHBRIDGE, "approver"), ("Noor Haddad", CENTRE, "manager"),
    ("Eve Marsh", CENTRE, "duty_editor"), ("Dara Quinn", CENTRE, "duty_editor"),
]
ADMINISTRATOR = "Ann Lee"

# calendar, office, author
CALENDARS = [
    ("eastmoor", EASTMOOR, "Ben Okoro"), ("dyffryn-glas", GLAS, "Gwen Pritchard"),
    ("northbridge", NORTHBRIDGE, "Ian Shah"), ("northbridge-rural", NORTHBRIDGE, "Kit Moran"),
]


class Seats(dict):
    """People by name. Whoever is still signing in is waited for where they are needed."""

    def __getitem__(self, name):
        return super().__getitem__(name).result()


class Setting:
    """Everything that stands before the story begins."""

    def __init__(self, rig, sabotage=""):
        self.rig = rig
        self.sabotage = sabotage
        self.book = Book()
        self.book.centre = CENTRE
        self.tiers = {name: tier for name, _, tier in STAFF} | {ADMINISTRATOR: "administrator"}
        self.people = Seats()  # each at their desk
        self.pool = ThreadPoolExecutor(2)  # where people sign in
        self.at_centre = {}  # name -> the person at the centre's command line
        self.desks = {}
        self.channels = {}  # (server, account) -> channel
        self.coordinators = ["coordinator-1", "coordinator-2"]
        self.sandbox = None  # until the servers stand
        self.proxy = None  # the line of Dyffryn Glas Health, which can be cut
        self.health_ports = {}  # coordinator -> where it tells Prometheus its figures

    def close(self):
        """Nobody signs in any more."""
        self.pool.shutdown(wait=False, cancel_futures=True)
        if self.proxy:
            self.proxy.close()

    def make(self):
        self.make_servers()
        self.make_body()
        self.make_offices()
        self.add_people()
        self.make_channels()

    # The centre

    def make_servers(self):
        tell = self.rig.tell
        self.cluster = Cluster(self.rig)
        tell.say(f"PostgreSQL listens on port {self.cluster.port}, over TLS with client certificates only.")
        servers = []
        for server, manner in SERVERS.items():
            accounts = [account_at(server, account, name, languages[0])
                        for name, _, languages, at, account in CHANNELS if at == server]
            servers.append({"name": server, "domain": f"{server}.example", **manner, "accounts": accounts})
        self.sandbox = Sandbox(self.rig, self.cluster.tls, servers)
        self.channels = {(server, account): name for name, _, _, server, account in CHANNELS}
        tell.say(f"{len(servers)} social media servers stand in for the real ones.")

    def make_body(self):
        rig, cluster = self.rig, self.cluster
        coordinator = rig.program("crier-coordinator")
        (rig.folder / "dba.yaml").write_text(
            f"database:\n  socket: {cluster.env['SOCKET']}\n  port: {cluster.port}\n  user: postgres\n")
        rig.call(coordinator, "migrate", "--config", "dba.yaml", "--sql", ROOT / "sql")
        cluster.client("crier_coordinator", rig.folder / "coordinator")
        (rig.folder / "coordinator.yaml").write_text(self.configuration())
        self.centre_env = {"CRIER_CONFIG": str(rig.folder / "coordinator.yaml")}
        made = json.loads(rig.call(
            coordinator, "init", "--body", BODY, "--centre", CENTRE, "--administrator", ADMINISTRATOR,
            "--language", "en", "--json", env=self.centre_env).stdout)
        for name in self.coordinators:
            self.start_coordinator(name)
        self.admin = self.centre_person(ADMINISTRATOR, made["code"])
        rig.tell.say(f"{BODY} is made, with {ADMINISTRATOR} as administrator. Two coordinators run.")

    def configuration(self):
        tls, folder = self.cluster.tls, self.rig.folder
        return (
            f"database:\n  host: localhost\n  port: {self.cluster.port}\n  authority: {tls}/ca.pem\n"
            f"  certificate: {folder}/coordinator.pem\n  key: {folder}/coordinator.key\n"
            f"keys:\n  folder: {folder}/keys\n"
            f"authority:\n  certificate: {tls}/ca.pem\n  key: {tls}/ca.key\n"
            f"platforms:\n  authorities: {tls}/ca.pem\n  private_hosts:\n    - 127.0.0.1\n"
            "times:\n  scale: 0.1\n")

    def start_coordinator(self, name):
        self.health_ports[name] = free_port()
        env = {**self.centre_env, "CRIER_HEALTH_PORT": str(self.health_ports[name])}
        if self.sabotage:
            env["CRIER_SABOTAGE"] = self.sabotage
        self.rig.start(name, self.rig.program("crier-coordinator"), "run", env=env)

    def centre_person(self, name, code=None):
        person = Person(self.rig, name, "crier-coordinator", self.centre_env)
        person.signs_in(code)
        self.at_centre[name] = person
        return person

    # Offices and people

    def make_offices(self):
        admin = self.admin
        for office, languages in OFFICES.items():
            words = [word for language in languages for word in ("--language", language)]
            admin.does("region", "add", office, "--zone", "Europe/London", *words)
        admin.does("region", "policy", CENTRE, "--class", "emergency", "--approvals", "1", "--tier", "duty_editor")
        self.book.demand(CENTRE, "emergency", 1, "duty_editor")
        admin.does("region", "policy", GLAS, "--class", "event", "--approvals", "2", "--tier", "manager")
        self.book.demand(GLAS, "event", 2, "manager")
        for office in (CENTRE, *OFFICES):
            self.admit(office)
        names = ", ".join(OFFICES)
        self.rig.tell.say(f"Offices admitted, each with a login of its own: {names}; and the centre's own desk.")

    def admit(self, office):
        desk = self.desks[office] = Desk(self.rig, office)
        request = desk.requests()
        bundle = self.rig.folder / f"{desk.short}-bundle.json"
        self.admin.does("region", "admit", office, request, "--out", bundle)
        if office == GLAS:
            self.proxy = Proxy(self.cluster.port)
            bundle.write_text(json.dumps({**json.loads(bundle.read_text()), "port": self.proxy.port}))
        desk.accepts(bundle)
        desk.run()

    def add_people(self):
        """Adds everybody. They sign in two at a time while the story goes on: a password costs a while to lock."""
        for name, office, tier in STAFF:
            made = self.admin.asks("member", "add", name, "--office", office, "--tier", tier)
            self.people[name] = self.pool.submit(self.seat, name, office, made)
        self.rig.tell.say(f"{len(STAFF)} people are added; each trades a one-time code for a password of their own.")

    def seat(self, name, office, made):
        """The first sign-in of somebody; people of the centre sign in at the command line and at their desk."""
        person = self.desks[office].person(name)
        if office == CENTRE:
            self.centre_person(name, made["code"])
            person.signs_in(member=made["member"])
        else:
            person.signs_in(made["code"], member=made["member"])
        return person

    def seated(self, office):
        """Everybody of an office, once all have signed in."""
        return [self.people[name] for name, at, _ in STAFF if at == office]

    # Accounts

    def make_channels(self):
        for name, office, languages, server, account in CHANNELS:
            words = [word for language in languages for word in ("--language", language)]
            platform = SERVERS[server].get("platform", "mastodon")
            handle = f"@{account}@{server}.example" if platform == "mastodon" else account
            self.admin.does(
                "channel", "add", name, "--office", office, "--platform", platform, "--address",
                self.sandbox.address[server], "--handle", handle, *words, "--token-stdin",
                given=f"{secret_of(server, account)}\n")
            self.book.channel(name, office, languages)
        for author in ("Ben Okoro", "Gwen Pritchard"):
            self.admin.does("grant", "add", author, "author", "--channel", "Vale and Borders")
        self.rig.tell.say(
            f"{len(CHANNELS)} accounts on two platforms connected; each secret was tried, then encrypted to the "
            "coordinator. "
            "Two local authors may also write for the main account.")

    def read_calendars(self):
        self.book.digests = pictures.draw(self.rig.folder / "images")
        for calendar, office, author in CALENDARS:
            for post in read_calendar(ROOT / f"ops/demo.d/calendars/{calendar}.csv", office, author):
                self.book.add(post)
