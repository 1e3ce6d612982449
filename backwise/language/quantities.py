"""Numbers in talk of pain: how bad (0 to 10), how long (days), how old (years)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

import dateparser
from text_to_num import alpha2digit

_NUMBER = r"\d+(?:\.\d+)?"
_RANGE = rf"(?P<low>{_NUMBER})\s*(?:-|to|or|and|maybe|/)\s*(?P<high>{_NUMBER})"
# Sentences, and the smaller parts of them that each speak of one thing.
_SENTENCE_END = re.compile(r"[!?;\n]|\.(?!\d)|\bbut\b")
_CLAUSE_END = re.compile(r"[.,:()!?;\n]|\b(?:but|and|which|who|until|till|so)\b")


def _any(*words: str) -> str:
    """One of the words, as whole words."""
    return rf"\b(?:{'|'.join(words)})\b"


# ---------------------------------------------------------------- how bad

_TEN = (
    r"(?:on (?:the|a|my) (?:pain )?scale(?! of)|/\s*10|(?:out|outta) (?:of )?(?:a )?10"
    r"|of (?:a )?10|on a scale of (?:1|0) to 10)(?!\d)"
)
_OUT_OF_TEN = re.compile(
    rf"(?<![\d/.])(?:{_RANGE}|(?P<number>{_NUMBER}))\s*(?:ish)?\s*(?:at most\s*)?{_TEN}"
)
# A bare number needs a word for pain or rating before it, and must not count anything.
_RATING = (
    r"(?:pain(?: is| was| level| score| scale)*|scale|intensity|level|score|severity|rat(?:e|ed"
    r"|ing)"
    r"|say|give|call|go|it is|hurts|still|usually|mostly|today|now|feels like|gets to|up to"
    r"|more of|between|probably|maybe|about|around|solid)"
)
_FILLER = (
    r"(?:is|was|are|it|that|at|of|to|the|as|be|an|a|about|around|maybe|like|say|i|would|with|give"
    r"|my|pain|level|solid|usually|mostly|probably|still|now|today|between|roughly|more|go|good"
    r"|honest|strong|:|-|=)"
)
_NOT_COUNTING = (
    r"(?=\s*(?:$|[.,;!?)\n-]|" + _any(
        "and", "but", "or", "right", "now", "today", "tonight", "most", "mostly", "usually", "at",
        "when", "with", "on", "even", "all", "some", "if", "lol", "i", "without", "though", "as",
        "currently", "constantly", "in the (?:morning|evening)", "lately", "for me", "while", "ish",
        "because", "lower", "upper", "pain", "tho", "just", "it", "after", "from", "max",
    ) + r"))(?!\s*(?:and|or|-)\s*\d+\s*[a-z])"
)  # fmt: skip
_RATED = re.compile(
    rf"\b{_RATING}(?:\s*{_FILLER}(?![a-z]))*\s*(?:{_RANGE}|(?P<number>{_NUMBER}))(?![\d/:.]\d"
    rf"|\w){_NOT_COUNTING}"
)
# "About 5" may be anything; "pain about 5" or "about a 5" is a rating.
_RATING_NEAR = re.compile(
    r"\b(?:pain|scale|intensity|score|severity|rat(?:e|ed|ing)|call it|give|say|hurts|go|solid"
    r"|an? \d)"
    r"|\b(?:it is|feels like|still|usually|more of|up to) an? |\b(?:usually|today"
    r"|now) (?:it is )?\d"
)
_NOT_NOW = re.compile(
    _any("used to be", "was", "worst", "from", "at its best", "peaks at", "went", "up to")
    + r"(?:\W+\w+){0,4}\W*$"
)
_AT_WORST = re.compile(r"\W*(?:at|on) (?:it is|its|the|my)? ?(?:worst|best|bad)|\W*max\b")
# "7 when I move, 2 when I keep still" names the best and the worst, not how it is.
_CONDITIONS = re.compile(
    rf"(?<![\w.]){_NUMBER}(?:\s*{_TEN})? (?:only |just )?"
    + _any("when", "if", "at rest", "while", "sitting", "standing", "lying", "moving", "resting")
)
_SEVERITY_WORDS = (
    (re.compile(r"\b(?:no pain|none|does not hurt|pain free|nothing)\b"), 0.0),
    (re.compile(r"\b(?:worst|unbearable|excruciating|off the scale|screaming|11"
        r"|a million)\b"), 10.0),
    (re.compile(r"\b(?:agony|extreme(?:ly)?|very severe|really severe|horrendous)\b"), 9.0),
    (re.compile(r"\b(?:severe|really bad|very bad|awful|terrible|strong|pretty bad"
        r"|intense)\b"), 8.0),
    (re.compile(r"\b(?:moderate|medium|middling|in the middle|so so|so-so|average"
        r"|halfway)\b"), 5.0),
    (re.compile(r"\b(?:mild|slight|not (?:too|very|that|so) bad|a little|niggle|low|bit sore"
        r"|light|annoying)\b"), 2.0),
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


def _ratings(text: str, pattern: re.Pattern[str]) -> Iterator[tuple[re.Match[str], float]]:
    for match in pattern.finditer(text):
        value = _middle(match)
        whole_scale = match.group("low") in ("0", "1") and match.group("high") == "10"
        if 0 <= value <= 10 and not whole_scale:
            yield match, value


def intensity(text: str, *, asked: bool = False) -> float | None:
    """How bad the pain is, from 0 to 10; the middle of a range.

    Args:
        text: normalised text.
        asked: the person was just asked, so a bare number or "severe" counts.
    """
    text = spell_digits(text)
    found = list(_ratings(text, _OUT_OF_TEN))
    if not found:
        found = [
            (match, value)
            for match, value in _ratings(text, _RATED)
            if asked or _RATING_NEAR.search(text[max(match.start() - 20, 0) : match.end()])
        ]
    usual = [
        (match, value)
        for match, value in found
        if not _AT_WORST.match(text, match.end())
        and not _NOT_NOW.search(text[max(match.start() - 30, 0) : match.start("number")])
    ] or found  # fmt: skip
    if usual:
        return usual[0][1] if asked or len(_CONDITIONS.findall(text)) < 2 else None
    if not asked:
        return None
    # "It has been 2 weeks" is no answer to "how bad?".
    numbers = re.search(rf"(?<![\d.])(?:{_RANGE}|(?P<number>{_NUMBER}))(?!\d){_COUNTED}", text)
    if numbers:
        value = _middle(numbers)
        return min(value, 10.0) if value <= 11 else None
    return next((value for words, value in _SEVERITY_WORDS if words.search(text)), None)


# ---------------------------------------------------------------- how old

_YEARS = r"(?:years?|yrs?|y)"
_SEX = (
    r"(?:males?|females?|man|woman|guy|lady|girl|boy|bloke|lad|chap|gentleman|mum|mom|mother|dad"
    r"|father|housewife|student)"
)
_COUNTED = (
    r"(?!\s*(?:-\s*\d|\+?\s*(?:hours?|days?|nights?|weeks?|months?|minutes?|mins?|seconds?|kgs?"
    r"|kilos?"
    r"|mg|ml|cms?|mm|lbs?|pounds?|stones?|miles?|kms?|met(?:er|re)s?|feet|foot|ft|inch\w*|times?"
    r"|percent"
    r"|tablets?|pills?|kids|children|people|something|odd|plus|degrees?|sessions?|reps?|steps?"
    r"|out of|of 10|or so days)\b"
    r"|[%/:'\"]|\.\d|st\b|nd\b|rd\b|th\b|years? (?:ago|of|in|at|with|now|since|and|on)\b))(?!\w)"
)
_AGE_HERE = r"(?P<age>\d{2})"
# The person says it outright.
_OWN_AGE = (
    re.compile(rf"\b(?:i am|me|myself)\s*,?\s*(?:an?\s+|nearly\s+|almost\s+|only\s+|just\s+"
        rf"|now\s+|currently\s+|already\s+|about\s+|around\s+|aged\s+)*"
        rf"(?P<age>\d{{1,3}})[\s-]*{_YEARS}?[\s/.-]*(?:old|o|of age|young)\b"),
    re.compile(rf"\b(?:i am|me|myself)\s*,?\s*(?:a\s+|an\s+|nearly\s+|almost\s+|only\s+|just\s+"
        rf"|now\s+|currently\s+|already\s+|about\s+|around\s+|aged\s+|{_SEX},?\s+)*{_AGE_HERE}"
        rf"(?:[mf]\b|{_COUNTED})"),
    re.compile(rf"\bmy {_AGE_HERE}(?:st|nd|rd|th) birthday\b"),
    re.compile(rf"\bmy age(?: is|:|,)?\s*{_AGE_HERE}\b"),
    re.compile(r"\bat my age\s*[,(]?\s*(?:of\s+)?(?P<age>\d{2})\b"),
    re.compile(rf"\b(?:i|just|recently)\s+(?:have\s+|recently\s+|just\s+)*(?:turned|turn|hit"
        rf"|reached)\s+{_AGE_HERE}\b"),
    re.compile(rf"\bi have {_AGE_HERE} years(?=\s*(?:$|[,.;!\n]|old\b|and\b))"),
)  # fmt: skip
# It stands there as an age, and nothing says that it is somebody else's.
_SOME_AGE = (
    re.compile(rf"(?<![\d.])(?P<age>\d{{2,3}})[\s-]*{_YEARS}?[\s/.-]*(?:old|o|of age|young)\b"),
    re.compile(rf"\bage[d]?\s*(?:is|:|-|=|of)?\s*{_AGE_HERE}{_COUNTED}"),
    re.compile(rf"(?<![\d.,/]){_AGE_HERE}\s*[,/(-]?\s*(?:{_YEARS}\s*[,/(-]?\s*)?(?:{_SEX}|[mf])"
        rf"(?![\w'])"),
    re.compile(rf"(?:\b{_SEX}|(?<![\w'])[mf])\s*[,/(:-]?\s*(?:of\s+|aged?\s+"
        rf"|is\s+)?{_AGE_HERE}{_COUNTED}"),
    re.compile(rf"\b{_SEX} of {_AGE_HERE}\b"),
    re.compile(rf"\b(?:turned|turning)\s+{_AGE_HERE}(?! (?:next|in|soon))\b"),
    re.compile(rf"\bat (?:the age of )?{_AGE_HERE}(?=\s+(?:i|my|you)\b|\s*,)"),
    # A number that begins or fills a part of a list: "hi, 47, builder", "Sarah, 43, ...".
    re.compile(rf"(?:^|(?<!\d)\.|[;!\n(,]|\b(?:hi|hello|hey)(?: there| all"
        rf"| doc\w*)?\W)\s*{_AGE_HERE}(?=\s*(?:[,;)\n]|\.(?!\d)|here\b|and (?:i\b|my\b|have\b"
        rf"|still\b)|with\b)){_COUNTED}"),
)  # fmt: skip
_NOT_OWN_NOW = re.compile(
    r"(?:" + _any("my", "our", "his", "her", "their", "of an?", "with an?", "have an?", "got an?",
                  "for an?", "has an?", "after an?", "an old", "since", "when", "until", "till",
                  "before", "by", "from", "i was", "he is", "she is", "was", "at")
    + r"(?:\W+(?!age\b)\w+){0,2}?\W*|\b(?:like|as if|feel|though|than) i am )$"
)  # fmt: skip
_OWN_BLOCKED = re.compile(
    _any("since", "when", "until", "till", "before", "by the time", "like", "if", "after", "though")
    + r"\s*$"
)
_OTHERS_NEXT = re.compile(
    r"\W*(?:year\w*\W+)?(?:old\W+)?" + _any("son", "daughter", "kid", "child", "baby", "toddler",
    "mattress", "bed", "house", "car", "injury", "fracture", "scan", "mri", "problem", "pain")
)  # fmt: skip


def age(text: str, *, asked: bool = False) -> int | None:
    """The person's age in years, not that of somebody they speak of."""
    text = spell_digits(text)
    for patterns, blocked in ((_OWN_AGE, _OWN_BLOCKED), (_SOME_AGE, _NOT_OWN_NOW)):
        for pattern in patterns:
            for match in pattern.finditer(text):
                value = int(match.group("age"))
                before = text[max(match.start() - 40, 0) : match.start()]
                before = _SENTENCE_END.split(before)[-1]
                if patterns is _SOME_AGE and (value < 13 or text.strip().isdigit()):
                    continue
                others = blocked.search(before) or _OTHERS_NEXT.match(text, match.end())
                if 5 <= value <= 115 and not others:
                    return value
    if asked:
        bare = re.search(r"(?<![\d.])(\d{1,3})(?![\d.])", text)
        decade = re.search(r"\b(?:early|mid|late)?\s*(\d0)(?:s|'s| s)\b", text)
        found = decade or bare
        if found and 1 <= int(found.group(1)) <= 115:
            return int(found.group(1)) + (5 if decade else 0)
    return None


