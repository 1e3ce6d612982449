"""The shipped word lists load, and a broken one is refused with its file named."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from backwise.language import lexicon
from backwise.language.lexicon import INTAKE_WORDS, TRIAGE_CONTEXT, TRIAGE_FINDINGS, LexiconError

FILES = {"words.yml": INTAKE_WORDS, "findings.yml": TRIAGE_FINDINGS, "context.yml": TRIAGE_CONTEXT}
Load = Callable[[], lexicon.Lexicon]
Change = Callable[[str, str, str], Load]


@pytest.fixture(autouse=True)
def _forget_the_copies() -> Iterator[None]:
    yield
    lexicon.load.cache_clear()


@pytest.fixture
def change(tmp_path: Path) -> Change:
    """Return a function that copies the lists, one piece replaced, and one that loads them."""

    def replace(name: str, old: str, new: str) -> Load:
        for file, original in FILES.items():
            text = original.read_text(encoding="utf-8")
            if file == name:
                assert old in text
                text = text.replace(old, new, 1)
            (tmp_path / file).write_text(text, encoding="utf-8")
        return lambda: lexicon.load(*(tmp_path / file for file in FILES))

    return replace


def test_the_shipped_lists_load() -> None:
    shipped = lexicon.load()
    kinds = {kind for kind, _ in shipped.expressions}
    assert kinds == {
        "region", "side", "radiation", "radiation_words", "quality", "trigger", "activity",
        "relief", "cue", "finding", "not_in", "fact",
    }  # fmt: skip
    assert {value for kind, value in shipped.expressions if kind == "finding"} == set(
        shipped.findings
    )


def test_the_shipped_lists_are_read_once() -> None:
    assert lexicon.load() is lexicon.load()


def test_no_expression_finds_nothing_at_all() -> None:
    for name, expression in lexicon.load().expressions.items():
        assert expression.search("") is None, name
        assert expression.search("zzz qqq") is None, name


def test_every_crisis_sign_and_no_other_has_a_severity() -> None:
    for concept, words in lexicon.load().findings.items():
        assert (words.flag == "crisis") == (words.severity is not None), concept


def test_spelling_is_corrected_towards_the_lists() -> None:
    vocabulary = lexicon.load().vocabulary
    assert {"tailbone", "stabbing", "bladder", "osteopenia"} <= vocabulary
    assert not any("*" in word or "(" in word or " " in word for word in vocabulary)


def test_a_trigger_that_may_be_an_aggravator_is_a_trigger() -> None:
    shipped = lexicon.load()
    triggers = {value for kind, value in shipped.expressions if kind == "trigger"}
    assert shipped.trigger_never_with_worse <= triggers


def test_copies_of_the_lists_load(change: Change) -> None:
    assert change("words.yml", "groups:", "groups:")().expressions


@pytest.mark.parametrize(
    ("name", "old", "new", "message"),
    [
        pytest.param("words.yml", "region:\n", "region: [\n", "words.yml", id="words: no YAML"),
        pytest.param("findings.yml", "findings:\n", "findings: {\n", "", id="findings: no YAML"),
        pytest.param("context.yml", "negated:\n", "negated: [\n", "", id="context: no YAML"),
        pytest.param("words.yml", "region:\n", "place:\n", "place", id="words: unknown key"),
        pytest.param("words.yml", "region:\n", "place:\n", "region", id="words: missing key"),
        pytest.param("findings.yml", "lasting: true", "endless: true", "endless", id="sign: key"),
        pytest.param("findings.yml", "groups:\n", "grupos:\n", "grupos", id="findings: key"),
        pytest.param("context.yml", "scope: 7", "reach: 7", "reach", id="context: unknown key"),
        pytest.param("context.yml", "scope: 7", "scope: far", "scope", id="context: no number"),
        pytest.param(
            "findings.yml", "severity: imminent", "severity: dire", "severity", id="severity"
        ),
        pytest.param(
            "findings.yml", "    - foot drop\n", "    - (foot drop\n", "foot_drop", id="bracket"
        ),
        pytest.param(
            "findings.yml", "    - foot drop\n", '    - "{foots} drop"\n', "foot_drop", id="group"
        ),
        pytest.param(
            "findings.yml", "    - foot drop\n", "    - '[foot]'\n", "foot_drop", id="optional"
        ),
        pytest.param(
            "words.yml", "  arm: [arm,", "  wing: []\n  arm: [arm,", "wing: no pattern", id="empty"
        ),
        pytest.param("words.yml", "    - coccyx\n", "    - (coccyx\n", "tailbone", id="region"),
        pytest.param("context.yml", "ruled out", "not any", "'not any' .*twice", id="phrase twice"),
    ],
)
def test_a_broken_list_is_refused_with_its_file_and_entry(
    change: Change, name: str, old: str, new: str, message: str
) -> None:
    load = change(name, old, new)
    with pytest.raises(LexiconError, match=message) as caught:
        load()
    assert name in str(caught.value)


@pytest.mark.parametrize("content", ["", "[]", "just words"], ids=["empty", "a list", "a text"])
@pytest.mark.parametrize("name", FILES)
def test_a_file_of_another_shape_is_refused(
    tmp_path: Path, change: Change, name: str, content: str
) -> None:
    load = change(name, "", "")
    (tmp_path / name).write_text(content, encoding="utf-8")
    with pytest.raises(LexiconError, match=name):
        load()


@pytest.mark.parametrize("name", FILES)
def test_text_that_is_not_utf8_is_refused(tmp_path: Path, change: Change, name: str) -> None:
    load = change(name, "", "")
    (tmp_path / name).write_bytes(b"groups: \xff\xfe")
    with pytest.raises(LexiconError, match=name):
        load()
