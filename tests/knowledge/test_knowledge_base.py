"""Loading a folder, the errors it reports, and the questions it answers."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import cast

import pytest

from backwise.knowledge import Kind, KnowledgeError, load
from backwise.knowledge.__main__ import main

Make = Callable[..., Path]
Break = Callable[[str, str, str], Path]


def problems(folder: Path) -> list[str]:
    with pytest.raises(KnowledgeError) as caught:
        load(folder)
    assert str(caught.value) == "\n".join(caught.value.problems)
    return list(caught.value.problems)


def test_a_sound_folder_loads(make_folder: Make) -> None:
    knowledge = load(make_folder())
    assert len(knowledge) == 18
    assert knowledge.exercise["clam"].dose.reps == 12


def test_a_folder_is_read_once(make_folder: Make) -> None:
    folder = make_folder()
    assert load(folder) is load(folder)


@pytest.mark.parametrize(
    ("name", "old", "new", "expected"),
    [
        pytest.param(
            "exercise/clam.yml",
            "reps: 12",
            "reps: many",
            "exercise/clam.yml:20: dose.reps: expected a whole number, got 'many'",
            id="wrong type",
        ),
        pytest.param(
            "exercise/clam.yml",
            "reps: 12",
            "reps: 61",
            "exercise/clam.yml:20: dose.reps: expected at most 60, got 61",
            id="out of bounds",
        ),
        pytest.param(
            "exercise/clam.yml",
            "reps: 12",
            "reps:",
            "exercise/clam.yml:20: dose.reps: expected a value, got nothing",
            id="no value",
        ),
        pytest.param(
            "exercise/clam.yml",
            "  - Close.\n",
            "",
            "exercise/clam.yml:13: steps: expected 3 to 6 steps, got 2",
            id="too few steps",
        ),
        pytest.param(
            "exercise/clam.yml",
            "  reps: 12\n",
            "",
            "exercise/clam.yml:18: dose.reps: expected this key, got none",
            id="missing key",
        ),
        pytest.param(
            "exercise/clam.yml",
            "intensity: 2",
            "intensity: 2\npower: 3",
            "exercise/clam.yml:23: power: expected a known key, got this one",
            id="unknown key",
        ),
        pytest.param(
            "exercise/clam.yml",
            "kind: strength",
            "kind: power",
            "exercise/clam.yml:7: kind: expected one of mobility, stretch, strength, aerobic, "
            "relaxation, nerve, got 'power'",
            id="not a choice",
        ),
        pytest.param(
            "exercise/clam.yml",
            "regions: [buttock]",
            "regions: buttock",
            "exercise/clam.yml:8: regions: expected a list, got 'buttock'",
            id="not a list",
        ),
        pytest.param(
            "exercise/clam.yml",
            "regions: [buttock]",
            "regions: []",
            "exercise/clam.yml:8: regions: expected at least one item, got none",
            id="empty list",
        ),
        pytest.param(
            "exercise/clam.yml",
            "evidence:\n  text: It may help.\n  sources: [ng59]",
            "evidence: It may help.",
            "exercise/clam.yml:26: evidence: expected keys and values, got 'It may help.'",
            id="not a mapping",
        ),
        pytest.param(
            "exercise/clam.yml",
            "  sources: [ng59]\nreviewed",
            "  sources: [ng60]\nreviewed",
            "exercise/clam.yml:28: evidence.sources.0: expected the id of a source, got 'ng60'",
            id="no such source",
        ),
        pytest.param(
            "treatment/heat.yml",
            "source: ng59",
            "source: ng60",
            "treatment/heat.yml:16: stances.0.source: expected the id of a source, got 'ng60'",
            id="no such source of a stance",
        ),
        pytest.param(
            "exercise/clam.yml",
            "suits: [neck_pain]",
            "suits: [hip_pain]",
            "exercise/clam.yml:10: suits.0: expected the id of a picture, got 'hip_pain'",
            id="no such picture",
        ),
        pytest.param(
            "exercise/clam.yml",
            "not_for: [osteoporosis]",
            "not_for: [osteoporosis, flu]",
            "exercise/clam.yml:11: not_for.1: expected the id of a picture or a condition "
            "(osteoporosis, late_pregnancy, hip_replacement, shoulder_problem, "
            "spondylolisthesis, knee_problem, wrist_problem, high_blood_pressure, no_floor), "
            "got 'flu'",
            id="no such picture or condition",
        ),
        pytest.param(
            "exercise/clam.yml",
            "intensity: 2",
            "intensity: 2\neasier: bridge",
            "exercise/clam.yml:23: easier: expected the id of an exercise, got 'bridge'",
            id="no such exercise",
        ),
        pytest.param(
            "cause/pictures.yml",
            "pain_sources: [discs]",
            "pain_sources: [disks]",
            "cause/pictures.yml:9: 0.pain_sources.0: expected the id of a pain source, got 'disks'",
            id="no such pain source",
        ),
        pytest.param(
            "aspects.yml",
            "asked: [how do I do it]",
            "asked: [how do I do it]\n  words: ['(how']",
            "aspects.yml:4: 0.words.0: expected a pattern, "
            "missing ), unterminated subpattern at position 0",
            id="no pattern",
        ),
        pytest.param(
            "cause/diagnoses/scoliosis.yml",
            "doctor:\n  - text: A curve that grows should be seen.\n    sources: [ng59]\n",
            "",
            "cause/diagnoses/scoliosis.yml:1: doctor: expected this key, got none",
            id="a diagnosis without when to get help",
        ),
        pytest.param(
            "exercise/clam.yml",
            "id: clam",
            "id: clams",
            "exercise/clam.yml:1: id: expected 'clam', as the file is named, got 'clams'",
            id="file named otherwise",
        ),
        pytest.param(
            "exercise/clam.yml",
            "aliases: [clamshell]",
            "aliases: [shell, CLAM]",
            "exercise/clam.yml:3: aliases.1: expected a name used once, got 'CLAM', "
            "already a name of 'clam'",
            id="alias twice",
        ),
        pytest.param(
            "sources.yml",
            "url: https://www.nice.org.uk/guidance/ng59",
            "url: www.nice.org.uk",
            "sources.yml:5: 0.url: expected an address that begins with http, "
            "got 'www.nice.org.uk'",
            id="not an address",
        ),
        pytest.param(
            "sources.yml",
            "checked: 2026-11-22",
            "checked: yesterday",
            "sources.yml:6: 0.checked: expected a date like 2026-11-22, got 'yesterday'",
            id="not a date",
        ),
        pytest.param(
            "cause/regions.yml",
            "id: neck",
            "id: throat",
            "cause/regions.yml:1: 0.id: expected one of neck, upper_back, mid_back, lower_back, "
            "tailbone, buttock, si_joint, whole_back, got 'throat'",
            id="no such region",
        ),
        pytest.param(
            "exercise/clam.yml",
            "start: Lie down.",
            "start: ''",
            "exercise/clam.yml:12: start: expected some text, got ''",
            id="empty text",
        ),
    ],
)
def test_a_fault_is_reported_with_its_place(
    break_file: Break, name: str, old: str, new: str, expected: str
) -> None:
    assert problems(break_file(name, old, new)) == [f"knowledge/{expected}"]


@pytest.mark.parametrize(
    ("old", "new", "start"),
    [
        ("aliases: [clamshell]", "aliases: [clamshell", "knowledge/exercise/clam.yml:4:"),
        ("title: Clam\n", "title: Clam\ntitle: Shell\n", "knowledge/exercise/clam.yml:3:"),
        ("title: Clam\n", "title: a: b\n", "knowledge/exercise/clam.yml:2:"),
    ],
    ids=["bracket left open", "key twice", "colon in a text"],
)
def test_broken_yaml_is_reported_with_its_line(
    break_file: Break, old: str, new: str, start: str
) -> None:
    (problem,) = problems(break_file("exercise/clam.yml", old, new))
    assert problem.startswith(f"{start} expected sound YAML, ")


def test_text_that_is_not_utf8_is_reported(make_folder: Make) -> None:
    folder = make_folder()
    (folder / "exercise/clam.yml").write_bytes(b"id: \xff\xfe\xfa")
    (problem,) = problems(folder)
    assert problem.startswith("knowledge/exercise/clam.yml:1: expected sound YAML")


def test_the_same_id_twice_is_reported(make_folder: Make) -> None:
    twice = """\
