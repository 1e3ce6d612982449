"""Whole conversations, written down as data in `scenarios/`.

A turn has `user`, and of these what matters for it:

- `bot`: what the reply must hold: words, a `/regular expression/`, or the name of a response
- `never`: what it must not hold, in the same way
- `asks`: the slot whose question ends the reply, null if none does
- `payload`: fields that one typed payload of the reply must have
- `no_payload`: kinds of payload that must not come
- `buttons`: titles that must be there
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.conversations.talk import Reply, Talk, responses

FOLDER = Path(__file__).with_name("scenarios")
_KEYS = {"user", "bot", "never", "asks", "payload", "no_payload", "buttons"}


def _scenarios() -> list[Any]:
    return [
        pytest.param(scenario["turns"], id=f"{file.stem}: {scenario['name']}")
        for file in sorted(FOLDER.glob("*.yml"))
        for scenario in yaml.safe_load(file.read_text(encoding="utf-8"))
    ]


@pytest.mark.parametrize("turns", _scenarios())
def test_scenario(turns: list[dict[str, Any]], talk: Talk) -> None:
    said: list[str] = []
    for turn in turns:
        reply = talk.say(turn["user"])
        said += [f"> {turn['user']}", reply.text]
        for problem in problems(turn, reply):
            pytest.fail(f"{problem}\n\n" + "\n".join(said), pytrace=False)


def test_every_scenario_checks_its_last_reply() -> None:
    for turns in (scenario.values[0] for scenario in _scenarios()):
        assert all(set(turn) <= _KEYS for turn in turns), turns
        assert set(turns[-1]) - {"user"}, turns


def problems(turn: dict[str, Any], reply: Reply) -> list[str]:
    """What is wrong with a reply."""
    found = [f"missing: {what}" for what in turn.get("bot", []) if not is_in(what, reply.text)]
    found += [f"unwanted: {what}" for what in turn.get("never", []) if is_in(what, reply.text)]
    if "asks" in turn and turn["asks"] != reply.asks:
        found.append(f"asks {reply.asks}, not {turn['asks']}")
    if "payload" in turn:
        sent = reply.payloads(turn["payload"]["kind"])
        if not any(turn["payload"].items() <= payload.items() for payload in _flat(sent)):
            found.append(f"no payload {turn['payload']} in {sent}")
    found += [f"unwanted payload: {k}" for k in turn.get("no_payload", []) if reply.payloads(k)]
    found += [f"no button: {b}" for b in turn.get("buttons", []) if b not in reply.buttons]
    return found


def is_in(what: str, text: str) -> bool:
    """Whether words, a `/regular expression/` or the text of a response are in a text."""
    if what.startswith("utter_"):
        # Whatever was filled in for {names} is all right.
        parts = re.split(r"\{\w+\}", responses()[what])
        return re.search("(?s:.*?)".join(map(re.escape, parts)), text) is not None
    if what.startswith("/") and what.endswith("/"):
        return re.search(what[1:-1], text, re.IGNORECASE) is not None
    return what.lower() in text.lower()


def _flat(payloads: list[dict[str, Any]]) -> list[dict[str, Any]]:
    # Lists cannot be compared as sets of items; they are not asked for in scenarios.
    return [{k: v for k, v in p.items() if not isinstance(v, list)} for p in payloads]