# ---------------------------------------------------------------- how long

_DAYS = {"hour": 1 / 24, "day": 1.0, "night": 1.0, "morning": 1.0, "week": 7.0, "fortnight": 14.0,
         "month": 30.0, "year": 365.0, "decade": 3650.0}  # fmt: skip
_MOST_DAYS = 80 * 365
# In a long story most stretches of time belong to something else.
_LONG_STORY = 220
_AMOUNTS = {
    "a couple of": 2.0, "a couple": 2.0, "couple of": 2.0, "couple": 2.0, "a few": 3.0, "few": 3.0,
    "some": 3.0, "several": 4.0, "many": 4.0, "a good few": 4.0, "half a": 0.5, "half an": 0.5,
    "3 quarters of a": 0.75, "a": 1.0, "an": 1.0, "one": 1.0, "a good": 1.0, "a whole": 1.0,
    "about a": 1.0, "the last": 1.0, "the past": 1.0, "past": 1.0, "for last": 1.0,
    "for": 2.0, "on and off for": 2.0, "on-off for": 2.0, "off and on for": 2.0,
}  # fmt: skip
_amount_words = "|".join(sorted((re.escape(a) for a in _AMOUNTS), key=len, reverse=True))
_AND_A_HALF = r"\s+and\s+(?:a\s+)?half"
_UNIT = r"(?P<unit>hour|day|night|morning|week|fortnight|month|year|decade)"
_STRETCH = re.compile(
    rf"(?<![\w/.])(?:{_RANGE}|(?P<number>{_NUMBER})(?P<half>{_AND_A_HALF})?\s*\+?|\b"
    rf"(?P<vague>{_amount_words}))"
    rf"\s*[-+]?\s*(?:or (?:so|more) )?(?:long |good |odd |full |whole |bad |solid "
    rf"|or so )?{_UNIT}s?"
    rf"(?P<half_after>{_AND_A_HALF})?\b"
)
_ORDINAL = re.compile(
    r"\b(?:(?P<counted>day|week|month) (?P<number>\d+)\b(?! (?:of (?:my|the)|a|per)\b)"
    r"|(?P<nth>\d+)(?:st|nd|rd|th) (?P<unit>day|week|month|year)\b)"
)
# What the person talks about in a clause.
_PAIN = re.compile(
    r"\b(?:pain\w*|hurt\w*|ache\w*|aching|sore\w*|sciatic\w*|spasm\w*|stiff\w*|back|backache|neck"
    r"|spine"
    r"|lumbar\w*|lumbago|lbp|tailbone|coccyx|buttock\w*|glute\w*|butt|bum|shoulders?|legs?|arms?"
    r"|injur\w*|numb\w*|tingl\w*|flar\w*|agony|tight\w*|start\w*|beg[au]n|came on|going on"
    r"|like this|suffer\w* for|history|ever since|twinge\w*)\b"
)
# These may stand for the pain, or for anything.
_MAYBE_PAIN = re.compile(
    r"\b(?:it|this|that|symptoms?|troubl\w*|bother\w*|bad|worse|problems?|issues?|dealing|living"
    r"|last(?:ed|ing))\b"
)
_EVENT = re.compile(
    r"\b(?:lift\w*|fell|fall\w*|slip\w*|trip\w*|pull\w*|twist\w*|tweak\w*|accident|crash\w*|bent"
    r"|bend\w*"
    r"|mov(?:ed|ing)|pick\w*|carr\w*|deadlift\w*|squat\w*|play\w*|slept|sleeping|woke|whiplash|rear"
    r"|drove|dug|digging|strain\w*|sprain\w*|threw|came off|hit|landed|injection|went|gave out"
    r"|sneez\w*"
    r"|cough\w*|hauled|shovel\w*|pushed|reached|turned round|lugg\w*|gym|workout|twisted"
    r"|collision)\b"
)
# Talk of anything else that takes or happened some time ago.
_OTHER = re.compile(
    r"\b(?:surger\w*|operat\w*|discectomy|microdiscectomy|laminectomy|fusion|replacement|mri|scans?"
    r"|x-ray|xray|x - ray|diagnos\w*|gave birth|giving birth|birth|baby|born|pregnan\w*"
    r"|postpartum|quit"
    r"|retired|married|divorced|epidural|injections|broke|fractur\w*|died|lost|physio\w*|therap\w*"
    r"|doctors?|gp|appointment|specialist|surgeon"
    r"|wait(?:ed|ing|s)?(?= (?:for|to|on)\b)|(?:took|take|taking)(?! an? (?:tumble"
    r"|fall|spill|knock))|tablets?|pills?|mg|dose"
    r"|antibiotics|ibuprofen|naproxen|paracetamol|tramadol|prednis\w*|medic\w*|prescri\w*|steroids?"
    r"|off work|smok\w*|school|college|university|contract|brace|cast|hospital\w*|previous\w*"
    r"|used to"
    r"|last time|also had|gap|same (?:thing|problem|pain)|had (?:a|the|this) (?:same|similar)"
    r"|gallbladder"
    r"|appendix|depress\w*|anxiety|diabet\w*|thyroid|cancer|chemo\w*|radiation therapy|flu|covid"
    r"|infection|bronchitis|joined|lurking|recovered|turned \d+)\b"
)
# The same, unless the clause also names the pain.
_MAYBE_OTHER = re.compile(
    r"\b(?:job|works?|worked|working|career|office|rest|in bed|walk|sit|stand|drive|sleep"
    r"|periods?|cold"
    r"|heart|reading|following|weight)\b"
)
_BEEN_DOING = re.compile(
    r"\bbeen (?:an? |the )?(?!hav|hurt|suffer|deal|liv|go|gett?ing|ach|bother|kill|struggl|play"
    r"|troubl|feel"
    r"|experienc|try|giv|caus|caught|complain|putting|there|with|bad|sore|stiff|tight|painful"
    r"|worse|like|this|on|off|about"
    r"|at least|over|around|nearly|almost|for|in|so|more|\d|a\b|an\b|really|very|quite|pretty"
    r"|awful|terrible|happen)(?:\w+ing|\w+er|\w+or|\w+ist|nurse)\b"
    r"|\b(?:been|was|am|as) an? \w+ (?:for|since)\b|\bstarted (?:an?|my|the|at|working|going"
    r"|taking|doing|this job)\b|\bin (?:the|this|that|my) (?:same )?(?:job|office|trade|army"
    r"|business)\b"
)
_NOT_AFTER = re.compile(
    r"[\s-]*(?:of age|yo\b|y\.o|pregnant|postpartum|post ?-?op|apart|each|per|ahead|contract"
    r"|later|from now"
    r"|a (?:day|week|month)|into (?:my|the) pregnancy|male|female|man\b|woman\b|supply|straight of"
    r"|old(?! (?:\w+ )?(?:pain|injury|strain|sprain|ache|problem))|before (?:that|this|i)"
    r"|of (?:physio\w*|pt|work|therapy|treatment|rest|tablets|antibiotics|muscle|sitting|standing"
    r"|driving|walking|naproxen|running|being))"
)
_NOT_BEFORE = re.compile(
    r"(?:\b(?:every|each|in|within|per|after|another|next|under|aged?|i am|turn(?:ed|ing)?"
    r"|only (?:sit|stand|walk)|(?:sit|sitting|stand|standing|walk|walking|drive|sleep|lie"
    r"|lying) (?:for|more than|longer than)"
    r"|first|after more than|takes?|back in|the whole|all|further|plus|i have)\s*(?:about|around"
    r"|the|like|for)?\s*)$"
)
# "Started two days after I lifted it": how long ago that was is not said.
_STARTED_LATER = re.compile(r"\b(?:started|began|came on|appeared)\W+(?:about\W+)?$")
_SINCE_BEFORE = re.compile(
    r"\b(?:for|since|from|started|began|starting|past|last|over|about|been|on|lasted|almost"
    r"|nearly|x|makes|already|before|now)\W+(?:\w+\W+){0,2}$"
)
_SINCE_AFTER = re.compile(
    r"\W*(?:or so\W+)?(?:now|ago|back\b|already|straight|solid|running|history|of (?:this|pain"
    r"|back|lower|low|agony|neck|hell|it|constant|on)|since|on and off|off and on|in\b(?=\W*(?:$"
    r"|[.,])))"
)
_TURNING_POINT = re.compile(
    r"\b(?:until|till|up to|that was|this time\b[^.]*|now\b[^.]*|the last|the past|for the last"
    r"|for the past|these past|currently\b[^.]*|anyway\b[^.]*|started|began)\s+(?:about |around "
    r"|only |it is (?:only )?(?:been )?)*$"
)
_AGO = re.compile(r"\W*(?:or so |or more )?(?:ago|back\b)")
# Words that a bare "for about three weeks now" may hold besides the time itself.
_BARE_WORDS = re.compile(
    r"\b(?:for|about|around|since|from|the|last|past|now|on|off|and|or|so|ago|over|already|i|have"
    r"|had|been|is|has"
    r"|was|an?|almost|nearly|maybe|just|only|approx\w*|roughly|x|with|at|least|then|ever|in|of"
    r"|all|these|some|really"
    r"|more|than|still|probably|say|like|hi|hello|not|no|yet|well|back|my|we|are|going|lower|low"
    r"|left|right|makes|years?|what"
    r"|ish|to|be|by|close|by|when|me|here|up|down|both|sides?|mostly|\d+)\b|[^\w\s]"
)
_PLAIN_YEARS = re.compile(
    r"\b(?:for|on and off for|over|past|last|been)\s+(?:\w+\s+){0,2}?(?P<unit>day|week|month|year"
    r"|decade)s\b(?!\s+(?:old|pregnant))"
)
_WEEKDAYS = "monday|tuesday|wednesday|thursday|friday|saturday|sunday"
_MONTHS = "january|february|march|april|may|june|july|august|september|october|november|december"
_DATE = re.compile(
    rf"\b(?P<cue>since|started|began|starting|from|on|last|in|this past|every|each|by|until|till"
    rf"|next|spent)?\s*"
    rf"(?:(?:the|about|around|early|late|mid|last|in|on|back in|this past|only|all|just|again)\s+)*"
    rf"(?P<date>(?P<weekday>{_WEEKDAYS})|(?:{_MONTHS})(?:\s+(?:19|20)\d\d)?|(?:19|20)\d\d"
    rf"|christmas|easter|new year)\b"
)
_SINCE_AGE = re.compile(
    r"\b(?:since (?:i was|age|the age of|i turned)|(?:started|began) (?:at|when i was"
    r"|from)(?: the)?(?: age)?(?: of)?)\s+(?:about |around )?(?P<age>\d{1,2})\b"
)
_POINTS = (
    (re.compile(r"\b(?:this morning|this afternoon|this evening|today|earlier today|an hour ago"
        r"|tonight|just now|minutes ago)\b"), 0.5),
    (re.compile(r"\b(?:the )?(?:day before yesterday|night before last)\b"), 2.0),
    (re.compile(r"\b(?:yesterday|last night)\b"), 1.0),
    (re.compile(r"\b(?:last|the) weekend\b"), 3.0),
    (re.compile(r"(?<!for )(?<!over )\blast week\b"), 7.0),
    (re.compile(r"(?<!for )(?<!over )\blast month\b"), 30.0),
    (re.compile(r"(?<!for )(?<!over )\blast year\b"), 365.0),
)  # fmt: skip
# Something happened, rather than is so.
_HAPPENED = re.compile(
    r"\b(?:since|after|start\w*|begin|began|woke|went|did|felt|bent|fell|slept|hurt|caught|drove"
    r"|threw|spent|hit"
    r"|ran|dug|came|gave|broke|put|putting|lifting|moving|gardening|playing|training|workout"
    r"|match|\w{2,}[^e\W]ed|\w{3,}ied"
    r"|\w{2,}(?:ck|t|ll|v|g|k|p|n|r|z|s)ed)\b"
)


