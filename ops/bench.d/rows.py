"""The rows that ops/bench can measure: name, module, what it measures; in the order in which they are run."""

ROWS = [
    ("receive", "receiving", "acts received: one office, eight offices"),
    ("rule", "ruling", "acts ruled on by a coordinator"),
    ("queue", "queues", "deliveries claimed, intended and settled, nothing sent"),
    ("publish", "publishing", "posts published to a platform that answers at once, and in 50 ms"),
    ("wait", "waiting", "due to wire, stop to last visible, a coordinator killed, memory"),
    ("offices", "offices", "act to another office's store, emergency to visible, catching up, first snapshot, memory"),
]
# What --long takes again, and after how many acts of history.
AGING = {"receive", "rule", "queue"}
LONG = (10**4, 10**6, 10**7)

if __name__ == "__main__":
    for name, _, what in ROWS:
        print(f"{name:<10} {what}")
