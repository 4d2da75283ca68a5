"""What is not as published: values beyond their tolerance, kept results whose code has changed.

It informs whoever builds the book and stops whoever publishes it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from press.build.plan import Plan
from press.build.quoting import misquoted, published_values
from press.execute.finished import Finished
from press.execute.pinned_results import Kept, outdated, read_kept
from press.execute.reports import results_rows
from press.pages.translated_figures import label_findings
from press.project import Project
from press.releases.results_lock import Difference, Locked, differences, locked_form
from press.runs.scenarios import DEFAULT
from press.sweep.swept_results import Sweep, outdated_sweeps, read_sweeps
from press.translation.findings import translation_findings


@dataclass(frozen=True)
class Drift:
    """What a build found to differ."""

    values: tuple[Difference, ...] = ()  # differences from the published values
    # kept results and sweeps whose code has changed since they were made
    outdated: tuple[Kept | Sweep, ...] = ()
    misquoted: tuple[str, ...] = ()  # texts of links that are not the published value
    untranslated: tuple[str, ...] = ()  # what is wrong with the texts of a second language


def find_drift(project: Project, planned: Plan, finished: Sequence[Finished], locked: Locked) -> Drift:
    """Compare what was executed with the lock, and kept results with today's code; leave out failed runs."""
    published = [item for item in finished if item.run.published]
    failed = {item.run.name for item in published if item.failure}
    compared = {run: values for run, values in locked.items() if run not in failed}
    found = differences(compared, locked_form(results_rows(published)))
    old = _outdated(project, planned)
    if project.only:
        return Drift(tuple(found), old)
    known = published_values(project)
    wrong = misquoted(project, planned.notebooks, known)
    said = [
        *translation_findings(project, planned.notebooks, known),
        *label_findings(project, planned.notebooks, published),
    ]
    return Drift(tuple(found), old, tuple(wrong), tuple(said))


def _outdated(project: Project, planned: Plan) -> tuple[Kept | Sweep, ...]:
    """Return the kept results and the published sweeps that today's code did not make."""
    keys = {run.name: verdict.key for run, verdict in planned.verdicts}
    shown = [kept for kept in read_kept(project) if not project.only or kept.notebook in project.only]
    defaults = {run.notebook: verdict.key for run, verdict in planned.verdicts if run.scenario == DEFAULT}
    sweeps = read_sweeps(project)
    swept = {name: sweep for name, sweep in sweeps.items() if not project.only or name in project.only}
    return (*outdated(shown, keys), *outdated_sweeps(swept, defaults))


def refuse_drift(project: Project, drift: Drift) -> None:
    """Refuse to publish what differs, unless book/allow.yml lets it pass.

    Raises
    ------
    PublishError
        A value is beyond its tolerance, new or gone, a kept result is outdated, prose quotes another value,
        or a translation is missing or old.
    """
    from press.gate import gate
    from press.gate.context import SiteContext

    kept = tuple((one.name, one.commit) for one in drift.outdated)
    values = tuple(map(str, drift.values))
    context = SiteContext(
        drift=values, outdated=kept, misquoted=drift.misquoted, untranslated=drift.untranslated
    )
    gate.refuse_site(gate.drift_findings(project, context))