@dataclass(frozen=True)
class _Stretch:
    """A time that may be how long the pain has lasted; the surest, then the first, is it."""

    sureness: int
    start: int
    days: float


_WEEKS_PREGNANT = re.compile(
    rf"(?P<number>{_NUMBER})(?:\s*(?:\+|and)\s*\d)?\s*-?\s*(?P<unit>weeks?|wks?|months?)"
    r"(?=[^.?!]{0,12}\b(?:pregnan\w*|along|gone|expecting|into (?:my|the) pregnancy)\b)"
    r"|\bpregnan\w*[^.?!]{0,12}?\b(?P<number_after>\d+)\s*-?\s*(?P<unit_after>weeks?|wks?|months?)"
)
_BARE_WEEKS = re.compile(
    rf"(?P<number>{_NUMBER})(?:\s*(?:\+|and)\s*\d)?\s*(?P<unit>weeks?|wks?|months?)?"
)
# The later end is not known, so the earlier risk is not ruled out: the first week of each.
_TRIMESTERS = (
    (re.compile(r"\b(?:third|3rd|last) trimester\b"), 28.0),
    (re.compile(r"\b(?:second|2nd|middle) trimester\b"), 20.0),
    (re.compile(r"\b(?:first|1st) trimester\b"), 8.0),
    (
        re.compile(r"\b(?:due|expecting) (?:any day|soon|today|tomorrow|this week|next week)\b"),
        38.0,
    ),
)
_WEEKS_A_MONTH = 4.345
_LONGEST = 45


