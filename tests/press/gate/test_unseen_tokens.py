"""Tokens of issuers that no rule names are found, and what only looks like a token raises no alarm."""

from __future__ import annotations

from collections import Counter

import pytest

from leak_corpus import is_found
from press.gate.context import SiteContext
from press.gate.registry import FILE_CHECKS
from press.gate.scanning import checked_file
from press.gate.secrets.tokens import tokens_in
from unseen_tokens import INNOCENT, LATER, UNSEEN, digest, innocent, kinds, unseen

CHECKS = [check for check in FILE_CHECKS if check.group in ("secrets", "privacy")]
CONTEXT = SiteContext(names=(), folders=())
FLOOR = 0.9
ROUNDS = 4  # tokens of each kind


def texts_found(name: str, data: bytes) -> list[str]:
    """Return what the gate finds in a file."""
    return [finding.text for finding in checked_file(name, data, CONTEXT, CHECKS)[1]]


@pytest.mark.parametrize(
    ("table", "pinned"),
    [
        pytest.param(UNSEEN, "d238eb3cfa4c3d325b1fc5dd503d51cfc029e2a4e2e891aab8989463919d4dfa", id="unseen"),
        pytest.param(LATER, "e0af78944ed85545979bd49bc4c19f1ab06dd44c29fc3e5631e6462cd3ad0046", id="later"),
        pytest.param(
            INNOCENT, "1e79ebd5d85ef5653558807f0c0052f4cb4e4ce674febeb9949fbc12cd7badfb", id="innocent"
        ),
    ],
)
def test_the_tables_are_those_that_were_written(table, pinned):
    """A kind that is dropped because it is missed would show here."""
    assert digest(table) == pinned


def test_there_are_as_many_innocent_kinds_as_unseen_ones():
    """At least sixty kinds of tokens, none of them without its counterweight."""
    assert 60 <= len(kinds(UNSEEN)) <= len(kinds(INNOCENT))


def missed(table: str) -> Counter[str]:
    """Return how many tokens of each kind of a table are not found."""
    leaks = unseen(1, table)
    return Counter(leak.kind for leak in leaks if not is_found(leak, texts_found(leak.name, leak.data)))


@pytest.mark.parametrize("named", [False, True], ids=["alone", "beside their name"])
def test_of_ten_tokens_that_no_rule_names_at_least_nine_are_found(named):
    """Those that stand alone and those beside their name, each group for itself."""
    rows = [f"{kind} | {text}" for kind, text in kinds(UNSEEN).items() if text.startswith("=") is named]
    lost = missed("\n".join(rows))
    assert lost.total() <= (1 - FLOOR) * ROUNDS * len(rows), lost


def test_of_ten_tokens_that_came_after_the_rules_at_least_nine_are_found():
    """Nobody had them in mind while the rules were made."""
    lost = missed(LATER)
    assert lost.total() <= (1 - FLOOR) * ROUNDS * len(kinds(LATER)), lost


def test_what_only_looks_like_a_token_raises_no_alarm():
    """Digests, identifiers, packed data, names of files and of the field."""
    alarms = {kind: found for kind, name, data, _ in innocent(seed=1) if (found := texts_found(name, data))}
    assert alarms == {}


def test_no_row_of_the_table_of_formats_matches_a_token_that_is_held_out():
    """Whoever adds a row for such an issuer makes the set say less than it says it does."""
    assert [(leak.kind, leak.needle) for leak in unseen(3) if list(tokens_in(f" {leak.needle} "))] == []
