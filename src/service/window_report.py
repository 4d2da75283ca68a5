"""A window of logged requests held against what the model was fitted on: a decision, JSON and a page."""

from __future__ import annotations

import csv
import html
import json
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from string import Template
from typing import Any

import pandas as pd

from portfolio.errors import DataError, UsageError
from portfolio.results.artefacts import REFERENCE
from portfolio.statistics import window_drift
from portfolio.statistics.window_drift import WindowTest
from service.drift_counts import DriftCounts
from service.model_store import Loaded
from service.problems import Problem

REPORTS = "drift"  # folder in the state, of reports by model, version and time
EARLIER = 4  # windows before this one, whose probabilities it is held against
LEAST = 100  # requests without which nothing is tested
PAGE = Template((Path(__file__).parent / "window_report.html").read_text(encoding="utf-8"))
OUTCOMES = ("request", "place", "outcome")
_ASKED = {
    window_drift.COLUMNS: "Does each column have the values that it had when the model was fitted?",
    window_drift.CLASSIFIER: "Can a classifier tell the window from the applicants of the model?",
    window_drift.PREDICTIONS: "Are the probabilities spread as in the earlier requests to this version?",
    window_drift.CALIBRATION: "Do as many applicants default as was predicted?",
}


@dataclass(frozen=True)
class WindowReport:
    """What came of a window; as a document it holds no value of any request.

    Parameters
    ----------
    name, version, digest
        Of the model.
    since, until
        Bounds of the window, in seconds since 1970.
    requests, applicants, unread
        Requests of the window; applicants in them; those that this version no longer reads.
    tests, skipped
        What was tried, corrected for how much it was; and why the rest was not.
    rate
        Of false alarms, at most.
    at
        When it was decided.
    """

    name: str
    version: str
    digest: str
    since: float
    until: float
    requests: int
    applicants: int
    unread: int
    tests: tuple[WindowTest, ...]
    skipped: Mapping[str, str]
    rate: float
    at: str

    @property
    def alarms(self) -> list[WindowTest]:
        """Tests that found something."""
        return [one for one in self.tests if one.adjusted <= self.rate]

    @property
    def sentence(self) -> str:
        """What was found, without a full stop."""
        who = f"{self.name}, version {self.version}: {self.requests:,} requests"
        if not self.alarms:
            return f"{who} are like what it was fitted on ({', '.join(one.name for one in self.tests)})"
        found = [one.name + (f" ({one.most})" if one.most else "") for one in self.alarms]
        return f"{who} are not like what it was fitted on: {', '.join(found)}"

    def document(self) -> dict[str, Any]:
        """Return it as plain data."""
        tests = [
            {
                "name": one.name,
                "statistic": one.statistic,
                "p": one.p,
                "adjusted": one.adjusted,
                "most": one.most,
                "columns": one.table.to_dict(orient="index"),
            }
            for one in self.tests
        ]
        return {
            "alarm": bool(self.alarms),
            "sentence": self.sentence,
            "model": {"name": self.name, "version": self.version, "digest": self.digest},
            "window": {"since": _iso(self.since), "until": _iso(self.until)},
            "requests": self.requests,
            "applicants": self.applicants,
            "unread": self.unread,
            "rate": self.rate,
            "tests": tests,
            "skipped": dict(self.skipped),
            "at": self.at,
        }


