"""Read `scenarios.yml` with the line of everything, so that each fault can be pointed at."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from portfolio.errors import EnvironmentFaultError, PortfolioError, UsageError, nearest

MAX_DEPTH = 20  # four are of use: notebook, scenario, parameters, value
KEYS = ("title", "parameters", "published")

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_WHOLE = re.compile(r"[-+]?(?:0|[1-9][0-9]{0,39})")
_NUMBER = re.compile(r"[-+]?(?:[0-9]+\.[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?")
_TRUTH = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}
_TEXTUAL = ("str", "int", "float", "timestamp", "value")
_MERGE = "tag:yaml.org,2002:merge"


@dataclass(frozen=True)
class Entry:
    """One scenario as written; `scenario` is None for a notebook that lists none."""

    notebook: str
    scenario: str | None
    line: int
    title: str = ""
    parameters: dict[str, object] = field(default_factory=dict)
    published: bool = True


def read_entries(path: Path, where: str) -> tuple[list[Entry], list[PortfolioError]]:
    """Return the entries of the file and every fault in its form; an absent file is empty.

    Raises
    ------
    UsageError
        The file is no YAML at all.
    EnvironmentFaultError
        The file may not be read.
    """
    reader = _Reader(where)
    return list(reader.entries(_composed(path, where))), reader.problems


def _composed(path: Path, where: str) -> yaml.Node | None:
    text = ""
    try:
        text = path.read_text(encoding="utf-8")
        _check_depth(text, where)
        return yaml.compose(text, Loader=_LOADER)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise EnvironmentFaultError(f"{where} cannot be read", got=error.strerror) from None
    except UnicodeDecodeError as error:
        raise UsageError(f"{where} is not UTF-8", got=f"byte {error.start}") from None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        # a file that ends too early is marked behind its last line
        line = f", line {min(mark.line + 1, len(text.splitlines()))}," if mark else ""
        raise UsageError(f"{where}{line} is not YAML", got=error.problem) from None
    except yaml.YAMLError as error:
        raise UsageError(f"{where} is not YAML", got=getattr(error, "reason", "broken text")) from None


def _check_depth(text: str, where: str) -> None:
    """Raise where the nesting could crash the composer, which recurses in C without a limit."""
    depth = 0
    for event in yaml.parse(text, Loader=_LOADER):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > MAX_DEPTH:
            line = event.start_mark.line + 1 if event.start_mark else 1
            raise UsageError(f"{where}, line {line}, is nested too deeply")


class _Reader:
    """Walks the nodes of the file and collects their faults."""

    def __init__(self, where: str) -> None:
        self.where = where
        self.problems: list[PortfolioError] = []

    def entries(self, root: yaml.Node | None) -> Iterator[Entry]:
        """Yield every scenario, and one entry for a notebook without any."""
        for notebook, node in self._items(root, "notebooks"):
            scenarios = list(self._items(node, f"{notebook.value}: scenarios"))
            if not scenarios:
                yield Entry(notebook.value, None, _line(notebook))
            for scenario, settings in scenarios:
                yield self._entry(notebook.value, scenario, settings)

    def _entry(self, notebook: str, scenario: yaml.ScalarNode, node: yaml.Node) -> Entry:
        name = f"{notebook}/{scenario.value}"
        found: dict[str, yaml.Node] = {}
        for key, value in self._items(node, name):
            if key.value in KEYS:
                found[key.value] = value
            else:
                self._fault(key, f"{name} has no setting {key.value!r}", hint=nearest(key.value, KEYS))
        title = self._setting(found.get("title"), "", f"{name}: title")
        published = self._setting(found.get("published"), True, f"{name}: published")
        parameters: dict[str, object] = {}
        for key, value in self._items(found.get("parameters"), f"{name}: parameters"):
            try:
                parameters[key.value] = _value(value)
            except ValueError as error:
                self._fault(key, f"{name}: {key.value!r}", got=error)
        return Entry(notebook, scenario.value, _line(scenario), str(title), parameters, bool(published))

    def _setting(self, node: yaml.Node | None, default: str | bool, what: str) -> object:
        """Return a setting of the type of `default`; a wrong one is a fault."""
        if node is None:
            return default
        value: object = None
        try:
            value = _value(node)
        except ValueError as error:
            value = error
        if type(value) is type(default) and (isinstance(value, bool) or str(value).strip()):
            return value
        expected = "true or false" if isinstance(default, bool) else "text, in quotes where in doubt"
        self._fault(
            node, what, expected=expected, got=value if isinstance(value, ValueError) else repr(value)
        )
        return default

    def _items(self, node: yaml.Node | None, what: str) -> Iterator[tuple[yaml.ScalarNode, yaml.Node]]:
        """Yield the keys and values of a mapping; nothing where it is absent or empty."""
        if node is None or (isinstance(node, yaml.ScalarNode) and not node.value and not node.style):
            return
        if not isinstance(node, yaml.MappingNode):
            self._fault(node, what, expected="a mapping")
            return
        seen: set[str] = set()
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode) or key.tag == _MERGE:
                self._fault(key, what, expected="a plain name for each key")
            elif key.value in seen:
                self._fault(key, f"{what} has {key.value!r} twice", hint="Keep one.")
            else:
                seen.add(key.value)
                yield key, value

    def _fault(
        self, node: yaml.Node, what: str, *, expected: object = None, got: object = None, hint: str = ""
    ) -> None:
        place = f"{self.where}, line {_line(node)}: {what}"
        self.problems.append(UsageError(place, expected=expected, got=got, hint=hint))


def _value(node: yaml.Node) -> object:
    """Return a scalar as YAML 1.2 reads it, save `yes` and `no`, which many readers take for truth values.

    Dates, `00123`, `1_000`, `0x1f` and `12:30` stay text: the declaration types them.

    Raises
    ------
    ValueError
        The node is no scalar, or has a tag of its own.
    """
    if not isinstance(node, yaml.ScalarNode):
        raise ValueError("a list or mapping, not one value")  # noqa: TRY004 - the callers' one kind of fault
    kind, text = node.tag.rpartition(":")[2], node.value
    if kind == "null":
        return None
    if kind == "bool" and text.lower() in _TRUTH:
        return _TRUTH[text.lower()]
    if kind == "int" and _WHOLE.fullmatch(text):
        return int(text)
    if kind == "float" and _NUMBER.fullmatch(text):
        return float(text)
    if node.tag.startswith("tag:yaml.org,2002:") and kind in _TEXTUAL:
        return text
    raise ValueError(f"the YAML tag {node.tag}")


def _line(node: yaml.Node) -> int:
    return int(node.start_mark.line) + 1
