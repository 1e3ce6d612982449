"""The talk after somebody spoke of suicide: what follows what.

One question at a time: thoughts, acting today, means, a person, a line to call
or text, what stands in the way of that, a small plan, something that calms.
After the protocol of `docs/safety/crisis_protocol.md` and the VERA-MH rubric.
All of it is pure; the replies are responses named `utter_crisis_*`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

from backwise.mood.words import FOLDER, Strict, compiled, parse

CRISIS = FOLDER / "crisis.yml"
# From the least to the most pressing.
SEVERITIES = ("none", "unclear", "passive", "active", "imminent")
# The question that the first reply to each severity ends with.
OPENING = {"unclear": "thoughts", "passive": "thoughts", "active": "today", "imminent": "help"}
# While one of these waits for its answer, the talk does not simply go back to the pain.
_HOLDING = ("thoughts", "today", "help", "called", "nearby")
# Where "ok" means yes: what was asked for, not what is so.
_REQUESTS = ("means_away", "contact", "called", "nearby", "waiting", "plan", "calm")
# So far into a reply a plain yes or no may stand, in characters.
_NEAR = 12
# What may be said in the middle of the plan without being part of it.
_ASIDES_OF_PLAN = frozenset({"machine", "secret", "numbers", "no_calls"})
_NAME_WORDS = 8


class _PlanPart(Strict):
    id: str
    title: str


class _File(Strict):
    source: str
    answers: dict[str, list[str]]
    says: dict[str, list[str]]
    barriers: dict[str, list[str]]
    plan: tuple[_PlanPart, ...]


@lru_cache(maxsize=1)
def _file() -> _File:
    return parse(CRISIS, _File)


@lru_cache(maxsize=1)
def _expressions() -> dict[str, dict[str, re.Pattern[str]]]:
    file = _file()
    return {
        kind: {
            name: compiled(patterns, f"{kind}: {name}")
            for name, patterns in getattr(file, kind).items()
        }
        for kind in ("answers", "says", "barriers")
    }


def things_said(text: str) -> frozenset[str]:
    """What a message says beside yes and no, by the names of `knowledge/mood/crisis.yml`.

    Args:
        text: normalised text.

    Raises:
        MoodError: the file is broken.
    """
    says = _expressions()["says"]
    return frozenset(name for name, words in says.items() if words.search(text))


def answer(text: str) -> str | None:
    """What a reply says to a yes-or-no question: yes, no, unsure, agree; None if nothing.

    The first plain word near its beginning counts, and "not sure" before "no".

    Args:
        text: normalised text.
    """
    found = [
        (match.start(), -match.end(), name)
        for name, words in _expressions()["answers"].items()
        if (match := words.search(text)) and match.start() <= _NEAR
    ]
    return min(found)[2] if found else None


def barrier(text: str) -> str:
    """What stands in the way of calling or texting; `other` if it is not known."""
    barriers = _expressions()["barriers"]
    return next((name for name, words in barriers.items() if words.search(text)), "other")


def plan_parts() -> dict[str, str]:
    """The parts of the small plan in order: id and title."""
    return {part.id: part.title for part in _file().plan}


@dataclass(frozen=True)
class Talk:
    """How far the talk is.

    `step` is the question that waits for its answer; `asked` those that were put.
    `again` says that the pending question was put twice. `shown` is the country
    whose numbers were shown last, and `show` whether this turn shows them.
    """

    severity: str = "none"
    step: str | None = None
    asked: tuple[str, ...] = ()
    again: bool = False
    shown: str | None = None
    show: bool = False
    no_calls: bool = False
    checked: bool = False
    before_back: bool = False
    turns: int = 0
    plan: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, data: Mapping[str, Any] | None) -> Talk:
        """From what `data` gives; a new talk without it."""
        known = {k: v for k, v in (data or {}).items() if k in cls.__dataclass_fields__}
        known["asked"] = tuple(known.get("asked") or ())
        return cls(**known)

    def data(self) -> dict[str, Any]:
        """As plain JSON."""
        return {**vars(self), "asked": list(self.asked), "plan": dict(self.plan)}


@dataclass(frozen=True)
class Heard:
    """One message in the talk.

    `severity` is what the reader and the detector heard in it, `answer` what it
    says to a yes-or-no question, `country` the code of a country it names, and
    `goes_back` whether it turns to the pain or to something else of its own.
    """

    text: str
    severity: str | None = None
    answer: str | None = None
    says: frozenset[str] = frozenset()
    country: str | None = None
    goes_back: bool = False


@dataclass(frozen=True)
class Step:
    """What is said now, one response after the other, and how the talk stands then.

    `goes_on` says that the talk about the pain may be taken up by itself.
    """

    replies: tuple[str, ...]
    talk: Talk
    goes_on: bool = False


def opened(severity: str, talk: Talk, *, show: bool) -> Step:
    """The first reply to a severity."""
    after = _asking(replace(talk, severity=severity, show=show), OPENING[severity])
    return Step((f"utter_crisis_{severity}",), after)


def asked_again(talk: Talk) -> Step:
    """The question with which a later session begins."""
    fresh = Talk(severity="unclear", plan=talk.plan)
    return Step(("utter_crisis_ask_again",), _asking(fresh, "before"))


def after_screening(talk: Talk) -> Step:
    """The question after the item on thoughts of death."""
    fresh = replace(Talk(severity="passive", plan=talk.plan), show=True)
    return Step(("utter_crisis_screening",), _asking(fresh, "thoughts"))


def follow(talk: Talk, heard: Heard) -> Step | None:
    """What follows a message while a question of the talk waits for its answer.

    None where the message turns to the pain and nothing holds it back.
    """
    talk = replace(talk, show=False, turns=talk.turns + 1)
    if heard.severity and _rank(heard.severity) > _rank(talk.severity):
        return opened(heard.severity, talk, show=not talk.shown)
    if heard.country is not None:
        return _with_question("utter_crisis_country", replace(talk, show=True))
    if "other_person" in heard.says:
        return _with_question("utter_crisis_other", replace(talk, show=not talk.shown))
    if heard.answer == "agree":
        heard = replace(heard, answer="yes" if talk.step in _REQUESTS else None)
    if (talk.step or "").startswith("plan_") and not heard.says & _ASIDES_OF_PLAN:
        return _plan_answer(talk, heard)
    if heard.goes_back and _turns_away(talk, heard):
        return _back(talk)
    return _aside(talk, heard) or _answer(talk, heard)


def _rank(severity: str) -> int:
    return SEVERITIES.index(severity)


def _asking(talk: Talk, step: str) -> Talk:
    return replace(talk, step=step, again=False, asked=(*talk.asked, step))


def _ask(talk: Talk, step: str, *before: str) -> Step:
    """Some replies, and the next question."""
    return Step((*before, f"utter_crisis_ask_{step}"), _asking(talk, step))


def _with_question(reply: str, talk: Talk) -> Step:
    """A reply to something said on the way, and the question that was pending."""
    again = () if talk.step in (None, "rest") else (f"utter_crisis_ask_{talk.step}",)
    return Step((reply, *again), talk)


def _turns_away(talk: Talk, heard: Heard) -> bool:
    """Whether a message that is about the pain leaves the talk, and does not answer in it."""
    if "back" in heard.says:
        return True
    return talk.step == "rest" or (not heard.says and heard.answer is None)


def _back(talk: Talk) -> Step | None:
    if talk.step in _HOLDING and not talk.before_back:
        return _with_question("utter_crisis_before_back", replace(talk, before_back=True))
    return None


def _aside(talk: Talk, heard: Heard) -> Step | None:
    says = heard.says
    if "misunderstood" in says and talk.step != "check" and not talk.checked:
        return _ask(replace(talk, checked=True), "check")
    if "no_calls" in says:
        quiet = replace(talk, no_calls=True)
        if talk.severity == "imminent":
            return _ask(quiet, "nearby", "utter_crisis_no_calls_now")
        return _next(quiet, "utter_crisis_no_calls")
    if "numbers" in says:
        return _with_question("utter_crisis_numbers", replace(talk, show=True))
    for name in ("here", "secret", "machine"):
        if name in says:
            return _with_question(f"utter_crisis_{name}", talk)
    if talk.severity == "imminent":
        return None
    if "calm" in says and talk.step not in ("calm", "calmed", "today"):
        return _ask(talk, "calmed", "utter_crisis_calm")
    if "plan" in says and talk.step not in ("plan", "today"):
        return _show_plan(talk) if talk.plan else _ask(talk, "plan_warning")
    if "goodbye" in says:
        return Step(("utter_crisis_bye",), replace(talk, step="rest"))
    return None


def _answer(talk: Talk, heard: Heard) -> Step:
    reading = _ANSWERS.get(talk.step or "rest", _rest)
    found = reading(talk, heard)
    if found is not None:
        return found
    if heard.severity and talk.step != "today":
        return _ask(replace(talk, severity="active"), "today", "utter_crisis_hear")
    if not talk.again:
        listened = f"utter_crisis_listen_{talk.turns % 3}"
        return replace(_with_question(listened, talk), talk=replace(talk, again=True))
    # Twice without an answer: it is taken for "not sure", and the talk goes on.
    unsure = reading(talk, replace(heard, answer="unsure"))
    return unsure if unsure is not None else _next(talk, "utter_crisis_listen_0")


def _next(talk: Talk, *before: str) -> Step:
    """The next question that was not put yet; in the end, an open offer."""
    for step in ("person", "contact", "plan", "calm"):
        skipped = step == "contact" and talk.no_calls
        if step not in talk.asked and not skipped and not (step == "plan" and talk.plan):
            return _ask(talk, step, *before)
    return Step((*before, "utter_crisis_rest"), replace(talk, step="rest", again=False))


def _thoughts(talk: Talk, heard: Heard) -> Step | None:
    if heard.answer == "no" and "passive" not in heard.says:
        calm = replace(talk, severity="none", step=None)
        return Step(("utter_crisis_denied",), calm)
    if "passive" in heard.says and heard.answer != "yes":
        return _ask(replace(talk, severity="passive"), "person", "utter_crisis_passive_heard")
    if heard.answer in ("yes", "unsure"):
        return opened("active", talk, show=not talk.shown)
    return None


def _today(talk: Talk, heard: Heard) -> Step | None:
    active = replace(talk, severity="active")
    if "means" in heard.says and heard.answer != "no":
        return _ask(active, "means_away", "utter_crisis_means")
    if heard.answer == "no" or "passive" in heard.says:
        return _ask(active, "means", "utter_crisis_not_today")
    if heard.answer in ("yes", "unsure") or heard.severity:
        return Step(
            ("utter_crisis_not_safe",), _asking(replace(talk, severity="imminent"), "called")
        )
    return None


def _means(talk: Talk, heard: Heard) -> Step | None:
    if "put_away" in heard.says:
        return _next(talk, "utter_crisis_means_done")
    if "means" in heard.says or heard.answer in ("yes", "unsure"):
        return _ask(talk, "means_away", "utter_crisis_means")
    return _next(talk, "utter_crisis_means_no") if heard.answer in ("no", "skip") else None


def _means_away(talk: Talk, heard: Heard) -> Step | None:
    if heard.answer == "yes" or heard.says & {"put_away", "with_someone"}:
        return _next(talk, "utter_crisis_means_done")
    if heard.answer in ("no", "unsure", "skip"):
        return _next(talk, "utter_crisis_means_stay")
    return None


def _person(talk: Talk, heard: Heard) -> Step | None:
    if heard.answer in ("no", "unsure", "skip") or "alone" in heard.says:
        return _next(talk, "utter_crisis_person_no")
    named = len(heard.text.split()) <= _NAME_WORDS and not heard.text.rstrip().endswith("?")
    if heard.answer == "yes" or "with_someone" in heard.says or named:
        return _next(talk, "utter_crisis_person_yes")
    return None


def _contact(talk: Talk, heard: Heard) -> Step | None:
    if heard.answer == "yes" or "reached" in heard.says:
        return _next(talk, "utter_crisis_contact_yes")
    if heard.answer in ("no", "unsure", "skip"):
        return _ask(talk, "barrier")
    return None


def _barrier(talk: Talk, heard: Heard) -> Step | None:
    return _next(talk, f"utter_crisis_barrier_{barrier(heard.text)}")


def _help(talk: Talk, heard: Heard) -> Step | None:
    if "reached" in heard.says:
        return _ask(talk, "waiting", "utter_crisis_help_coming")
    if "with_someone" in heard.says or heard.answer == "yes":
        return _ask(talk, "called", "utter_crisis_with_someone")
    if heard.answer in ("no", "unsure") or "alone" in heard.says:
        return _ask(talk, "called", "utter_crisis_alone")
    return None


def _called(talk: Talk, heard: Heard) -> Step | None:
    if heard.answer == "yes" or "reached" in heard.says:
        return _ask(talk, "waiting", "utter_crisis_help_coming")
    if heard.answer in ("no", "unsure", "skip"):
        return _ask(talk, "nearby", "utter_crisis_cannot_call")
    return None


def _nearby(talk: Talk, heard: Heard) -> Step | None:
    if heard.answer == "yes" or heard.says & {"with_someone", "reached"}:
        return _ask(talk, "waiting", "utter_crisis_ask_them")
    if heard.answer in ("no", "unsure", "skip") or "alone" in heard.says:
        return _ask(talk, "waiting", "utter_crisis_go_to_people")
    return None


def _waiting(talk: Talk, heard: Heard) -> Step | None:
    if heard.says & {"better", "put_away"}:
        return _next(replace(talk, severity="active"), "utter_crisis_safer")
    if heard.answer == "yes" or heard.says & {"reached", "with_someone"}:
        return Step((f"utter_crisis_waiting_{talk.turns % 3}",), replace(talk, step="waiting"))
    if heard.answer in ("no", "unsure"):
        return _ask(talk, "nearby", "utter_crisis_still_alone")
    return None


def _plan(talk: Talk, heard: Heard) -> Step | None:
    if heard.answer == "yes":
        return _ask(talk, "plan_warning")
    return _next(talk, "utter_crisis_plan_no") if heard.answer in ("no", "unsure", "skip") else None


def _plan_answer(talk: Talk, heard: Heard) -> Step:
    parts = list(plan_parts())
    part = str(talk.step).removeprefix("plan_")
    ends = bool(heard.says & {"goodbye", "back"})
    plan = dict(talk.plan)
    left_out = heard.answer == "skip" or (
        len(heard.text.split()) <= _NAME_WORDS and "done_no" in heard.says
    )
    if not left_out and not ends and heard.answer not in ("no", "unsure"):
        plan[part] = heard.text.strip()[:300]
    kept = replace(talk, plan=plan)
    after = parts[parts.index(part) + 1 :]
    return _show_plan(kept) if ends or not after else _ask(kept, f"plan_{after[0]}")


def _show_plan(talk: Talk) -> Step:
    if not talk.plan:
        return _next(talk, "utter_crisis_plan_no")
    return _next(talk, "utter_crisis_plan_done")


def _calm(talk: Talk, heard: Heard) -> Step | None:
    if heard.answer == "yes" or "calm" in heard.says:
        return _ask(talk, "calmed", "utter_crisis_calm")
    return _next(talk, "utter_crisis_here") if heard.answer else None


def _calmed(talk: Talk, heard: Heard) -> Step | None:
    better = heard.answer == "yes" or "better" in heard.says
    return _next(talk, "utter_crisis_calmer" if better else "utter_crisis_not_calmer")


def _check(talk: Talk, heard: Heard) -> Step | None:
    if heard.answer == "no" or "misunderstood" in heard.says:
        over = replace(talk, severity="none", step=None)
        return Step(("utter_crisis_cleared",), over, goes_on=True)
    return opened("active", talk, show=not talk.shown) if heard.answer else None


def _before(talk: Talk, heard: Heard) -> Step | None:
    if heard.answer == "no" or heard.says & {"better", "misunderstood"}:
        over = replace(talk, severity="none", step=None)
        return Step(("utter_crisis_again_no",), over, goes_on=True)
    if "passive" in heard.says:
        return _ask(replace(talk, severity="passive"), "person", "utter_crisis_passive_heard")
    return opened("active", talk, show=True) if heard.answer else None


def _rest(talk: Talk, heard: Heard) -> Step | None:
    if "better" in heard.says:
        return Step(("utter_crisis_better",), replace(talk, step="rest"))
    if heard.severity:
        return None
    return Step((f"utter_crisis_stay_{talk.turns % 3}",), replace(talk, step="rest"))


_ANSWERS = {
    "thoughts": _thoughts, "today": _today, "means": _means, "means_away": _means_away,
    "person": _person, "contact": _contact, "barrier": _barrier, "help": _help,
    "called": _called, "nearby": _nearby, "waiting": _waiting, "plan": _plan, "calm": _calm,
    "calmed": _calmed, "check": _check, "before": _before, "rest": _rest,
}  # fmt: skip


def pending(talk: Talk) -> str | None:
    """The value of the slot `safety` for the pending question."""
    named = {"thoughts": "crisis", None: None}
    return named.get(talk.step, f"crisis_{talk.step}")
