"""Numbers in talk of pain: how bad (0 to 10), how long (days), how old (years)."""

from __future__ import annotations

import re
from datetime import datetime
from functools import lru_cache

import dateparser
from text_to_num import alpha2digit

_DAYS = {"hour": 1 / 24, "day": 1.0, "night": 1.0, "week": 7.0, "fortnight": 14.0, "weekend": 3.0,
         "month": 30.0, "year": 365.0, "decade": 3650.0}  # fmt: skip
_MOST_YEARS = 80
_UNIT = r"(?P<unit>hour|day|night|week|fortnight|month|year|decade)s?"
_NUMBER = r"\d+(?:\.\d+)?"
_RANGE = rf"(?P<low>{_NUMBER})\s*(?:-|to|or|maybe|/)\s*(?P<high>{_NUMBER})"
_VAGUE = {
    "a": 1.0, "an": 1.0, "one": 1.0, "the last": 1.0, "the past": 1.0, "last": 1.0, "about a": 1.0,
    "a couple of": 2.0, "a couple": 2.0, "couple of": 2.0, "couple": 2.0, "a few": 3.0, "few": 3.0,
    "several": 4.0, "many": 4.0, "half a": 0.5, "half an": 0.5, "a good few": 4.0, "some": 3.0,
    "1 and a half": 1.5, "1.5": 1.5, "a good": 1.0, "a whole": 1.0, "this": 0.5,
    "for": 2.0, "on and off for": 2.0, "on-off for": 2.0, "off and on for": 2.0,
}  # fmt: skip
_vague_words = "|".join(sorted((re.escape(w) for w in _VAGUE), key=len, reverse=True))
_DURATION = re.compile(
    rf"(?<![\w/.])(?:{_RANGE}|(?P<number>{_NUMBER})(?P<half>\s+and\s+a\s+half)?\s*\+?|(?P<vague>{_vague_words}))"
    rf"\s*(?:-\s*)?(?:\+\s*)?(?:or (?:so|more) )?(?:long |good |odd |full |whole |bad |solid |or so )?{_UNIT}(?P<half_after>\s+and\s+a\s+half)?\b"
)
_BARE = re.compile(
    r"\b(?:for|on and off for|over|past|last|been)\s+(?:\w+\s+){0,2}?(?P<unit>day|week|month|year|decade)s\b(?!\s+(?:old|pregnant))"
)
# What follows or precedes a stretch of time that is not how long the pain has lasted.
_NOT_PAIN_AFTER = re.compile(
    r"^[\s-]*(?:old\b|-old|pregnant|of age|yo\b|y\.o|postpartum|post ?op|apart|each|per|ahead|contract|a (?:day|week|month)|into (?:my|the) pregnancy|from now|of (?:physio|work|therapy|treatment|rest|tablets|antibiotics)|off work|ago i had (?:surgery|my)|(?:male|female|man|woman)\b)"
)
_NOT_PAIN_BEFORE = re.compile(
    r"(?:\b(?:every|each|in|within|per|after|another|next|took|taking|take|tablets for|pills for|under|wait|waited|waiting|aged?|i am|turn(?:ed|ing)?|physio for|hours? a|more than|sit for|sitting for|stand for|walk for|sleep|antibiotics for|works? for|worked for|married for|off work for|retired|job for|than)\s*(?:about|around|the|like|for)?\s*)$"
)
_ONSET_BEFORE = re.compile(
    r"(?:for|since|started|began|starting|past|last|over|about|been|going on|lasted|ago|almost|nearly|now|hurt|hurts|hurting|pain|ache|injured|pulled|tweaked|lifted|fell)\W+(?:\w+\W+){0,4}$"
)
_ONSET_AFTER = re.compile(
    r"^\W*(?:or so\W+)?(?:now|ago|already|straight|solid|running|of (?:this|pain|back|agony|neck|hell|it)|and (?:counting|it)|since|on and off|off and on|back|(?:\w+\W+){0,3}?(?:pain|hurt|ache|sore))"
)
_AGO_EVENT = re.compile(
    r"\b(?:surgery|operation|operated|mri|scan|x-ray|xray|diagnos\w*|discectomy|laminectomy|fusion|gave birth|baby|born|quit|retired|injection|epidural|broke|died|physio|doctor|gp|appointment|previous|used to|last time|also had|had (?:a|the|this) (?:same|similar))\b"
)
_LONG_STORY = 220
_PAIN_WORD = re.compile(
    r"\b(?:pain\w*|hurt\w*|ache\w*|aching|sore\w*|sciatic\w*|spasm\w*|stiff\w*|back|neck|suffer\w*|injur\w*|numb\w*|tingl\w*|it (?:start|began|has been)\w*|this)\b"
)
_CLAUSE = re.compile(r"[.!?;\n]|\bbut\b")
_WEEKDAYS = "monday|tuesday|wednesday|thursday|friday|saturday|sunday"
_MONTHS = "january|february|march|april|may|june|july|august|september|october|november|december"
_POINTS = (
    (re.compile(r"\b(?:since|started|began|from|this)\s+(?:\w+\s+){0,3}?(?:this morning|today|tonight|lunchtime|breakfast|an hour ago)\b"), 0.5),
    (re.compile(r"\b(?:this morning|today|earlier today|an hour ago|tonight|just now|minutes ago)\b"), 0.5),
    (re.compile(r"\b(?:the )?(?:day before yesterday|night before last)\b"), 2.0),
    (re.compile(r"\b(?:yesterday|last night)\b"), 1.0),
    (re.compile(r"\b(?:last|the) weekend\b"), 3.0),
    (re.compile(r"\blast week\b"), 7.0),
    (re.compile(r"\blast month\b"), 30.0),
    (re.compile(r"\blast year\b"), 365.0),
)  # fmt: skip
_SINCE_DATE = re.compile(
    rf"\b(?P<cue>since|started|began|from|back in|on|last|in|this past|around|spent)\s+(?:about\s+|around\s+|early\s+|late\s+|mid\s+|last\s+|in\s+|on\s+|back\s+in\s+|this\s+past\s+)*"
    rf"(?P<date>(?:{_WEEKDAYS})|(?:{_MONTHS})(?:\s+(?:19|20)\d\d)?|(?:19|20)\d\d|christmas|easter|new year)\b"
)
_SINCE_AGE = re.compile(
    r"\bsince (?:i was|age|the age of|i turned)\s+(?:about |around )?(?P<age>\d+)\b"
)
_CUE_ONSET = {"since", "started", "began"}

