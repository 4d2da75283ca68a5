"""What stands in place of a role whose text cannot be used."""

from __future__ import annotations

from docutils import nodes
from sphinx.util.docutils import SphinxRole


def refused(role: SphinxRole, message: str) -> tuple[list[nodes.Node], list[nodes.system_message]]:
    """Return the error that fails the build, and the role as it was written."""
    error = role.inliner.reporter.error(message, line=role.lineno)
    return [role.inliner.problematic(role.rawtext, role.rawtext, error)], [error]
