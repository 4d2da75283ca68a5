"""Where a preview is made: in a folder of its own, so that the published site stays as it is."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from press.project import Project


@dataclass(frozen=True)
class PreviewProject(Project):
    """A project whose pages are made to be looked at while they are written.

    Site, releases, reports and the state of a build stay untouched; executed notebooks are shared. `only` are
    the notebooks that can be shown yet; it changes nothing about the folders.
    """

    @property
    def build(self) -> Path:
        """Folder of everything that is made."""
        return self.root / "_build" / "preview"
