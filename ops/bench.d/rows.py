"""The rows that ops/bench can measure: name, module, what it measures; in the order in which they are run."""

ROWS = [
    ("receive", "receiving", "acts received: one office, eight offices"),
    ("rule", "ruling", "acts ruled on by a coordinator"),
    ("queue", "queues", "deliveries claimed, intended and settled, nothing sent"),
    ("publish", "publishing", "posts published to a platform that answers at once, and in 50 ms"),
]

if __name__ == "__main__":
    for name, _, what in ROWS:
        print(f"{name:<10} {what}")