- {id: ng59, title: A, publisher: B, year: 2020, url: "https://a.org", checked: 2026-11-22}
- {id: ng59, title: C, publisher: D, year: 2020, url: "https://c.org", checked: 2026-11-22}
"""
    assert problems(make_folder({"sources.yml": twice})) == [
        "knowledge/sources.yml:2: 1.id: expected an id of its own, got 'ng59' again"
    ]


def test_a_missing_file_or_folder_is_reported(make_folder: Make) -> None:
    folder = make_folder({"cause/regions.yml": None, "daily_life/sleep.yml": None})
    assert problems(folder) == [
        "knowledge/cause/regions.yml: expected this file, found none",
        "knowledge/daily_life: expected this folder, found none",
    ]


def test_a_file_with_another_ending_is_reported(make_folder: Make) -> None:
    assert problems(make_folder({"exercise/bridge.yaml": "id: bridge"})) == [
        "knowledge/exercise/bridge.yaml:1: expected only files that end in .yml"
    ]


def test_a_list_file_must_hold_a_list(make_folder: Make) -> None:
    assert problems(make_folder({"cause/regions.yml": "id: neck"})) == [
        "knowledge/cause/regions.yml:1: expected a list of documents, got keys and values"
    ]


def test_an_empty_file_is_reported(make_folder: Make) -> None:
    assert problems(make_folder({"exercise/clam.yml": ""})) == [
        "knowledge/exercise/clam.yml:1: expected keys and values, got nothing"
    ]


def test_a_fault_in_one_document_hides_no_other_and_makes_no_false_ones(
    make_folder: Make,
) -> None:
    folder = make_folder(
        {
            "cause/pictures.yml": "- id: neck_pain\n  title: Neck pain\n",
            "medicine/ibuprofen.yml": "id: ibuprofen\n",
        }
    )
    found = problems(folder)
    assert {problem.split(":")[0] for problem in found} == {
        "knowledge/cause/pictures.yml",
        "knowledge/medicine/ibuprofen.yml",
    }
    assert len(found) == 8


def test_other_folders_are_left_alone(make_folder: Make) -> None:
    load(make_folder({"triage/rules.yml": "this: is: not: ours"}))


def test_the_checker_says_that_all_is_good(
    make_folder: Make, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([str(make_folder())]) == 0
    assert capsys.readouterr().out == "knowledge: 18 documents\n"


def test_the_checker_prints_every_fault(
    make_folder: Make, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = make_folder({"medicine/ibuprofen.yml": "id: ibuprofen\n", "exercise/clam.yml": "[]"})
    assert main([str(folder)]) == 1
    assert len(capsys.readouterr().out.splitlines()) == 5


def test_an_object_is_found_by_id_title_or_alias_in_any_case(make_folder: Make) -> None:
    knowledge = load(make_folder())
    for name in ("ibuprofen", "Ibuprofen", "ADVIL", " advil "):
        found = knowledge.get_object("medicine", name)
        assert found is not None
        assert found.id == "ibuprofen"
    assert knowledge.get_object("medicine", "clam") is None


def test_objects_are_found_by_what_they_are(make_folder: Make) -> None:
    knowledge = load(make_folder())
    clam = knowledge.exercise["clam"]
    assert knowledge.get_objects("exercise", {"regions": "buttock", "kind": "strength"}) == [clam]
    assert knowledge.get_objects("exercise", {"phases": ["chronic", "acute"]}) == [clam]
    assert knowledge.get_objects("exercise", {"intensity": {3, 4}}) == []
    assert knowledge.get_objects("exercise") == [clam]
    assert knowledge.get_objects("exercise", limit=0) == []


def test_a_question_nobody_can_answer_is_refused(make_folder: Make) -> None:
    knowledge = load(make_folder())
    with pytest.raises(ValueError, match="a treatment has no 'colour'; it has id, title"):
        knowledge.get_objects("treatment", {"colour": "red"})
    with pytest.raises(ValueError, match="no kind 'diet'; there are source, region"):
        knowledge.get_object(cast(Kind, "diet"), "soup")


def test_names_lead_to_ids(make_folder: Make) -> None:
    knowledge = load(make_folder())
    assert knowledge.names("medicine") == {"ibuprofen": "ibuprofen", "advil": "ibuprofen"}


def test_sources_come_in_the_order_asked_for_and_once(make_folder: Make) -> None:
    knowledge = load(make_folder())
    assert knowledge.sources(["ng59", "ng59"]) == [knowledge.source["ng59"]]
    assert knowledge.sources_of(knowledge.treatment["heat"]) == [knowledge.source["ng59"]]
    with pytest.raises(KeyError):
        knowledge.sources(["ng60"])


def test_nothing_can_be_changed(make_folder: Make) -> None:
    knowledge = load(make_folder())
    with pytest.raises(TypeError):
        knowledge.exercise["clam"].title = "Oyster"
    with pytest.raises(TypeError):
        knowledge.exercise["oyster"] = knowledge.exercise["clam"]  # type: ignore[index]
    names = knowledge.names("exercise")
    names.clear()
    assert knowledge.names("exercise")