def pregnancy_weeks(text: str, *, asked: bool = False) -> float | None:
    """How far a pregnancy is, in weeks; None if it is not said.

    A trimester counts as the first week in which its medicines' risks begin.

    Args:
        text: the normalised text.
        asked: whether the text answers this question, so that a bare number counts.
    """
    for expression, weeks in _TRIMESTERS:
        if expression.search(text):
            return weeks
    match = _WEEKS_PREGNANT.search(text)
    if match is None and asked:
        match = _BARE_WEEKS.search(text)
    if match is None:
        return None
    groups = match.groupdict()
    number = float(groups["number"] or groups["number_after"])
    unit = groups["unit"] or groups.get("unit_after") or "weeks"
    found = number * _WEEKS_A_MONTH if unit.startswith("month") else number
    return round(found, 1) if found <= _LONGEST else None


def _clause(text: str, start: int, end: int, ends: re.Pattern[str]) -> tuple[str, str]:
    """What stands before and after a place, within its clause or sentence."""
    before, after = text[max(start - 160, 0) : start], text[end : end + 160]
    return ends.split(before)[-1], ends.split(after, maxsplit=1)[0]


def _topic(text: str, start: int, end: int) -> int:
    """Whether a place is in talk of the pain (1 or 2), of something else (below 0), or neither."""
    before, after = _clause(text, start, end, _CLAUSE_END)
    # "Two weeks back" names no place.
    clause = f"{before} | {after.lstrip().removeprefix('back')}"
    if _BEEN_DOING.search(clause) or _OTHER.search(clause):
        return -3
    if _PAIN.search(clause):
        return 2
    if _MAYBE_OTHER.search(clause):
        return -3
    if _MAYBE_PAIN.search(clause) or _EVENT.search(clause):
        return 1
    if _BARE_WORDS.sub("", clause).split():
        return 0
    # Only the time itself stands here; what is around it tells.
    sentence = " | ".join(_clause(text, start, end, _SENTENCE_END))
    if _PAIN.search(sentence) or (len(text) <= _LONG_STORY and not _OTHER.search(sentence)):
        return 1
    return 0


