"""Loads the content in `knowledge/`, checks it, and answers questions about it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Generic, Literal, TypeVar, cast, overload

from pydantic import ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, SequenceNode

from backwise.knowledge.schema import (
    CONDITIONS,
    Aspect,
    BodyRegion,
    Claim,
    Content,
    CrossedPicture,
    DailyLife,
    Diagnosis,
    Exercise,
    Lesson,
    Medicine,
    MedicineCheck,
    MedicineFact,
    MedicineGroup,
    MedicineQuestion,
    Muscle,
    PainSource,
    Picture,
    SelfTest,
    Source,
    SpinePart,
    Stance,
    Treatment,
)

Kind = Literal[
    "region",
    "pain_source",
    "picture",
    "diagnosis",
    "treatment",
    "daily_life",
    "medicine",
    "medicine_group",
    "medicine_fact",
    "medicine_check",
    "medicine_question",
    "exercise",
    "lesson",
    "muscle",
    "self_test",
    "crossed_picture",
    "aspect",
    "spine_part",
    "source",
]
Document = (
    BodyRegion
    | PainSource
    | Picture
    | Diagnosis
    | Treatment
    | DailyLife
    | Medicine
    | MedicineGroup
    | MedicineFact
    | MedicineCheck
    | MedicineQuestion
    | Exercise
    | Lesson
    | Muscle
    | SelfTest
    | CrossedPicture
    | Aspect
    | SpinePart
    | Source
)
D = TypeVar("D", bound=Content)
Loc = tuple[str | int, ...]

DEFAULT_FOLDER = Path(__file__).resolve().parents[2] / "knowledge"

_MODELS: dict[Kind, type[Document]] = {
    "source": Source,
    "region": BodyRegion,
    "pain_source": PainSource,
    "picture": Picture,
    "diagnosis": Diagnosis,
    "treatment": Treatment,
    "daily_life": DailyLife,
    "medicine_group": MedicineGroup,
    "medicine_fact": MedicineFact,
    "medicine_check": MedicineCheck,
    "medicine_question": MedicineQuestion,
    "medicine": Medicine,
    "exercise": Exercise,
    "lesson": Lesson,
    "muscle": Muscle,
    "self_test": SelfTest,
    "crossed_picture": CrossedPicture,
    "aspect": Aspect,
    "spine_part": SpinePart,
}
_LIST_FILES: dict[Kind, str] = {
    "source": "sources.yml",
    "aspect": "aspects.yml",
    "region": "cause/regions.yml",
    "pain_source": "cause/pain_sources.yml",
    "picture": "cause/pictures.yml",
    "medicine_group": "medicine/table/groups.yml",
    "medicine_fact": "medicine/table/facts.yml",
    "medicine_check": "medicine/table/checks.yml",
    "medicine_question": "medicine/table/questions.yml",
    "lesson": "exercise/programme/lessons.yml",
    "muscle": "imbalance/muscles.yml",
    "self_test": "imbalance/self_tests.yml",
    "crossed_picture": "imbalance/pictures.yml",
    "spine_part": "drawing/spine.yml",
}
_ARTICLES = {kind: f"a {kind.replace('_', ' ')}" for kind in _MODELS} | {"exercise": "an exercise"}
_FOLDERS: dict[Kind, str] = {
    "diagnosis": "cause/diagnoses",
    "treatment": "treatment",
    "daily_life": "daily_life",
    "medicine": "medicine",
    "exercise": "exercise",
}


class KnowledgeError(Exception):
    """The content is not as it should be.

    The message has one line per problem: file, line, where in the document,
    what was expected and what was found.
    """

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(self.problems))


@dataclass(frozen=True)
class KnowledgeBase:
    """All content, by kind and id. Nothing in it can be changed."""

    region: Mapping[str, BodyRegion]
    pain_source: Mapping[str, PainSource]
    picture: Mapping[str, Picture]
    diagnosis: Mapping[str, Diagnosis]
    treatment: Mapping[str, Treatment]
    daily_life: Mapping[str, DailyLife]
    medicine: Mapping[str, Medicine]
    medicine_group: Mapping[str, MedicineGroup]
    medicine_fact: Mapping[str, MedicineFact]
    medicine_check: Mapping[str, MedicineCheck]
    medicine_question: Mapping[str, MedicineQuestion]
    exercise: Mapping[str, Exercise]
    lesson: Mapping[str, Lesson]
    muscle: Mapping[str, Muscle]
    self_test: Mapping[str, SelfTest]
    crossed_picture: Mapping[str, CrossedPicture]
    aspect: Mapping[str, Aspect]
    spine_part: Mapping[str, SpinePart]
    source: Mapping[str, Source]
    _names: Mapping[Kind, Mapping[str, str]] = field(repr=False)

    def __len__(self) -> int:
        """Return how many documents there are, of all kinds."""
        return sum(len(self._of(kind)) for kind in _MODELS)

    @overload
    def get_object(self, kind: Literal["region"], id_or_name: str) -> BodyRegion | None: ...
    @overload
    def get_object(self, kind: Literal["pain_source"], id_or_name: str) -> PainSource | None: ...
    @overload
    def get_object(self, kind: Literal["picture"], id_or_name: str) -> Picture | None: ...
    @overload
    def get_object(self, kind: Literal["diagnosis"], id_or_name: str) -> Diagnosis | None: ...
    @overload
    def get_object(self, kind: Literal["treatment"], id_or_name: str) -> Treatment | None: ...
    @overload
    def get_object(self, kind: Literal["medicine"], id_or_name: str) -> Medicine | None: ...
    @overload
    def get_object(self, kind: Literal["daily_life"], id_or_name: str) -> DailyLife | None: ...
    @overload
    def get_object(self, kind: Literal["exercise"], id_or_name: str) -> Exercise | None: ...
    @overload
    def get_object(self, kind: Literal["source"], id_or_name: str) -> Source | None: ...
    @overload
    def get_object(self, kind: Kind, id_or_name: str) -> Document | None: ...

    def get_object(self, kind: Kind, id_or_name: str) -> Document | None:
        """Return the document with this id, title or alias, in any case; None if there is none.

        Raises ValueError for an unknown kind.
        """
        documents = self._of(kind)
        name = _fold(id_or_name)
        if name in documents:
            return documents[name]
        found = self._names[kind].get(name)
        return documents[found] if found else None

    @overload
    def get_objects(
        self,
        kind: Literal["region"],
        attributes: Mapping[str, object] | None = None,
        limit: int | None = None,
    ) -> list[BodyRegion]: ...
    @overload
    def get_objects(
        self,
        kind: Literal["pain_source"],
        attributes: Mapping[str, object] | None = None,
        limit: int | None = None,
    ) -> list[PainSource]: ...
    @overload
    def get_objects(
        self,
        kind: Literal["picture"],
        attributes: Mapping[str, object] | None = None,
        limit: int | None = None,
    ) -> list[Picture]: ...
    @overload
    def get_objects(
        self,
        kind: Literal["treatment"],
        attributes: Mapping[str, object] | None = None,
        limit: int | None = None,
    ) -> list[Treatment]: ...
    @overload
    def get_objects(
        self,
        kind: Literal["medicine"],
        attributes: Mapping[str, object] | None = None,
        limit: int | None = None,
    ) -> list[Medicine]: ...
    @overload
    def get_objects(
        self,
        kind: Literal["exercise"],
        attributes: Mapping[str, object] | None = None,
        limit: int | None = None,
    ) -> list[Exercise]: ...
    @overload
    def get_objects(
        self,
        kind: Literal["source"],
        attributes: Mapping[str, object] | None = None,
        limit: int | None = None,
    ) -> list[Source]: ...
    @overload
    def get_objects(
        self,
        kind: Kind,
        attributes: Mapping[str, object] | None = None,
        limit: int | None = None,
    ) -> list[Any]: ...

    def get_objects(
        self,
        kind: Kind,
        attributes: Mapping[str, object] | None = None,
        limit: int | None = None,
    ) -> list[Any]:
        """Return the documents whose attributes all fit, in the order of the files.

        An attribute fits when it equals the wanted value or, for a list, holds
        it. A wanted list, tuple or set means "any of these". At most `limit`
        documents come back; None means all.

        Raises ValueError for an unknown kind or attribute.
        """
        documents = self._of(kind)
        wanted = dict(attributes or {})
        known = _MODELS[kind].__fields__
        for name in wanted:
            if name not in known:
                raise ValueError(f"a {kind} has no {name!r}; it has {', '.join(known)}")
        fitting = [
            document
            for document in documents.values()
            if all(_fits(getattr(document, name), value) for name, value in wanted.items())
        ]
        return fitting if limit is None else fitting[:limit]

    def names(self, kind: Kind) -> dict[str, str]:
        """Map every title and alias of a kind, in lower case, to the id.

        Raises ValueError for an unknown kind.
        """
        self._of(kind)
        return dict(self._names[kind])

    def sources(self, ids: Iterable[str]) -> list[Source]:
        """Return the sources with these ids, each once, in the order asked for.

        Raises KeyError for an id that does not exist.
        """
        return [self.source[source_id] for source_id in dict.fromkeys(ids)]

    def sources_of(self, content: Content) -> list[Source]:
        """Return every source that a document, or a part of one, rests on, each once."""
        return self.sources(source_id for _, source_id in _cited(content, ()))

    def _of(self, kind: Kind) -> Mapping[str, Document]:
        if kind not in _MODELS:
            raise ValueError(f"no kind {kind!r}; there are {', '.join(_MODELS)}")
        return cast("Mapping[str, Document]", getattr(self, kind))


def load(folder: Path | None = None) -> KnowledgeBase:
    """Return the content of a folder, by default the one that ships with Backwise.

    A folder is read once; later calls return the same object. Raises
    KnowledgeError, naming every problem, if the content is not sound.
    """
    return _load((folder or DEFAULT_FOLDER).resolve())


def entries(folder: Path) -> Iterator[tuple[Kind, Entry[Document]]]:
    """Every document with its kind and its place. Raises KnowledgeError as `load` does."""
    reader = _Reader(folder.resolve())
    reader.read()
    if reader.problems:
        raise KnowledgeError(reader.problems)
    for kind in _MODELS:
        for entry in reader.entries(kind):
            yield kind, entry


@cache
def _load(folder: Path) -> KnowledgeBase:
    reader = _Reader(folder)
    reader.read()
    if reader.problems:
        raise KnowledgeError(reader.problems)
    documents: dict[str, Any] = {kind: MappingProxyType(reader.documents(kind)) for kind in _MODELS}
    return KnowledgeBase(
        **documents,
        _names=MappingProxyType(
            {kind: MappingProxyType(names) for kind, names in reader.names.items()}
        ),
    )


@dataclass(frozen=True)
class Entry(Generic[D]):
    """A document and where it stands: the file and its place in it."""

    document: D
    file: Path
    loc: Loc


class _Reader:
    """Reads a folder and gathers all problems, so that they can be mended in one go."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.problems: list[str] = []
        self.names: dict[Kind, dict[str, str]] = {kind: {} for kind in _MODELS}
        self._entries: dict[Kind, dict[str, Entry[Document]]] = {kind: {} for kind in _MODELS}
        self._ids: dict[Kind, set[str]] = {kind: set() for kind in _MODELS}

    def entries(self, kind: Kind) -> list[Entry[Document]]:
        return list(self._entries[kind].values())

    def documents(self, kind: Kind) -> dict[str, Document]:
        return {key: entry.document for key, entry in self._entries[kind].items()}

    def read(self) -> None:
        for kind, name in _LIST_FILES.items():
            self._read_list(kind, self.folder / name)
        for kind, name in _FOLDERS.items():
            self._read_folder(kind, self.folder / name)
        for kind, entries in self._entries.items():
            for entry in entries.values():
                self._add_names(kind, entry)
                self._check_links(entry)

    def _read_list(self, kind: Kind, file: Path) -> None:
        if not file.is_file():
            self._report(file, (), "expected this file, found none")
            return
        data = self._parse(file)
        if data is _BROKEN:
            return
        if not isinstance(data, list):
            self._report(file, (), f"expected a list of documents, got {_show(data)}")
            return
        for index, item in enumerate(data):
            self._add(kind, file, (index,), item)

    def _read_folder(self, kind: Kind, folder: Path) -> None:
        if not folder.is_dir():
            self._report(folder, (), "expected this folder, found none")
            return
        for file in sorted(folder.iterdir()):
            if file.name.startswith(".") or file.is_dir():
                continue
            if file.suffix != ".yml":
                self._report(file, (), "expected only files that end in .yml")
                continue
            data = self._parse(file)
            if data is not _BROKEN:
                self._add(kind, file, (), data)

    def _parse(self, file: Path) -> Any:
        try:
            return YAML(typ="safe").load(file.read_bytes())
        except MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            expected = (error.problem or "broken").splitlines()[0]
            self._report(file, (), f"expected sound YAML, {expected}", mark.line + 1 if mark else 1)
        except (YAMLError, UnicodeDecodeError) as error:
            self._report(file, (), f"expected sound YAML, {str(error).splitlines()[0]}")
        return _BROKEN

    def _add(self, kind: Kind, file: Path, loc: Loc, data: Any) -> None:
        if not isinstance(data, dict):
            self._report(file, loc, f"expected keys and values, got {_show(data)}")
            return
        key = data.get("id")
        known = isinstance(key, str) and key in self._ids[kind]
        if isinstance(key, str):
            self._ids[kind].add(key)
        if not loc and key != file.stem and isinstance(key, str):
            expected = f"expected {file.stem!r}, as the file is named"
            self._report(file, ("id",), f"{expected}, got {key!r}")
        if known:
            self._report(file, (*loc, "id"), f"expected an id of its own, got {key!r} again")
        try:
            document = _MODELS[kind].parse_obj(data)
        except ValidationError as error:
            for problem in error.errors():
                where = (*loc, *problem["loc"])
                self._report(file, where, _explain(cast("dict[str, Any]", problem), data))
            return
        if not known:
            self._entries[kind][document.id] = Entry(document, file, loc)

    def _add_names(self, kind: Kind, entry: Entry[Document]) -> None:
        document = entry.document
        names: list[tuple[Loc, str]] = [(("title",), document.title)]
        aliases: tuple[str, ...] = getattr(document, "aliases", ())
        names += [(("aliases", index), alias) for index, alias in enumerate(aliases)]
        if isinstance(document, Medicine):
            # The same name can stand on the packet in several countries.
            brands = {_fold(n): n for ns in document.brands.values() for n in ns}
            known = {_fold(name) for _, name in names}
            names += [(("brands",), n) for key, n in brands.items() if key not in known]
        for loc, name in names:
            owner = self.names[kind].get(_fold(name))
            if owner is None:
                self.names[kind][_fold(name)] = document.id
            else:
                self._report(
                    entry.file,
                    (*entry.loc, *loc),
                    f"expected a name used once, got {name!r}, already a name of {owner!r}",
                )

    def _check_links(self, entry: Entry[Document]) -> None:
        document = entry.document
        links: list[tuple[Loc, Kind, str]] = [
            (loc, "source", target) for loc, target in _cited(document, ())
        ]
        if isinstance(document, Picture):
            links += _each("pain_sources", "pain_source", document.pain_sources)
        elif isinstance(document, Treatment):
            links += _each("pictures", "picture", document.pictures)
        elif isinstance(document, Medicine):
            links += [(("group",), "medicine_group", document.group)]
        elif isinstance(document, MedicineGroup):
            links += (
                [(("treatment",), "treatment", document.treatment)] if document.treatment else []
            )
            links += _each("taking", "medicine_fact", document.taking)
        elif isinstance(document, MedicineCheck):
            links += _each("groups", "medicine_group", document.groups)
            links += _each("facts", "medicine_fact", document.facts)
        elif isinstance(document, MedicineQuestion):
            links += _each("facts", "medicine_fact", document.facts)
        elif isinstance(document, Exercise):
            links += _each("suits", "picture", document.suits)
            links += [
                link
                for link in _each("not_for", "picture", document.not_for)
                if link[2] not in CONDITIONS
            ]
            links += [(("easier",), "exercise", document.easier)] if document.easier else []
            links += [(("harder",), "exercise", document.harder)] if document.harder else []
        elif isinstance(document, Lesson):
            links += _each("pictures", "picture", document.pictures)
        elif isinstance(document, Muscle):
            links += _each("stretch", "exercise", document.stretch)
            links += _each("strengthen", "exercise", document.strengthen)
        elif isinstance(document, SelfTest):
            links += _each("muscles", "muscle", document.muscles)
            links += [
                link
                for link in _each("not_for", "picture", document.not_for)
                if link[2] not in CONDITIONS
            ]
        elif isinstance(document, CrossedPicture):
            links += _each("stiff", "muscle", document.stiff)
            links += _each("tires_early", "muscle", document.tires_early)
        for loc, kind, target in links:
            if target not in self._ids[kind]:
                choice = f" or a condition ({', '.join(CONDITIONS)})" if loc[0] == "not_for" else ""
                self._report(
                    entry.file,
                    (*entry.loc, *loc),
                    f"expected the id of {_ARTICLES[kind]}{choice}, got {target!r}",
                )

    def _report(self, file: Path, loc: Loc, message: str, line: int | None = None) -> None:
        name = (Path(self.folder.name) / file.relative_to(self.folder)).as_posix()
        if file.is_file():
            name += f":{line or line_of(file, loc)}"
        where = ".".join(str(part) for part in loc)
        self.problems.append(": ".join(filter(None, (name, where, message))))


