"""What must hold before a site is made and before it is published."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from portfolio.errors import PublishError
from press.execute.clean_outputs import with_outputs
from press.execute.finished import Finished, executed_document
from press.gate.attachments import absent_attachments
from press.gate.figures import figure_problems
from press.gate.numbers import notebook_numbers, typed_numbers
from press.project import Project
from press.runs.notebook import Notebook
from press.settings.competencies import read_competencies, unknown_skills

if TYPE_CHECKING:
    from press.gate.allow_list import Allowance
    from press.gate.context import SiteContext
    from press.gate.finding import Finding
    from press.gate.scanning import Report

SHOWN = 20
ALLOW_LIST, MEMORY = "allow.yml", "checked.json"


def check_sources(project: Project, notebooks: Mapping[str, Notebook]) -> list[str]:
    """Return every number typed by hand, tag that names no skill, and pasted picture that is not there.

    Raises
    ------
    UsageError
        The list of the skills cannot be read.
    """
    problems = list(unknown_skills(read_competencies(project), notebooks.values()))
    for name, notebook in sorted(notebooks.items()):
        problems += [
            f"notebooks/{name}.ipynb, cell {cell + 1}, line {line}: {text!r} is typed by hand"
            for cell, line, text in notebook_numbers(notebook)
        ]
        problems += absent_attachments(notebook)
    for page in sorted(project.book.rglob("*.md")):
        place = page.relative_to(project.root).as_posix()
        problems += [
            f"{place}, line {number.line}: {number.text!r} is typed by hand"
            for number in typed_numbers(page.read_text(encoding="utf-8"))
        ]
    return problems


def check_outputs(finished: Sequence[Finished], notebooks: Mapping[str, Notebook]) -> list[str]:
    """Return every figure without caption or text alternative, and outputs that no page can show.

    Captions are those of the committed notebooks: they may have changed since the execution.
    """
    problems = []
    for item in finished:
        if item.run.published and item.executed is not None and item.failure is None:
            executed = executed_document(item.executed)
            cells = with_outputs(notebooks[item.run.notebook].cells, executed)
            problems += figure_problems(cells or executed["cells"], item.run.name)
    return problems


def refuse(problems: Sequence[str]) -> None:
    """Raise if there are problems.

    Raises
    ------
    PublishError
        Naming them, the first twenty in full.
    """
    if problems:
        listed = "\n  ".join(problems[:SHOWN])
        more = f"\n  ... and {len(problems) - SHOWN} more" if len(problems) > SHOWN else ""
        raise PublishError(
            f"{len(problems)} checks fail:\n  {listed}{more}\n",
            hint="Record a number with results.record and write [](result:name); "
            "give a figure its caption and alt in the cell's metadata.",
        )


def allowances(project: Project) -> tuple[Allowance, ...]:
    """Return what the allow-list of a project lets through.

    Raises
    ------
    UsageError
        The list cannot be read.
    """
    from press.gate.allow_list import read_allowances
    from press.gate.registry import CHECKS

    return read_allowances(project.book / ALLOW_LIST, [check.name for check in CHECKS])


def check_site(
    folder: Path, context: SiteContext | None = None, *, project: Project | None = None, remember: bool = True
) -> Report:
    """Scan a site that would be published.

    Parameters
    ----------
    folder
        The site.
    context
        What the checks are told beyond the files.
    project
        Whose allow-list holds, and whose build folder remembers what passed; neither when absent.
    remember
        Whether unchanged files that passed are left out; a full scan otherwise.

    Raises
    ------
    UsageError
        The allow-list cannot be read.
    """
    from press.gate.scanning import scan

    if project is None:
        return scan(folder, context=context)
    allow = allowances(project)
    memory = project.build / MEMORY if remember else None
    return scan(folder, allow=allow, context=context, memory=memory)


def check_files(folder: Path, names: Sequence[str], context: SiteContext, project: Project) -> list[Finding]:
    """Return what the checks of single files say of some files of a site, and is not allowed.

    Raises
    ------
    UsageError
        The allow-list cannot be read.
    """
    from press.gate.scanning import scan_some

    return list(scan_some(folder, names, allow=allowances(project), context=context))


def drift_findings(project: Project, context: SiteContext) -> list[Finding]:
    """Return what differs from the published results and is not allowed to.

    Raises
    ------
    UsageError
        The allow-list cannot be read.
    """
    from datetime import date

    from press.gate.allow_list import without_allowed
    from press.gate.facts import Site
    from press.gate.registry import DRIFT_CHECKS

    found = [finding for check in DRIFT_CHECKS for finding in check.findings(Site(), context)]
    return without_allowed(found, allowances(project), date.today())[0]


def context_of(
    project: Project,
    rows: Sequence[Mapping[str, Any]],
    *,
    published: Sequence[str] = (),
    listed: Sequence[str] | None = None,
    allow_deletions: bool = False,
) -> SiteContext:
    """Return what the checks are told about a site that a build made.

    Parameters
    ----------
    project
        Whose folder must appear nowhere.
    rows
        The runs, as in report.json.
    published
        The pages of the site that would be replaced.
    listed
        The pages that the table of contents promises.
    allow_deletions
        Let most of the published pages disappear.
    """
    from press.gate.context import SiteContext, machine_folders

    shown = [row for row in rows if row.get("published", True) and row.get("status") != "failed"]
    return SiteContext(
        folders=(*machine_folders(), str(project.root)),
        scenarios={_page_of(row): str(row["scenario"]) for row in shown},
        sources={_page_of(row): project.notebooks / f"{row['notebook']}.ipynb" for row in shown},
        datasets={_page_of(row): tuple(row.get("datasets") or ()) for row in shown},
        published=tuple(published),
        listed=None if listed is None else tuple(listed),
        allow_deletions=allow_deletions,
    )


def _page_of(row: Mapping[str, Any]) -> str:
    name, scenario = row["notebook"], row["scenario"]
    return f"notebooks/{name}.html" if scenario == "default" else f"notebooks/{name}-{scenario}.html"


def refuse_site(findings: Sequence[Finding]) -> None:
    """Raise if a site must not be published.

    Raises
    ------
    PublishError
        Naming the findings with their places, the first twenty in full; never a secret.
    """
    if findings:
        from press.gate.listing import advice_for

        rules = dict.fromkeys(finding.rule for finding in findings)
        listed = "\n  ".join(str(finding) for finding in findings[:SHOWN])
        more = f"\n  ... and {len(findings) - SHOWN} more" if len(findings) > SHOWN else ""
        advice = " ".join(f"{rule}: {advice_for(rule)}" for rule in list(rules)[:3])
        raise PublishError(
            f"the site must not be published, {len(findings)} findings:\n  {listed}{more}\n",
            hint=(
                f"{advice} What is deliberate is allowed in book/{ALLOW_LIST}, with its reason and a "
                f"last day."
            ),
        )