_OUT_OF_TEN = re.compile(
    rf"(?<![\d/.])(?:{_RANGE}|(?P<number>{_NUMBER}))(?:ish)?\s*(?:/|out of|outta|on a scale of)\s*(?:a\s+)?(?:10|1 to 10|1-10)(?!\d)"
)
_SCALE = re.compile(
    rf"\b(?:pain|scale|intensity|level|score|severity|rate|rated|rating|say|go|call it|maybe|about|it is|its|at|around|solid|like|probably|hits|hitting|up to|hurts|a|is|an)\s+(?:is\s+|it\s+|at\s+|of\s+|level\s+|a\s+|an\s+|about\s+|around\s+|maybe\s+|like\s+|solid\s+|be\s+|as\s+){{0,4}}(?:{_RANGE}|(?P<number>{_NUMBER}))(?!\s*(?:hour|day|week|month|year|minute|min|time|mg|kg|lb|pound|stone|mile|km|yo|y/o|old|kid|child|tablet|ibuprofen|%|st\b|nd\b|rd\b|th\b|of\b|am\b|pm\b|people|disc|level|degree|ft|feet|cm|metre|meter|night|sessions?|or\s+\d+\s+(?:hour|day|week|month|year))|[/:.]\d|\w)"
)
_SCALE_WORDS = re.compile(
    r"\b(?:pain|scale|intensity|score|severity|rate|rated|rating|call it|say|hurts|it is an?|today an?|maybe an?|about an?|around an?|go|probably an?|solid)\b"
)

