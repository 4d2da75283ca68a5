"""Last touches to a printed file before it is published."""

from __future__ import annotations

import re
from pathlib import Path

# MyST-NB's style sheet carries its digest in its name. Whether Sphinx adds a second one depends on the order
# in which files were written, so the same book would differ from build to build.
_DOUBLE_DIGEST = re.compile(rb"(\.[0-9a-f]{64}\.css)\?v=[0-9a-f]+")


def finished(path: Path) -> bytes:
    """Return the content of a printed file as it is published."""
    content = path.read_bytes()
    if path.suffix != ".html":
        return content
    return _DOUBLE_DIGEST.sub(rb"\1", content)
