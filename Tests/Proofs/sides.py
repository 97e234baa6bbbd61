"""What dispatch does in a lane, and what a ruling does to it: the two sides of the interleavings."""

import json

from stepping import call, whole

OWNER, OTHER = "one", "two"

# Where each routine is opened: before these statements. Those marked fine are steps in the long form only; what stands
# between two gates touches no row that the other side does (rulings, events, the inbox).
GATES = {
    "admin.claim_v1": [
        "if exists (select from crier.body b", ("with choice as materialized (", "fine"),
        "if cardinality(v_regions) > 0 then", ("if jsonb_array_length(v_work) <", "fine"),
        "select min(n.next_due) into v_next"],
    "admin.intent_v1": [
        "perform admin.stop_lock_shared();", "perform from crier.post p",
        ("perform from crier.delivery d", "fine"), ("perform from crier.lane l", "fine"),
        "select coalesce(jsonb_agg(to_jsonb(j)), '[]') into v_judged", "with allowed as (",
        ("select coalesce(jsonb_agg(j.value ||", "fine")],
    "admin.settle_v1": [
        "perform from crier.delivery d", ("perform from crier.lane l", "fine"), "v_now := clock_timestamp();",
        ("perform admin.lanes_recompute(", "fine"), "perform admin.dispatch_tell("],
    "admin.sweep_v1": [
        "with swept as materialized (", ("select v_regions || coalesce(array_agg(u.region_id)", "fine"),
        ("with left_behind as materialized (", "fine"), "if cardinality(v_regions) > 0 then",
        ("perform admin.dispatch_tell(", "fine")],
    "admin.renew_v1": ["update crier.coordinator c", ("perform from crier.lane l", "fine"), "with renewed as ("],
    "admin.rulings_write_v1": [
        "if (batch ->> 'restrictive')::boolean then", ("update crier.reconciler r", "fine"),
        "perform admin.items_write(", ("perform admin.posts_write(", "fine"), "perform crier.feed_write("],
    "admin.plan_lock": [("perform from crier.delivery d", "fine")],
    "admin.plan_write_v1": [
        "v_seen := admin.plan_lock(", "with wanted as materialized (",
        ("perform admin.lanes_recompute(", "fine"), ("perform admin.dispatch_tell(", "fine")],
    "admin.stops_plan_v1": [
        "select array_agg(d.region_id), array_agg(d.delivery_id) into", ("with covered as materialized (", "fine"),
        ("select v_count + count(*)", "fine"), "perform admin.lanes_recompute(",
        ("with seen as materialized (", "fine")],
}


def gates(fine):
    """The statements before which a gate stands, by routine."""
    return {
        routine: [place if isinstance(place, str) else place[0] for place in places if fine or isinstance(place, str)]
        for routine, places in GATES.items()}


class Dispatch:
    """The coordinator's calls, with the statements of Sources/CentralStore/Dispatch."""

    def __init__(self, ids):
        self.ids = ids  # name -> id, as the fixture makes them

    def claim(self, owner=OWNER):
        return call(
            """select case when admin.owner_gone({}::uuid) then '{{"gone": true, "work": []}}'::jsonb
            else admin.claim_v1({}::uuid, 32, '1 hour'::text::interval, false) end as answer""",
            self.ids[owner], self.ids[owner])

    def intent(self, work, owner=OWNER, timeout="30 seconds"):
        asks = [
            {"region_id": one["delivery"]["region_id"], "delivery_id": one["delivery"]["delivery_id"],
             "fence": one["fence"], "bytes_sha256": "\\x" + "ab" * 32} for one in work]
        return call("select admin.intent_v1({}::uuid, {}, {}::text::interval) as answer",
                    self.ids[owner], asks, timeout)

    def settle(self, verdicts, owner=OWNER, go_on=True, **words):
        results = [
            {"region_id": one["region_id"], "delivery_id": one["delivery_id"], "fence": one["fence"],
             **({"outcome": "sent", "remote_id": f"remote {one['delivery_id']}", "status": 200} | words)}
            for one in verdicts if one["allowed"]]
        return call("select admin.settle_v1({}::uuid, {}, {}) as answer", self.ids[owner], results, go_on)

    def sweep(self):
        return call("select admin.sweep_v1('1 second'::text::interval, 200) as answer")

    def renew(self):
        channels = f"{{{self.ids['north-channel']},{self.ids['south-channel']}}}"
        return call("select admin.renew_v1({}::uuid, '1 hour'::text::interval, {}::uuid[]) as answer",
                    self.ids[OWNER], channels)


    def again(self):
        """What ends in a second try: swept, looked up twice and found absent, claimed and intended by another."""
        absent = """select admin.resolve_v1((
            select coalesce(jsonb_agg(jsonb_build_object('region_id', d.region_id, 'delivery_id', d.delivery_id,
              'fence', d.fence, 'found', 'absent', 'repeat', 'safe')), '[]')
            from crier.delivery d where d.state = 'unknown'), '0', '0') as answer"""
        return [
            whole(lambda _: self.sweep()), whole(lambda _: absent), whole(lambda _: absent),
            whole(lambda _: self.claim(OTHER)),
            lambda answers: self.intent(json.loads(answers[-1])["work"], OTHER)]


class Rulings:
    """The reconciler's call for one act, and the scheduler's after it."""

    def __init__(self, ids):
        self.ids = ids

    def write(self, act):
        return lambda _: call(
            "select admin.rulings_write_v1({}::uuid, 1, proof.batch({})) as answer", self.ids["ruler"], act)

    def plans(self, act):
        """What follows the ruling, in transactions of their own."""
        if act == "stop":
            return [lambda _: call("select to_jsonb(admin.stops_plan_v1(100)) as answer")]
        if act == "pause":
            return []  # shown by the intent
        return [whole(lambda _: call("select admin.plan_load_v1(100) as answer")), planned]


def planned(answers):
    """What the scheduler writes for posts that are withdrawn, or no longer approved: see SchedulePlan."""
    loaded = json.loads(answers[-1])
    if not loaded:
        return None
    wanted = []
    for one in loaded:
        becomes, reason = ("withdrawn", "withdrawn") if one["post"]["state"] == "withdrawn" else (
            "stopped", "not_approved")
        for delivery in one["deliveries"]:
            state = delivery["state"]
            if delivery["kind"] == "take_down" or state in ("withdrawn", "rejected"):
                continue
            if becomes == "stopped" and state in ("stopped", "missed"):
                continue
            if state in ("sending", "unknown", "parked", "sent") and (becomes == "stopped" or delivery["withdrawal"]):
                continue
            wanted.append({key: delivery[key] for key in (
                "region_id", "delivery_id", "channel_id", "post_region_id", "post_id", "kind", "revision", "digest",
                "class", "priority", "due_at", "not_after", "idempotency_key")} | {"state": becomes, "reason": reason})
    posts = [{key: one["post"][key] for key in ("region_id", "post_id", "version")} for one in loaded]
    return call("select to_jsonb(admin.plan_write_v1({})) as answer", {"posts": posts, "wanted": wanted, "waits": []})
