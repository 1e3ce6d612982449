"""The small pattern language of the word lists in `knowledge/`.

A pattern is a phrase as people say it. Between its words:

* `(a|b c)`  one of these; `[a|b]` one of these, or nothing
* `...`      up to four other words, within one sentence
* `{name}`   a group of phrases defined under `groups`
* `word*`    a word that starts so

Example: `{numb} ... between [my] legs`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

# A gap never runs over a denial or a turn of the sentence: "numb, but not in my bum".
_GAP_WORD = r"(?!(?:not|no|never|but|without|nor)\b)[^\s.!?;]+"
_GAP = rf"(?:[^\S\n]+{_GAP_WORD}){{0,4}}?[^\S\n]+"
# The same after an optional word, which brings its own space.
_GAP_SPACED = rf"(?:{_GAP_WORD}[^\S\n]+){{0,4}}?"
_SPACE = r"[^\S\n]+"
_PIECE = re.compile(r"\.\.\.|\{(\w+)\}|\(([^()]*)\)|\[([^\[\]]*)\]|[^\s()\[\]{}]+")


class PatternError(ValueError):
    """A pattern is not well formed."""


def words(pattern: str, groups: Mapping[str, Sequence[str]]) -> set[str]:
    """The plain words a pattern looks for, for spelling correction."""
    expanded = _expand(pattern, groups)
    return {w for w in re.findall(r"[a-z]+\*?", expanded) if not w.endswith("*")}


def _expand(pattern: str, groups: Mapping[str, Sequence[str]]) -> str:
    def group(match: re.Match[str]) -> str:
        name = match.group(1)
        if name not in groups:
            raise PatternError(f"group {{{name}}} is not defined (in pattern: {pattern})")
        phrases = "|".join(groups[name])
        before = pattern[: match.start()]
        inside = before.count("(") > before.count(")") or before.count("[") > before.count("]")
        return phrases if inside else f"({phrases})"

    return re.sub(r"\{(\w+)\}", group, pattern)


def compile_pattern(pattern: str, groups: Mapping[str, Sequence[str]]) -> str:
    """The regular expression of a pattern, to be searched in normalised text.

    Raises:
        PatternError: an unknown group, an unmatched bracket or an empty pattern.
    """
    expanded = _expand(pattern, groups)
    if any(expanded.count(p[0]) != expanded.count(p[1]) for p in ("()", "[]")):
        raise PatternError(f"unmatched bracket (in pattern: {pattern})")
    pieces = [match.group() for match in _PIECE.finditer(expanded)]
    if not pieces:
        raise PatternError("empty pattern")
    last_word = max((i for i, p in enumerate(pieces) if p[0] not in "[."), default=-1)
    if last_word < 0:
        raise PatternError(f"nothing but optional words (in pattern: {pattern})")
    out = ""
    join = ""
    for index, piece in enumerate(pieces):
        if piece == "...":
            join = _GAP if join else _GAP_SPACED
        elif piece.startswith("[") and index > last_word:
            out += f"(?:{_SPACE}{_alternatives(piece)})?"
        elif piece.startswith("["):
            out += f"{join}(?:{_alternatives(piece)}{_SPACE})?"
            join = ""
        else:
            out += join + (_alternatives(piece) if piece.startswith("(") else _word(piece))
            join = _SPACE
    return rf"(?<!\w){out}(?!\w)"


def _alternatives(piece: str) -> str:
    options = [option.strip() for option in piece[1:-1].split("|")]
    return "(?:" + "|".join(_SPACE.join(_word(w) for w in o.split()) for o in options) + ")"


def _word(word: str) -> str:
    if word.endswith("*"):
        return re.escape(word[:-1]) + r"\w*"
    return re.escape(word)
