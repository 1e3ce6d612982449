"""Stiff and early-tired muscles: what is known, said candidly, and tests to try at home."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, replace
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.answer import SURE
from actions.common import (
    RED_FLAG_SLOTS,
    article,
    bullets,
    conditions_of,
    forget,
    help_comes_first,
    knowledge,
    pain_of,
    resume,
)
from actions.form import TalkForm
from backwise.exercise import Needs, keep, load_kept
from backwise.imbalance import (
    Result,
    muscles_of,
    read_answer,
    reading_of,
    sides_differ,
    suitable_tests,
    wants_tests,
)
from backwise.knowledge import best_pictures
from backwise.knowledge.schema import CrossedPicture, SelfTest
from backwise.store import StoreError, default_store

_FORM = "self_test_form"
_KIND = "self_test"
_MOST_TESTS = 4


class ActionImbalance(Action):
    """Explains the picture of stiff and early-tired muscles, and offers the tests."""

    def name(self) -> str:
        """Name in the domain."""
        return "action_imbalance"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Answers, or begins the tests when they are what is wanted."""
        if help_comes_first(tracker):
            dispatcher.utter_message(response="utter_no_exercise_now")
            return resume(tracker)
        text = tracker.latest_message.get("text") or ""
        can_start = tracker.get_slot("guided") and not tracker.active_loop_name
        if can_start and wants_tests(text):
            return [FollowupAction("action_self_test")]
        if _is_answered(tracker):
            return [FollowupAction("action_answer")]
        region = tracker.get_slot("region") or "lower_back"
        pictures = _named(text) or knowledge().get_objects(
            "crossed_picture", {"regions": region}, 1
        )
        if not pictures:
            dispatcher.utter_message(response="utter_imbalance")
            return resume(tracker)
        picture = pictures[0]
        muscles = knowledge().muscle
        dispatcher.utter_message(
            response="utter_imbalance_picture",
            explanation=" ".join(claim.text for claim in picture.explanation),
            stiff=", ".join(muscles[m].title.lower() for m in picture.stiff),
            tires_early=", ".join(muscles[m].title.lower() for m in picture.tires_early),
            evidence=picture.evidence.text,
            json_message=article(
                "imbalance",
                picture.id,
                picture.title,
                [*picture.explanation, picture.evidence],
                drawing=picture.id,
            ),
        )
        if tracker.active_loop_name:
            return resume(tracker)
        dispatcher.utter_message(response="utter_self_test_offer")
        return [SlotSet("offer", "action_self_test")]


