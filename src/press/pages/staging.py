"""A folder of files that changes only where its content does, so that Sphinx re-reads only that."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from portfolio.errors import PublishError
from press.files import write_whole


class Stage:
    """The staged book: files written are kept, all others are removed by `finish`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.written: set[Path] = set()

    def write(self, name: str, content: str | bytes) -> Path:
        """Write one file, leaving it untouched when it already says the same.

        Raises
        ------
        PublishError
            Another content was written under this name before: two sources claim one page.
        """
        path = self.folder / name
        data = content.encode() if isinstance(content, str) else content
        if path.is_file() and path.read_bytes() == data:
            self.written.add(path)
            return path
        if path in self.written:
            raise PublishError(f"two sources would be published as {name}", hint="Rename one of them.")
        self.written.add(path)
        write_whole(path, data, durable=False)
        return path

    def keep(self, name: str) -> bool:
        """Keep a file of an earlier build, whose name tells its content; return whether it is there."""
        path = self.folder / name
        if path.is_file():
            self.written.add(path)
        return path.is_file()

    def write_json(self, name: str, content: Any) -> Path:
        """Write one file of JSON, in a stable form; indented, it would take twenty times as long."""
        return self.write(name, json.dumps(content, ensure_ascii=False) + "\n")

    def finish(self) -> None:
        """Remove what was not written this time, and folders left empty."""
        for path in sorted(self.folder.rglob("*"), reverse=True):
            if path.is_dir() and not path.is_symlink():
                if not any(path.iterdir()):
                    path.rmdir()
            elif path not in self.written:
                path.unlink()