def report_window(
    loaded: Loaded,
    logged: Sequence[Mapping[str, Any]],
    since: float,
    until: float,
    *,
    outcomes: Mapping[tuple[str, int], int] | None = None,
    rate: float = 0.05,
    seed: int = 0,
) -> WindowReport:
    """Return whether the requests of a window are like what a version was fitted on.

    Applicants of one request may resemble each other, so one of each request is drawn.

    Parameters
    ----------
    loaded
        The version.
    logged
        Rows of the log, those before the window too.
    since, until
        Bounds of the window, in seconds since 1970; the second is not in it.
    outcomes
        What became of applicants, by request and place.
    rate
        Of false alarms, over all tests together.
    seed
        Of what is drawn.

    Raises
    ------
    UsageError
        The window holds too few requests.
    """
    ours = [row for row in logged if row["model"] == loaded.name and row["time"] < until]
    inside = [row for row in ours if row["time"] >= since]
    window = _one_each(inside, seed)
    values, kept = _read(loaded, window)
    if len(kept) < LEAST:
        hint = "Take a longer window: --days, --since."
        raise UsageError(
            f"window of {loaded.name}", expected=f"at least {LEAST} requests", got=len(kept), hint=hint
        )
    counts = DriftCounts(loaded.artefact.data(REFERENCE), loaded.reader.names)
    counts.add(values)
    tests = [window_drift.column_test(counts.reference, counts.counts, seed=seed)]
    skipped = {}
    if loaded.reference.probability:
        names = list(loaded.reader.names)
        population = pd.DataFrame({name: list(loaded.reference.columns[name]) for name in names})
        tests.append(window_drift.classifier_test(population, pd.DataFrame(values, columns=names), seed=seed))
    else:
        skipped[window_drift.CLASSIFIER] = "the model hands on no applicants to compare with"
    before = [row for row in ours if row["time"] < since and row["digest"] == loaded.digest]
    past = [row["probability"] for row in _one_each(before, seed)]
    now = [row["probability"] for row in kept if row["digest"] == loaded.digest]
    if min(len(past), len(now)) >= LEAST:
        tests.append(window_drift.prediction_test(past, now, seed=seed))
    else:
        skipped[window_drift.PREDICTIONS] = (
            f"this version answered {len(past):,} requests before the window and {len(now):,} in it, "
            f"and {LEAST} of each are needed"
        )
    known = [
        (outcomes[key], row["probability"])
        for row in kept
        if outcomes and row["digest"] == loaded.digest and (key := (row["request"], row["place"])) in outcomes
    ]
    if len(known) >= LEAST:
        tests.append(window_drift.calibration_test(*map(list, zip(*known, strict=True))))
    else:
        skipped[window_drift.CALIBRATION] = (
            f"{len(known):,} outcomes are known of these requests, and {LEAST} are needed"
        )
    return WindowReport(
        loaded.name,
        loaded.version,
        loaded.digest,
        since,
        until,
        len(kept),
        len(inside),
        len(window) - len(kept),
        tuple(window_drift.together(tests)),
        skipped,
        rate,
        datetime.now(UTC).isoformat(timespec="seconds"),
    )


def read_outcomes(path: Path) -> dict[tuple[str, int], int]:
    """Return what became of applicants from a CSV with columns request, place, outcome (0 or 1).

    Raises
    ------
    DataError
        A column is absent, a value is none of these, or an applicant has two outcomes.
    """
    found: dict[tuple[str, int], int] = {}
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = csv.DictReader(file)
        if not set(OUTCOMES) <= set(rows.fieldnames or ()):
            raise DataError(
                str(path),
                expected=f"columns {', '.join(OUTCOMES)}",
                got=", ".join(rows.fieldnames or ["none"]),
            )
        for row in rows:
            where = f"{path}, line {rows.line_num}"
            try:
                key, outcome = (row["request"], int(row["place"])), int(row["outcome"])
            except (TypeError, ValueError):
                raise DataError(where, expected="a whole number as place and as outcome") from None
            if outcome not in (0, 1):
                raise DataError(where, expected="an outcome of 0 or 1", got=outcome)
            if found.setdefault(key, outcome) != outcome:
                raise DataError(where, expected="one outcome for each applicant", got="a second one")
    return found


