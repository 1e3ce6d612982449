"""One message of every kind that the bot can send."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).parents[1] / "web"))
from script import ANSWERS

EVERY_KIND = [message for messages in ANSWERS.values() for message in messages]
EVERY_KIND.append({"text": "The last one."})
