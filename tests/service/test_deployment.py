"""A candidate becomes the champion only if nobody who calls it will notice more than a better score."""

from __future__ import annotations

import json
import sys
import uuid
from contextlib import closing
from dataclasses import replace
from functools import cache

import pytest

from fitted_scores import applicants, artefact_of, fitted, handed_on
from portfolio.errors import EnvironmentFaultError, ModelFileError, UsageError
from portfolio.results import Artefact, Field, Signature
from portfolio.results.artefacts import checked
from portfolio.scoring.calibration import Recalibration
from portfolio.scoring.export import plain
from portfolio.scoring.models import DEPLOYABLE
from portfolio.statistics.means import wilson
from service.__main__ import main
from service.contract import check_contract, edge_rows, signature_faults
from service.deployment import deploy, reader, write_report
from service.log_database import MOST, open_log, rows_of
from service.model_store import ready
from service.registry import Registry
from service.settings import Settings
from service.shadow import share_by_request

NAME = "credit_score"
LIMITS = Settings(deploy_milliseconds=1e3)  # the machine of a test may be anything


class Shelf:
    """A registry in memory."""

    def __init__(self, candidate, champion=None, stored=None):
        self.versions = {"1": champion or handed_on(), "2": candidate}
        self.stored = {"2": stored} if stored else {}
        self.pointing = {"champion": "1", "challenger": "2"}
        self.asked = 0

    def aliases(self, _name):
        self.asked += 1
        return {
            alias: {"version": version, "digest": self.versions[version].digest}
            for alias, version in self.pointing.items()
        }

    def fetch(self, _name, version, _folder):
        return checked(self.stored.get(version, self.versions[version]).files)

    def promote(self, _name, alias, version):
        self.pointing[alias] = version

    def withdraw(self, _name, alias):
        del self.pointing[alias]


