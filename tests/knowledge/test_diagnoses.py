from __future__ import annotations

import pytest

from backwise.knowledge import load
from backwise.knowledge.answers import answer, sides
from backwise.knowledge.schema import SIDES, Diagnosis, Side

KNOWLEDGE = load()
DIAGNOSES = list(KNOWLEDGE.diagnosis.values())


@pytest.mark.parametrize(
    ("question", "side"),
    [
        ("what are the symptoms of spinal stenosis", "signs"),
        ("what does a pinched nerve feel like", "signs"),
        ("what sort of ache does a narrow canal give", "signs"),
        ("what causes scoliosis", "reasons"),
        ("why do people get spondylolisthesis", "reasons"),
        ("how is ankylosing spondylitis diagnosed", "tests"),
        ("would a slipped disc show on an x-ray", "tests"),
        ("what is the treatment for cervical spondylosis", "treatment"),
        ("i was diagnosed with a bulging disc, what can i do", "treatment"),
        ("is fibromyalgia curable", "outlook"),
        ("how long does whiplash last", "outlook"),
        ("what are the complications of kyphosis", "risks"),
        ("is stenosis dangerous", "risks"),
        ("how to prevent osteoporosis", "prevention"),
        ("do i pass scoliosis on to my kids, is it inherited", "family"),
        ("what genes are behind ankylosing spondylitis", "family"),
        ("how common is sciatica", "common"),
        ("can i run with a herniated disc", "living"),
        ("when should i see a doctor for sciatica", "doctor"),
    ],
)
def test_a_question_tells_its_side(question: str, side: str) -> None:
    assert sides(KNOWLEDGE, question)[0] == side


def test_a_question_for_nothing_in_particular_has_no_side() -> None:
    assert sides(KNOWLEDGE, "what is scoliosis") == []


def test_every_side_can_be_asked_for() -> None:
    told = {id for id, aspect in KNOWLEDGE.aspect.items() if aspect.words and aspect.question}
    assert told == set(SIDES)


@pytest.mark.parametrize("side", SIDES)
def test_the_usual_question_of_a_side_is_for_that_side(side: Side) -> None:
    question = KNOWLEDGE.aspect[side].question
    assert question is not None
    assert sides(KNOWLEDGE, question.format(name="scoliosis"))[0] == side


@pytest.mark.parametrize("diagnosis", DIAGNOSES, ids=lambda each: each.id)
def test_what_somebody_may_have_is_told_with_when_to_get_help(diagnosis: Diagnosis) -> None:
    for side in (None, "signs", "reasons", "treatment", "outlook"):
        found = answer(diagnosis, side)
        assert found is not None
        assert diagnosis.doctor[0].text in (found.summary, *found.details)


@pytest.mark.parametrize("side", SIDES)
def test_a_side_is_answered_with_what_it_says(side: Side) -> None:
    diagnosis = KNOWLEDGE.diagnosis["sciatica"]
    found = answer(diagnosis, side)
    assert found is not None
    assert found.summary == getattr(diagnosis, side)[0].text


def test_a_side_that_is_not_told_has_no_answer() -> None:
    diagnosis = KNOWLEDGE.diagnosis["arachnoiditis"]
    assert diagnosis.prevention == ()
    assert answer(diagnosis, "prevention") is None
    assert answer(diagnosis, "compare") is None


@pytest.mark.parametrize(
    ("aspect", "side"), [("best", "treatment"), ("feels", "signs"), ("onset", "outlook")]
)
def test_what_is_asked_of_treatments_is_understood_of_a_diagnosis(aspect: str, side: Side) -> None:
    diagnosis = KNOWLEDGE.diagnosis["sciatica"]
    assert answer(diagnosis, aspect) == answer(diagnosis, side)