_AGE = (
    re.compile(r"(?<![\d.])(?P<age>\d{1,3})[\s-]*(?:years?|yrs?|y)[\s/.-]*(?:old|o\b|of age)"),
    re.compile(r"(?<![\d.])(?P<age>\d{1,3})\s*(?:yo|y/o|yr old)\b"),
    re.compile(r"\bage[d]?\s*(?:is|:|of)?\s*(?P<age>\d{1,3})\b(?!\s*(?:hour|day|week|month))"),
    re.compile(r"\b(?:i am|me)\s+(?:a\s+|nearly\s+|almost\s+|only\s+|just\s+|now\s+)?(?P<age>\d{2,3})(?=\s*(?:$|[,.;!?)]|and\b|with\b|male|female|m\b|f\b|now|year|yrs|but\b|man|woman|been|my\b|have\b))(?!\s*(?:weeks?|months?|days?)\b)"),
    re.compile(r"(?:^|[(\s])(?P<age>\d{2})\s*/?\s*(?:m|f|male|female)(?=$|[\s),.;/])"),
    re.compile(r"\b(?:turned|turning|just turned|turn)\s+(?P<age>\d{2})\b"),
    re.compile(r"(?<![\d.])(?P<age>\d{2})\s*,?\s*(?:male|female|man|woman)\b"),
)  # fmt: skip
_AGE_MORE = (
    re.compile(
        r"\b(?:male|female|man|woman|guy|lady|girl)\s*,?\s*\(?(?P<age>\d{2})\b(?!\s*(?:day|week|month|year|hour))"
    ),
    re.compile(
        r"(?:^|\bhi(?: there)?\W+|\bhello\W+|\bhey\W+|[.;]\s*)(?P<age>\d{2})\s*(?=,|\band\b|here\b|with\b)(?!\s*(?:,|and)?\s*(?:day|week|month|year|hour))"
    ),
    re.compile(r"\b(?:m|f)/?(?P<age>\d{2})\b"),
    re.compile(r"\bat (?:the age of |my age,? )?(?P<age>\d{2})(?=\s+(?:i|my|and)\b|,)"),
)
_OTHER_AGE = re.compile(
    r"(?:(?:my|a|the|her|his|our)\s+|(?:son|daughter|mother|father|mum|mom|dad|wife|husband|baby|toddler|child|kid|boy|girl|he|she|who) (?:is|was|aged)?\s*)$"
)
_SEVERITY_WORDS = (
    (re.compile(r"\b(?:no pain|none|does not hurt|pain free|nothing)\b"), 0.0),
    (re.compile(r"\b(?:worst|unbearable|excruciating|off the scale|screaming|11|a million)\b"), 10.0),
    (re.compile(r"\b(?:agony|extreme(?:ly)?|very severe|really severe|horrendous)\b"), 9.0),
    (re.compile(r"\b(?:severe|really bad|very bad|awful|terrible|strong|pretty bad|intense)\b"), 8.0),
    (re.compile(r"\b(?:moderate|medium|middling|in the middle|so so|so-so|average|halfway)\b"), 5.0),
    (re.compile(r"\b(?:mild|slight|not (?:too|very|that|so) bad|a little|niggle|low|bit sore|light|annoying)\b"), 2.0),
    (re.compile(r"\b(?:bad)\b"), 7.0),
)  # fmt: skip


@lru_cache(maxsize=256)
def spell_digits(text: str) -> str:
    """Number words as digits: "seven or eight" becomes "7 or 8"."""
    digits: str = alpha2digit(text, "en", 0.0)
    return digits


def _middle(match: re.Match[str]) -> float:
    if match.group("low"):
        return (float(match.group("low")) + float(match.group("high"))) / 2
    return float(match.group("number"))


def intensity(text: str, *, asked: bool = False) -> float | None:
    """How bad the pain is, from 0 to 10; the middle of a range.

    Args:
        text: normalised text.
        asked: the person was just asked, so a bare number or "severe" counts.
    """
    text = spell_digits(text)
    for match in _OUT_OF_TEN.finditer(text):
        value = _middle(match)
        if 0 <= value <= 10:
            return value
    for match in _SCALE.finditer(text):
        if match.group("low") in ("0", "1") and match.group("high") == "10":
            continue  # the scale itself, not a place on it
        value = _middle(match)
        near = text[max(match.start() - 30, 0) : match.end()]
        if 0 <= value <= 10 and (asked or _SCALE_WORDS.search(near)):
            return value
    if not asked:
        return None
    numbers = re.search(rf"(?<![\d.])(?:{_RANGE}|(?P<number>{_NUMBER}))(?!\d)", text)
    if numbers:
        value = _middle(numbers)
        return min(value, 10.0) if value <= 11 else None
    return next((value for words, value in _SEVERITY_WORDS if words.search(text)), None)


def age(text: str, *, asked: bool = False) -> int | None:
    """The person's age in years, not that of somebody they speak of."""
    text = spell_digits(text)
    for pattern in (*_AGE, *_AGE_MORE):
        for match in pattern.finditer(text):
            value = int(match.group("age"))
            if 1 <= value <= 115 and not _OTHER_AGE.search(text[: match.start()]):
                return value
    if asked:
        bare = re.search(r"(?<![\d.])(\d{1,3})(?![\d.])", text)
        decade = re.search(r"\b(?:early|mid|late)?\s*(\d0)(?:s|'s| s)\b", text)
        found = decade or bare
        if found and 1 <= int(found.group(1)) <= 115:
            return int(found.group(1)) + (5 if decade else 0)
    return None