@cache
def logged(count=300, applicants_each=1):
    """Return rows of the log: requests for people of the data, answered by the first version."""
    frame = applicants().features.head(count * applicants_each)
    columns = {str(name): plain(frame[name]) for name in frame}
    features = [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]
    answers = fitted().probability(frame).tolist()
    return [
        {
            "caller": "adviser",
            "request": str(uuid.UUID(int=place // applicants_each)),
            "place": place % applicants_each,
            "digest": handed_on().digest,
            "features": one,
            "probability": answer,
        }
        for place, (one, answer) in enumerate(zip(features, answers, strict=True))
    ]


def tried(shelf, rows=None, settings=LIMITS):
    """Return the deployment of the challenger of a registry."""
    return deploy(shelf, lambda *_: logged() if rows is None else rows, settings, NAME)


def failed(made):
    """Return the names of the checks that did not hold."""
    return [check.name for check in made.checks if not check.passed]


@cache
def drifting():
    """Return a score whose odds are three times as high: whole, and another one."""
    score = fitted()
    return artefact_of(replace(score, mend=Recalibration(score.mend.slope, score.mend.intercept + 1.1)))


def changed(artefact, **members):
    """Return an artefact with another description, its digests as they are."""
    told = {**artefact.description, **members}
    return Artefact(artefact.name, {**artefact.files, "artefact.json": json.dumps(told).encode()})


def test_a_good_candidate_is_promoted():
    """Another seed decides a few otherwise; afterwards it is the champion, and nobody's challenger."""
    shelf = Shelf(handed_on(seed=1))
    made = tried(shelf)
    assert (made.promoted, failed(made)) == (True, [])
    assert shelf.pointing == {"champion": "2"}
    assert 0 < made.shadow.low < made.shadow.share < made.shadow.high < 0.1
    assert (made.shadow.requests, made.shadow.reproduced, made.shadow.logged) == (300, 300, 300)
    assert made.sentence.startswith("credit_score, version 2, is the champion: 11 checks held")


def test_the_same_model_under_another_number_changes_nothing():
    """The comparison finds differences only where there are some."""
    same = changed(handed_on(), metrics={"auc": 0.9})
    made = tried(Shelf(same))
    assert made.promoted
    assert (made.shadow.changed, made.shadow.largest, made.shadow.shift) == (0, 0, 0)


def test_a_tampered_candidate_is_refused():
    """Before anything else is tried."""
    files = handed_on(seed=1).files
    other = Artefact(NAME, {**files, "plain.json": files["plain.json"].replace(b"1", b"2", 1)})
    shelf = Shelf(handed_on(seed=1), stored=other)
    made = tried(shelf)
    assert (failed(made), made.shadow) == (["files"], None)
    assert "plain.json is not the file that was registered" in made.sentence
    assert shelf.pointing == {"champion": "1", "challenger": "2"}


def test_a_candidate_of_a_narrower_signature_is_refused():
    """It would refuse applicants that are scored today, and some of the log as well."""
    shelf = Shelf(artefact_of(fitted(seed=1), most=2000.0))
    made = tried(shelf)
    assert failed(made) == ["signature", "readable"]
    assert "the maximum of column Amount was 5000 and is 2000" in made.sentence
    assert made.shadow.unread > 0
    assert shelf.pointing["champion"] == "1"


def test_a_drifting_candidate_is_refused():
    """Each of its files is whole and it answers its example: only the log shows what it does."""
    shelf = Shelf(drifting())
    made = tried(shelf)
    assert failed(made) == ["decisions"]
    assert made.shadow.low > 0.1
    assert made.shadow.shift > 0.05
    assert made.shadow.refused["challenger"] > made.shadow.refused["champion"]
    assert shelf.pointing["champion"] == "1"


@pytest.mark.parametrize(
    ("limit", "name"),
    [
        ({"deploy_difference": 0.001}, "probabilities"),
        ({"deploy_changed": 0.0001}, "decisions"),
        ({"deploy_least": 301}, "requests"),
        ({"deploy_milliseconds": 1e-6}, "time"),
    ],
)
def test_each_limit_is_a_setting(limit, name):
    """And each refuses."""
    assert failed(tried(Shelf(handed_on(seed=1)), settings=replace(LIMITS, **limit))) == [name]


def test_without_requests_nothing_is_promoted_unless_a_setting_says_so():
    """A model that nobody asked yet."""
    assert failed(tried(Shelf(handed_on(seed=1)), rows=[])) == ["requests"]
    assert tried(Shelf(handed_on(seed=1)), rows=[], settings=replace(LIMITS, deploy_least=0)).promoted


def test_a_log_that_the_champion_did_not_write_is_no_witness():
    """One logged answer that it does not repeat, and nothing is promoted."""
    rows = [*logged()[:-1], {**logged()[-1], "probability": 0.5}]
    assert failed(tried(Shelf(handed_on(seed=1)), rows=rows)) == ["log"]


@pytest.mark.parametrize("family", DEPLOYABLE)
def test_an_answer_of_the_example_may_differ_by_rounding_alone(family):
    """For each kind of score that the chapter can register; the service loads what is near enough."""
    example = handed_on(family).description["example"]
    for gap, held in ((0.0, True), (4e-16, True), (1e-13, True), (1e-11, False)):
        answers = [example["answers"][0] + gap, *example["answers"][1:]]
        one = changed(handed_on(family), example={**example, "answers": answers})
        checks = check_contract(ready(one, NAME, "2", one.digest), None, LIMITS)
        assert [check.name for check in checks if not check.passed] == ([] if held else ["example"])


@pytest.mark.parametrize("family", DEPLOYABLE)
def test_each_kind_of_score_is_promoted_after_one_of_its_kind(family):
    """Its sums may have been added up in another order."""
    metrics = changed(handed_on(family), metrics={"auc": 0.9})
    made = tried(Shelf(metrics, champion=handed_on(family)))
    assert (made.promoted, failed(made)) == (True, [])


def test_aliases_that_changed_meanwhile_are_left_alone():
    """Somebody promoted by hand while this was tried."""
    shelf = Shelf(handed_on(seed=1))
    rows = logged()

    def reading(*_):
        shelf.versions["3"] = handed_on(seed=1)
        shelf.pointing["champion"] = "3"
        return rows

    made = deploy(shelf, reading, LIMITS, NAME)
    assert failed(made) == ["aliases"]
    assert shelf.pointing["champion"] == "3"


def test_there_has_to_be_a_challenger():
    """And another one than the champion."""
    shelf = Shelf(handed_on(seed=1))
    shelf.pointing = {"champion": "1"}
    with pytest.raises(UsageError, match="has no challenger"):
        tried(shelf)
    shelf.pointing["challenger"] = "1"
    with pytest.raises(UsageError, match="is the champion already"):
        tried(shelf)


def test_the_report_tells_limits_and_checks_and_nothing_of_a_request(tmp_path):
    """Counts and shares only: the log has people's values, the report has none."""
    made = tried(Shelf(handed_on(seed=1)))
    path = write_report(made, replace(LIMITS, state=tmp_path))
    told = json.loads(path.read_text())
    assert path.parent == tmp_path / "deployments"
    assert (told["promoted"], told["limits"]["deploy_changed"]) == (True, 0.1)
    assert [one["name"] for one in told["checks"]] == [one.name for one in made.checks]
    assert set(told["shadow"]["drift"]) == set(handed_on().description["example"]["rows"][0])
    assert "features" not in path.read_text()
    assert str(uuid.UUID(int=0)) not in path.read_text()


AMOUNT = Field("Amount", "number", minimum=0, maximum=10)
HOME = Field("Home", "text", levels=("owner", "rent"), missing=True)


@pytest.mark.parametrize(
    ("new", "told"),
    [
        ((AMOUNT,), "column Home is gone"),
        ((AMOUNT, replace(HOME, missing=False)), "column Home may not be missing any more"),
        ((replace(AMOUNT, minimum=1), HOME), "the minimum of column Amount was 0 and is 1"),
        ((replace(AMOUNT, maximum=9), HOME), "the maximum of column Amount was 10 and is 9"),
        ((AMOUNT, replace(HOME, name="Home", type="number")), "was a text and is a number"),
        ((AMOUNT, HOME, Field("Age", "number")), "column Age is new and may not be missing"),
    ],
)
def test_a_signature_that_refuses_a_caller_of_today_is_a_fault(new, told):
    """Told by column."""
    (fault,) = signature_faults(Signature((AMOUNT, HOME)), Signature(new))
    assert told in fault


def test_a_wider_signature_is_none():
    """A range, a level, an optional column more, or another order: callers send names."""
    wider = (
        Field("Age", "number", missing=True),
        replace(HOME, levels=("owner",)),
        replace(AMOUNT, minimum=None, maximum=11),
    )
    assert list(signature_faults(Signature((AMOUNT, HOME)), Signature(wider))) == []


def test_edge_rows_reach_each_bound_level_and_gap():
    """One value at a time, then all, then nothing but what is required."""
    rows = edge_rows(Signature((AMOUNT, HOME)), {"Amount": 5, "Home": "rent"})
    assert {row.get("Amount") for row in rows} == {0, 5, 10}
    assert {"owner", "rent", "", "never seen", None} <= {row.get("Home") for row in rows}
    assert rows[-1] == {"Amount": 5}


def test_a_candidate_that_fails_on_an_edge_is_refused(monkeypatch):
    """Whether it raises or gives what is no probability."""
    one = handed_on()
    for broken, told in ((lambda _: 1 / 0, "ZeroDivisionError"), (lambda p: p * 0 + 2, "outside 0 to 1")):
        loaded = ready(one, NAME, "1", one.digest)
        decide = loaded.scorer.decide
        few = len(one.description["example"]["rows"])

        def faulty(rows, *given, broken=broken, decide=decide, few=few):
            made = decide(rows, *given)
            return replace(made, probability=broken(made.probability)) if len(rows) > few else made

        monkeypatch.setattr(loaded.scorer, "decide", faulty)
        checks = {check.name: check for check in check_contract(loaded, None, LIMITS)}
        assert not checks["edge rows"].passed
        assert told in checks["edge rows"].found
        assert checks["example"].passed


@pytest.mark.parametrize(("hits", "count"), [(0, 100), (3, 100), (100, 100), (1, 7)])
def test_the_interval_of_single_applicants_is_wilsons(hits, count):
    """As the library has it."""
    share, low, high = share_by_request([place < hits for place in range(count)], range(count))
    expected = wilson(hits, count)
    assert share == pytest.approx(hits / count)
    assert (low, high) == pytest.approx(tuple(expected)[:2], abs=1e-12)


def test_applicants_of_one_request_count_once():
    """Ten requests of a hundred are ten observations, not a thousand."""
    many = share_by_request([True] * 100 + [False] * 900, [place // 100 for place in range(1000)])
    few = share_by_request([True] + [False] * 9, range(10))
    assert many == pytest.approx(few)


def test_the_log_gives_the_last_requests_whole_and_bounded(tmp_path):
    """Of one model, oldest first."""
    address = f"sqlite:///{tmp_path}/log.db"
    with closing(open_log(address)) as log:
        for at, (request, model, size) in enumerate(
            [("a", NAME, 2), ("b", NAME, 2), ("c", "other", 1), ("d", NAME, MOST + 5)]
        ):
            line = {
                "caller": "x",
                "request": request,
                "time": float(at),
                "model": model,
                "version": "1",
                "digest": "d",
                "features": [{"Amount": 1.0}] * size,
                "probability": [0.5] * size,
                "refused": [False] * size,
            }
            log.add(rows_of([json.dumps(line).encode()]))
    rows = reader(address)(NAME, 2)
    assert [row["request"] for row in rows] == ["b"] * 2 + ["d"] * MOST
    assert [row["place"] for row in rows[:2]] == [0, 1]


def test_a_log_that_is_away_is_an_error_of_the_machine():
    """In one line, without its address."""
    with pytest.raises(EnvironmentFaultError, match="the log cannot be read") as told:
        reader("postgresql://someone:word@127.0.0.1:1/x")(NAME, 1)
    assert "word" not in str(told.value)


@pytest.mark.filterwarnings("default")  # MLflow and what it brings warn of each other
def test_the_command_promotes_or_says_why_not(tmp_path, monkeypatch, capsys):
    """From a registry and a log in files: refused while nobody asked, and promoted where that is allowed."""
    state = tmp_path / "state"
    registry = Registry(f"sqlite:///{state}/registry.db")
    for artefact in (handed_on(), handed_on(seed=1)):
        registry.register(artefact)

    def command(**limits):
        for name, value in {"state": state, **limits}.items():
            monkeypatch.setenv(f"PORTFOLIO_API_{name.upper()}", str(value))
        monkeypatch.setattr(
            sys, "argv", ["service", "deploy", NAME, "--report", str(tmp_path / "report.json")]
        )
        return main(), capsys.readouterr().err

    code, told = command(deploy_milliseconds=1e3)
    assert code == ModelFileError.exit_code
    assert "version 2, is refused: requests: 0 logged requests" in told
    assert registry.aliases(NAME)["champion"]["version"] == "1"
    assert command(deploy_milliseconds=1e3, deploy_least=0)[0] == 0
    assert json.loads((tmp_path / "report.json").read_text())["promoted"]
    assert {alias: one["version"] for alias, one in registry.aliases(NAME).items()} == {"champion": "2"}
