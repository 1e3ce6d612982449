"""What the shipped content must hold, and how it must read."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator
from typing import get_args

import pytest

from backwise.knowledge import load
from backwise.knowledge.schema import REGIONS, Claim, Content, Exercise, Region, Stance

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import textstat

KNOWLEDGE = load()
KINDS = (
    "region", "pain_source", "picture", "diagnosis", "treatment", "daily_life", "medicine",
    "medicine_group", "medicine_check", "exercise", "lesson", "self_test", "crossed_picture",
)  # fmt: skip
DOCUMENTS = [
    pytest.param(document, id=f"{kind}:{document.id}")
    for kind in KINDS
    for document in KNOWLEDGE.get_objects(kind)
]
TEXT_FIELDS = {
    "breathing",
    "feel",
    "frequency",
    "mistakes",
    "says",
    "start",
    "steps",
    "stop_if",
    "text",
    "where",
}
MAX_GRADE = 8
MAX_WORDS = 20
FRAGILE = re.compile(
    r"\b(weak\w*|unstable|instability|damag\w*|out of (place|line)|degenerat\w*|crumbl\w*|"
    r"worn|wear and tear|misalign\w*|dangerous\w*|cripp\w*)\b",
    re.IGNORECASE,
)
CERTAIN = re.compile(r"\b(you have|your pain is caused|this means that you|always|cures?)\b", re.I)


def texts(content: object, wanted: bool = False) -> Iterator[str]:
    """Yield every piece of text that readers see, with a full stop at its end."""
    if isinstance(content, str):
        if wanted:
            yield content if content.endswith((".", "?", "!")) else f"{content}."
    elif isinstance(content, Content):
        for name in content.__fields__:
            yield from texts(getattr(content, name), name in TEXT_FIELDS)
    elif isinstance(content, tuple):
        for item in content:
            yield from texts(item, wanted)


def claims(content: object) -> Iterator[Claim | Stance]:
    if isinstance(content, (Claim, Stance)):
        yield content
    elif isinstance(content, Content):
        for name in content.__fields__:
            yield from claims(getattr(content, name))
    elif isinstance(content, tuple):
        for item in content:
            yield from claims(item)


def sentences(text: str) -> list[str]:
    return re.split(r"(?<=[.!?])\s+", text)


@pytest.mark.parametrize("document", DOCUMENTS)
def test_a_document_reads_easily(document: Content) -> None:
    text = " ".join(texts(document))
    assert textstat.flesch_kincaid_grade(text) <= MAX_GRADE


@pytest.mark.parametrize("document", DOCUMENTS)
def test_sentences_are_short(document: Content) -> None:
    long = [
        sentence
        for text in texts(document)
        for sentence in sentences(text)
        if len(sentence.split()) > MAX_WORDS
    ]
    assert long == []


@pytest.mark.parametrize("document", DOCUMENTS)
def test_no_words_that_make_a_back_feel_fragile(document: Content) -> None:
    assert [text for text in texts(document) if FRAGILE.search(text)] == []


@pytest.mark.parametrize(
    "document", [param for param in DOCUMENTS if str(param.id).startswith("picture:")]
)
def test_pictures_claim_no_certainty(document: Content) -> None:
    assert [text for text in texts(document) if CERTAIN.search(text)] == []


def test_every_region_is_told() -> None:
    assert set(KNOWLEDGE.region) == set(REGIONS) == set(get_args(Region))


def test_there_is_a_picture_for_every_region() -> None:
    covered = {
        region
        for picture in KNOWLEDGE.picture.values()
        if not any(value for name, value in picture.requires if name != "regions")
        for region in picture.requires.regions
    }
    assert covered == set(REGIONS)


def test_every_pain_source_is_part_of_a_picture_or_explains_itself() -> None:
    used = {source for picture in KNOWLEDGE.picture.values() for source in picture.pain_sources}
    assert set(KNOWLEDGE.pain_source) - used == {"small_nerves"}


def test_every_picture_has_an_exercise() -> None:
    suited = {picture for exercise in KNOWLEDGE.exercise.values() for picture in exercise.suits}
    assert suited == set(KNOWLEDGE.picture)


@pytest.mark.parametrize("exercise", KNOWLEDGE.exercise.values(), ids=lambda each: each.id)
def test_an_exercise_fits_with_its_neighbours(exercise: Exercise) -> None:
    assert not set(exercise.suits) & set(exercise.not_for)
    for name, sign in (("easier", -1), ("harder", 1)):
        neighbour = getattr(exercise, name)
        if neighbour is not None:
            assert neighbour != exercise.id
            step = KNOWLEDGE.exercise[neighbour].intensity - exercise.intensity
            assert step * sign >= 0


_COUNT = r"(?:\d+|one|two|three|four|five|six|seven|eight|nine|ten|half)"
_SHARE = re.compile(rf"\d+ ?%|\b{_COUNT} (?:in|of) (?:\d+|five|ten|a hundred)\b")


def test_no_claim_that_nobody_checked_gives_a_share() -> None:
    """A number that nobody checked is worse than no number."""
    numbers = [
        claim.text
        for param in DOCUMENTS
        for claim in claims(param.values[0])
        if isinstance(claim, Claim) and not claim.verified and _SHARE.search(claim.text.lower())
    ]
    assert numbers == []


def test_guidelines_that_differ_are_said_to_differ() -> None:
    """A plain yes from one guideline and a no from another must be told."""
    silent = [
        treatment.id
        for treatment in KNOWLEDGE.treatment.values()
        for phase in ("acute", "subacute", "chronic")
        if {"for", "against"}
        <= {stance.position for stance in treatment.stances if phase in stance.applies}
        and treatment.disagreement is None
    ]
    assert silent == []


STANCES = [
    ("staying_active", "ng59", "for"),
    ("staying_active", "acp_2017", "for"),
    ("bed_rest", "lancet_2018", "against"),
    ("education", "ng59", "for"),
    ("education", "who_2023", "conditional"),
    ("education", "jospt_2021", "for"),
    ("exercise_in_general", "acp_2017", "for"),
    ("exercise_in_general", "ng59", "conditional"),
    ("exercise_in_general", "who_2023", "conditional"),
    ("exercise_in_general", "jospt_2021", "for"),
    ("yoga", "acp_2017", "for"),
    ("yoga", "ng59", "conditional"),
    ("nsaids", "acp_2017", "for"),
    ("nsaids", "ng59", "conditional"),
    ("nsaids", "who_2023", "conditional"),
    ("paracetamol", "ng59", "against"),
    ("paracetamol", "who_2023", "none"),
    ("opioids", "ng59", "against"),
    ("opioids", "who_2023", "against"),
    ("opioids", "acp_2017", "conditional"),
    ("heat", "acp_2017", "for"),
    ("cold", "acp_2017", "none"),
    ("massage", "acp_2017", "for"),
    ("massage", "who_2023", "conditional"),
    ("massage", "ng59", "conditional"),
    ("massage", "jospt_2021", "conditional"),
    ("spinal_manipulation", "acp_2017", "for"),
    ("spinal_manipulation", "who_2023", "conditional"),
    ("spinal_manipulation", "ng59", "conditional"),
    ("spinal_manipulation", "jospt_2021", "for"),
    ("acupuncture", "ng59", "against"),
    ("acupuncture", "acp_2017", "for"),
    ("acupuncture", "who_2023", "conditional"),
    ("injections_epidural", "bmj_2025", "against"),
    ("injections_epidural", "ng59", "conditional"),
    ("tens", "ng59", "against"),
    ("tens", "who_2023", "against"),
    ("traction", "ng59", "against"),
    ("traction", "who_2023", "against"),
    ("traction", "jospt_2021", "against"),
    ("belts", "ng59", "against"),
    ("belts", "who_2023", "against"),
    ("cbt", "ng59", "conditional"),
    ("cbt", "acp_2017", "for"),
    ("cbt", "who_2023", "conditional"),
    ("imaging", "ng59", "against"),
    ("surgery", "ng59", "conditional"),
    ("core_exercise", "acp_2017", "for"),
    ("core_exercise", "jospt_2021", "for"),
    ("mckenzie", "jospt_2021", "conditional"),
    ("mindfulness", "acp_2017", "for"),
    ("mindfulness", "who_2023", "none"),
    ("pain_programme", "ng59", "conditional"),
    ("pain_programme", "acp_2017", "for"),
    ("pain_programme", "who_2023", "conditional"),
    ("dry_needling", "jospt_2021", "conditional"),
    ("dry_needling", "who_2023", "conditional"),
    ("ultrasound_therapy", "ng59", "against"),
    ("ultrasound_therapy", "who_2023", "against"),
    ("trigger_point_injections", "bmj_2025", "against"),
    ("trigger_point_injections", "who_2023", "against"),
    ("facet_injections", "bmj_2025", "against"),
    ("facet_injections", "ng59", "conditional"),
    ("muscle_relaxants", "acp_2017", "for"),
    ("muscle_relaxants", "ng59", "against"),
    ("muscle_relaxants", "who_2023", "against"),
    ("antidepressants", "ng59", "against"),
    ("antidepressants", "who_2023", "against"),
    ("antidepressants", "acp_2017", "conditional"),
    ("gabapentinoids", "ng59", "against"),
    ("gabapentinoids", "who_2023", "against"),
    ("oral_steroids", "acp_2017", "against"),
    ("oral_steroids", "ng59", "against"),
    ("weight_loss", "who_2023", "none"),
    ("herbal", "who_2023", "conditional"),
    ("neck_collar", "jospt_neck_2017", "conditional"),
]


@pytest.mark.parametrize(("treatment", "guideline", "position"), STANCES)
def test_a_guideline_is_told_as_it_is(treatment: str, guideline: str, position: str) -> None:
    stances = KNOWLEDGE.treatment[treatment].stances
    assert position in {stance.position for stance in stances if stance.source == guideline}


@pytest.mark.parametrize("param", DOCUMENTS)
def test_no_dose_is_ever_told(param: Content) -> None:
    assert [t for t in texts(param) if re.search(r"\d+ ?(mg|g|ml|tablets?)\b", t)] == []


@pytest.mark.parametrize(
    ("kind", "name", "wanted"),
    [
        ("medicine", "Advil", "ibuprofen"),
        ("medicine", "Nurofen", "ibuprofen"),
        ("medicine", "Aleve", "naproxen"),
        ("medicine", "Tylenol", "paracetamol"),
        ("medicine", "Panadol", "paracetamol"),
        ("medicine", "Voltarol gel", "diclofenac_gel"),
        ("medicine", "valium", "diazepam"),
        ("treatment", "MRI", "imaging"),
        ("treatment", "hot water bottle", "heat"),
        ("treatment", "chiropractor", "spinal_manipulation"),
        ("exercise", "Cat-cow", "cat_camel"),
        ("exercise", "nerve flossing", "sciatic_slider"),
        ("picture", "Sciatica", "radiating_leg_pain"),
        ("diagnosis", "slipped disc", "herniated_disc"),
        ("diagnosis", "AxSpA", "axial_spondyloarthritis"),
        ("pain_source", "slipped disc", "discs"),
        ("region", "coccyx", "tailbone"),
    ],
)
def test_people_find_things_by_their_own_words(kind: str, name: str, wanted: str) -> None:
    found = KNOWLEDGE.get_object(kind, name)  # type: ignore[call-overload]
    assert found is not None
    assert found.id == wanted