def _stretches(text: str) -> Iterator[_Stretch]:
    for match in _STRETCH.finditer(text):
        start, end = match.span()
        before, after = text[:start], text[end:]
        vague = match.group("vague")
        value = _AMOUNTS[vague] if vague else _middle(match)
        if match.group("half") or match.group("half_after"):
            value += 0.5
        days = value * _DAYS[match.group("unit")]
        if days > _MOST_DAYS or _NOT_AFTER.match(after):
            continue
        sureness = _topic(text, start, end)
        if _STARTED_LATER.search(before[-20:]) and after.lstrip().startswith("after"):
            continue
        since = bool(_SINCE_BEFORE.search(before[-40:])) or bool(vague and "for" in vague)
        since_after = bool(_SINCE_AFTER.match(after))
        if _AGO.match(after) and sureness < 0 and _follows_on(text, end):
            sureness = 2  # "gave birth 6 weeks ago and it has hurt ever since"
        sureness += since + since_after
        if _TURNING_POINT.search(_clause(text, start, end, _SENTENCE_END)[0]):
            sureness += 2
        if "good" in match.group() and not vague:
            sureness -= 3  # "then I had 4 good years"
        if _NOT_BEFORE.search(before[-40:]):
            sureness -= 4
        if match.group("unit") == "hour" and not (since_after or re.search(r"since\W+$", before)):
            sureness -= 3
        yield _Stretch(sureness, start, days)
    for match in _ORDINAL.finditer(text):
        unit = match.group("unit") or match.group("counted")
        count = float(match.group("number") or match.group("nth"))
        topic = _topic(text, *match.span())
        yield _Stretch(topic, match.start(), count * _DAYS[unit])


