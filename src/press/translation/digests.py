"""Which English text a French one translates: a short digest, the same for every value of its numbers."""

from __future__ import annotations

import hashlib

from press.result_links import with_roles

LENGTH = 8  # hexadecimal digits: a finding shows them, and a person copies them


def english_digest(text: str) -> str:
    """Return the digest of an English text; neither its line breaks nor the values of its links count.

    Examples
    --------
    >>> english_digest("AUC [0.85](result:one.auc).") == english_digest("AUC [0.9](result:one.auc).")
    True
    """
    plain = " ".join(with_roles(text).split())
    return hashlib.sha256(plain.encode()).hexdigest()[:LENGTH]
