"""Values beside a name that calls them a secret: where they are looked for."""

from __future__ import annotations

from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from press.gate.secrets.judgement import is_mixed, is_random
from press.gate.secrets.labelled import labelled_in

VALUE = "q8Zr2LmV7xTn4KdWc9Yb"
PIECES = ["word", "Key", "auth", " = ", ": ", "pass", "İ", "token", "\n", '"', VALUE, "ß", " "]


@pytest.mark.parametrize("name", ["password", "PASSWORD", "Api Key", "my_Secret", "sessionId", "shopKey"])
@pytest.mark.parametrize("before", ["", "İ" * 40, "key " * 20, "x" * 400 + " "])
def test_a_name_is_found_in_any_case_and_after_any_text(name, before):
    """Some capitals have two small letters, so that places could shift."""
    text = f'{before}\n{name} = "{VALUE}"'
    assert [value for _, value, _ in labelled_in(text)] == [VALUE]


def test_each_secret_of_a_line_is_found():
    """The one ends, the next begins."""
    other = VALUE[::-1]
    text = f"token={VALUE} and api_key={other}"
    assert [value for _, value, _ in labelled_in(text)] == [VALUE, other]


@given(st.lists(st.sampled_from(PIECES), max_size=12).map("".join))
def test_what_stands_around_a_named_secret_hides_nothing(noise):
    """A line of its own is read whatever the lines before it hold."""
    text = f'{noise}\n\nclient_secret = "{VALUE}"\n'
    assert VALUE in "".join(value for _, value, _ in labelled_in(text))


@pytest.mark.parametrize(
    ("text", "expected"), [(VALUE, True), ("AverageDelays2013", False), ("0f" * 16, True)]
)
def test_chance_puts_digits_among_letters(text, expected):
    """Names keep them together."""
    assert is_mixed(text) is expected


def test_a_value_of_many_words_is_judged_at_once():
    """A long slug behind a name: two ways to read each word would double the time with each."""
    started = process_time()
    assert list(labelled_in("token=" + "plain-words-" * 30 + "end")) == []
    is_random("plain-words-" * 40 + "end7")
    assert process_time() - started < 1


def test_the_address_of_a_heading_is_no_secret():
    """A search index holds hundreds, one behind the other; a number at the end makes none of them random."""
    slug = "see-the-road-segment-the-customers-of-a-shop-seven-ways-to-count-id22"
    assert not is_random(slug)
    assert is_random("plain-words-and-then-q8Zr2LmV7xTn4KdWc9Yb")
