"""Tokens of issuers that no rule names are found, and what only looks like a token raises no alarm."""

from __future__ import annotations

import pytest

from unseen_tokens import INNOCENT, UNSEEN, digest, kinds


@pytest.mark.parametrize(
    ("table", "pinned"),
    [
        pytest.param(UNSEEN, "d238eb3cfa4c3d325b1fc5dd503d51cfc029e2a4e2e891aab8989463919d4dfa", id="unseen"),
        pytest.param(
            INNOCENT, "1e79ebd5d85ef5653558807f0c0052f4cb4e4ce674febeb9949fbc12cd7badfb", id="innocent"
        ),
    ],
)
def test_the_tables_are_those_that_were_written_before_the_rules(table, pinned):
    """A kind that is dropped because it is missed would show here."""
    assert digest(table) == pinned


def test_there_are_as_many_innocent_kinds_as_unseen_ones():
    """At least sixty kinds of tokens, none of them without its counterweight."""
    assert 60 <= len(kinds(UNSEEN)) <= len(kinds(INNOCENT))
