"""Tell a secret from a word, a placeholder, a path, a piece of code."""

from __future__ import annotations

import math
import re
from collections import Counter
from itertools import pairwise

_PLACEHOLDER = re.compile(
    r"""(?ix)
    ^(?:\W*|null|none|nil|true|false|undefined|nan|todo|tbd|n/?a|unknown|required|optional|redacted|hidden|removed
       |masked|empty|string|str|text|number|int|bool|bytes|value|yes|no|on|off)$
    | ^(?:your|my|the|some|an?|insert|enter|put|add|paste|replace)[-_ ]
    | ^(?:x{4,}|\*+|\.+|-+|_+|0+|1234(?:5(?:6(?:7(?:89?0?)?)?)?)?|abc(?:123|def)?)$
    | example|sample|placeholder|change[-_ ]?me|redacted|xxxxxx|foobar|not[-_ ]?a[-_ ]?(?:real|secret)
    | (?<![A-Za-z0-9])(?:dummy|fake)(?![A-Za-z0-9])
    | ^(?:pass(?:word|wd)?|secret|token|key|user(?:name)?|api[-_]?key|credentials?|hunter2|admin|test)\d?$
    """
)
# A name that stands for the value: ${NAME}, $NAME, %NAME%, {{ name }}, <name>, os.environ["NAME"], a call.
_REFERENCE = re.compile(
    r"""(?x)
    ^(?: \$\{?\w+\}?.* | %\w+% | \{\{?.*\}?\}? | <.*>? | \[.* | \(.* | @\w+ | !\w+
       | (?:os|process|env|self|cls|config|settings|args|st|app|conf|cfg|options|params|request|secrets
         |getpass)[.\[(].*
       | [A-Za-z_][\w.]*\(.*            # a call
       | [A-Za-z_]\w*(?:\.[A-Za-z_]\w*)+\)?   # an attribute
       | [A-Za-z_]\w*\[.*               # an item
       | f?["'].*
       )$"""
)
_WORDS = re.compile(r"[A-Z]?[a-z]+(?:[-_. ][A-Z]?[a-z]+)*|[A-Z]+(?:[-_. ][A-Z]+)*")
_WORD, _PARTS = re.compile(r"[A-Z]?[a-z]+"), re.compile(r"[-_. ]")
_MANY_PARTS, _MOST = 12, 0.9  # a slug: so many parts, of which so many are words
_PATH = re.compile(
    r"^(?:[a-z0-9]+://|\.{1,2}/|~/|/?(?:[a-z_.-]+/){2}|[A-Za-z]:\\).*|^[\w.-]+\.(?:py|md|txt|json|ya?ml"
    r"|html|csv|ipynb|js)$"
)
_HEX = re.compile(r"[0-9a-fA-F]+")
_MASK = re.compile(r"[*•…xX.]{3,}$")
_LEAST_TURNS = 0.12  # from digit to letter or back, for each character; random base62 has 0.27
SHORTEST_PASSWORD, SHORTEST_TOKEN = 4, 12


def is_placeholder(value: str) -> bool:
    """Return whether a value is one that documentation writes in a secret's place, or a name for one."""
    return bool(_PLACEHOLDER.search(value) or _REFERENCE.match(value))


def is_example(value: str) -> bool:
    """Return whether a value is one that documentation writes in a secret's place."""
    return _PLACEHOLDER.search(value) is not None


def unmasked(value: str) -> str:
    """Return what is to be read of a value whose end is masked."""
    return _MASK.sub("", value) if "*" in value or "•" in value or "…" in value else value


def is_random(value: str, shortest: int = SHORTEST_TOKEN) -> bool:
    """Return whether a text looks drawn by chance, as tokens are: no word, path, number or piece of code."""
    if len(value) < shortest or " " in value or is_placeholder(value) or _PATH.match(value):
        return False
    if _WORDS.fullmatch(value) or _is_slug(value) or value.replace(".", "").replace("-", "").isdigit():
        return False
    classes = sum(any(test(letter) for letter in value) for test in (str.isdigit, str.islower, str.isupper))
    if classes < 2 or not any(letter.isalpha() for letter in value):
        return False
    return len(set(value)) >= min(6, shortest) and entropy(value) >= 2.5


def _is_slug(value: str) -> bool:
    parts = _PARTS.split(value)
    words = sum(_WORD.fullmatch(part) is not None for part in parts)
    return len(parts) >= _MANY_PARTS and words >= _MOST * len(parts)


def is_password(value: str, *, quoted: bool, listed: bool) -> bool:
    """Return whether a value behind a password's name is one.

    Parameters
    ----------
    quoted
        Whether it stands in quotes.
    listed
        Whether it stands in a listing such as `NAME=value`, where every value is meant.
    """
    value = unmasked(value)
    if len(value) < SHORTEST_PASSWORD or is_placeholder(value):
        return False
    if quoted or listed:
        return " " not in value.strip() or len(value) >= 10
    has_sign = any(not letter.isalnum() and letter not in ".,;:!?-_()" for letter in value)
    has_digit = any(letter.isdigit() for letter in value) and any(letter.isalpha() for letter in value)
    mixed = not value.islower() and not value.isupper() and not value.istitle() and value.isalpha()
    return has_sign or has_digit or mixed


def is_digest(value: str) -> bool:
    """Return whether a text has the form of a digest or commit: hexadecimal of a usual length."""
    return _HEX.fullmatch(value) is not None and len(value) in (7, 8, 10, 12, 16, 32, 40, 56, 64, 96, 128)


def is_mixed(text: str) -> bool:
    """Return whether digits stand among the letters as they do by chance; in names they stand together."""
    turns = sum(one.isdigit() != other.isdigit() for one, other in pairwise(text))
    return turns >= _LEAST_TURNS * len(text)


def entropy(value: str) -> float:
    """Return the Shannon entropy of a text in bits per character (Shannon 1948)."""
    size = len(value)
    return -sum(count / size * math.log2(count / size) for count in Counter(value).values()) if size else 0.0