def write_window_report(report: WindowReport, folder: Path) -> Path:
    """Write a report as JSON and as a page that needs nothing else; return where the page is.

    Parameters
    ----------
    report
        What came of the window.
    folder
        Made if it is not there; a report of the same second in it stays.
    """
    folder.mkdir(parents=True, exist_ok=True)
    moment = report.at.replace(":", "").replace("+0000", "Z")
    stem = f"{report.name}-{report.version}-{moment}"
    numbered = (stem if number == 1 else f"{stem}-{number}" for number in count(1))
    place = next(folder / f"{one}.html" for one in numbered if not (folder / f"{one}.html").exists())
    text = json.dumps(report.document(), indent=1, allow_nan=False, ensure_ascii=False)
    place.with_suffix(".json").write_text(text + "\n", encoding="utf-8")
    place.write_text(page(report), encoding="utf-8")
    return place


def page(report: WindowReport) -> str:
    """Return a report as a page."""
    tests = [
        [_ASKED[one.name], _verdict(one, report.rate), f"{one.statistic:.3f}", f"{one.adjusted:.3f}"]
        for one in report.tests
    ] + [[_ASKED[name], f"not tried: {why}", "", ""] for name, why in report.skipped.items()]
    columns = next(one.table for one in report.tests if one.name == window_drift.COLUMNS)
    shown = [
        [str(name), f"{row['index']:.3f}", f"{row['by chance']:.3f}", f"{row['adjusted']:.3f}"]
        for name, row in columns.iterrows()
    ]
    return PAGE.substitute(
        title=html.escape(f"{report.name}, version {report.version}"),
        verdict="Alarm" if report.alarms else "No alarm",
        sentence=html.escape(report.sentence),
        since=_shown(report.since),
        until=_shown(report.until),
        applicants=f"{report.applicants:,}",
        unread=f"{report.unread:,}",
        rate=f"{report.rate:.0%}",
        tests=_rows(tests),
        columns=_rows(shown),
        digest=html.escape(report.digest[:12]),
        at=report.at,
    )


def _verdict(test: WindowTest, rate: float) -> str:
    if test.adjusted > rate:
        return "as by chance"
    return f"changed: {test.most}" if test.most else "changed"


def _rows(rows: Sequence[Sequence[str]]) -> str:
    return "\n".join(
        f'<tr><th scope="row">{html.escape(first)}</th>'
        + "".join(f"<td>{html.escape(one)}</td>" for one in rest)
        + "</tr>"
        for first, *rest in rows
    )


def _iso(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="seconds")


def _shown(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d %H:%M UTC")


def _one_each(rows: Sequence[Mapping[str, Any]], seed: int) -> list[Mapping[str, Any]]:
    """Return one row of each request, drawn."""
    by_request: dict[tuple[str, str], list[Mapping[str, Any]]] = {}
    for row in rows:
        by_request.setdefault((row["caller"], row["request"]), []).append(row)
    chance = random.Random(seed)
    return [chance.choice(some) for some in by_request.values()]


def _read(
    loaded: Loaded, rows: Sequence[Mapping[str, Any]]
) -> tuple[list[list[Any]], list[Mapping[str, Any]]]:
    """Return the values of the applicants that a version reads, and their rows."""
    values, kept = [], []
    for row in rows:
        try:
            (one,), _ = loaded.reader.read([row["features"]])
        except Problem:
            continue
        values.append(one)
        kept.append(row)
    return values, kept


def bounds(since: datetime | None, until: datetime | None, days: float) -> tuple[float, float]:
    """Return the bounds of a window in seconds since 1970: the last `days` by default.

    Parameters
    ----------
    since, until
        As they were given; without a zone they are UTC.
    days
        Of the window where one bound is not given.

    Raises
    ------
    UsageError
        The window is empty.
    """
    end = _seconds(until) if until else datetime.now(UTC).timestamp()
    start = _seconds(since) if since else end - days * 86_400
    if not start < end:
        raise UsageError("window", expected="--since before --until", got=f"{_iso(start)}, {_iso(end)}")
    return start, end


def _seconds(moment: datetime) -> float:
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
