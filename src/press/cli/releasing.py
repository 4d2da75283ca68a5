"""`portfolio releases` and `portfolio rollback`."""

from __future__ import annotations

from typing import Any

import click

from press.cli import options
from press.cli.options import print_json, tell


@click.command()
@options.as_json
@click.pass_obj
def releases(find: Any, as_json: bool) -> int:
    """List the sites that are kept, the newest first; a star marks the published one."""
    from press.releases.releases import releases as kept_releases
    from press.releases.releases import site_digest
    from press.releases.swap import tree_digests

    project = find()
    live = site_digest(tree_digests(project.site)) if project.site.exists() else ""
    kept = kept_releases(project.build)[::-1]
    rows: list[dict[str, Any]] = [
        {
            "sequence": one.sequence,
            "published": one.digest == live,
            "published_at": one.published_at,
            "commit": one.commit,
            "pages": one.pages,
            "digest": one.digest,
        }
        for one in kept
    ]
    if as_json:
        print_json({"releases": rows})
        return 0
    for row in rows:
        mark = "*" if row["published"] else " "
        click.echo(
            f"{mark} {row['sequence']:>4}  {row['published_at']}  commit {row['commit']}  "
            f"{row['pages']} pages  {row['digest'][:12]}"
        )
    if not rows:
        tell("portfolio: no release is kept yet; a build that publishes makes one")
    elif not any(row["published"] for row in rows):
        tell("portfolio: the published site is not one of these releases")
    return 0


@click.command()
@click.argument("sequence", type=click.IntRange(min=1), required=False)
@click.pass_obj
def rollback(find: Any, sequence: int | None) -> int:
    """Publish release SEQUENCE again, byte for byte; the one before the published one by default.

    The next build publishes today's book again.
    """
    from press.build.rollback import rollback as roll_back

    release = roll_back(find(), sequence)
    tell(
        f"portfolio: release {release.sequence} is published again: {release.pages} pages of commit "
        f"{release.commit}, first published {release.published_at}"
    )
    return 0
