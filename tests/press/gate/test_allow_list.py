"""The allow-list: what is deliberate, with a reason and an end."""

from __future__ import annotations

from datetime import date

import pytest

from portfolio.errors import UsageError
from press.gate.allow_list import Allowance, read_allowances, without_allowed
from press.gate.finding import Finding, text_digest

RULES = ("email-address", "absolute-path")
TODAY = date(2026, 5, 1)
FOUND = Finding("email-address", "about.html", "an e-mail address (11 characters)", text="ann@shop.io")


def entry(**changes: object) -> Allowance:
    """Return an entry that covers FOUND."""
    values: dict[str, object] = {
        "rule": "email-address",
        "where": "*.html",
        "reason": "to be written to",
        "until": date(2026, 12, 31),
    }
    return Allowance(**{**values, "text": text_digest("ann@shop.io"), **changes})  # type: ignore[arg-type]


def test_what_is_allowed_is_counted_and_not_told():
    """By the digest of the text, in the files of the pattern."""
    assert without_allowed([FOUND], [entry()], TODAY) == ([], 1)


@pytest.mark.parametrize(
    "changes",
    [
        {"rule": "absolute-path"},
        {"where": "data/*"},
        {"text": text_digest("bob@shop.io")},
        {"text": "", "pattern": "ann"},
    ],
)
def test_an_entry_covers_nothing_else(changes):
    """Another rule, another file, another text, a part of the text."""
    assert without_allowed([FOUND], [entry(**changes)], TODAY) == ([FOUND], 0)


def test_a_pattern_must_fit_all_of_the_text():
    """So that it allows no more than it says."""
    assert without_allowed([FOUND], [entry(text="", pattern=r"\w+@shop\.io")], TODAY) == ([], 1)


def test_the_last_day_still_counts_and_the_next_does_not():
    """Then what it covered comes back, and the entry is named."""
    ended = entry(until=TODAY)
    assert without_allowed([FOUND], [ended], TODAY) == ([], 1)
    kept, allowed = without_allowed([FOUND, FOUND], [ended], date(2026, 5, 2))
    assert allowed == -1 + 1
    assert kept[:2] == [FOUND, FOUND]
    assert [str(one) for one in kept[2:]] == [
        "about.html: entry 1 of the allow-list ended on 2026-05-01: to be written to [expired-allowance]"
    ]


def test_a_list_is_read_from_its_file(tmp_path):
    """A missing file and an empty one allow nothing."""
    path = tmp_path / "allow.yml"
    assert read_allowances(path, RULES) == ()
    path.write_text("[]\n")
    assert read_allowances(path, RULES) == ()
    path.write_text(
        "- {rule: email-address, where: about.html, pattern: 'ann@.*', reason: mine, until: 2026-12-31}\n"
    )
    assert read_allowances(path, RULES) == (
        Allowance("email-address", "about.html", "mine", date(2026, 12, 31), pattern="ann@.*"),
    )


WHOLE = "rule: email-address, where: '*', pattern: x, reason: mine, until: 2026-12-31"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("rule: x", "allow.yml, line 1; expected a list"),
        ("- x", "line 1, entry 1; expected a mapping"),
        ("- {" + WHOLE + ", wher: y}", "entry 1: unknown key 'wher'. Did you mean 'where'"),
        ("- {" + WHOLE.replace("reason: mine, ", "") + "}", "entry 1: reason is missing"),
        (
            "- {" + WHOLE.replace("email-address", "email-adress") + "}",
            "no check 'email-adress'. Did you mean 'email-address'",
        ),
        (
            "- {" + WHOLE.replace("2026-12-31", "soon") + "}",
            "until; expected a date such as 2027-01-31; got 'soon'",
        ),
        ("- {" + WHOLE.replace("pattern: x, ", "") + "}", "entry 1; expected one of `text` and `pattern`"),
        (
            "- {" + WHOLE.replace("pattern: x", "pattern: '('") + "}",
            "pattern; expected a pattern that can be used",
        ),
        ("- {" + WHOLE.replace("pattern: x", "text: x") + "}", "text; expected a sha256 digest"),
        ("- {", "allow.yml, line 1: not YAML"),
    ],
)
def test_an_entry_that_is_not_whole_is_refused(text, words, tmp_path):
    """A list that allows by mistake is worse than none."""
    (tmp_path / "allow.yml").write_text(text)
    with pytest.raises(UsageError, match=words.replace("`", ".")):
        read_allowances(tmp_path / "allow.yml", RULES)
