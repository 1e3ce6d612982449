"""The shape of the content in `knowledge/`.

Each class is one kind of YAML document. Unknown keys are refused, so that a
misspelt key is an error and not a silent gap.
"""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import BaseModel, Extra, Field, constr

Id = constr(regex=r"^[a-z][a-z0-9_]*$")
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
Phase = Literal["acute", "subacute", "chronic", "leg_pain", "neck"]
Strength = Literal["high", "moderate", "low", "very_low", "none"]


class Content(BaseModel):
    """Base of all content: immutable, and strict about its keys."""

    class Config:
        extra = Extra.forbid
        allow_mutation = False
        anystr_strip_whitespace = True
        min_anystr_length = 1


class Source(Content):
    """Where a fact comes from."""

    id: Id
    title: str
    publisher: str
    year: int = Field(ge=1950, le=2100)
    url: str
    checked: date


class Claim(Content):
    """One statement of fact, in words for the reader, with its sources.

    `verified` is false for general knowledge that nobody has yet checked
    against the named source.
    """

    text: str
    sources: list[Id] = Field(min_items=1)
    verified: bool = True


class Stance(Content):
    """What one guideline says of a treatment, and for which pain."""

    guideline: str
    position: Literal["for", "conditional", "against", "none"]
    applies: list[Phase] = Field(min_items=1)
    year: int = Field(ge=1990, le=2100)
    says: str
    source: Id


class BodyRegion(Content):
    """A part of the back as people name it, and what it is at risk of."""

    id: Region
    title: str
    aliases: list[str] = []
    where: str
    parts: list[Claim] = Field(min_items=1)
    at_risk: list[Claim] = Field(min_items=1)
    reviewed: date


class PainSource(Content):
    """Something in or near the back that can hurt."""

    id: Id
    title: str
    aliases: list[str] = []
    regions: list[Region] = Field(min_items=1)
    what: Claim
    feels: Claim
    reviewed: date


class PictureSigns(Content):
    """What of the intake speaks for a picture; every list means "any of"."""

    regions: list[Region] = []
    radiation: list[Literal["none", "buttock", "leg", "foot", "arm", "hand"]] = []
    quality: list[str] = []
    trigger: list[str] = []
    worse_with: list[str] = []
    better_with: list[str] = []
    min_age: int | None = None
    max_age: int | None = None
    min_days: float | None = None
    max_days: float | None = None


class Picture(Content):
    """A common picture of back pain: a way to explain, never a diagnosis."""

    id: Id
    title: str
    aliases: list[str] = []
    explanation: list[Claim] = Field(min_items=1)
    course: list[Claim] = Field(min_items=1)
    pain_sources: list[Id] = []
    requires: PictureSigns
    supports: PictureSigns = PictureSigns()
    base: int = Field(0, ge=0, le=10, description="how common, before any sign")
    reviewed: date


class Treatment(Content):
    """Something people do or are offered for back pain."""

    id: Id
    title: str
    aliases: list[str] = []
    summary: Claim
    what: Claim
    applies: list[Phase] = Field(min_items=1)
    stances: list[Stance] = Field(min_items=1)
    disagreement: Claim | None = None
    how: list[Claim] = Field(min_items=1)
    not_when: list[Claim] = []
    feels: Claim | None = None
    onset: Claim | None = None
    strength: Strength
    self_care: bool = Field(False, description="a person can start it alone today")
    reviewed: date


class Medicine(Content):
    """A medicine by its active ingredient, for recognising and a first word."""

    id: Id
    title: str
    aliases: list[str] = []
    group: Id
    summary: Claim
    ask_first_if: list[Claim] = Field(min_items=1)
    reviewed: date


class Dose(Content):
    """How much: sets × reps or holds, and how often."""

    sets: int = Field(ge=1, le=10)
    reps: int = Field(ge=1, le=60)
    hold_seconds: int = Field(0, ge=0, le=300)
    rest_seconds: int = Field(0, ge=0, le=300)
    minutes: int | None = Field(None, ge=1, le=90)
    frequency: str
    per_side: bool = False


class Exercise(Content):
    """One exercise, told so that a stranger can do it."""

    id: Id
    title: str
    aliases: list[str] = []
    purpose: Claim
    kind: Literal["mobility", "stretch", "strength", "aerobic", "relaxation", "nerve"]
    regions: list[Region] = Field(min_items=1)
    muscles: list[str] = []
    phases: list[Literal["acute", "subacute", "chronic"]] = Field(min_items=1)
    suits: list[Id] = Field([], description="ids of pictures")
    avoid_if: list[Claim] = []
    not_for: list[Id] = Field([], description="ids of pictures or conditions")
    start: str
    steps: list[str] = Field(min_items=3, max_items=6)
    breathing: str
    dose: Dose
    intensity: int = Field(ge=1, le=5)
    easier: Id | None = None
    harder: Id | None = None
    feel: str
    stop_if: str
    mistakes: list[str] = []
    equipment: list[str] = []
    strength: Strength
    evidence: Claim
    reviewed: date
