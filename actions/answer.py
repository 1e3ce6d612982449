"""Answers questions from the knowledge base, and what is asked about the answer."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any, cast

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.common import (
    article,
    bullets,
    help_comes_first,
    is_mood_offer_due,
    knowledge,
    pain_of,
    resume,
    topic_of,
    with_side,
)
from actions.triage import send_picture
from backwise.drawing import spine_name
from backwise.exercise import phase
from backwise.knowledge import best_pictures
from backwise.knowledge.answers import (
    answer,
    best_for,
    compare,
    ordinal,
    sides,
    stance_fields,
    tell_apart,
)
from backwise.knowledge.base import Document, Kind
from backwise.knowledge.match import Match, boosted
from backwise.knowledge.schema import SIDES, Claim, Phase, Treatment
from backwise.language.questions import question_of, tells_of_somebody
from backwise.mood import small_helps

# From here a document answers the question; below, its title is only offered.
SURE = 0.55
# From here an answer of daily life is nearer than the thing that the question names.
_FINER = 0.72
# By so much an answer must be nearer to a story than the thing that it names.
_NEARER = 0.03
# From here a title is worth offering.
MAYBE = 0.42
# From here a question is about what was just talked of.
FOLLOWS = 0.6
_OFFERED = 3
_REMEMBERED = 4
_KINDS: dict[str, dict[str, float]] = {
    "ask_treatment": {"treatment": 0.06},
    "ask_daily_life": {"daily_life": 0.06},
    "ask_prognosis": {"daily_life": 0.06},
    "ask_cause": {"pain_source": 0.06, "picture": 0.06, "diagnosis": 0.06, "region": 0.03},
    "ask_more": {"aspect": 0.1},
}
# The side of a diagnosis that an intent means where no word tells it.
_MEANT = {"ask_prognosis": "outlook", "ask_treatment": "treatment", "ask_exercise": "living"}
_COMPARES = re.compile(r"\b(?:or|vs\.?|versus|compared?|better than|difference)\b")
_ASKS_FOR_HELP = re.compile(
    r"\b(?:treat\w*|therap\w*|remed\w*|helps?|what (?:can|should|do) i do|what to do|get rid|"
    r"relie\w*|ease)\b"
)
_OWN = re.compile(r"\b(?:i|i'?m|i'?ve|my|me)\b")
_ARTICLE = re.compile(r"\b(?:an?|the|my|his|her|your)\s+$")
_TOLD = frozenset({"region", "duration_days", "intensity", "radiation"})
_NECK = re.compile(r"\b(?:neck|whiplash|cervical)\b")
_LEG = re.compile(r"\b(?:sciatica?\w*|leg|legs|nerve pain)\b")


class ActionAnswer(Action):
    """Finds the document that answers, or says honestly that there is none."""

    def name(self) -> str:
        """Name in the domain."""
        return "action_answer"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Answers, then takes up the pending question."""
        return _Turn(dispatcher, tracker).answer()