class _Broken:
    """Stands for a file that could not be parsed."""


_BROKEN = _Broken()


def _fold(name: str) -> str:
    return " ".join(name.lower().split())


def _fits(value: object, wanted: object) -> bool:
    choices = wanted if isinstance(wanted, (list, tuple, set, frozenset)) else (wanted,)
    values = value if isinstance(value, tuple) else (value,)
    return any(choice in values for choice in choices)


def _each(name: str, kind: Kind, targets: Iterable[str]) -> list[tuple[Loc, Kind, str]]:
    return [((name, index), kind, target) for index, target in enumerate(targets)]


def _cited(content: object, loc: Loc) -> Iterator[tuple[Loc, str]]:
    if isinstance(content, Claim):
        for index, source in enumerate(content.sources):
            yield (*loc, "sources", index), source
    elif isinstance(content, Stance):
        yield (*loc, "source"), content.source
    elif isinstance(content, Content):
        for name in content.__fields__:
            yield from _cited(getattr(content, name), (*loc, name))
    elif isinstance(content, tuple):
        for index, item in enumerate(content):
            yield from _cited(item, (*loc, index))


def line_of(file: Path, loc: Loc) -> int:
    """Return the line, from 1, where a place in a document begins.

    Where the place itself is missing, this is the line of what should hold it.
    """
    try:
        node: Node | None = YAML(typ="safe", pure=True).compose(file.read_bytes())
    except YAMLError:
        return 1
    line = 1
    for part in (None, *loc):
        if part is not None:
            step = _step(node, part)
            if step is None:
                break
            line, node = step
        elif node is not None:
            line = node.start_mark.line + 1
    return line