def _follows_on(text: str, end: int) -> bool:
    """Whether the pain is said to be there ever since what was just told."""
    rest = _SENTENCE_END.split(text[end : end + 120], maxsplit=1)[0]
    return bool(re.search(r"\b(?:ever since|since then)\b|\bsince\W*$", rest))


def _dates(text: str, now: datetime, asked: bool) -> Iterator[_Stretch]:
    for match in _DATE.finditer(text):
        cue = match.group("cue")
        if cue in ("every", "each", "by", "until", "till", "next"):
            continue
        days = _days_since(match.group("date"), now)
        before, after = _clause(text, match.start("date"), match.end(), _SENTENCE_END)
        near = _clause(text, match.start(), match.end(), _CLAUSE_END)
        if days is None or _OTHER.search(near[0]):
            continue
        onset = cue in ("since", "started", "began", "starting")
        if onset:
            sureness = 4 if _topic(text, *match.span()) > 0 else 2
        elif match.group("weekday"):
            sureness = 1 if asked or _HAPPENED.search(f"{before} {after}") else 0
            sureness += bool(_PAIN.search(f"{before} {after}"))
            sureness += 2 * bool(re.search(r"\bthat was\W", f"{before} "))
        else:
            sureness = 1 if asked else -1
        yield _Stretch(sureness, match.start(), days)


