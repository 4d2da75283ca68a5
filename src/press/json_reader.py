"""One reader for JSON files that are under version control: a person may have broken one in a merge."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from portfolio.errors import UsageError


def read_json(path: Path, form: Any, hint: str) -> Any:
    """Return what a file holds, as it stands there.

    Parameters
    ----------
    form
        The type that it must have.
    hint
        How to mend it.

    Raises
    ------
    UsageError
        The file cannot be read, is not JSON, or has another form; the first place that is wrong is named.
    """
    try:
        content = path.read_bytes()
        TypeAdapter(form).validate_json(content, strict=True)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = ".".join(str(part) for part in first["loc"])
        raise UsageError(f"{path.name}: {place or 'as a whole'}", expected=first["msg"], hint=hint) from None
    except OSError as error:
        raise UsageError(f"{path.name}: {error.strerror}", hint=hint) from error
    return json.loads(content)
