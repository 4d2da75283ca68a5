"""A secret beside its name: environment listings, settings, prompts, code, tables."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from press.gate.check import Match, TextCheck
from press.gate.secrets.judgement import is_digest, is_mixed, is_password, is_random, unmasked

if TYPE_CHECKING:
    from press.gate.context import SiteContext
    from press.gate.reading.document import Passage

_PASSWORD = (
    r"passw(?:or)?d|passphrase|pwd|passcode|psk|(?<![a-z])pass(?![a-z])|mot[ _]de[ _]passe|passwort|"
    r"kennwort|contrase(?:ñ|n)a|wachtwoord|senha|lösenord|adgangskode"
)
_TOKEN = (
    r"secret|token|api[ _.-]?key|app[ _.-]?key|access[ _.-]?key(?:[ _.-]?id)?|private[ _.-]?key|auth[ "
    r"_.-]?key|"
    r"account[ _.-]?key|(?:en|de)cryption[ _.-]?key|signing[ _.-]?key|master[ _.-]?key|service[ _.-]?key|"
    r"license[ _.-]?key|client[ _.-]?secret|credentials?|webhook|connection[ _.-]?string|session[ _.-]?id|"
    r"(?:auth|recovery|backup|verification|one[ _.-]?time)[ _.-]?code|otp|salt|nonce|dsn|bearer|jwt|"
    r"(?-i:(?<=_)PAT(?![A-Z]))"
)
# A `key` may be one of a table, and `auth` a way to log in: the value must be random and no digest.
_KEY = r"(?<![a-z])key(?![a-z])|(?-i:(?<=[a-z])Key(?![a-z]))"
_WORD = re.compile(
    rf"(?P<password>{_PASSWORD})|(?:{_TOKEN})|(?P<vague>{_KEY}|(?<![a-z])auth(?![a-z]))", re.IGNORECASE
)
# Every such name holds one of these, in small letters: they are quick to find.
_HINT = re.compile(
    r"pass|psk|pwd|mot[ _]de|kennwort|contrase|wachtwoord|senha|lösenord|adgangskode"
    r"|secret|token|key|credential|webhook|string|session|auth|code|otp|salt|nonce|dsn|bearer|jwt|pat"
)
_LEAD, _TAIL = 24, 16  # characters of a name before and behind its hint
_BEFORE = re.compile(r"(?:AWS |[A-Za-z0-9_.-])*\Z")  # read on a short text before the word
_FAR = 48  # characters of a name before the word
_AFTER = re.compile(
    r"""
    (?P<rest>[A-Za-z0-9_-]{0,24})
    (?P<between>
        ["'\]\)]{0,3}[ \t]{0,20}
        (?: \[[^\]\n]{0,40}\][ ]?: | :=|=>|={1,2}|:{1,2} | -> | , | \ (?:is|ist|lautet|est|es)\  | >
            | \t | [ ]{1,40} | \n[ \t]{0,12})
        [ \t]{0,20} [(\[{]? [ \t]{0,4} (?:[rbufRBUF]{1,2}(?=["']))?
    )
    (?: "(?P<double>[^"\n]{4,500})" | '(?P<single>[^'\n]{4,500})' | `(?P<tick>[^`\n]{4,500})`
      | (?P<bare>[^\s"'<>,;`]{4,500}) )
    """,
    re.VERBOSE,
)
_RUN = re.compile(r"[\w.~+/=-]+")
_PAIR = re.compile(r'"?username"?\s*:\s*"[^"\n]+"\s*,?\s*"?key"?\s*:\s*"(?P<value>[0-9a-f]{32,40})"')
# Names that hold one of the words and mean something else.
_OTHER = re.compile(
    r"(?i)tokeni[sz]|tokens?_?(?:count|length|len|ids?|type|limit|max|per|s$)|tokens$|max_?"
    r"(?:new_)?tokens|secretar|"
    r"password_?(?:length|field|hash|reset|policy|input)|keyword|pass(?:ed|es|ing|enger)|public[ "
    r"_.-]?key|key[ _.-]?word|"
    r"codecs?\b|codec_|bearer_?format|token_?(?:url|uri|endpoint)|session_?(?:length|count)|salt(?:y|ed|ing|s$)|nonces"
)
# Keys that lead to data: their values are digests.
_DATA_KEY = re.compile(
    r"(?i)cache|sort|primary|foreign|row|hash|group|index|digest|content|run|file|store|result|entry|record|map"
    r"|dict|lookup|join|merge|state|object|item|column|data|table|figure|cell|node|edge|public"
)
_ENVIRONMENT = re.compile(r"[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*")
_STRONG = re.compile(r"\]\s?:|:=|=>|=|:")
_LISTING = re.compile(r"(?:^|\n|\bexport\s+|\bset\s+|\bsetx\s+|-e\s+|\benv\s+)[ \t]*\Z", re.IGNORECASE)
_WEAK_SHORTEST = 16  # characters of a value that only a space, a comma or a tab parts from its name
_KEY_SHORTEST, _KEY_WEAK_SHORTEST = 20, 32  # of a value behind the name of any key


class LabelledSecret(TextCheck):
    """Secrets beside their name."""

    name = "labelled-secret"
    group = "secrets"
    demands = (
        "No file holds a password, key or token beside its name: `aws configure` prompts, `NAME=value` "
        "listings, "
        "JSON, YAML, code, tables, also when split over lines."
    )
    advice = (
        "Withdraw the secret, and read it from the environment inside the library, where nothing prints it."
    )

    def found(self, passage: Passage, _context: SiteContext, in_code: bool) -> Iterator[Match]:
        """Yield every value that its name calls a secret, by name and length."""
        for name, value, offset in (_in_script if in_code else labelled_in)(passage.text):
            yield f"a value beside the name {name} ({len(value)} characters)", offset, value


def labelled_in(text: str) -> Iterator[tuple[str, str, int]]:
    """Yield name, value and offset of each value that its name calls a secret."""
    position = 0
    for word in _words(text):
        after = _AFTER.match(text, word.end())
        if after is None or word.start() < position:
            continue
        before = _BEFORE.search(text, max(word.start() - _FAR, 0), word.start())
        start = word.start() if before is None else before.start()
        name = text[start : after.end("rest")]
        label = _Label(name, word["password"] is not None, word["vague"] is not None, after, start)
        value = label.value()
        if value is not None:
            position = max(word.end(), after.end() - 1)
            yield " ".join(label.name.split())[:40], value, start
    for match in _PAIR.finditer(text) if "username" in text else ():
        yield "key", match["value"], match.start("value")


def _words(text: str) -> Iterator[re.Match[str]]:
    """Yield the words that call something a secret."""
    position, lowered = 0, text.lower()
    if len(lowered) != len(text):  # a few capitals have two small letters
        lowered = "".join(letter.lower()[0] for letter in text)
    for hint in _HINT.finditer(lowered):
        while hint.end() > position:
            word = _WORD.search(text, max(position, hint.start() - _LEAD), hint.end() + _TAIL)
            if word is None:
                break
            position = word.end()
            yield word


def _in_script(text: str) -> Iterator[tuple[str, str, int]]:
    """Yield what is quoted only: in code, a bare word behind a name is a variable."""
    for name, value, offset in labelled_in(text):
        position = text.find(value, offset)
        if text[position - 1 : position] in ("'", '"', "`") and is_random(value):
            yield name, value, offset


@dataclass(frozen=True)
class _Label:
    """A name that calls something a secret, and what follows it."""

    name: str
    is_password: bool
    is_vague: bool
    after: re.Match[str]
    start: int

    def value(self) -> str | None:
        """Return the value, or None if it is not a secret."""
        if self._means_other():
            return None
        quoted = next(
            (self.after[kind] for kind in ("double", "single", "tick") if self.after[kind] is not None), None
        )
        value = quoted if quoted is not None else self.after["bare"].rstrip(").]}:")
        strong = _STRONG.search(self.after["between"]) is not None
        if self.is_password and (strong or quoted is not None):
            return value if self._is_password(value, quoted is not None, strong) else None
        shown = unmasked(value)
        is_secret = is_random(shown, self._shortest(quoted is not None, strong))
        if self.is_vague:
            is_secret = is_secret and is_mixed(shown) and bool(_RUN.fullmatch(shown))
            is_secret = is_secret and (not is_digest(shown) or self._is_issued())
        elif not strong and quoted is None:
            is_secret = is_secret and not is_digest(shown)
        return value if is_secret else None

    def _is_issued(self) -> bool:
        """Return whether the name says whose key it is: then it may have the form of a digest."""
        return len(self.name) > len("key") + 1 and _DATA_KEY.search(self.name) is None

    def _means_other(self) -> bool:
        rest = self.after["rest"]
        if self.name.lower() == "pass":  # Python's word for doing nothing, unless a mark follows
            return _STRONG.match(self.after["between"].lstrip(" \"'")) is None
        if _OTHER.search(self.name):
            return True
        return not self.is_password and rest.isalpha() and rest.islower() and rest not in ("s", "id")

    def _is_password(self, value: str, quoted: bool, strong: bool) -> bool:
        if not strong:
            return is_random(value, 8)
        connected = (
            self.after["between"].strip() == "="
            and self.after.string[self.after.end() : self.after.end() + 1] == ";"
        )
        return is_password(value, quoted=quoted, listed=connected or self._is_listed())

    def _shortest(self, quoted: bool, strong: bool) -> int:
        """Return how long a value must be: the surer the mark between name and value, the shorter."""
        if self.is_vague:
            return _KEY_SHORTEST if strong else _KEY_WEAK_SHORTEST
        if self._is_listed() or (strong and quoted):
            return 8
        return 12 if strong else _WEAK_SHORTEST

    def _is_listed(self) -> bool:
        """Return whether this is a line of an environment's listing."""
        if self.after["between"] != "=" or not _ENVIRONMENT.fullmatch(self.name):
            return False
        return _LISTING.search(self.after.string, max(self.start - 12, 0), self.start) is not None