def _points(text: str, asked: bool) -> Iterator[_Stretch]:
    for point, days in _POINTS:
        for match in point.finditer(text):
            before, after = _clause(text, *match.span(), _SENTENCE_END)
            near = _clause(text, *match.span(), _CLAUSE_END)
            happened = _HAPPENED.search(before) or _HAPPENED.search(after[:60])
            about_pain = len(text) <= _LONG_STORY or _PAIN.search(f"{before} | {after}")
            if asked or (happened and about_pain and not _OTHER.search(" | ".join(near))):
                yield _Stretch(2 + bool(re.search(r"\bsince\W*$", before)), match.start(), days)


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
    found = [*_stretches(text), *_dates(text, now, asked), *_points(text, asked)]
    for match in _SINCE_AGE.finditer(text):
        sentence = " | ".join(_clause(text, *match.span(), _SENTENCE_END))
        about_pain = _PAIN.search(sentence) or _MAYBE_PAIN.search(sentence)
        if about_pain and years_old and years_old > int(match.group("age")):
            days = (years_old - int(match.group("age"))) * 365.0
            found.append(_Stretch(4, match.start(), days))
    if asked and not found:
        bare = _PLAIN_YEARS.search(text) or re.search(
            r"\b(?P<unit>day|week|month|year|decade)s\b", text
        )
        if bare:
            return 2 * _DAYS[bare.group("unit")]
    least = 0 if asked else 2 if len(text) > _LONG_STORY else 1
    found = [stretch for stretch in found if stretch.sureness >= least]
    return max(found, key=lambda s: (s.sureness, -s.start)).days if found else None


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
