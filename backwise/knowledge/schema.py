"""The shape of the content in `knowledge/`.

Each class is one kind of YAML document. Unknown keys are refused, so that a
misspelt key is an error and not a silent gap.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, Literal, get_args

from pydantic import BaseModel, Extra, Field, constr, root_validator, validator

if TYPE_CHECKING:
    Id = str
    Url = str
else:
    Id = constr(regex=r"^[a-z][a-z0-9_]*$")
    Url = constr(regex=r"^https?://\S+$")

Region = Literal[
    "neck",
    "upper_back",
    "mid_back",
    "lower_back",
    "tailbone",
    "buttock",
    "si_joint",
    "whole_back",
]
Radiation = Literal["none", "buttock", "leg", "foot", "arm", "hand"]
Quality = Literal[
    "dull",
    "sharp",
    "burning",
    "stabbing",
    "throbbing",
    "tingling",
    "numb",
    "stiff",
    "cramping",
    "electric",
    "tight",
]
Trigger = Literal[
    "lifting",
    "twisting",
    "fall",
    "accident",
    "sport",
    "sitting",
    "driving",
    "sleep",
    "pregnancy",
    "gradual",
    "unknown",
    "sneeze",
    "bending",
]
WorseWith = Literal[
    "sitting",
    "standing",
    "walking",
    "bending",
    "lifting",
    "lying",
    "twisting",
    "coughing",
    "driving",
    "morning",
    "evening",
    "running",
    "stairs",
]
BetterWith = Literal[
    "rest",
    "movement",
    "heat",
    "cold",
    "lying",
    "sitting",
    "walking",
    "stretching",
    "medication",
    "massage",
]
Phase = Literal["acute", "subacute", "chronic", "leg_pain", "neck"]
Strength = Literal["high", "moderate", "low", "very_low", "none"]
Condition = Literal[
    "osteoporosis",
    "late_pregnancy",
    "hip_replacement",
    "shoulder_problem",
    "spondylolisthesis",
    "knee_problem",
    "wrist_problem",
    "high_blood_pressure",
    "no_floor",
]
Position = Literal[
    "supine",
    "prone",
    "side_lying",
    "hands_and_knees",
    "half_kneeling",
    "seated",
    "standing",
]
Movement = Literal["bending", "arching", "twisting", "side_bending", "overhead"]

Country = Literal["us", "uk", "ie", "ca", "au", "nz", "in", "za", "de", "fr", "es", "nl"]
Verdict = Literal["ok_by_label", "ask_first", "avoid"]

Side = Literal[
    "signs", "reasons", "tests", "treatment", "outlook", "risks", "prevention", "family",
    "common", "living", "doctor",
]  # fmt: skip

REGIONS: tuple[Region, ...] = get_args(Region)
CONDITIONS: tuple[Condition, ...] = get_args(Condition)
"""What an exercise can be `not_for` besides a picture."""
SIDES: tuple[Side, ...] = get_args(Side)
"""What people ask about a diagnosis; each is a key of its document."""


def _not_empty(*fields: str) -> Any:
    def check(value: Sequence[object]) -> Sequence[object]:
        if not value:
            raise ValueError("expected at least one item, got none")
        return value

    return validator(*fields, allow_reuse=True)(check)


class Content(BaseModel):
    """Base of all content: immutable, and strict about its keys."""

    class Config:  # noqa: D106
        extra = Extra.forbid
        allow_mutation = False
        anystr_strip_whitespace = True
        min_anystr_length = 1


class Source(Content):
    """Where a fact comes from.

    `year` is the year of the edition used; `checked` is the day when somebody
    last looked whether the source still says so.
    """

    id: Id
    title: str
    publisher: str
    year: int = Field(ge=1950, le=2100)
    url: Url
    checked: date


class Claim(Content):
    """One statement of fact, in words for the reader, with its sources.

    `verified` is false for general knowledge that nobody has yet checked
    against the named source.
    """

    text: str
    sources: tuple[Id, ...]
    verified: bool = True

    _some = _not_empty("sources")


class Stance(Content):
    """What one guideline says of a treatment, and for which pain.

    `position` is `none` when the guideline looked and gave no advice either
    way. `year` is the year of the guideline's edition. `verified` is as for a
    claim.
    """

    guideline: str
    position: Literal["for", "conditional", "against", "none"]
    applies: tuple[Phase, ...]
    year: int = Field(ge=1990, le=2100)
    says: str
    source: Id
    verified: bool = True

    _some = _not_empty("applies")


class BodyRegion(Content):
    """A part of the back as people name it, and what it is at risk of."""

    id: Region
    title: str
    aliases: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()
    where: str
    parts: tuple[Claim, ...]
    at_risk: tuple[Claim, ...]
    reviewed: date

    _some = _not_empty("parts", "at_risk")


class PainSource(Content):
    """Something in or near the back that can hurt."""

    id: Id
    title: str
    aliases: tuple[str, ...] = ()
    asked: tuple[str, ...] = Field((), description="questions it answers, as people ask them")
    regions: tuple[Region, ...]
    what: Claim
    feels: Claim
    reviewed: date

    _some = _not_empty("regions")


class Diagnosis(Content):
    """A name that a doctor or a search has given somebody, and what people ask about it.

    Each side answers one question: its signs, the reasons for it, how it is
    found (`tests`), treated, how it goes on (`outlook`), what it can lead to
    (`risks`), whether it runs in the family, how common it is, how to live
    with it, and when a doctor should look (`doctor`).
    """

    id: Id
    title: str
    aliases: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()
    what: Claim
    signs: tuple[Claim, ...]
    reasons: tuple[Claim, ...]
    tests: tuple[Claim, ...] = ()
    treatment: tuple[Claim, ...]
    outlook: tuple[Claim, ...]
    risks: tuple[Claim, ...] = ()
    prevention: tuple[Claim, ...] = ()
    family: tuple[Claim, ...] = ()
    common: tuple[Claim, ...] = ()
    living: tuple[Claim, ...] = ()
    doctor: tuple[Claim, ...]
    reviewed: date

    _some = _not_empty("signs", "reasons", "treatment", "outlook", "doctor")


class PictureSigns(Content):
    """What of the intake speaks for a picture; every list means "any of".

    Ages are in years, days count since the pain began; both bounds are included.
    """

    regions: tuple[Region, ...] = ()
    radiation: tuple[Radiation, ...] = ()
    quality: tuple[Quality, ...] = ()
    trigger: tuple[Trigger, ...] = ()
    worse_with: tuple[WorseWith, ...] = ()
    better_with: tuple[BetterWith, ...] = ()
    min_age: int | None = None
    max_age: int | None = None
    min_days: float | None = None
    max_days: float | None = None


class Picture(Content):
    """A common picture of back pain: a way to explain, never a diagnosis."""

    id: Id
    title: str
    aliases: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()
    explanation: tuple[Claim, ...]
    course: tuple[Claim, ...]
    pain_sources: tuple[Id, ...] = ()
    requires: PictureSigns
    supports: PictureSigns = PictureSigns()
    base: int = Field(0, ge=0, le=10, description="how common, before any sign")
    reviewed: date

    _some = _not_empty("explanation", "course")


class Treatment(Content):
    """Something people do or are offered for back pain.

    `strength` says how sure the research is about what `summary` says, for or
    against.
    """

    id: Id
    title: str
    aliases: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()
    summary: Claim
    what: Claim
    applies: tuple[Phase, ...]
    pictures: tuple[Id, ...] = Field((), description="ids of pictures it is for; none: for all")
    stances: tuple[Stance, ...]
    disagreement: Claim | None = None
    how: tuple[Claim, ...]
    not_when: tuple[Claim, ...] = ()
    feels: Claim | None = None
    onset: Claim | None = None
    strength: Strength
    self_care: bool = Field(False, description="a person can start it alone today")
    reviewed: date

    _some = _not_empty("applies", "stances", "how")


class DailyLife(Content):
    """An answer about living with back pain: work, sleep, driving, sex, sport.

    `summary` answers in one or two sentences; `details` say how; `careful` says
    when the answer is another one.
    """

    id: Id
    title: str
    aliases: tuple[str, ...] = ()
    asked: tuple[str, ...]
    summary: Claim
    details: tuple[Claim, ...]
    careful: tuple[Claim, ...] = ()
    strength: Strength
    reviewed: date

    _some = _not_empty("asked", "details")


class Aspect(Content):
    """Something people want to know of a thing just talked about, such as its risks.

    `asked` is how they ask when the thing is not named ("what causes it");
    `words` are patterns that tell the side of a diagnosis where it is named,
    and `question` is one such question, with {name} for the name.
    """

    id: (
        Literal[
            "how", "not_when", "feels", "onset", "evidence", "guidelines", "what", "more",
            "compare", "best", "my_pain",
        ]
        | Side
    )  # fmt: skip
    title: str
    asked: tuple[str, ...]
    words: tuple[str, ...] = ()
    question: str | None = None

    _some = _not_empty("asked")

    @validator("words", each_item=True)
    def _is_pattern(cls, value: str) -> str:
        try:
            re.compile(value)
        except re.error as error:
            raise ValueError(f"expected a pattern, {error}") from error
        return value


class Medicine(Content):
    """A medicine by its active ingredient.

    `brands` are names on the packet, by country. What speaks against it is in
    the checks of its group.
    """

    id: Id
    title: str
    aliases: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()
    brands: Mapping[Country, tuple[str, ...]] = {}
    group: Id
    summary: Claim
    reviewed: date


class MedicineGroup(Content):
    """Medicines with the same risks.

    `verdict` is what holds when no check speaks against it: `ok_by_label` only
    for what is sold without prescription for this use. `stop_if` says when to
    stop taking it and get help. `treatment` is the id of the treatment that
    tells what it does for back pain.
    """

    id: Id
    title: str
    aliases: tuple[str, ...] = ()
    what: Claim
    verdict: Verdict
    why: Claim
    stop_if: tuple[Claim, ...]
    treatment: Id | None = None
    taking: tuple[Id, ...] = Field((), description="facts about a person who takes one already")
    reviewed: date

    _some = _not_empty("stop_if")


class MedicineFact(Content):
    """Something about a person that matters for medicines.

    `patterns` are the words people use for it, as in the word lists of triage;
    for another medicine, its members and brand names. A fact with the id of a
    sign of triage is also known when that sign is. `unsure` is how the reason
    goes when the person does not know.
    """

    id: Id
    title: str
    patterns: tuple[str, ...] = ()
    unsure: str
    reviewed: date


class MedicineCheck(Content):
    """One row of the table: for these groups, when all of this holds, the verdict.

    `facts` must all be known to be true. Ages are in years and pregnancy in
    weeks; both bounds are included.
    """

    id: Id
    title: str
    groups: tuple[Id, ...]
    facts: tuple[Id, ...] = ()
    min_age: int | None = None
    max_age: int | None = None
    min_weeks: int | None = None
    max_weeks: int | None = None
    verdict: Literal["ask_first", "avoid"]
    reason: Claim
    reviewed: date

    _some = _not_empty("groups")


class MedicineQuestion(Content):
    """A question of the short form about a medicine, and the facts it settles.

    `answer` is how it is answered: `age` and `weeks` by a number, `which` by
    naming what fits or "none", `yes_no` by yes or no. `unsure` is how the
    reason goes when a number is not known. It is not put to people who are
    known to be younger than `min_age` or older than `max_age`, and `weeks` only
    to those for whom its one fact holds.
    """

    id: Id
    title: str
    text: str
    answer: Literal["age", "weeks", "which", "yes_no"]
    facts: tuple[Id, ...] = ()
    unsure: Claim | None = None
    min_age: int | None = None
    max_age: int | None = None
    reviewed: date


class Dose(Content):
    """How much: sets × reps or holds, and how often.

    With `minutes`, the exercise goes on for that long and is not counted in reps.
    """

    sets: int = Field(ge=1, le=10)
    reps: int = Field(ge=1, le=60)
    hold_seconds: int = Field(0, ge=0, le=300)
    rest_seconds: int = Field(0, ge=0, le=300)
    minutes: int | None = Field(None, ge=1, le=90)
    frequency: str
    per_side: bool = False


# Where a part of the body points, in degrees: 0 right, 90 up, 180 left, -90 down. A second
# number tips it out of the page: 90 straight at the viewer, -90 straight away.
Direction = float | tuple[float, float]
Joint = Literal[
    "head", "shoulder", "waist", "hip", "elbow", "hand", "knee", "heel", "toes",
    "far_shoulder", "far_hip", "far_elbow", "far_hand", "far_knee", "far_heel", "far_toes",
]  # fmt: skip


class Pose(Content):
    """A figure, by where its parts point.

    The trunk goes from the hips by `lower` and `upper` to the shoulders, then comes the `neck`.
    `face` is where the nose points. `arm` is upper arm, forearm and hand, `leg` is thigh, shin and
    foot; the far ones are as the near ones where they are not given. `turn` turns the trunk from
    its side, 0, to its front or back, 90; two numbers turn hips and shoulders apart. `lift` is how
    high the lowest point is above the floor, in hundredths of the trunk's length. `rests` names
    the joints that touch the floor or what stands on it.
    """

    lower: Direction = 90
    upper: Direction = 90
    neck: Direction = 90
    face: Direction | None = None
    arm: tuple[Direction, Direction, Direction] = (-92, -84, -80)
    far_arm: tuple[Direction, Direction, Direction] | None = None
    leg: tuple[Direction, Direction, Direction] = (-90, -90, 0)
    far_leg: tuple[Direction, Direction, Direction] | None = None
    turn: float | tuple[float, float] = 0
    shrug: float = Field(0, description="how far the shoulders are moved along the upper trunk")
    lift: float = 0
    rests: tuple[Joint, ...] = ()


class Prop(Content):
    """Something the exercise needs, from `at` to `to` along the floor, `high` above it.

    A band goes from joint to joint, and on to `at` if it is `high`. Lengths are in hundredths of
    the trunk's length; 0 is where the picture's joint `still` is.
    """

    kind: Literal["chair", "wall", "post", "bed", "table", "step", "cushion", "ball", "band", "mat"]
    at: float = 0
    to: float = 0
    high: float = 0
    joints: tuple[Joint, ...] = ()


class Arrow(Content):
    """The way a joint moves: from its start to its end, or by `angle` and `length` from its end.

    `aside` moves the arrow away from the joint, to the right and up; `bend` rounds it to the left.
    """

    joint: Joint
    angle: float | None = None
    length: float = 40
    aside: tuple[float, float] = (0, 0)
    bend: float = 0
    both_ways: bool = False
    in_start: bool = Field(False, description="shown at the start, not at the end")


class Drawing(Content):
    """How an exercise looks at its start and at its end.

    In YAML, `end` names only what differs from `start`. `still` is the joint that stays where it
    is, sideways. `close` shows head, arms and trunk alone; with `above`, the figure lies on a mat
    and is seen from above. `labels` stand under the two.
    """

    start: Pose
    end: Pose
    still: Joint = "hip"
    props: tuple[Prop, ...] = ()
    arrows: tuple[Arrow, ...]
    close: bool = False
    above: bool = False
    labels: tuple[str, str] = ("Start", "End")

    _some = _not_empty("arrows")

    @root_validator(pre=True)
    def _end_goes_on_from_start(cls, values: dict[str, Any]) -> dict[str, Any]:
        start, end = values.get("start"), values.get("end")
        if isinstance(start, dict) and isinstance(end, dict):
            return {**values, "end": {**start, **end}}
        return values


class Exercise(Content):
    """One exercise, told so that a stranger can do it.

    `intensity` goes from 1, restful, to 5, hard work.
    """

    id: Id
    title: str
    aliases: tuple[str, ...] = ()
    purpose: Claim
    kind: Literal["mobility", "stretch", "strength", "aerobic", "relaxation", "nerve"]
    regions: tuple[Region, ...]
    muscles: tuple[str, ...] = ()
    phases: tuple[Literal["acute", "subacute", "chronic"], ...]
    suits: tuple[Id, ...] = Field((), description="ids of pictures")
    avoid_if: tuple[Claim, ...] = ()
    not_for: tuple[Id, ...] = Field((), description="ids of pictures or conditions")
    position: Position
    movements: tuple[Movement, ...] = Field((), description="what the spine or arms do, if far")
    picture: Drawing
    start: str
    steps: tuple[str, ...]
    breathing: str
    dose: Dose
    intensity: int = Field(ge=1, le=5)
    easier: Id | None = None
    harder: Id | None = None
    feel: str
    stop_if: str
    mistakes: tuple[str, ...] = ()
    equipment: tuple[str, ...] = ()
    strength: Strength
    evidence: Claim
    reviewed: date

    _some = _not_empty("regions", "phases")

    @validator("steps")
    def _few_steps(cls, steps: tuple[str, ...]) -> tuple[str, ...]:
        if not 3 <= len(steps) <= 6:
            raise ValueError(f"expected 3 to 6 steps, got {len(steps)}")
        return steps


class Lesson(Content):
    """A short lesson, one a day, in a fixed order; `phases` and `pictures` say for whom."""

    id: Id
    title: str
    text: tuple[Claim, ...]
    phases: tuple[Literal["acute", "subacute", "chronic"], ...] = ("acute", "subacute", "chronic")
    pictures: tuple[Id, ...] = Field((), description="ids of pictures it is for; none: for all")
    reviewed: date

    _some = _not_empty("text", "phases")


class Muscle(Content):
    """A group of muscles, and the exercises that stretch and strengthen it, gentlest first.

    `tends_to` is what the crossed pictures say of it.
    """

    id: Id
    title: str
    aliases: tuple[str, ...] = ()
    where: str
    tends_to: Literal["be_stiff", "tire_early"]
    stretch: tuple[Id, ...] = ()
    strengthen: tuple[Id, ...] = ()
    spot: tuple[tuple[float, float], tuple[float, float]] | None = Field(
        None, description="from where to where it is drawn on a standing figure that looks right"
    )
    reviewed: date


class SpinePart(Content):
    """A part of the spine, as it is drawn.

    The `bones` have the same `size`; their direction goes evenly over from `from` to `to`.
    """

    id: Id
    title: str
    name: str
    regions: tuple[Region, ...]
    bones: int = Field(ge=1, le=12)
    size: float = Field(gt=0, le=40)
    first: float = Field(alias="from")
    last: float = Field(alias="to")
    reviewed: date


class TestReading(Content):
    """What a result of a self-test means.

    For a number: at least `at_least` and less than `below`. For a choice: its
    `answer`. `means` is for the person's own programme only; `stop` ends the
    tests and leads back to the safety questions.
    """

    answer: str | None = None
    patterns: tuple[str, ...] = Field((), description="how people say this answer")
    at_least: float | None = None
    below: float | None = None
    means: Literal["stiff", "tires_early", "fine", "nerve", "stop"]
    says: Claim


class SelfTest(Content):
    """A test that a person can do at home, guided step by step.

    `answer` is what it yields: `seconds`, `count` or one of its choices.
    `limits` says what the published figures are worth. `difference` is from
    how many parts of a hundred on the two sides are told apart.
    """

    id: Id
    title: str
    aliases: tuple[str, ...] = ()
    muscles: tuple[Id, ...]
    what: Claim
    position: Position
    movements: tuple[Movement, ...] = ()
    equipment: tuple[str, ...] = ()
    not_for: tuple[Id, ...] = Field((), description="ids of pictures or conditions")
    regions: tuple[Region, ...]
    start: str
    steps: tuple[str, ...]
    stop_if: str
    question: str
    answer: Literal["seconds", "count", "choice"]
    per_side: bool = False
    readings: tuple[TestReading, ...]
    difference: int = Field(20, ge=1, le=100)
    limits: Claim
    reviewed: date

    _some = _not_empty("muscles", "regions", "readings")

    @validator("steps")
    def _few_steps(cls, steps: tuple[str, ...]) -> tuple[str, ...]:
        if not 2 <= len(steps) <= 6:
            raise ValueError(f"expected 2 to 6 steps, got {len(steps)}")
        return steps


class CrossedPicture(Content):
    """Which muscles tend to be stiff, and which tire early, side by side."""

    id: Id
    title: str
    aliases: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()
    regions: tuple[Region, ...]
    stiff: tuple[Id, ...]
    tires_early: tuple[Id, ...]
    explanation: tuple[Claim, ...]
    evidence: Claim
    reviewed: date

    _some = _not_empty("regions", "stiff", "tires_early", "explanation")
