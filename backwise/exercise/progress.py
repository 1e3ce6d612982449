"""What a session says about the next: up, stay, down, or the safety questions again.

The rules are in `knowledge/exercise/programme/progress.yml`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from backwise.exercise.plan import Light, LightRule, Progress, load_progress

Effort = Literal["too_easy", "right", "too_hard"]
Change = Literal["up", "stay", "down", "screen"]


@dataclass(frozen=True)
class Session:
    """How a session went; None is what was not said.

    `before` and `pain` are from 0 to 10: before it, and the worst during or
    after. `settled` is whether the pain was back to its usual by the next
    morning. `new_sign` is pain further down a limb, new numbness or weakness.
    `stepped` is whether the programme was changed after it.
    """

    done: bool = True
    effort: Effort | None = None
    before: float | None = None
    pain: float | None = None
    settled: bool | None = None
    new_sign: bool = False
    stepped: bool = False


def light(session: Session, progress: Progress | None = None) -> Light:
    """Green, amber or red, by the first rule that fits.

    Source: smith_2017; the limits are those most clinics use.
    """
    rules = (progress or load_progress()).lights
    return next((rule.light for rule in rules if _fits(rule, session)), "green")


def change(sessions: Sequence[Session], progress: Progress | None = None) -> Change:
    """What follows from the sessions so far, the latest last.

    Sessions that were left out count for nothing.
    """
    progress = progress or load_progress()
    done = [session for session in sessions if session.done]
    if not done:
        return "stay"
    lights = [light(session, progress) for session in done]
    latest = done[-1]
    reds = lights[-progress.reds_to_screen :]
    if latest.new_sign or (len(reds) == progress.reds_to_screen and set(reds) == {"red"}):
        return "screen"
    if lights[-1] == "red" or latest.effort == "too_hard":
        return "down"
    if lights[-1] == "amber":
        return "stay"
    if latest.effort == "too_easy":
        return "up"
    # What was done before the last change says nothing about the dose of today.
    begin = max((i + 1 for i, session in enumerate(done) if session.stepped), default=0)
    greens = lights[begin:][-progress.greens_to_go_up :]
    is_steady = len(greens) == progress.greens_to_go_up and set(greens) == {"green"}
    return "up" if is_steady else "stay"


def _fits(rule: LightRule, session: Session) -> bool:
    if rule.pain is not None and (session.pain is None or session.pain < rule.pain):
        return False
    if rule.rise is not None:
        if session.pain is None or session.before is None:
            return False
        if session.pain - session.before < rule.rise:
            return False
    if rule.new_sign is not None and session.new_sign != rule.new_sign:
        return False
    return rule.settled is None or session.settled == rule.settled
