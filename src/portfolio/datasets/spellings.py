"""Names as a person means them: the same letters are the same name, however they were saved."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Sequence

from portfolio.errors import UsageError, nearest

_BLANKS = re.compile(r"\s+")
# joiners, marks of direction and byte order marks: nobody sees or types them
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")


def normalised(text: str) -> str:
    """Return a name or category in the form in which equal texts are equal: composed, no blanks around.

    Examples
    --------
    >>> normalised(" de\u0301faut ") == "d\u00e9faut"
    True
    """
    return text if text.isascii() and text == text.strip() else unicodedata.normalize("NFC", text).strip()


def as_seen(text: str) -> str:
    """Return what a reader sees of a text: without signs that nobody sees, any blanks as one.

    Examples
    --------
    >>> as_seen("New\u00a0York\u200b") == as_seen("New York")
    True
    """
    return " ".join(text.split()) if text.isascii() else _BLANKS.sub(" ", _UNSEEN.sub("", text)).strip()


def spelling(text: str) -> str:
    """Return what two spellings of one name share: letters without case, width, accents' form and blanks.

    Examples
    --------
    >>> spelling("Ann@Example.ORG ") == spelling("ann@example.org")
    True
    """
    plain = unicodedata.normalize("NFKC", _UNSEEN.sub("", text)).casefold()
    return _BLANKS.sub(" ", unicodedata.normalize("NFKC", plain)).strip()


def _key(text: str) -> str:
    """Return a name with single blanks, none beside a comma, in one form of its letters."""
    plain = unicodedata.normalize("NFKC", _UNSEEN.sub("", text))
    return re.sub(r"\s*,\s*", ",", _BLANKS.sub(" ", plain)).strip()


def find_column(name: str, columns: Iterable[object], what: str) -> str:
    """Return the column that a reader's parameter names; the form of accents and blanks play no part.

    Parameters
    ----------
    name
        As it was typed.
    columns
        The names there are.
    what
        The beginning of the message if there is none: `the date column`, for instance.

    Raises
    ------
    UsageError
        No such column, or several; the message names the nearest.
    """
    known = [str(one) for one in columns]
    if name in known:
        return name
    alike = [one for one in known if _key(one) == _key(name)]
    if len(alike) == 1:
        return alike[0]
    if alike:
        shown = ", ".join(map(ascii, alike))
        raise UsageError(f"{what} {name!r} could be {len(alike)} columns", got=shown)
    raise UsageError(f"{what} {name!r} is not in the table", hint=nearest(name, known))


def split_names(pieces: Sequence[str], columns: Iterable[object]) -> list[str]:
    """Return the columns of a list that commas part; a name may hold commas itself, in quotes or not.

    Parameters
    ----------
    pieces
        The list, whole or cut at each comma.
    columns
        The names there are: the longest that fits is taken first.

    Returns
    -------
    list of str
        Names of columns, and whatever is none of them as it was typed.

    Examples
    --------
    >>> split_names(["distance", "km", "bad"], ["bad", "distance, km"])
    ['distance, km', 'bad']
    """
    known = {_key(str(one)): str(one) for one in columns}
    words = [piece.strip() for piece in ",".join(pieces).split(",")]
    found, place = [], 0
    while place < len(words):
        for end in range(len(words), place, -1):
            typed = ", ".join(words[place:end])
            name = known.get(_key(typed)) or known.get(_key(_unquoted(typed)))
            if name is not None or end == place + 1:
                found += [name if name is not None else typed] if typed else []
                place = end
                break
    return found


def _unquoted(text: str) -> str:
    if len(text) > 1 and text[0] == text[-1] == '"':
        return next(csv.reader(io.StringIO(text), skipinitialspace=True), [text])[0]
    return text[1:-1] if len(text) > 1 and text[0] == text[-1] == "'" else text