def duration_days(
    text: str, *, asked: bool = False, today: datetime | None = None, years_old: int | None = None
) -> float | None:
    """How long the pain has lasted, in days.

    Args:
        text: normalised text.
        asked: the person was just asked, so a bare stretch of time counts.
        today: what "since Tuesday" is counted from; now if not given.
        years_old: the person's age, for "since I was 17".
    """
    text = spell_digits(text)
    now = today or datetime.now()
    candidates: list[tuple[int, int, float]] = []
    # In a long story most stretches of time belong to something else.
    is_long = len(text) > _LONG_STORY

    for match in _DURATION.finditer(text):
        before, after = text[: match.start()], text[match.end() :]
        vague = match.group("vague")
        if vague:
            value = _VAGUE[vague]
        else:
            value = _middle(match)
        if match.group("half") or match.group("half_after"):
            value += 0.5
        days = value * _DAYS[match.group("unit")]
        if days > _MOST_YEARS * 365 or _NOT_PAIN_AFTER.match(after):
            continue
        score = 0
        if _NOT_PAIN_BEFORE.search(before):
            score -= 3
        if match.group("unit") == "hour" and not after.lstrip().startswith("ago"):
            score -= 2
        if _ONSET_BEFORE.search(before) or (vague and vague.endswith("for")):
            score += 2
        if _ONSET_AFTER.match(after):
            score += 2
        sentence = _CLAUSE.split(before)[-1] + match.group() + _CLAUSE.split(after)[0]
        if is_long and not _PAIN_WORD.search(sentence):
            score -= 3
        clause = _CLAUSE.split(before)[-1][-60:] + " " + _CLAUSE.split(after)[0][:30]
        if _AGO_EVENT.search(clause):
            score -= 3
        candidates.append((score, -match.start(), days))

    for match in _SINCE_AGE.finditer(text):
        if years_old and years_old > int(match.group("age")):
            candidates.append((3, -match.start(), (years_old - int(match.group("age"))) * 365.0))
    for match in _SINCE_DATE.finditer(text):
        days_since = _days_since(match.group("date"), now)
        clause = _CLAUSE.split(text[: match.start()])[-1]
        if days_since is None or _AGO_EVENT.search(clause):
            continue
        score = (
            3
            if match.group("cue") in _CUE_ONSET
            else (1 if asked or match.group("cue") == "last" else 0)
        )
        candidates.append((score, -match.start(), days_since))
    for point, days in _POINTS:
        for match in point.finditer(text):
            clause = _CLAUSE.split(text[: match.start()])[-1]
            onset = re.search(
                r"\b(?:since|after|start|began|woke|hurt|pull|tweak|lift|fell|did|went|slip|felt|bent|injur|twist)\w*",
                clause,
            )
            candidates.append((2 if onset or asked else -1, -match.start(), days))
    if asked and not candidates:
        bare = _BARE.search(text) or re.search(r"\b(?P<unit>day|week|month|year|decade)s\b", text)
        if bare:
            candidates.append((0, 0, 2 * _DAYS[bare.group("unit")]))
    good = [candidate for candidate in candidates if candidate[0] >= 0]
    return max(good)[2] if good else None


@lru_cache(maxsize=256)
def _days_since_cached(date: str, day: str) -> float | None:
    now = datetime.fromisoformat(day)
    if date in ("christmas", "new year"):
        when = datetime(now.year, 12, 25) if date == "christmas" else datetime(now.year, 1, 1)
        if when > now:
            when = when.replace(year=now.year - 1)
    elif re.fullmatch(r"(?:19|20)\d\d", date):
        when = datetime(int(date), 7, 1)
        if when.year >= now.year:
            when = datetime(now.year, 1, 1)
    else:
        parsed = dateparser.parse(
            date,
            languages=["en"],
            settings={
                "PREFER_DATES_FROM": "past",
                "RELATIVE_BASE": now,
                "PREFER_DAY_OF_MONTH": "first",
            },
        )
        if parsed is None:
            return None
        when = parsed
        if date in _WEEKDAYS.split("|") and (now - when).days == 0:
            return 7.0
    days = float((now.date() - when.date()).days)
    return days if days > 0 else None


def _days_since(date: str, now: datetime) -> float | None:
    return _days_since_cached(date, now.date().isoformat())