def _step(node: Node | None, part: str | int) -> tuple[int, Node] | None:
    if isinstance(node, MappingNode):
        for key, value in node.value:
            if key.value == str(part):
                return key.start_mark.line + 1, value
    elif isinstance(node, SequenceNode) and isinstance(part, int) and part < len(node.value):
        item = node.value[part]
        return item.start_mark.line + 1, item
    return None


_EXPECTED = {
    "value_error.missing": "this key",
    "type_error.integer": "a whole number",
    "type_error.float": "a number",
    "type_error.bool": "true or false",
    "type_error.str": "text",
    "type_error.tuple": "a list",
    "type_error.dict": "keys and values",
    "type_error.none.not_allowed": "a value",
    "value_error.date": "a date like 2026-11-22",
    "value_error.any_str.min_length": "some text",
    "value_error.number.not_ge": "at least {limit_value}",
    "value_error.number.not_le": "at most {limit_value}",
}


def _explain(problem: dict[str, Any], data: Any) -> str:
    """Say what was expected and what was found, for one pydantic error."""
    kind, context = problem["type"], problem.get("ctx", {})
    value = data
    for part in problem["loc"]:
        try:
            value = value[part]
        except (KeyError, IndexError, TypeError):
            value = None
    if kind == "value_error.extra":
        return "expected a known key, got this one"
    if kind == "value_error.missing":
        return "expected this key, got none"
    if kind == "value_error.const":
        expected = "one of " + ", ".join(str(choice) for choice in context["permitted"])
    elif kind == "value_error.str.regex":
        is_url = str(context["pattern"]).startswith("^https")
        expected = "an address that begins with http" if is_url else "an id like sit_to_stand"
    elif kind in _EXPECTED:
        expected = _EXPECTED[kind].format(**context)
    else:
        message: str = problem["msg"]
        return message if message.startswith("expected") else f"{message}, got {_show(value)}"
    return f"expected {expected}, got {_show(value)}"


def _show(value: object) -> str:
    if value is None:
        return "nothing"
    if isinstance(value, dict):
        return "keys and values"
    if isinstance(value, list):
        return "a list"
    if isinstance(value, (date, bool)):
        return str(value).lower()
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "…'"
