"""One reader for every YAML file that people write: each fault with its line, all of a file told at once.

A value is what YAML 1.2 makes of it, save `yes` and `no`: dates, `00123`, `1_000`, `0x1f` and `12:30` stay
text. A validator of a field raises ValueError with what it expects.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, fields, is_dataclass
from pathlib import Path
from types import UnionType
from typing import Annotated, Any, TypeVar, Union, cast, get_args, get_origin, get_type_hints

import yaml
from pydantic import ConfigDict, Field, TypeAdapter, ValidationError

from portfolio.errors import UsageError, nearest
from press.collected_errors import one_error
from press.files import read_text

T = TypeVar("T")
Place = tuple[str | int, ...]  # the keys, and the numbers of entries from 0, that lead to a value

STRICT = ConfigDict(extra="forbid")
Text = Annotated[str, Field(coerce_numbers_to_str=True)]
NeededText = Annotated[str, Field(coerce_numbers_to_str=True, min_length=1)]

MAX_DEPTH = 20  # five are of use; the composer recurses in C without a limit
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # libyaml is ten times faster
_WHOLE = re.compile(r"[-+]?(?:0|[1-9][0-9]{0,39})")
_NUMBER = re.compile(r"[-+]?(?:[0-9]+\.[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?")
_TRUTH = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}
_TEXTUAL = ("str", "int", "float", "timestamp", "value")
_OPEN = object()  # stands for a node that is being read
_TAGS = "tag:yaml.org,2002:"
_EXPECTED = {
    "string_type": "text, in quotes where in doubt",
    "string_too_short": "text that is not empty",
    "bool_type": "true or false",
    "int_type": "a whole number",
    "tuple_type": "a list",
    "dict_type": "a mapping",
    "dataclass_type": "a mapping",
}


@dataclass(frozen=True)
class Document:
    """A file as it was read."""

    where: str  # its name in messages, such as `book/profile.yml`
    content: Any  # mappings, lists and values; None for an empty file
    faults: tuple[UsageError, ...] = ()  # what is wrong with its form: keys that stand twice, tags
    root: yaml.Node | None = None  # where everything stands in the text

    def line(self, place: Iterable[str | int]) -> int:
        """Return the line of a key or entry; of what is absent, that of what should hold it."""
        node, line = self.root, 1
        for part in place:
            found = _child(node, part)
            if found is None:
                break
            line, node = found
        return line

    def fault(
        self, place: Place, told: str = "", *, expected: object = None, got: object = None, hint: str = ""
    ) -> UsageError:
        """Return a fault that says where it stands."""
        what = f"{self.where}, line {self.line(place)}{_keys(place)}{told}"
        return UsageError(what, expected=expected, got=got, hint=hint)

    def unknown(self, place: Place, known: Iterable[str]) -> UsageError:
        """Return the fault of a key that nothing reads."""
        *inside, key = place
        what = f"{self.where}, line {self.line(place)}{_keys(inside)}: unknown key {key!r}"
        return UsageError(what, hint=nearest(str(key), known))

    def checked(self, kind: Any, value: object, place: Place = ()) -> tuple[Any, list[UsageError]]:
        """Return a part of the content as `kind`, and what is wrong with it; None where anything is."""
        try:
            return TypeAdapter(kind).validate_python(value), []
        except ValidationError as error:
            return None, [self._fault(kind, one, place) for one in error.errors(include_url=False)]

    def parsed(self, kind: type[T]) -> T:
        """Return the content as `kind`.

        Raises
        ------
        UsageError
            With every fault of the file.
        """
        empty: object = [] if get_origin(kind) is tuple else {}
        value, faults = self.checked(kind, empty if self.content is None else self.content)
        self.refuse(faults)
        return cast("T", value)

    def refuse(self, faults: list[UsageError]) -> None:
        """Raise if there are faults, here or in the form of the file.

        Raises
        ------
        UsageError
            With all of them.
        """
        if self.faults or faults:
            raise one_error([*self.faults, *faults], where=self.where)

    def _fault(self, kind: Any, error: Any, above: Place) -> UsageError:
        """Return what pydantic found, in our words."""
        place: Place = error["loc"]
        if error["type"] in ("unexpected_keyword_argument", "extra_forbidden"):
            return self.unknown((*above, *place), _names(kind, place[:-1]))
        if error["type"] == "missing":
            return self.fault((*above, *place), " is missing")
        context = error.get("ctx") or {}  # of a choice, what there is; of a validator of ours, what it raised
        expected = context.get("expected") or context.get("error")
        expected = expected or _EXPECTED.get(error["type"], error["msg"])
        return self.fault((*above, *place), expected=expected, got=_shown(error["input"]))


def read_yaml(path: Path, where: str, *, nulls: bool = False) -> Document | None:
    """Return a file, `where` in messages; None where there is none.

    A key without a value counts as absent, unless `nulls` are kept.

    Raises
    ------
    UsageError
        The file is not UTF-8, or not YAML.
    EnvironmentFaultError
        The file may not be read.
    """
    text = read_text(path, where)
    return None if text is None else parse_yaml(text, where, nulls=nulls)


def parse_yaml(text: str, where: str, *, nulls: bool = False) -> Document:
    """Return what a text of YAML holds; see `read_yaml`.

    Raises
    ------
    UsageError
        The text is not YAML.
    """
    try:
        _check_depth(text, where)
        root = yaml.compose(text, Loader=LOADER)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        # a file that ends too early is marked behind its last line
        line = f", line {min(mark.line + 1, len(text.splitlines()))}" if mark else ""
        hint = "Indent with blanks, and put texts with a colon in quotes."
        raise UsageError(f"{where}{line}: not YAML, {error.problem}", hint=hint) from None
    except yaml.YAMLError as error:
        raise UsageError(f"{where}: not YAML, {getattr(error, 'reason', 'broken text')}") from None
    reader = _Reader(where, nulls)
    content = None if root is None else reader.value(root)
    return Document(where, content, tuple(reader.faults), root)


class _Reader:
    """Makes plain content of nodes, and collects the faults of their form."""

    def __init__(self, where: str, nulls: bool) -> None:
        self.where, self.nulls = where, nulls
        self.faults: list[UsageError] = []
        self._known: dict[yaml.Node, Any] = {}  # an alias is the node that it names

    def value(self, node: yaml.Node) -> Any:
        """Return the content of a node."""
        if node not in self._known:
            self._known[node] = _OPEN
            self._known[node] = self._made(node)
        if self._known[node] is _OPEN:
            self._fault(node, "an alias stands inside of what it names")
        return self._known[node]

    def _made(self, node: yaml.Node) -> Any:
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node)
        if isinstance(node, yaml.SequenceNode):
            return [self.value(one) for one in node.value]
        try:
            return _scalar(node.tag, node.value)
        except ValueError as error:
            self._fault(node, str(error))
            return node.value

    def _mapping(self, node: yaml.MappingNode) -> dict[str, Any]:
        first: dict[str, int] = {}
        found: dict[str, Any] = {}
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode) or key.tag == f"{_TAGS}merge":
                self._fault(key, "expected a plain name for each key")
                continue
            before = first.setdefault(key.value, _line(key))
            if key.value in found:
                self._fault(key, f"the key {key.value!r} stands twice, first in line {before}. Keep one.")
                continue
            found[key.value] = self.value(value)
        return found if self.nulls else {key: one for key, one in found.items() if one is not None}

    def _fault(self, node: yaml.Node, told: str) -> None:
        self.faults.append(UsageError(f"{self.where}, line {_line(node)}: {told}"))


def _check_depth(text: str, where: str) -> None:
    depth = 0
    for event in yaml.parse(text, Loader=LOADER):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > MAX_DEPTH:
            line = event.start_mark.line + 1 if event.start_mark else 1
            raise UsageError(f"{where}, line {line}, is nested too deeply")


def _scalar(tag: str, text: str) -> object:
    kind = tag.rpartition(":")[2]
    if kind == "null":
        return None
    if kind == "bool" and text.lower() in _TRUTH:
        return _TRUTH[text.lower()]
    if kind == "int" and _WHOLE.fullmatch(text):
        return int(text)
    if kind == "float" and _NUMBER.fullmatch(text):
        return float(text)
    if tag.startswith(_TAGS) and kind in _TEXTUAL:
        return text
    raise ValueError(f"the YAML tag {tag.replace(_TAGS, '!!')} is not read")


def _line(node: yaml.Node) -> int:
    return int(node.start_mark.line) + 1


def _child(node: yaml.Node | None, part: str | int) -> tuple[int, yaml.Node] | None:
    """Return the line and the node of one key or entry."""
    if isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
        return _line(node.value[part]), node.value[part]
    if isinstance(node, yaml.MappingNode):
        return next(((_line(key), value) for key, value in node.value if key.value == str(part)), None)
    return None


def _names(kind: Any, place: Place) -> list[str]:
    """Return the names that the record at a place has."""
    for part in place:
        kind = _bare(kind)
        if is_dataclass(kind):
            kind = get_type_hints(kind, include_extras=True)[str(part)]
        else:
            kind = get_args(kind)[-1 if get_origin(kind) is dict else 0]
    return [field.name for field in fields(_bare(kind))]


def _bare(kind: Any) -> Any:
    """Return a type without what is said beside it, and without the None that stands for its absence."""
    if get_origin(kind) is Annotated:
        return _bare(get_args(kind)[0])
    if get_origin(kind) in (Union, UnionType):
        (kind,) = (one for one in get_args(kind) if one is not type(None))
        return _bare(kind)
    return kind


def _keys(place: Iterable[str | int]) -> str:
    """Return a place as a message names it."""
    text, joint = "", ": "
    for part in place:
        text += f", entry {part + 1}" if isinstance(part, int) else f"{joint}{part}"
        joint = ": " if isinstance(part, int) else "/"
    return text


def _shown(value: object) -> str:
    """Return a value as a message shows it."""
    return {list: "a list", dict: "a mapping", type(None): "nothing"}.get(type(value)) or repr(value)
