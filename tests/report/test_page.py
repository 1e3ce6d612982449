"""What goes on the page for the doctor, and what never does."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

from backwise.exercise import Done, Kept, Needs, Session, build
from backwise.imbalance import Result
from backwise.knowledge import KnowledgeError, load
from backwise.language.lexicon import KNOWLEDGE
from backwise.mood import instruments
from backwise.report import Facts, as_text, load_wording, make
from backwise.triage.rules import LEVELS, QUESTIONS, load_rules

TODAY = date(2026, 3, 9)
PAIN = {"region": "lower_back", "side": "left", "radiation": "leg", "duration_days": 21.0}
PHQ9 = {
    "instrument": "phq9",
    "is_short": False,
    "answers": {"item9": 1},
    "difficulty": 2,
    "score": 14,
    "left_out": 0,
    "band": "moderate",
    "for_doctor": True,
}


def text(**facts: Any) -> str:
    page = make(load(), Facts(TODAY, **facts))
    return "" if page is None else as_text(page)


def screening(**changes: Any) -> list[tuple[date, dict[str, Any]]]:
    form = instruments.load().instruments["phq9"]
    last = next(item.id for item in form.items if item.asks_more)
    return [(date(2026, 3, 2), {**PHQ9, "answers": {last: 1}, **changes})]


def test_nothing_known_makes_no_page() -> None:
    assert make(load(), Facts(TODAY)) is None


def test_it_says_what_it_is_and_whose_words_it_holds() -> None:
    page = text(pain=PAIN, words=["can't feel the saddle"])
    assert "9 March 2026" in page
    assert "not a diagnosis" in page
    assert "“can't feel the saddle”" in page
    assert "for 3 weeks" in page
    assert "down the left leg" in page


def test_reasons_of_the_table_are_not_passed_off_as_the_persons_words() -> None:
    reason = load_rules()[0].reason
    assert reason not in text(pain=PAIN, words=[reason])


@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.parametrize(
    ("answer", "words"),
    [("yes", ": yes"), ("no", ": no"), ("unsure", ": not sure"), ("skipped", ": passed over")],
)
def test_each_answer_to_a_safety_question_is_on_it(question: str, answer: str, words: str) -> None:
    label = load_wording().sections["triage"].labels[question]
    assert f"{label}{words}\n" in text(pain=PAIN, asked={question: answer}) + "\n"
    assert label not in text(pain=PAIN)


def test_a_result_about_mood_is_on_it_only_if_the_person_agreed() -> None:
    agreed = text(pain=PAIN, screenings=screening())
    assert "14 of 27 (moderate), on 2 March 2026" in agreed
    assert "Thoughts of death or self-harm: several days" in agreed
    assert text(pain=PAIN, screenings=screening(for_doctor=False)) == text(pain=PAIN)


def test_the_short_form_counts_to_six() -> None:
    short = screening(is_short=True, score=1, answers={}, difficulty=None, band="minimal")
    assert "1 of 6 (minimal)" in text(screenings=short)


def test_a_score_with_answers_left_out_has_no_band() -> None:
    page = text(screenings=screening(left_out=2))
    assert "2 left out" in page
    assert "moderate" not in page


def test_a_talk_about_suicide_goes_on_no_page() -> None:
    findings = _findings()
    crisis = [id for id, finding in findings.items() if finding.get("flag") == "crisis"]
    assert crisis
    assert text(pain=PAIN, signs=crisis, flags=["crisis"]) == text(pain=PAIN)


def test_every_other_sign_and_level_has_a_name() -> None:
    wording = load_wording()
    findings = _findings()
    bodily = {id for id, finding in findings.items() if finding.get("flag") != "crisis"}
    assert set(wording.signs) == bodily
    assert set(wording.levels) == set(LEVELS)


def test_health_facts_are_named_as_told_or_denied() -> None:
    page = text(health={"stomach_ulcer": True, "kidney_disease": False, "asthma": None})
    facts = load().medicine_fact
    told = f"Told about health and medicines: {facts['stomach_ulcer'].title}"
    assert f"{told}\n" in page
    assert page.endswith(f"Said no to: {facts['kidney_disease'].title}")


def test_the_programme_and_its_sessions_are_on_it() -> None:
    needs = Needs(pain=PAIN, pictures=("non_specific_low_back_pain",), minutes=15)
    kept = Kept(needs, TODAY - timedelta(days=8))
    sessions = [
        Done(TODAY - timedelta(days=1), Session(effort="right", pain=3.0)),
        Done(TODAY - timedelta(days=2), Session(effort="too_hard", pain=5.0)),
        Done(TODAY - timedelta(days=3), Session(done=False)),
        Done(TODAY - timedelta(days=60), Session(effort="too_easy", pain=9.0)),
    ]
    page = text(programme=kept, sessions=sessions)
    assert "week 2, begun on 1 March 2026" in page
    for item in build(load(), kept.now(TODAY)).items:
        assert load().exercise[item.exercise].title in page
    assert "Sessions told in four weeks: 2" in page
    assert "about right: 1, too hard: 1" in page
    assert "3 to 5 out of 10" in page


def test_results_of_self_tests_are_told_per_side() -> None:
    test = next(t for t in load().self_test.values() if t.per_side and t.answer == "seconds")
    page = text(results=[Result(test.id, "left", number=12.0)])
    assert f"{test.title} (left): 12 seconds" in page


def test_a_broken_file_is_named(tmp_path: Path) -> None:
    broken = tmp_path / "page.yml"
    broken.write_text("title: only this", encoding="utf-8")
    with pytest.raises(KnowledgeError, match=r"page\.yml"):
        load_wording(broken)


def _findings() -> dict[str, Any]:
    path = KNOWLEDGE / "triage" / "findings.yml"
    found: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))["findings"]
    return found