class ActionSelfTest(Action):
    """Begins the self-tests, if level, pain and conditions allow any."""

    def name(self) -> str:
        """Name in the domain."""
        return "action_self_test"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Says how the tests go, then asks for the first."""
        if help_comes_first(tracker):
            dispatcher.utter_message(response="utter_no_exercise_now")
            return resume(tracker)
        if not tracker.get_slot("guided"):
            dispatcher.utter_message(response="utter_exercise_after_questions")
            return [SlotSet("after_guidance", "action_self_test"), FollowupAction("intake_form")]
        tests = suitable_tests(knowledge(), needs_of(tracker), _MOST_TESTS)
        if not tests:
            dispatcher.utter_message(response="utter_self_test_none")
            return []
        dispatcher.utter_message(response="utter_self_test_begin", count=len(tests))
        return [
            SlotSet("self_tests", [test.id for test in tests]),
            SlotSet("self_test_results", []),
            FollowupAction(_FORM),
        ]


class ValidateSelfTestForm(TalkForm):
    """Asks for one result after the other, side by side."""

    def name(self) -> str:
        """The name Rasa looks for."""
        return "validate_self_test_form"

    def questions(self, domain_slots: list[str], tracker: Tracker) -> list[str]:
        """One slot for every result, as long as one is missing."""
        return ["self_test_answer"] if open_test(tracker) else []

    async def extract_self_test_answer(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> dict[str, Any]:
        """The result in the message, if it holds one."""
        pending = open_test(tracker)
        if tracker.get_slot("requested_slot") != "self_test_answer" or pending is None:
            return {}
        test, side = pending
        number, answer = read_answer(test, tracker.latest_message.get("text") or "")
        if number is None and answer is None:
            return {}
        result = Result(test.id, side, number, answer)
        return {"self_test_answer": asdict(result)}

    def validate_self_test_answer(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> dict[str, Any]:
        """Keeps the result; one that says "stop" ends the tests."""
        results = [*(tracker.get_slot("self_test_results") or []), value]
        told = Result(**value)
        reading = reading_of(knowledge().self_test[told.test], told)
        noted: dict[str, Any] = {"self_test_answer": None, "self_test_results": results}
        if reading is not None and reading.means == "stop":
            noted["self_tests"] = []
        return noted


class ActionAskSelfTestAnswer(Action):
    """Puts the next test, or the other side of it."""

    def name(self) -> str:
        """Name in the domain."""
        return "action_ask_self_test_answer"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Asks."""
        pending = open_test(tracker)
        if pending is None:
            return []
        test, side = pending
        if side == "right":
            dispatcher.utter_message(response="utter_self_test_other_side", question=test.question)
            return []
        steps = [test.start, *test.steps]
        buttons = [
            {"title": words.capitalize(), "payload": words.capitalize()}
            for words in (r.answer.replace("_", " ") for r in test.readings if r.answer)
        ]
        dispatcher.utter_message(
            response="utter_self_test",
            title=test.title,
            what=test.what.text,
            steps="\n".join(f"{number}. {step}" for number, step in enumerate(steps, 1)),
            stop_if=test.stop_if,
            question=test.question + (" Left side first." if test.per_side else ""),
            buttons=buttons,
        )
        return []


