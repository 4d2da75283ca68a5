"""A grammar of sentences: parsed, drawn from with its slots marked, and split by template.

The signs are those of HassIL, the language in which the sentences of Home Assistant are written: `[a]` may be
left out, `(a|b)` is a choice, `(a;b)` any order, `<name>` a rule, `{list:slot}` a value of a list that fills
a slot. The parser here is our own.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from portfolio.errors import DataError, nearest

WORD = re.compile(r"\w+|[^\w\s]")
PARTS = ("train", "validation", "test")
OUTSIDE = "O"
_CLOSING = {"(": ")", "[": "]"}
_UNITS = re.compile(r"<?(hour|minute|second)(\[s\]|s|_unit)?>?")


@dataclass(frozen=True)
class Node:
    """A part of a template.

    Parameters
    ----------
    kind
        `text`, `rule`, `slot`, `sequence`, `choice` or `permutation`.
    text
        The words themselves, or the name of the rule or list.
    parts
        The nodes inside.
    slot
        What a list fills.
    """

    kind: str
    text: str = ""
    parts: tuple[Node, ...] = ()
    slot: str = ""


NOTHING = Node("sequence")


def parse(template: str) -> Node:
    """Return the tree of a template.

    Raises
    ------
    DataError
        A bracket is not closed, or closed without being opened.
    """
    node, end = _parse_group(template, 0, "")
    assert end == len(template)
    return node


def _parse_group(text: str, at: int, closing: str) -> tuple[Node, int]:
    """Return the node up to the closing bracket (or the end), and the place behind it."""
    options: list[list[list[Node]]] = [[[]]]  # choices of permutations of sequences
    while at < len(text) and text[at] != closing:
        sign, here = text[at], options[-1][-1]
        if sign in _CLOSING:
            inner, at = _parse_group(text, at + 1, _CLOSING[sign])
            here.append(inner if sign == "(" else Node("choice", parts=(inner, NOTHING)))
        elif sign in "<{":
            end = text.find(">" if sign == "<" else "}", at)
            if end < 0:
                raise _broken(text, at)
            name, _, slot = text[at + 1 : end].partition(":")
            here.append(Node("rule", name) if sign == "<" else Node("slot", name, slot=slot or name))
            at = end + 1
        elif sign in "|;":
            options.append([[]]) if sign == "|" else options[-1].append([])
            at += 1
        elif sign in ")]>}":
            raise _broken(text, at)
        else:
            end = at + len(re.match(r"[^\[\](){}<>|;]+", text[at:])[0])  # type: ignore[index]
            here.append(Node("text", text[at:end]))
            at = end
    if closing and at == len(text):
        raise _broken(text, at)
    made = tuple(_wrap("permutation", [_wrap("sequence", one) for one in option]) for option in options)
    return _wrap("choice", made), at + len(closing)


def _wrap(kind: str, parts: Sequence[Node]) -> Node:
    return parts[0] if len(parts) == 1 else Node(kind, parts=tuple(parts))


def _broken(text: str, at: int) -> DataError:
    return DataError(
        f"template {text[:60]!r}, sign {at}", expected="brackets that close", got=text[at : at + 1]
    )


Piece = tuple[str, str]  # words, and the slot that they fill or nothing


@dataclass(frozen=True)
class Grammar:
    """The rules and lists that templates use.

    Parameters
    ----------
    rules, values
        Templates by name: one of a rule, several of a list.
    ranges
        First, last and step of lists of numbers.
    pools
        Values for lists that are not in the grammar: those of a home, and those where any words may stand.
    """

    rules: Mapping[str, Node]
    values: Mapping[str, tuple[Node, ...]] = field(default_factory=dict)
    ranges: Mapping[str, tuple[int, int, int]] = field(default_factory=dict)
    pools: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def inner(self, node: Node) -> tuple[Node, ...]:
        """Return what may stand for a rule or a slot.

        Raises
        ------
        DataError
            There is no such rule or list.
        """
        if node.kind == "rule" and node.text in self.rules:
            return (self.rules[node.text],)
        if node.text in self.pools:
            return tuple(Node("text", value) for value in self.pools[node.text])
        if node.kind == "slot" and node.text in self.values:
            return self.values[node.text]
        if node.kind == "slot" and node.text in self.ranges:
            low, high, step = self.ranges[node.text]
            return tuple(Node("text", str(number)) for number in range(low, high + 1, step))
        known = self.rules if node.kind == "rule" else {**self.values, **self.ranges, **self.pools}
        raise DataError(f"no {node.kind} {node.text!r} in the grammar", hint=nearest(node.text, known))

    def draw(self, node: Node, rng: np.random.Generator) -> list[Piece]:
        """Return one expansion, each choice with equal chances, as pieces with their slots."""
        if node.kind == "text":
            return [(node.text, "")]
        if node.kind == "permutation":
            order = rng.permutation(len(node.parts))
            parts = [[(" ", ""), *self.draw(node.parts[place], rng)] for place in order]
            return [*itertools.chain(*parts), (" ", "")]
        if node.kind == "sequence":
            return [piece for part in node.parts for piece in self.draw(part, rng)]
        options = node.parts if node.kind == "choice" else self.inner(node)
        drawn = self.draw(options[rng.integers(len(options))], rng)
        return [("".join(text for text, _ in drawn), node.slot)] if node.kind == "slot" else drawn

    def expand(self, node: Node) -> Iterator[str]:
        """Yield every expansion as a text; there may be very many."""
        if node.kind == "text":
            yield node.text
        elif node.kind in ("sequence", "permutation"):
            orders = itertools.permutations(node.parts) if node.kind == "permutation" else [node.parts]
            for order in orders:
                for parts in itertools.product(*(list(self.expand(part)) for part in order)):
                    yield "".join(parts) if node.kind == "sequence" else f" {' '.join(parts)} "
        else:
            for option in node.parts if node.kind == "choice" else self.inner(node):
                yield from self.expand(option)

    def count(self, node: Node) -> int:
        """Return how many expansions there are, without making them."""
        if node.kind == "text":
            return 1
        if node.kind in ("sequence", "permutation"):
            ways = 1
            for number, part in enumerate(node.parts, start=1):
                ways *= self.count(part) * (number if node.kind == "permutation" else 1)
            return ways
        return sum(map(self.count, node.parts if node.kind == "choice" else self.inner(node)))


def tagged(pieces: Sequence[Piece]) -> tuple[str, list[str], list[str]]:
    """Return the text of pieces, its words and signs, and the tag of each: outside, B-slot or I-slot."""
    signs = [(sign, number, slot) for number, (text, slot) in enumerate(pieces) for sign in text]
    kept: list[tuple[str, int, str]] = []
    for sign, number, slot in signs:  # runs of blanks become one
        if not sign.isspace():
            kept.append((sign, number, slot))
        elif kept and kept[-1][0] != " ":
            kept.append((" ", number, slot))
    text = "".join(sign for sign, _, _ in kept).rstrip()
    words, tags, before = [], [], -1
    for match in WORD.finditer(text):
        _, number, slot = kept[match.start()]
        words.append(match[0])
        tags.append(f"{'I' if number == before else 'B'}-{slot}" if slot else OUTSIDE)
        before = number if slot else -1
    return text, words, tags


def grammar_of(table: pd.DataFrame, pools: Mapping[str, Sequence[str]]) -> Grammar:
    """Return the grammar of one language from the rows of its card.

    Parameters
    ----------
    table
        Columns `kind`, `name`, `text`.
    pools
        Values of the lists that are not in the table.
    """
    of_kind = {str(kind): rows for kind, rows in table.groupby("kind")}
    ranges = {}
    for name, text in zip(of_kind["range"]["name"], of_kind["range"]["text"], strict=True):
        low, high, step = map(int, text.split())
        ranges[name] = (low, high, step)
    lists = of_kind["value"].groupby("name")["text"]
    rules = zip(of_kind["rule"]["name"], of_kind["rule"]["text"], strict=True)
    return Grammar(
        {str(name): parse(text) for name, text in rules},
        {str(name): tuple(map(parse, texts)) for name, texts in lists},
        ranges,
        pools,
    )


def family(template: str) -> str:
    """Return what a template shares with its siblings: the same words with another slot or unit of time.

    Examples
    --------
    >>> family("the {timer_hours:hours} hour[s]") == family("the {area} minute[s]")
    True
    """
    return _UNITS.sub("unit", re.sub(r"\{[^}]*\}", "{}", template.lower()))


def split_families(table: pd.DataFrame, seed: int, shares: tuple[float, float] = (0.6, 0.2)) -> pd.Series:
    """Return the part of each template, so that templates of one family never part.

    Within each intent, families are drawn in random order and go where the largest share is still owed.

    Parameters
    ----------
    table
        Columns `intent` and `family`, a row for each template.
    seed
        Of the order.
    shares
        Of training and validation; the rest is the test.
    """
    rng, part = np.random.default_rng(seed), pd.Series("", index=table.index)
    wanted = np.array([*shares, 1 - sum(shares)])
    for _, rows in table.groupby("intent"):
        sizes, given = rows.groupby("family").size(), np.zeros(3)
        for name in rng.permutation(sizes.index.to_numpy(dtype=object)):
            place = int(np.argmax(wanted * len(rows) - given))
            given[place] += sizes[name]
            part[rows.index[rows["family"] == name]] = PARTS[place]
    return part


def sentences(
    table: pd.DataFrame, grammars: Mapping[str, Grammar], each: Mapping[str, int], seed: int
) -> pd.DataFrame:
    """Return drawn sentences of templates: `text`, `words` and `tags` beside the columns of the template.

    Parameters
    ----------
    table
        A row for each template: `template` and `part`.
    grammars
        For each part its own, with values that no other part has.
    each
        Draws of a template by part; those that come out the same count once.
    seed
        Of the draws.
    """
    rng, rows = np.random.default_rng(seed), []
    for number, template, part in zip(table.index, table["template"], table["part"], strict=True):
        node, seen = parse(template), set()
        for _ in range(each[part]):
            text, words, tags = tagged(grammars[part].draw(node, rng))
            if text.lower() not in seen:
                seen.add(text.lower())
                rows.append((number, text, words, tags))
    drawn = pd.DataFrame(rows, columns=["number", "text", "words", "tags"]).set_index("number")
    return table.join(drawn, how="inner").rename_axis("number").reset_index()
