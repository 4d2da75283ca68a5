"""Options that several commands share, and how they tell a person something."""

from __future__ import annotations

import functools
import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import click

from press.project import Limits
from press.runs.redaction import without_secrets

Command = Callable[..., Any]

# Deadlines end endless loops and are generous, since machines differ by a factor of two. How long a run
# should take is a budget of its own.
DEFAULT_LIMITS = Limits(cell_seconds=600, run_seconds=1200)
PATIENT_LIMITS = replace(DEFAULT_LIMITS, cell_seconds=None, run_seconds=None)  # a person can press Ctrl-C

as_json = click.option("--json", "as_json", is_flag=True, help="One JSON document on standard output.")
force = click.option("--force", is_flag=True, help="Execute everything, whatever the cache holds.")
workers = click.option(
    "--workers", type=click.IntRange(min=1), help="Runs at a time; the number of cores by default."
)


def limits(default: Limits = DEFAULT_LIMITS) -> Callable[[Command], Command]:
    """Give a command the options that bound a run, as its argument `limits`; None is no limit."""

    def given(command: Command) -> Command:
        @functools.wraps(command)
        def bounded(
            *arguments: Any, cell_seconds: int | None, run_seconds: int | None, memory_mib: int, **others: Any
        ) -> Any:
            found = Limits(cell_seconds, run_seconds, memory_mib=memory_mib)
            return command(*arguments, limits=found, **others)

        for name, unit in (("cell_seconds", "seconds"), ("run_seconds", "seconds"), ("memory_mib", "MiB")):
            value = getattr(default, name)
            bounded = click.option(
                f"--{name.replace('_', '-')}",
                type=click.IntRange(min=1),
                default=value,
                show_default=value is not None,
                help=f"Limit in {unit}." if value else f"Limit in {unit}; none by default.",
            )(bounded)
        return bounded

    return given


def tell(text: str) -> None:
    """Print a line for a person, on standard error and without secrets."""
    click.echo(without_secrets(text), err=True)


def print_json(document: object) -> None:
    """Print one document for machines."""
    click.echo(json.dumps(document, indent=1, ensure_ascii=False))
