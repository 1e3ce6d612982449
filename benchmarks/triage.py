"""How well danger is noticed, and calm is kept, on sets written without sight of the rules.

`python -m benchmarks.triage` prints what `make evaluate` prints of it, and lists what is wrong
in the halves that may be looked at; `--write FOLDER` makes the page and the picture of the docs.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from statistics import mean
from typing import Any

import yaml

from backwise.language.detector import ORDINARY, default_detector
from backwise.language.reader import Reader, default_reader
from backwise.triage import LEVELS, Person, decide, next_question, observe
from benchmarks import intents
from benchmarks.intents import SETS

_NOTICED = ("ambulance", "emergency", "urgent")
_SEVERITIES = ("imminent", "active", "passive", "unclear")
Row = tuple[str, str, str]


@dataclass(frozen=True)
class Outcome:
    """What the first reply to a message would be."""

    level: str
    flags: tuple[str, ...]
    question: str | None
    severity: str | None

    @property
    def alarm(self) -> bool:
        """Whether the reply interrupts ordinary talk, be it to ask."""
        return self.level in _NOTICED or self.question is not None


def first_reply(text: str, reader: Reader) -> Outcome:
    """The level, or the question back, for one message on its own."""
    reading = reader.read(text)
    seen = observe(reading)
    person = Person.of(reading.pain.said())
    decision = decide(seen.certain, person)
    others = decide(seen.others)
    if others.stands and others.is_more_pressing_than(decision.level):
        decision = others
    question = None
    if decision.level not in _NOTICED:
        question = next_question(seen.certain, seen.unclear, person)
    crisis = [f for f in reading.present if f.flag == "crisis"]
    said = {f.severity if f.assertion == "present" else "unclear" for f in crisis}
    return Outcome(
        decision.level,
        tuple(decision.flags),
        question.flag if question else None,
        next((s for s in _SEVERITIES if s in said), None),
    )


def items(name: str, scored: bool) -> list[dict[str, Any]]:
    """One half of a set: the one that is only scored, or the one that may be looked at."""
    loaded = yaml.safe_load((SETS / f"{name}.yml").read_text(encoding="utf-8"))["items"]
    return [
        item for item in loaded if (sha256(item["text"].encode()).digest()[0] % 2 == 1) == scored
    ]


def is_noticed(item: dict[str, Any], outcome: Outcome) -> bool:
    """Whether a danger is met by a level that interrupts, by a question, or at the end."""
    return outcome.alarm or (item["level"] == "appointment" and outcome.level == "appointment")


def is_low(item: dict[str, Any], outcome: Outcome) -> bool:
    """Whether the reply is less pressing than it should be, and does not ask either."""
    if outcome.question is not None:
        return False
    return LEVELS.index(outcome.level) > LEVELS.index(item["level"])  # type: ignore[arg-type]


def _share(count: int, of: int) -> str:
    return f"{count / of:.3f} ({count} of {of})" if of else "none"


def why(text: str, reader: Reader) -> str:
    """What was read of a message that got too little: signs that count, that do not, and hints."""
    told: list[str] = []
    for finding in reader.read(text).findings:
        marks = (finding.assertion, finding.time or "", finding.experiencer)
        stance = "counts" if finding.counts else f"taken as {' '.join(filter(None, marks))}"
        told.append(f"{finding.concept} {stance}")
    whole = default_detector().read(text)[0]
    topic = max((t for t in whole.topics if t != ORDINARY), key=lambda t: whole.topics[t])
    stance = max(whole.stances, key=lambda s: whole.stances[s])
    hint = f"{topic} {whole.topics[topic]:.0%}, {stance} {whole.stances[stance]:.0%}"
    return f"read: {', '.join(told) or 'no sign'}; detector: {hint}"


def flag_rows(scored: bool, reader: Reader) -> tuple[list[Row], list[str]]:
    """Recall by flag and by level, and a line for every miss."""
    rows: list[Row] = []
    missed: list[str] = []
    told = [(item, first_reply(item["text"], reader)) for item in items("red_flags", scored)]
    where = f"sets/red_flags.yml, {'scored' if scored else 'looked-at'} half"

    def add(name: str, some: Sequence[tuple[dict[str, Any], Outcome]]) -> None:
        found = [pair for pair in some if is_noticed(*pair)]
        asked = sum(outcome.question is not None for _, outcome in some)
        low = sum(is_low(*pair) for pair in some)
        value = f"{_share(len(found), len(some))}, {asked} by a question, {low} at too low a level"
        rows.append((name, where, value))

    add("danger noticed", told)
    for level in dict.fromkeys(item["level"] for item, _ in told):
        add(f"danger noticed, {level}", [p for p in told if p[0]["level"] == level])
    for flag in dict.fromkeys(item["flag"] for item, _ in told):
        add(f"danger noticed, {flag}", [p for p in told if p[0]["flag"] == flag])
    for item, outcome in told:
        if not is_noticed(item, outcome) or is_low(item, outcome):
            missed.append(
                f"{item['flag']}, {item['level']}, got {outcome.level}: {item['text']} "
                f"({why(item['text'], reader)})"
            )
    return rows, missed


def calm_rows(scored: bool, reader: Reader) -> tuple[list[Row], list[str]]:
    """False alarms by kind, and a line for every one."""
    rows: list[Row] = []
    alarms: list[str] = []
    told = [(item, first_reply(item["text"], reader)) for item in items("look_alikes", scored)]
    where = f"sets/look_alikes.yml, {'scored' if scored else 'looked-at'} half"

    def add(name: str, some: Sequence[tuple[dict[str, Any], Outcome]]) -> None:
        loud = sum(outcome.level in _NOTICED for _, outcome in some)
        asked = sum(outcome.question is not None for _, outcome in some)
        crisis = sum(outcome.severity is not None for _, outcome in some)
        value = f"{_share(loud + asked, len(some))}, {asked} of them only a question"
        rows.append((name, where, value + (f", {crisis} crisis" if crisis else "")))

    add("false alarms", told)
    for kind in dict.fromkeys(item["kind"] for item, _ in told):
        add(f"false alarms, {kind}", [p for p in told if p[0]["kind"] == kind])
    for item, outcome in told:
        if outcome.alarm or outcome.severity:
            got = outcome.severity or (f"asks {outcome.question}" if outcome.question else "")
            got = got or f"{outcome.level} {outcome.flags[0]}"
            alarms.append(f"{item['kind']}, {item['about']}, got {got}: {item['text']}")
    return rows, alarms


def crisis_rows(scored: bool, reader: Reader) -> tuple[list[Row], list[str]]:
    """Recall and false alarms by class, and a line for every mistake."""
    rows: list[Row] = []
    wrong: list[str] = []
    told = [(item, first_reply(item["text"], reader)) for item in items("crisis", scored)]
    where = f"sets/crisis.yml, {'scored' if scored else 'looked-at'} half"
    for name in dict.fromkeys(item["class"] for item, _ in told):
        some = [(item, outcome) for item, outcome in told if item["class"] == name]
        heard = sum(outcome.severity is not None for _, outcome in some)
        if some[0][0]["severity"] == "none":
            rows.append((f"crisis false alarms, {name}", where, _share(heard, len(some))))
            continue
        right = sum(
            outcome.severity in (item["severity"], *item.get("severity_ok", ()))
            for item, outcome in some
        )
        value = f"{_share(heard, len(some))}, severity right {_share(right, len(some))}"
        rows.append((f"crisis heard, {name}", where, value))
    for item, outcome in told:
        if (item["severity"] == "none") != (outcome.severity is None):
            wrong.append(
                f"{item['class']}, {item['severity']}, got {outcome.severity}: {item['text']}"
            )
    return rows, wrong


def first_person(text: str) -> str:
    """A case as a patient would tell it: "He has a fever" becomes "I have a fever"."""
    for pattern, words in _FIRST_PERSON:
        text = re.sub(pattern, words, text)
    return text


_FIRST_PERSON = (
    (r"^(An?|The) (\d+)[- ](year|month)s?[- ]old[ ,-]*", r"I am a \2-\3-old "),
    (r"\b([Hh]e|[Ss]he) has\b", "I have"),
    (r"\b([Hh]e|[Ss]he) (is|was)\b", "I am"),
    (r"\b([Hh]e|[Ss]he)\b", "I"),
    (r"\b([Hh]is|[Hh]er)\b", "my"),
    (r"\bhim\b", "me"),
    (r"\b(The|the|This) patient\b", "I"),
)
_FORM = {
    "cauda_equina": {
        "saddle_numbness", "bladder_retention", "bladder_incontinence", "bowel_incontinence",
        "both_legs_neuro", "legs_paralysed", "foot_drop",
    },
    "heart_vessel": {"chest_pain", "breathless", "tearing_pain", "collapse", "cardiac_signs"},
}  # fmt: skip
# What "which of them?" brings to light.
_ILLNESSES = frozenset({
    "fever", "unwell", "cancer_history", "weight_loss", "osteoporosis", "steroids",
    "thin_bones_or_older", "immune_weak", "injects_drugs", "major_trauma", "minor_trauma",
})  # fmt: skip


def interview(text: str, patient: dict[str, Any], reader: Reader) -> tuple[str, int]:
    """The level at the end, and how many questions were asked back on the way.

    The scripted patient tells the case, and then answers what the talk would
    ask: truly by its labels, and "no" to all else.
    """
    reading = reader.read(text)
    seen = observe(reading)
    signs = set(seen.certain)
    has = set(patient.get("signs") or ())
    told = {
        "age": patient.get("age"),
        "duration_days": patient.get("days"),
        "intensity": patient.get("intensity"),
        "region": patient.get("region"),
    }
    person = Person.of({**{k: v for k, v in told.items() if v is not None}, **reading.pain.said()})
    asked: list[str] = []
    while question := next_question(signs, seen.unclear, person, asked=asked):
        asked.append(question.id)
        if has & {*question.unsure_of, *question.if_yes} - signs:
            signs |= set(question.if_yes)
    for name, about in _FORM.items():
        if has & about:
            signs.add(name)
    signs |= has & _ILLNESSES
    return decide(signs, person).level, len(asked)


def vignette_rows(scored: bool, reader: Reader) -> tuple[list[Row], list[str]]:
    """How right and how safe the level is at the end of an interview with a scripted patient."""
    labels = yaml.safe_load((SETS / "real_vignette_labels.yml").read_text(encoding="utf-8"))
    rows = [row for row in intents.real_rows("vignettes.jsonl", scored) if row["id"] in labels]
    if not rows:
        return [], []
    told: list[tuple[dict[str, Any], str, int]] = []
    for row in rows:
        patient = labels[row["id"]]
        told.append((patient, *interview(first_person(row["history_only"]), patient, reader)))
    exact = sum(level in patient["levels"] for patient, level, _ in told)
    safe = sum(
        LEVELS.index(level) <= max(LEVELS.index(right) for right in patient["levels"]) + 1  # type: ignore[arg-type]
        for patient, level, _ in told
    )
    calm = [level for patient, level, _ in told if "self_care" in patient["levels"]]
    urgent = [pair for pair in told if "emergency" in pair[0]["levels"]]
    missed = sum(level not in _NOTICED for _, level, _ in urgent)
    where = f"vignettes, {'scored' if scored else 'looked-at'} half"
    table: list[Row] = [
        ("triage safe (at most one level too low)", where, _share(safe, len(told))),
        ("triage exact", where, _share(exact, len(told))),
        ("self-care or appointment where self-care is right", where, _share(
            sum(level in ("self_care", "appointment") for level in calm), len(calm))),
        ("emergencies left to self-care or an appointment", where, f"{missed} of {len(urgent)}"),
        ("questions asked back for a vignette, mean", where, f"{mean(n for *_, n in told):.1f}"),
    ]  # fmt: skip
    wrong = [
        f"vignette {row['id']}: {level}, right {patient['levels']}"
        for row, (patient, level, _) in zip(rows, told, strict=True)
        if level not in patient["levels"]
    ]
    return table, wrong


def real_rows(scored: bool, reader: Reader) -> tuple[list[Row], list[str]]:
    """Real messages: talk of suicide checked by hand, ordinary questions, negation."""
    half = "scored half" if scored else "looked-at half"
    table: list[Row] = []
    rows = intents.real_rows("suicidality_handchecked150.jsonl", scored)
    for name, wanted in (("crisis heard", True), ("crisis false alarms", False)):
        some = [row for row in rows if row["should_escalate"] is wanted]
        heard = sum(first_reply(row["text"], reader).severity is not None for row in some)
        if some:
            table.append((name, f"real posts checked by hand, {half}", _share(heard, len(some))))
    for file, title in (
        ("questions_backpain.jsonl", "real questions"),
        ("oos.jsonl", "real foreign messages"),
        ("real_patient_backpain.jsonl", "real patients' posts"),
    ):
        outcomes = [first_reply(r["text"], reader) for r in intents.real_rows(file, scored)]
        if not outcomes:
            continue
        levels = Counter(outcome.level for outcome in outcomes if outcome.alarm)
        asked = sum(outcome.question is not None for outcome in outcomes)
        crisis = sum(outcome.severity is not None for outcome in outcomes)
        loud = {level: levels[level] for level in _NOTICED if levels[level]}
        value = (
            f"{len(outcomes)} messages: {loud or 'no alarm'}, {asked} asked back, {crisis} crisis"
        )
        table.append(("first replies", f"{title}, {half}", value))
    right = total = 0
    for row in intents.real_rows("negation.jsonl", scored):
        how = reader.judge(row["sentence"].lower(), row["concept"].lower())
        if how is not None:
            total += 1
            right += (how[0] == "absent") == (row["label"] == "negated")
    if total:
        table.append(("negation read rightly", f"real negation, {half}", _share(right, total)))
    return table, []


PARTS = (flag_rows, calm_rows, crisis_rows, vignette_rows, real_rows)


def report(scored: bool = True) -> tuple[list[Row], list[str]]:
    """All rows, and all mistakes."""
    reader = default_reader()
    parts = [part(scored, reader) for part in PARTS]
    return [row for rows, _ in parts for row in rows], [
        line for _, lines in parts for line in lines
    ]


def confusion(scored: bool = True) -> list[list[int]]:
    """How often each right level (row) met each first reply (column); a question comes last.

    Danger that is told is right at its own level, all else at self-care.
    """
    reader = default_reader()
    counts = [[0] * (len(LEVELS) + 1) for _ in LEVELS]
    told = [(item["text"], item["level"]) for item in items("red_flags", scored)]
    told += [(item["text"], "self_care") for item in items("look_alikes", scored)]
    for text, right in told:
        outcome = first_reply(text, reader)
        column = len(LEVELS) if outcome.question else LEVELS.index(outcome.level)  # type: ignore[arg-type]
        counts[LEVELS.index(right)][column] += 1  # type: ignore[arg-type]
    return counts


def draw(path: Path, counts: list[list[int]]) -> None:
    """The confusion matrix as a picture."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(figsize=(7, 4.5), layout="constrained")
    shares = [[count / max(sum(row), 1) for count in row] for row in counts]
    axes.imshow(shares, cmap="Blues", vmin=0, vmax=1)
    for y, row in enumerate(counts):
        for x, count in enumerate(row):
            ink = "white" if shares[y][x] > 0.5 else "black"
            axes.text(x, y, str(count), ha="center", va="center", color=ink)
    names = [level.replace("_", " ") for level in LEVELS]
    axes.set_xticks(range(len(names) + 1), [*names, "asks back"])
    axes.set_yticks(range(len(names)), names)
    axes.set_xlabel("first reply")
    axes.set_ylabel("right level")
    figure.savefig(path, dpi=110, metadata={"Software": None})
    pyplot.close(figure)