class ActionOptions(Action):
    """What guidelines advise most for this pain."""

    def name(self) -> str:
        """Name in the domain."""
        return "action_options"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Lists them, then takes up the pending question."""
        return _Turn(dispatcher, tracker).options()


class _Turn:
    """One question and what is known around it."""

    def __init__(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> None:
        self._dispatcher = dispatcher
        self._tracker = tracker
        message = tracker.latest_message
        self._text = (message.get("text") or "").lower()
        self._intent = (message.get("intent") or {}).get("name") or ""
        self._named = named_things(message.get("entities") or [])
        self._unnamed = without_names(self._text, message.get("entities") or [])
        ranking = [Match(m["kind"], m["id"], m["score"]) for m in message.get("answers") or []]
        if self._named and _is_finer(ranking, self._named, self._text):
            self._named = []
        known = {match.key for match in ranking}
        ranking += [Match.of(key, SURE) for key in self._named if key not in known]
        last = tracker.get_slot("last_article") or ""
        if not last.startswith("diagnosis:"):
            ranking = [m for m in ranking if m.kind != "aspect" or m.id not in SIDES]
        matches = boosted(ranking, _KINDS.get(self._intent, {}), self._named)
        self._documents = [m for m in matches if m.kind != "aspect"]
        self._aspect = next((m for m in matches if m.kind == "aspect"), Match("aspect", "", 0.0))
        self._talked = tracker.get_slot("articles") or []

    def answer(self) -> list[EventType]:
        best = self._documents[0] if self._documents else Match("", "", 0.0)
        listed = tracker_list(self._tracker, "listed")
        place = None if self._named else ordinal(self._text, len(listed))
        if place is not None:
            return self._say(listed[place], self._side(FOLLOWS))
        if len(self._treatments(self._named)) >= 2 and (
            _COMPARES.search(self._text) or self._aspect.id == "compare"
        ):
            return self._compare(self._named)
        diagnoses = [key for key in self._named if key.startswith("diagnosis:")]
        if len(diagnoses) >= 2 and _COMPARES.search(self._text):
            return self._tell_apart(diagnoses)
        is_own = self._intent == "ask_cause" and self._aspect.id == "my_pain" and not self._named
        if is_own and self._aspect.score >= FOLLOWS and pain_of(self._tracker).get("region"):
            return self._my_pain()
        if not self._named and self._aspect.score >= max(best.score, FOLLOWS):
            return self._follow_up(self._aspect.id)
        if best.score >= SURE or self._named:
            key = self._named[0] if self._named and best.key not in self._named else best.key
            return self._say(key, self._side(FOLLOWS) if self._named else None)
        return self._unsure()

    def _asked_of(self, key: str, aspect: str | None) -> str | None:
        """The side that is asked for; that of a diagnosis stands in the question's words."""
        if not key.startswith("diagnosis:") or aspect is not None:
            return aspect
        plain = sides(knowledge(), question_of(self._unnamed))
        return plain[0] if plain else _MEANT.get(self._intent)

    def options(self) -> list[EventType]:
        """The best for the kind of pain that is named, or that is known."""
        listed = self._what_helps(())
        if help_comes_first(self._tracker):
            self._dispatcher.utter_message(response="utter_no_exercise_now")
        return [SlotSet("listed", listed), *resume(self._tracker)]

    def _follow_up(self, aspect: str) -> list[EventType]:
        if aspect == "my_pain":
            return self._my_pain()
        last = self._tracker.get_slot("last_article")
        if last and last.startswith("diagnosis:") and aspect != "compare":
            return self._say(last, aspect)
        if aspect == "best":
            return self.options()
        if aspect == "compare" and len(self._treatments(self._talked[-2:])) == 2:
            return self._compare(self._talked[-2:])
        if not last or aspect == "compare":
            return self._unsure() if self._intent != "ask_more" else self._which()
        return self._say(last, aspect)

    def _side(self, least: float) -> str | None:
        wanted = self._aspect.score >= least and self._aspect.id not in (
            "my_pain",
            "best",
            "compare",
        )
        return self._aspect.id if wanted else None

    def _say(self, key: str, aspect: str | None) -> list[EventType]:
        kind, _, id = key.partition(":")
        if kind == "medicine":
            return [FollowupAction("action_medicine")]
        document = knowledge().get_object(cast("Kind", kind), id)
        if document is None:
            return self._unsure()
        aspect = self._asked_of(key, aspect)
        found = answer(document, aspect)
        if found is None:
            self._dispatcher.utter_message(response="utter_answer_no_side", title=document.title)
            aspect, found = None, answer(document)
        if found is None:
            return self._unsure()
        self._dispatcher.utter_message(
            response="utter_article",
            title=with_side(document, aspect),
            summary=found.summary,
            details=bullets(found.details),
            json_message=article(
                topic_of(kind),
                id,
                document.title,
                found.claims,
                map(stance_fields, found.stances),
                drawing=spine_name(id) if kind == "region" else None,
            ),
        )
        small_help = small_helps.beside(key)
        offers = small_help is not None and not is_mood_offer_due(self._tracker)
        if small_help is not None and offers:
            # The answer tells; the small help goes through it step by step.
            asks = f"Help me with it: {small_help.title.lower()}"
            self._dispatcher.utter_message(
                response="utter_small_help_offer",
                buttons=[{"title": "Step by step", "payload": asks}],
            )
        if kind == "treatment" and help_comes_first(self._tracker):
            self._dispatcher.utter_message(response="utter_no_exercise_now")
        talked = [*(one for one in self._talked if one != key), key][-_REMEMBERED:]
        events: list[EventType] = [SlotSet("last_article", key), SlotSet("articles", talked)]
        if small_help is not None and offers and not self._tracker.active_loop_name:
            state = {"id": small_help.id, "part": 0}
            events += [SlotSet("small_help", state), SlotSet("offer", "action_small_help")]
            return [*events, *resume(self._tracker)]
        is_tailbone = set(_regions(document)) == {"tailbone"}
        is_part = kind in ("pain_source", "picture", "region")
        if is_part and _ASKS_FOR_HELP.search(self._text) and not is_tailbone:
            # No guideline speaks of what helps a tailbone.
            listed = self._what_helps(_regions(document))
            return [*events, SlotSet("listed", listed), *resume(self._tracker)]
        if self._tells_own_pain():
            self._dispatcher.utter_message(response="utter_intake_offer")
            return [*events, SlotSet("offer", "intake_form")]
        return [*events, *resume(self._tracker)]

    def _what_helps(self, regions: Sequence[str]) -> list[str]:
        """What guidelines advise first, where a cause was named and help was asked for."""
        where = "neck" if set(regions) == {"neck"} else self._phase()
        found = best_for(knowledge(), where)
        self._dispatcher.utter_message(
            response="utter_treatment_overview",
            points=bullets(f"{t.title}: {t.summary.text}" for t in found),
        )
        return [f"treatment:{t.id}" for t in found]

    def _tells_own_pain(self) -> bool:
        """Whether a pain nobody has asked about yet stands beside the question."""
        asked = self._tracker.active_loop_name or self._tracker.get_slot("guided") or self._talked
        entities = {e["entity"] for e in self._tracker.latest_message.get("entities") or []}
        return not asked and bool(_TOLD & entities) and _OWN.search(self._text) is not None

    def _compare(self, keys: Sequence[str]) -> list[EventType]:
        """Two treatments side by side."""
        first, second = self._treatments(keys)[:2]
        talked = [f"treatment:{first.id}", f"treatment:{second.id}"]
        claims = [first.summary, second.summary]
        stances = map(stance_fields, [*first.stances, *second.stances])
        events = self._beside("treatment", (first, second), compare(first, second), claims, stances)
        return [SlotSet("articles", talked), SlotSet("listed", talked), *events]

    def _tell_apart(self, keys: Sequence[str]) -> list[EventType]:
        """Two diagnoses side by side; which of them somebody has is not for here."""
        first, second = (knowledge().diagnosis[key.partition(":")[2]] for key in keys[:2])
        claims = [first.what, first.signs[0], second.what, second.signs[0]]
        return self._beside("diagnosis", (first, second), tell_apart(first, second), claims)

    def _beside(
        self,
        kind: str,
        pair: tuple[Document, Document],
        lines: Sequence[str],
        claims: Sequence[Claim],
        stances: Iterable[dict[str, Any]] = (),
    ) -> list[EventType]:
        """Says something of two documents; the first is what is talked of then."""
        first, second = pair
        title = f"{first.title} or {second.title}"
        self._dispatcher.utter_message(
            response="utter_compare",
            points=bullets(lines),
            json_message=article(topic_of(kind), f"{first.id}+{second.id}", title, claims, stances),
        )
        return [SlotSet("last_article", f"{kind}:{first.id}"), *resume(self._tracker)]

    def _my_pain(self) -> list[EventType]:
        pain = pain_of(self._tracker)
        if "region" not in pain:
            if self._tracker.active_loop_name:
                self._dispatcher.utter_message(response="utter_picture_unknown")
                return resume(self._tracker)
            self._dispatcher.utter_message(response="utter_need_intake")
            return [FollowupAction("intake_form")]
        pictures = best_pictures(knowledge(), pain)
        send_picture(self._dispatcher, pictures)
        last = f"picture:{pictures[0][0].id}" if pictures else None
        return [SlotSet("last_article", last), *resume(self._tracker)]

    def _which(self) -> list[EventType]:
        self._dispatcher.utter_message(response="utter_which_thing")
        return resume(self._tracker)

    def _unsure(self) -> list[EventType]:
        """Says so, with the nearest titles to choose from."""
        near = [m for m in self._documents if m.score >= MAYBE][:_OFFERED]
        documents = [(m.key, knowledge().get_object(cast("Kind", m.kind), m.id)) for m in near]
        titles = [(key, document.title) for key, document in documents if document is not None]
        if not titles:
            self._dispatcher.utter_message(response="utter_answer_unknown")
            return resume(self._tracker)
        self._dispatcher.utter_message(
            response="utter_answer_nearest",
            buttons=[{"title": title, "payload": title} for _, title in titles],
        )
        return [SlotSet("listed", [key for key, _ in titles]), *resume(self._tracker)]

    def _treatments(self, keys: Sequence[str]) -> list[Treatment]:
        ids = [key.partition(":")[2] for key in keys if key.startswith("treatment:")]
        return [knowledge().treatment[id] for id in ids if id in knowledge().treatment]

    def _phase(self) -> Phase:
        if _NECK.search(self._text):
            return "neck"
        if _LEG.search(self._text):
            return "leg_pain"
        pain = pain_of(self._tracker)
        if pain.get("region") == "neck":
            return "neck"
        if pain.get("radiation") in ("leg", "foot"):
            return "leg_pain"
        return cast("Phase", phase(pain.get("duration_days")))


