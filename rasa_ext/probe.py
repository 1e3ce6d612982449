"""How the launcher's test message at start is told from a person's."""

# What such a sender says is answered, but never stored.
PROBE_SENDER_PREFIX = "backwise-start-check-"