def page(rows: list[Row], mistakes: list[str]) -> str:
    """The figures and every mistake as Markdown."""
    table = [
        "| measure | set | value |",
        "|---|---|---|",
        *("| " + " | ".join(r) + " |" for r in rows),
    ]
    listed = [f"- {line}" for line in mistakes]
    return "\n".join([*_HEAD, *table, "", "## Every mistake", "", *_WHY, *listed, ""])


_HEAD = (
    "# Triage: how well danger is noticed", "",
    "Written by `python -m benchmarks.triage --write docs/safety`; not to be edited by hand. The",
    "sets are described in `benchmarks/sets/README.md`: messages by writers who had not seen the",
    "word lists, the table or the training messages, on the halves that are only scored. They are",
    "made to be hard: many hint, joke, deny or tell of others. The writers were of one kind with",
    "those of the training messages, and no clinician has checked the labels, so real people may",
    "be read better or worse. Noticed means: the first reply gives a level that interrupts, or",
    "asks back.",
    "", "![Right level against first reply](triage.png)", "",
)  # fmt: skip
_WHY = (
    "What each should have been, what it got, the message and, for a danger that got too little,",
    "why: which signs were read, and what the detector took it for. Where a danger is missed, no",
    "word list names it, and the detector is not sure enough, or finds it denied, past or",
    "another's.",
    "",
)  # fmt: skip


def main() -> None:
    """Prints the figures of both halves, and the mistakes of the half that may be looked at."""
    if sys.argv[1:2] == ["--write"]:
        folder = Path(sys.argv[2])
        draw(folder / "triage.png", confusion())
        (folder / "triage.md").write_text(page(*report()), encoding="utf-8")
        return
    for scored in (False, True):
        rows, mistakes = report(scored)
        for row in rows:
            print("| " + " | ".join(row) + " |")
        if not scored:
            print("\n".join(mistakes))


if __name__ == "__main__":
    main()
