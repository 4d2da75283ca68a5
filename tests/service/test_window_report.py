"""`drift`: a window of the log is like what the model was fitted on, or an alarm says in what it differs."""

from __future__ import annotations

import json
import sys
import time
import uuid
from contextlib import closing
from datetime import UTC, datetime, timedelta
from functools import cache

import numpy as np
import pytest

from fitted_scores import applicants, fitted, handed_on
from portfolio.errors import DataError, UsageError
from portfolio.scoring.export import plain
from service.__main__ import main
from service.log_database import open_log, rows_of
from service.model_store import ready
from service.settings import Settings
from service.window_report import bounds, page, read_outcomes, report_window, write_window_report
from service_client import place, point

NOW = datetime(2026, 3, 1, tzinfo=UTC).timestamp()
WEEK = 7 * 86_400.0


@cache
def people(count=600, start=0):
    """Return applicants of the data, as a caller sends them, with what the model says of each."""
    everybody = applicants().features  # the file is in no random order: its first rows spend less
    frame = everybody.iloc[np.random.default_rng(5).permutation(len(everybody))[start : start + count]]
    columns = {str(name): plain(frame[name]) for name in frame}
    features = [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]
    return features, fitted().probability(frame).tolist()


def rows(start=0, count=300, at=NOW - WEEK / 2, change=lambda one: one, each=1):
    """Return rows of the log."""
    features, answers = people(count, start)
    return [
        {
            "caller": "adviser", "request": str(uuid.UUID(int=start + number // each)),
            "place": number % each, "time": at, "model": "credit_score", "version": "1",
            "digest": handed_on().digest,
            "features": change(dict(one)), "probability": answer,
        }
        for number, (one, answer) in enumerate(zip(features, answers, strict=True))
    ]  # fmt: skip


@cache
def champion():
    return ready(handed_on(), "credit_score", "1", handed_on().digest)


def reported(logged, **how):
    return report_window(champion(), logged, NOW - WEEK, NOW, **how)


def test_people_of_the_data_raise_no_alarm():
    """Columns, the classifier and the predictions are tried; outcomes are not known, and that is said."""
    made = reported(rows(at=NOW - 2 * WEEK) + rows(start=300))
    assert [one.name for one in made.tests] == ["columns", "classifier", "predictions"]
    assert (made.alarms, made.requests, made.applicants, made.unread) == ([], 300, 300, 0)
    assert made.skipped == {"calibration": "0 outcomes are known of these requests, and 100 are needed"}
    assert made.sentence.startswith("credit_score, version 1: 300 requests are like what it was fitted on")


def test_amounts_in_another_unit_are_an_alarm_that_names_the_column():
    """The amount arrives in hundreds."""
    made = reported(rows(change=lambda one: {**one, "Amount": max(one["Amount"] / 3, 100)}))
    assert made.alarms[0].name == "columns"
    assert made.alarms[0].most == "Amount"
    assert "columns (Amount)" in made.sentence


def test_outcomes_that_are_too_frequent_are_an_alarm():
    """Everybody defaults; nothing else has changed."""
    logged = rows(start=300)
    outcomes = {(row["request"], row["place"]): 1 for row in logged}
    made = reported(logged, outcomes=outcomes)
    assert [one.name for one in made.alarms] == ["calibration"]
    assert made.skipped.keys() == {"predictions"}


def test_one_applicant_of_each_request_is_looked_at():
    """Three in a request are one observation, and the same one each time."""
    made = reported(rows(count=600, each=3))
    assert (made.requests, made.applicants) == (200, 600)
    again = reported(rows(count=600, each=3))
    assert [one.p for one in made.tests] == [one.p for one in again.tests]


def test_rows_of_other_models_and_times_are_left_out():
    """And too few requests are refused in one sentence."""
    others = [{**row, "model": "another"} for row in rows()] + rows(at=NOW + 1)
    with pytest.raises(UsageError, match="window of credit_score; expected at least 100 requests; got 0"):
        reported(others)


def test_what_this_version_cannot_read_is_counted():
    """A row of an older signature."""
    made = reported([*rows(), *rows(start=300, count=5, change=lambda one: {"Age": 3})])
    assert (made.requests, made.unread) == (300, 5)


def test_the_report_holds_no_value_of_a_request(tmp_path):
    """Shares and indices only; the page needs no other file."""
    text = "a job nobody has"
    made = reported(rows(change=lambda one: {**one, "Job": text}))
    place_of = write_window_report(made, tmp_path)
    document = json.loads(place_of.with_suffix(".json").read_text())
    assert document["alarm"] is True
    assert document["tests"][0]["columns"]["Job"]["adjusted"] < 0.05
    for content in (place_of.read_text(), json.dumps(document)):
        assert text not in content
        assert "http" not in content
    assert page(made).count("<h1>Alarm</h1>") == 1


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("request,place\nr,0\n", "expected columns request, place, outcome; got request, place"),
        ("request,place,outcome\nr,0,yes\n", "line 2; expected a whole number as place and as outcome"),
        ("request,place,outcome\nr,0,2\n", "line 2; expected an outcome of 0 or 1; got 2"),
        ("request,place,outcome\nr,0,1\nr,0,0\n", "line 3; expected one outcome for each applicant"),
        ("", "got none"),
    ],
)
def test_outcomes_that_cannot_be_read(tmp_path, content, message):
    """The file and the line are named."""
    path = tmp_path / "outcomes.csv"
    path.write_text(content)
    with pytest.raises(DataError, match=message):
        read_outcomes(path)


