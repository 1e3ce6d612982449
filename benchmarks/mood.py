"""How well signs of low mood are noticed, and how often one is seen where there is none.

`python -m benchmarks.mood` prints recall by sign and false alarms by kind, on the half of the
suite in `tests/mood/suite` that is only scored, and lists what is wrong in the other half.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from hashlib import sha256
from pathlib import Path

import yaml

from backwise.language.reader import Reader, default_reader
from backwise.mood.notice import Noticed, is_due, weight
from benchmarks import intents

SUITE = Path(__file__).resolve().parents[1] / "tests" / "mood" / "suite"
DAY = date(2026, 11, 23)
Row = tuple[str, str, str]


def is_scored(text: str) -> bool:
    """Whether a text is in the half that is only scored."""
    return sha256(text.encode()).digest()[0] % 2 == 1


def items(name: str, scored: bool) -> list[tuple[str, str]]:
    """The texts of one half of a file, each with the sign or the kind that it stands for."""
    loaded = yaml.safe_load((SUITE / f"{name}.yml").read_text(encoding="utf-8"))
    return [(k, text) for k, texts in loaded.items() for text in texts if is_scored(text) == scored]


def talks(scored: bool) -> list[list[str]]:
    """Talks after which the check is to be offered; their first line tells their half."""
    loaded = yaml.safe_load((SUITE / "offered.yml").read_text(encoding="utf-8"))
    return [talk for talk in loaded if is_scored(talk[0]) == scored]


def signs(text: str, reader: Reader) -> frozenset[str]:
    """The signs that count in one message."""
    return frozenset(finding.concept for finding in reader.read(text).mood if finding.counts)


def offers(talk: Sequence[str], reader: Reader) -> bool:
    """Whether the check would be offered after the messages of a talk."""
    noticed = Noticed()
    days: float | None = None
    for text in talk:
        reading = reader.read(text)
        noticed = noticed.with_message(reading.mood, reader.normalise(text).text, DAY)
        days = reading.pain.duration_days or days
    return is_due(weight(noticed, days), None, DAY)


def _share(count: int, of: int) -> str:
    return f"{count / of:.3f} ({count} of {of})" if of else "none"


def recall_rows(scored: bool, reader: Reader) -> tuple[list[Row], list[str]]:
    """How many signs are noticed, by sign, and a line for every miss."""
    told = [(sign, text, signs(text, reader)) for sign, text in items("signs", scored)]
    where = f"tests/mood/suite/signs.yml, {'scored' if scored else 'looked-at'} half"
    rows = [
        (
            "low mood noticed, by any sign",
            where,
            _share(sum(map(bool, (s for *_, s in told))), len(told)),
        )
    ]
    for name in dict.fromkeys(sign for sign, *_ in told):
        some = [found for sign, _, found in told if sign == name]
        rows.append((f"noticed, {name}", where, _share(sum(name in f for f in some), len(some))))
    missed = [
        f"{'missed' if not found else 'other sign'}, {sign}, got {sorted(found)}: {text}"
        for sign, text, found in told
        if sign not in found
    ]
    return rows, missed


def calm_rows(scored: bool, reader: Reader) -> tuple[list[Row], list[str]]:
    """False alarms by kind, and a line for every one."""
    told = [(kind, text, signs(text, reader)) for kind, text in items("look_alikes", scored)]
    where = f"tests/mood/suite/look_alikes.yml, {'scored' if scored else 'looked-at'} half"
    offered = sum(offers([text], reader) for _, text, _ in told)
    rows = [
        ("sign seen where there is none", where, _share(sum(bool(s) for *_, s in told), len(told))),
        ("check offered for it", where, _share(offered, len(told))),
    ]
    for name in dict.fromkeys(kind for kind, *_ in told):
        some = [found for kind, _, found in told if kind == name]
        rows.append((f"false alarms, {name}", where, _share(sum(map(bool, some)), len(some))))
    alarms = [f"{kind}, got {sorted(s)}: {text}" for kind, text, s in told if s]
    return rows, alarms


def offer_rows(scored: bool, reader: Reader) -> tuple[list[Row], list[str]]:
    """In how many talks the check is offered, and a line for every one where it is not."""
    told = [(talk, offers(talk, reader)) for talk in talks(scored)]
    where = f"tests/mood/suite/offered.yml, {'scored' if scored else 'looked-at'} half"
    rows = [("check offered", where, _share(sum(due for _, due in told), len(told)))]
    return rows, [f"not offered: {' | '.join(talk)}" for talk, due in told if not due]


def later_rows(reader: Reader) -> list[Row]:
    """The same for the texts that were written after the rules were settled."""
    rows = []
    for name, what in (("later_signs", "noticed"), ("later_look_alikes", "sign where none is")):
        texts = [text for half in (True, False) for _, text in items(name, half)]
        heard = sum(bool(signs(text, reader)) for text in texts)
        rows.append(
            (f"later texts, {what}", f"tests/mood/suite/{name}.yml", _share(heard, len(texts)))
        )
    return rows


def real_rows(reader: Reader) -> list[Row]:
    """The same on real messages; nothing where they are not at hand.

    The labels of the depression rows are those of a forum or a counsellor's topic, not of a
    reader: many such posts tell other things, or talk of suicide, which has its own reply.
    """
    rows = []
    for source, name in (("counsel-chat", "counsel-chat"), ("SDCNL", "SDCNL forum posts")):
        posts = [
            row["text"]
            for row in intents.real_rows("suicidality.jsonl")
            if row["label"] == "depression" and source in row["source"]
        ]
        if posts:
            heard = sum(bool(signs(text, reader)) for text in posts)
            where = f"{name} labelled depression, scored half"
            rows.append(("low mood noticed, real", where, _share(heard, len(posts))))
            offered = sum(offers([text], reader) for text in posts)
            rows.append(("check offered, real", where, _share(offered, len(posts))))
    patients = [
        row["text"]
        for row in intents.real_rows("real_patient_backpain.jsonl")
        if row.get("author") == "patient"
    ]
    if patients:
        offered = sum(offers([text], reader) for text in patients)
        where = "patients' own posts on back pain, scored half"
        rows.append(("check offered, real", where, _share(offered, len(patients))))
    return rows


def measures() -> Iterator[Row]:
    """What `make evaluate` may print."""
    reader = default_reader()
    for part in (recall_rows, calm_rows, offer_rows):
        yield from part(True, reader)[0]
    yield from later_rows(reader)
    yield from real_rows(reader)


def main() -> None:
    """Print the scored half, then the mistakes of the other half."""
    for name, where, value in measures():
        print(f"{name:40} {where:55} {value}")
    reader = default_reader()
    for part in (recall_rows, calm_rows, offer_rows):
        rows, wrong = part(False, reader)
        print(f"\n{rows[0][0]}, {rows[0][1]}: {rows[0][2]}")
        print("\n".join(wrong))


if __name__ == "__main__":
    main()
