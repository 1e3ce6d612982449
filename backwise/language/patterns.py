"""The small pattern language of the word lists in `knowledge/`.

A pattern is a phrase as people say it. Between its words:

* `(a|b c)`  one of these; `[a|b]` one of these, or nothing
* `...`      up to four other words, within one sentence
* `{name}`   a group of phrases defined under `groups`
* `word*`    a word that starts so
* `^` `$`    the beginning and the end of the sentence, also at a comma

Brackets may stand inside brackets.

Example: `{numb} ... between [my] legs`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

# A gap never runs over a denial or a turn of the sentence: "numb, but not in my bum".
_GAP_WORD = r"(?!(?:not|no|never|but|without|nor)\b)[^\s.!?;]+"
_GAP = rf"(?:[^\S\n]+{_GAP_WORD}){{0,4}}?[^\S\n]+"
# The same after an optional word, which brings its own space.
_GAP_SPACED = rf"(?:{_GAP_WORD}[^\S\n]+){{0,4}}?"
_END = r"(?=[^\S\n]*(?:[.!?;,\n]|$))"
_START = r"(?:(?<![\s\S])|(?<=[.!?;,\n]))\s*"
_SPACE = r"[^\S\n]+"
_SIGN = re.compile(r"\.\.\.|[()\[\]{}|]|[^\s()\[\]{}|]+")
_CLOSING = {"(": ")", "[": "]"}


class PatternError(ValueError):
    """A pattern is not well formed."""


@dataclass(frozen=True)
class _Choice:
    """Alternatives in brackets; each is a list of words, gaps and further choices."""

    options: list[list[_Piece]]
    optional: bool


_Piece = str | _Choice


def words(pattern: str, groups: Mapping[str, Sequence[str]]) -> set[str]:
    """The plain words a pattern looks for, for spelling correction."""
    expanded = _expand(pattern, groups)
    return {w for w in re.findall(r"[a-z]+\*?", expanded) if not w.endswith("*")}


def _expand(pattern: str, groups: Mapping[str, Sequence[str]]) -> str:
    def group(match: re.Match[str]) -> str:
        name = match.group(1)
        if name not in groups:
            raise PatternError(f"group {{{name}}} is not defined (in pattern: {pattern})")
        return f"({'|'.join(groups[name])})"

    return re.sub(r"\{(\w+)\}", group, pattern)


def compile_pattern(pattern: str, groups: Mapping[str, Sequence[str]]) -> str:
    """The regular expression of a pattern, to be searched in normalised text.

    Raises:
        PatternError: an unknown group, an unmatched bracket, or nothing that must be there.
    """
    signs = _SIGN.findall(_expand(pattern, groups))
    if not signs:
        raise PatternError("empty pattern")
    try:
        options = _parse(signs, "")
        if len(options) > 1:
            raise PatternError("a choice needs brackets")
        return rf"(?<!\w){_sequence(options[0])}(?!\w)"
    except PatternError as error:
        raise PatternError(f"{error} (in pattern: {pattern})") from None


def _parse(signs: list[str], closing: str) -> list[list[_Piece]]:
    """Take alternatives from the front of `signs`, up to and with the closing bracket."""
    options: list[list[_Piece]] = [[]]
    while signs:
        sign = signs.pop(0)
        if sign == closing:
            return options
        if sign in _CLOSING:
            options[-1].append(_Choice(_parse(signs, _CLOSING[sign]), optional=sign == "["))
        elif sign == "|":
            options.append([])
        elif sign in ")]{}":
            raise PatternError("unmatched bracket")
        else:
            options[-1].append(sign)
    if closing:
        raise PatternError("unmatched bracket")
    return options


def _must_be_there(piece: _Piece) -> bool:
    return not piece.optional if isinstance(piece, _Choice) else piece not in ("...", "^", "$")


def _sequence(pieces: list[_Piece]) -> str:
    last_word = max((i for i, p in enumerate(pieces) if _must_be_there(p)), default=-1)
    if last_word < 0:
        raise PatternError("nothing but optional words" if pieces else "a choice of nothing")
    out = ""
    join = ""
    for index, piece in enumerate(pieces):
        if piece == "^":
            out += _START
        elif piece == "$":
            out += _END
        elif piece == "...":
            join = _GAP if join else _GAP_SPACED
        elif isinstance(piece, _Choice) and piece.optional:
            if index > last_word:
                out += f"(?:{_SPACE}{_alternatives(piece)})?"
            else:
                out += f"{join}(?:{_alternatives(piece)}{_SPACE})?"
                join = ""
        else:
            out += join + (_alternatives(piece) if isinstance(piece, _Choice) else _word(piece))
            join = _SPACE
    return out


def _alternatives(choice: _Choice) -> str:
    return "(?:" + "|".join(_sequence(option) for option in choice.options) + ")"


def _word(word: str) -> str:
    if word.endswith("*"):
        return re.escape(word[:-1]) + r"\w*"
    return re.escape(word)