def test_outcomes_are_read_with_a_byte_order_mark(tmp_path):
    """As a spreadsheet writes them."""
    path = tmp_path / "outcomes.csv"
    path.write_text("request,place,outcome\nr,0,1\n", encoding="utf-8-sig")
    assert read_outcomes(path) == {("r", 0): 1}


def test_bounds_of_a_window():
    """The last days by default; an empty one is refused."""
    start, end = bounds(None, None, 7)
    assert end - start == WEEK
    assert abs(end - time.time()) < 60
    moment = datetime(2026, 1, 1)
    assert bounds(moment, moment + timedelta(days=1), 7)[1] - bounds(moment, None, 7)[0] == 86_400
    with pytest.raises(UsageError, match="--since before --until"):
        bounds(moment, moment, 7)


def test_the_command_says_alarm_by_its_exit_code(tmp_path, monkeypatch, capsys):
    """Eleven, one sentence, and a report; without an alarm nothing."""
    settings = Settings(state=tmp_path)
    settings.models.mkdir(parents=True)
    place(handed_on(), settings)
    point(settings, champion=("1", handed_on()))
    features, answers = people()
    with closing(open_log(settings.log_address)) as log:
        for number, (one, answer) in enumerate(zip(features, answers, strict=True)):
            changed = {**one, "Amount": max(one["Amount"] / 3, 100)} if number >= 300 else one
            line = {
                "caller": "adviser", "request": f"r{number}", "model": "credit_score", "version": "1",
                "time": NOW + WEEK * (number // 300), "digest": handed_on().digest,
                "features": [changed], "probability": [answer], "refused": [False],
            }  # fmt: skip
            log.add(rows_of([json.dumps(line).encode()]))
    monkeypatch.setenv("PORTFOLIO_API_STATE", str(tmp_path))

    def ended(*given, name="credit_score"):
        monkeypatch.setattr(sys, "argv", ["service", "drift", name, *given])
        return main(), capsys.readouterr().err

    assert ended("--since", "2026-02-28", "--until", "2026-03-02") == (0, "")
    code, told = ended("--since", "2026-03-07", "--until", "2026-03-09")
    assert code == 11
    assert "not like what it was fitted on: columns (Amount)" in told
    assert len(list((tmp_path / "drift").glob("*.html"))) == 2
    assert ended("--until", "2020-01-01")[0] == 2
    assert ended(name="nobody")[0] == 2
