"""`portfolio check`: the verdict on a folder that would be public."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from portfolio.errors import PublishError, UsageError
from press.cli import options
from press.cli.options import print_json, tell
from press.project import Project

if TYPE_CHECKING:
    from press.gate.scanning import Report


NO_ADDRESS = (
    "portfolio: book/profile.yml: url is empty; with the address of the site there, such as"
    " https://name.example.org/, search engines learn which pages are the same in two languages (hreflang),"
    " and links that are shared have a picture"
)


@click.command()
@click.argument("folder", required=False, type=click.Path(path_type=Path))
@options.as_json
@click.option("--links", is_flag=True, help="Ask other hosts whether the links to them still lead somewhere.")
@click.option("--allow-deletions", is_flag=True, help="Let most of the published pages disappear.")
@click.option("--digest", is_flag=True, help="Print the digest of a text on standard input.")
@click.pass_obj
def check(
    find: Any, folder: Path | None, as_json: bool, links: bool, allow_deletions: bool, digest: bool
) -> int:
    """Look through FOLDER (the built site by default) for what must not be public; exit 7 if any is found."""
    if digest:
        from press.gate.finding import text_digest

        click.echo(text_digest(sys.stdin.read().rstrip("\n")))
        return 0
    project = _project(find, folder)
    folder = _folder(project, folder)
    if links:
        return _links(folder, project, as_json=as_json)
    report = _scanned(folder, project, allow_deletions=allow_deletions)
    if as_json:
        print_json(_document(folder, report))
    else:
        _show(report)
    found = f"{len(report.findings)} findings in {report.files} files, {report.allowed} allowed"
    tell(f"portfolio: {found}, {report.seconds:.1f} s")
    if project and _lacks_address(project):
        tell(NO_ADDRESS)
    return PublishError.exit_code if report.findings else 0


def _lacks_address(project: Project) -> bool:
    from press.settings.profile import read_profile

    profile = read_profile(project)
    return profile is not None and not profile.url


def _project(find: Any, folder: Path | None) -> Project | None:
    """Return the project; any folder can be checked without one."""
    try:
        project: Project = find()
    except UsageError:
        if folder is None:
            raise
        return None
    return project


def _folder(project: Project | None, folder: Path | None) -> Path:
    if folder is None and project is not None:
        folder = project.site
        if not folder.exists():
            raise UsageError("no site yet", expected="_build/html", hint="Run: portfolio build.")
    if folder is None or not folder.is_dir():
        raise UsageError(f"{folder} is not a folder", hint="Name a folder whose files would be public.")
    return folder


def _scanned(folder: Path, project: Project | None, *, allow_deletions: bool) -> Report:
    from press.gate.gate import check_site, context_of

    if project is None:
        return check_site(folder)
    published = []
    if project.site.exists() and folder.resolve() != project.site.resolve():
        published = [path.relative_to(project.site).as_posix() for path in project.site.rglob("*.html")]
    is_own = folder.resolve().is_relative_to(project.build.resolve())
    rows = _rows(project) if is_own else []
    context = context_of(project, rows, published=published, allow_deletions=allow_deletions)
    if is_own:
        context = replace(context, untranslated=_untranslated(project))
    return check_site(folder, context, project=project, remember=False)


def _untranslated(project: Project) -> tuple[str, ...]:
    from press.build.plan import plan
    from press.build.quoting import published_values
    from press.execute.finished import Finished
    from press.pages.translated_figures import label_findings
    from press.translation.findings import translation_findings

    planned = plan(project)
    held = [Finished.reused(run, one, one.entry) for run, one in planned.published if one.entry]
    said = translation_findings(project, planned.notebooks, published_values(project))
    return (*said, *label_findings(project, planned.notebooks, held))


def _rows(project: Project) -> list[dict[str, Any]]:
    """Return the runs of the last build, as far as it told of them."""
    try:
        told = json.loads((project.build / "report.json").read_text(encoding="utf-8"))
        rows = told["runs"]
    except (OSError, ValueError, KeyError, TypeError):
        return []
    return rows if isinstance(rows, list) else []


def _document(folder: Path, report: Report) -> dict[str, Any]:
    return {
        "folder": folder.name,
        "files": report.files,
        "seconds": report.seconds,
        "allowed": report.allowed,
        "findings": [finding.as_json() for finding in report.findings],
        "exit_code": PublishError.exit_code if report.findings else 0,
    }


def _show(report: Report) -> None:
    """Print the findings, grouped by check, each group with what to do."""
    from press.gate.listing import advice_for

    for rule in dict.fromkeys(finding.rule for finding in report.findings):
        found = [finding for finding in report.findings if finding.rule == rule]
        click.echo(f"{rule} ({len(found)})")
        for finding in found:
            click.echo(f"  {finding.place}: {finding.message}")
        click.echo(f"  > {advice_for(rule)}\n")


def _links(folder: Path, project: Project | None, *, as_json: bool) -> int:
    """Tell of links to other hosts; whatever they answer, nothing is refused."""
    from press.gate.outside_links import ANSWERS, check_links

    memory = (project.build if project else folder.parent) / "links.json"
    answers = check_links(folder, memory)
    broken = [answer for answer in answers if not answer.good]
    if as_json:
        print_json({"links": ANSWERS.dump_python(answers, mode="json"), "exit_code": 0})
    else:
        for answer in broken:
            where = ", ".join(answer.pages[:3])
            click.echo(f"{answer.address}: {answer.verdict}, asked on {answer.asked}; in {where}")
    tell(f"portfolio: {len(broken)} of {len(answers)} outside links do not answer well")
    return 0