class ActionSelfTestDone(Action):
    """Says what the results mean, keeps them, and what to stretch and to train."""

    def name(self) -> str:
        """Name in the domain."""
        return "action_self_test_done"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Sends the reading of each test, and what follows."""
        tests = tracker.get_slot("self_tests") or []
        skipped = [id for id in tracker.get_slot("skipped") or [] if id not in tests]
        empty = [
            *forget(["self_tests", "self_test_results", "self_test_answer"]),
            SlotSet("skipped", skipped),
        ]
        results = [Result(**told) for told in tracker.get_slot("self_test_results") or []]
        if not results:
            return empty
        if any(_means(result) == "stop" for result in results):
            dispatcher.utter_message(response="utter_self_test_stopped")
            return [*empty, *forget(RED_FLAG_SLOTS), FollowupAction("triage_form")]
        try:
            store, person = default_store(), tracker.sender_id
            before = kept_results(person)
            for result in results:
                store.keep(person, _KIND, asdict(result))
            dispatcher.utter_message(
                response="utter_self_test_results", points=bullets(_told(results, before))
            )
            muscles = muscles_of(knowledge(), results)
            self._what_follows(dispatcher, muscles["stiff"], muscles["tires_early"])
            kept = load_kept(store, person)
            if kept is not None:
                needs = replace(
                    kept.needs, stiff=muscles["stiff"], tires_early=muscles["tires_early"]
                )
                keep(store, person, replace(kept, needs=needs))
                dispatcher.utter_message(response="utter_self_test_in_programme")
                return empty
            dispatcher.utter_message(response="utter_programme_offer")
            return [*empty, SlotSet("offer", "action_programme")]
        except StoreError:
            dispatcher.utter_message(response="utter_store_down")
            return empty

    def _what_follows(
        self, dispatcher: CollectingDispatcher, stiff: Sequence[str], tires_early: Sequence[str]
    ) -> None:
        kb = knowledge()
        if not stiff and not tires_early:
            dispatcher.utter_message(response="utter_self_test_all_fine")
            return
        lines = [
            f"{kb.muscle[m].title}: {kb.exercise[kb.muscle[m].stretch[0]].title.lower()}, every day"
            for m in stiff
            if kb.muscle[m].stretch
        ]
        lines += [
            f"{kb.muscle[m].title}: {kb.exercise[kb.muscle[m].strengthen[0]].title.lower()}, "
            "two or three days a week"
            for m in tires_early
            if kb.muscle[m].strengthen
        ]
        dispatcher.utter_message(response="utter_self_test_what_follows", points=bullets(lines))


def open_test(tracker: Tracker) -> tuple[SelfTest, Any] | None:
    """The test and the side that come next; None when all is done."""
    done = {(told["test"], told["side"]) for told in tracker.get_slot("self_test_results") or []}
    skipped = tracker.get_slot("skipped") or []
    for id in tracker.get_slot("self_tests") or []:
        test = knowledge().self_test.get(id)
        if test is None or id in skipped:
            continue
        for side in ("left", "right") if test.per_side else ("both",):
            if (id, side) not in done:
                return test, side
    return None


def kept_results(person: str) -> list[Result]:
    """The latest result of each test and side that is kept.

    Raises:
        StoreError: the database failed.
    """
    latest = {
        (record.data["test"], record.data["side"]): Result(**record.data)
        for record in default_store().kept(person, _KIND)
    }
    return list(latest.values())


def needs_of(tracker: Tracker) -> Needs:
    """What is known of the person, as far as it matters for tests."""
    pain = pain_of(tracker)
    return Needs(
        pain=pain,
        pictures=tuple(picture.id for picture, _ in best_pictures(knowledge(), pain)[:2]),
        conditions=frozenset(conditions_of(tracker)),
        level=tracker.get_slot("triage_level") or "self_care",
        age=tracker.get_slot("age"),
    )


def _named(text: str) -> list[CrossedPicture]:
    """The crossed pictures that a message names: "what is upper crossed syndrome?"."""
    said = text.lower()
    return [
        picture
        for picture in knowledge().crossed_picture.values()
        if any(name in said for name in picture.aliases)
    ]


def _is_answered(tracker: Tracker) -> bool:
    """Whether another document answers: "is my posture bad?" is a question of its own."""
    best = next(iter(tracker.latest_message.get("answers") or []), None)
    return best is not None and best["kind"] == "daily_life" and best["score"] >= SURE


def _means(result: Result) -> str | None:
    reading = reading_of(knowledge().self_test[result.test], result)
    return None if reading is None else reading.means


def _read_out(test: SelfTest, sides: Sequence[Result]) -> str:
    """What the sides mean; named by side where they differ."""
    said = {
        result.side: reading.says.text
        for result in sides
        if (reading := reading_of(test, result)) is not None
    }
    if len(set(said.values())) > 1:
        return " ".join(f"{side.capitalize()}: {text}" for side, text in said.items())
    return " ".join(dict.fromkeys(said.values()))


def _told(results: Sequence[Result], before: Sequence[Result]) -> list[str]:
    """A line for each test: its reading, the other side, and the time before."""
    kb = knowledge()
    old = {(result.test, result.side): result for result in before}
    lines = []
    for id in dict.fromkeys(result.test for result in results):
        test = kb.self_test[id]
        sides = [result for result in results if result.test == id]
        line = f"{test.title} ({_numbers(test, sides)}): {_read_out(test, sides)}"
        numbers = {result.side: result.number for result in sides}
        left, right = numbers.get("left"), numbers.get("right")
        if left is not None and right is not None and sides_differ(test, left, right):
            line += f" Your {'left' if left < right else 'right'} side is behind the other."
        earlier = [old[(id, r.side)] for r in sides if (id, r.side) in old]
        if earlier:
            line += f" Last time: {_numbers(test, earlier)}."
        lines.append(f"{line} {test.limits.text}")
    return lines


def _numbers(test: SelfTest, results: Sequence[Result]) -> str:
    unit = {"seconds": " seconds", "count": " times", "choice": ""}[test.answer]
    parts = []
    for result in results:
        value = (result.answer or "").replace("_", " ") if result.number is None else result.number
        shown = f"{value:g}" if isinstance(value, float) else value
        side = "" if result.side == "both" else f"{result.side} "
        parts.append(f"{side}{shown}{unit}")
    return ", ".join(parts)