def _is_finer(ranking: Sequence[Match], named: Sequence[str], text: str) -> bool:
    """Whether a message with a named thing has a nearer answer: "numb after the operation".

    In a story the name may be by the way; in a plain question it seldom is.
    """
    best = max((m for m in ranking if m.kind != "aspect"), key=lambda m: m.score, default=None)
    by_name = max((m.score for m in ranking if m.key in named), default=0.0)
    if best is None or best.key in named:
        return False
    if tells_of_somebody(text):
        return best.score >= max(SURE, by_name + _NEARER)
    is_answer = best.kind in ("daily_life", "diagnosis")
    return is_answer and best.score >= max(_FINER, by_name) and len(named) == 1


def named_things(entities: Sequence[dict[str, Any]]) -> list[str]:
    """What a message calls by name, each once; no name that is only part of a longer one."""
    named = [e for e in entities if e["entity"] in ("treatment", "pain_source", "diagnosis")]
    return list(
        dict.fromkeys(
            f"{one['entity']}:{one['value']}"
            for one in named
            if not any(_is_within(one, other) for other in named)
        )
    )


def without_names(text: str, entities: Sequence[dict[str, Any]]) -> str:
    """A message with "it" for every diagnosis: its name may hold words such as "pain"."""
    spans = {(e["start"], e["end"]) for e in entities if e["entity"] == "diagnosis"}
    for start, end in sorted(spans, reverse=True):
        text = f"{_ARTICLE.sub('', text[:start])}it{text[end:]}"
    return text


def _is_within(one: dict[str, Any], other: dict[str, Any]) -> bool:
    """Whether a name stands in a longer one; of two equal ones a diagnosis says more."""
    if not (other["start"] <= one["start"] and one["end"] <= other["end"]):
        return False
    longer = other["end"] - other["start"] > one["end"] - one["start"]
    return longer or (one["entity"] == "pain_source" and other["entity"] == "diagnosis")


def tracker_list(tracker: Tracker, slot: str) -> list[str]:
    """A list slot; empty while it is not set."""
    return tracker.get_slot(slot) or []


def _regions(document: Document) -> Sequence[str]:
    return getattr(document, "regions", ())


def document_of(tracker: Tracker) -> Document | None:
    """The document that was last talked of."""
    kind, _, id = (tracker.get_slot("last_article") or "").partition(":")
    return knowledge().get_object(cast("Kind", kind), id) if kind and id else None
