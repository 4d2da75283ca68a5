"""The adviser's page in a real browser, against a running server."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import httpx
import pandas as pd
import pytest
from playwright.sync_api import Page

from fitted_scores import applicants, fitted, handed_on
from opened_pages import DESK, PHONE, Visit, is_required, no_browser
from service.adviser import LANGUAGES
from service.keys import issue
from service.settings import Settings
from service_client import place, point, server

pytestmark = pytest.mark.browser

READY = "html[data-ready]"
RISKY, STUCK, SAFE = 9, 11, 2  # examples: refused, refused whatever changes, accepted
RING = """(() => { const look = getComputedStyle(document.activeElement);
  return look.outlineStyle !== "none" && parseFloat(look.outlineWidth) >= 2; })()"""
# what can be reached with the Tab key
LIVE = """[...document.querySelectorAll("a[href], button, summary, input, select, [tabindex='0']")]
  .filter((one) => one.checkVisibility() && !one.disabled && one.getClientRects().length
    && one.className !== "skip")"""
CONTRIBUTIONS = """[...document.querySelectorAll("#local tbody tr")].map((row) => [
  row.querySelector("th").firstChild.data, Number(row.querySelector("data").value),
  row.querySelector("data").textContent, row.querySelector(".fill").className,
  parseFloat(row.querySelector(".fill").style.width)])"""


def examples() -> list[dict[str, Any]]:
    """Return the applicants that the page offers."""
    rows: list[dict[str, Any]] = handed_on().description["example"]["rows"]
    return rows


@dataclass(frozen=True)
class Api:
    """A running server and a key to it."""

    address: str
    key: str

    def post(self, path: str, applicant: dict[str, Any], cost_ratio: float = 5.0) -> dict[str, Any]:
        """Return what the API answers about an applicant."""
        body = {"applicants": [applicant], "cost_ratio": cost_ratio}
        headers = {"Authorization": f"Bearer {self.key}"}
        said = httpx.post(f"{self.address}{path}", json=body, headers=headers, timeout=60)
        answer: dict[str, Any] = said.raise_for_status().json()
        return answer

    def reference(self) -> dict[str, Any]:
        """Return the population and the rest of what the page is built from."""
        headers = {"Authorization": f"Bearer {self.key}"}
        answer: dict[str, Any] = httpx.get(f"{self.address}/v1/reference", headers=headers, timeout=60).json()
        return answer


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    """Return a running server; without a browser, skip, or fail where it is required."""
    if reason := no_browser():
        pytest.fail(reason) if is_required() else pytest.skip(reason)
    settings = Settings(state=tmp_path_factory.mktemp("state"))
    place(handed_on(), settings)
    point(settings, champion=("1", handed_on()))
    key = issue(settings.keys, "adviser")
    with server(settings.state) as (address, _):
        yield Api(address, key)


@pytest.fixture
def opened(api: Api, visit: Callable[..., Visit]) -> Callable[..., Visit]:
    """Return a function that opens the page, with the key typed in unless told otherwise."""

    def open_page(query: str = "?lang=en", key: str | None = None, **settings: Any) -> Visit:
        made = visit(f"{api.address}/app{query}", **settings)
        made.page.wait_for_selector(READY, state="attached")
        given = api.key if key is None else key
        if given:
            made.page.locator("#key").fill(given)
            made.page.keyboard.press("Enter")
            made.page.locator("#desk, #access-said:not(:empty)").locator("visible=true").first.wait_for()
        return made

    return open_page


def scored(page: Page, example: int) -> None:
    """Choose an example and score it."""
    page.locator("#example").select_option(str(example))
    with page.expect_response("**/v1/counterfactual"), page.expect_response("**/v1/score"):
        page.locator("#client button").click()
    page.locator("#stale:empty").wait_for(state="attached")
    page.locator("#probability").wait_for()


@pytest.mark.parametrize("example", [SAFE, RISKY])
def test_the_screen_says_what_the_api_and_the_model_say(
    example: int, opened: Callable[..., Visit], api: Api
) -> None:
    """Probability, decision and every contribution, in full; what is printed is the same, rounded."""
    page = opened().page
    scored(page, example)
    answer = api.post("/v1/score", examples()[example])
    (result,) = answer["results"]
    shown = float(page.locator("#probability").get_attribute("value") or "nan")
    assert abs(shown - result["probability"]) < 1e-9
    frame = pd.DataFrame([examples()[example]])[list(applicants().features)].astype(
        applicants().features.dtypes
    )
    assert abs(shown - fitted().probability(frame)[0]) < 1e-9
    assert page.locator("#probability").inner_text() == f"{100 * result['probability']:.1f}%"
    assert page.locator(".verdict strong").get_attribute("data-decision") == result["decision"]
    rows = page.evaluate(CONTRIBUTIONS)
    expected = sorted(result["contributions"].values(), key=abs, reverse=True)
    assert [row[1] for row in rows] == pytest.approx(expected, abs=1e-9)
    for _, value, text, name, width in rows:
        assert text == f"{value:+.2f}".replace("-", "−")
        assert name == ("fill against" if value > 0 else "fill for")
        assert width == pytest.approx(50 * abs(value) / abs(expected[0]), abs=0.01)


def test_what_would_have_to_change_is_the_answer_of_the_api(opened: Callable[..., Visit], api: Api) -> None:
    """The same values, the smallest first; for whom no change is enough, that is said."""
    page = opened().page
    scored(page, RISKY)
    ways = api.post("/v1/counterfactual", examples()[RISKY])["counterfactuals"]
    items = page.locator("#changes li").all_inner_texts()
    assert len(items) == min(4, len(ways)) > 0
    for text, way in zip(items, ways, strict=False):
        assert f"{100 * way['probability']:.1f}%" in text
        for one in way["changes"]:
            assert f"{one['to']:,.0f}" in text
            assert f"instead of {one['from']:,.0f}" in text
    scored(page, STUCK)
    assert not api.post("/v1/counterfactual", examples()[STUCK])["counterfactuals"]
    assert page.locator("#changes").inner_text().startswith("No change of these, alone or two at a time")


def test_the_cost_ratio_moves_the_cut_off(opened: Callable[..., Visit], api: Api) -> None:
    """At one to one hardly anyone is refused; the note that the answer is old comes and goes."""
    page = opened().page
    scored(page, RISKY)
    page.locator("#ratio").fill("1")
    assert page.locator("#stale").inner_text().startswith("The application has changed since")
    page.locator("#ratio").press("Enter")
    page.get_by_text("cut-off 50.0%").wait_for()
    assert page.locator("#stale").inner_text() == ""
    answer = api.post("/v1/score", examples()[RISKY], 1)
    assert page.locator(".verdict strong").get_attribute("data-decision") == answer["results"][0]["decision"]


def test_the_population_is_drawn_around_the_applicant(opened: Callable[..., Visit], api: Api) -> None:
    """A mark for each reference application with both values, shaped by its decision; a table beside."""
    page = opened().page
    scored(page, RISKY)
    page.locator("#across").select_option("Amount")
    page.locator("#up").select_option("Income")
    population = api.reference()["population"]
    known = [
        chance
        for chance, income in zip(population["probability"], population["columns"]["Income"], strict=True)
        if income is not None
    ]
    refused = sum(chance > fitted().cutoff for chance in known)
    assert page.locator("#crowd rect").count() == refused
    assert page.locator("#crowd circle").count() == len(known) - refused
    assert "Amount asked for" in (page.locator("#crowd svg").get_attribute("aria-label") or "")
    assert re.match(r"Of the 50 .* nearest in both, \d+ would", page.locator("#crowd-said").inner_text())
    page.locator("summary").click()
    assert page.locator("#nearest tbody tr").count() == 10
    assert page.locator("#nearest caption").inner_text()


def test_with_the_keyboard_alone(opened: Callable[..., Visit], api: Api) -> None:
    """From the key to the answer: typed in, field after field, and sent with Enter."""
    page = opened(key="").page
    press = page.keyboard.press

    def tab_to(name: str) -> None:
        for _ in range(60):
            if page.evaluate("document.activeElement.id") == name:
                return
            press("Tab")
        raise AssertionError(name)

    tab_to("key")
    page.keyboard.type(api.key)
    press("Enter")
    page.locator("#desk").wait_for()
    assert page.evaluate("document.activeElement.id") == "example"
    applicant = {**examples()[RISKY], "Income": None, "Amount": 1250.0}
    for one in handed_on().signature.fields:
        tab_to(f"field-{one.name}")
        value = applicant[one.name]
        if one.type == "number":
            page.keyboard.type("" if value is None else f"{value:,.0f}")
        else:
            press("Home")
            for _ in range(one.levels.index(value) + 1):
                press("ArrowDown")
    press("Tab")
    press("Tab")
    press("Enter")
    page.locator("#probability").wait_for()
    (result,) = api.post("/v1/score", applicant)["results"]
    assert float(page.locator("#probability").get_attribute("value") or "nan") == result["probability"]
    assert page.locator("#said").get_attribute("aria-live") == "polite"


def test_the_keyboard_reaches_everything_and_leaves_again(opened: Callable[..., Visit]) -> None:
    """Each thing once, with a ring around it, and out at the end: there is no trap."""
    page = opened().page
    scored(page, RISKY)
    page.evaluate(f"{LIVE}.forEach((one, index) => {{ one.dataset.live = index; }})")
    wanted = page.evaluate(f"{LIVE}.length")
    page.evaluate("document.activeElement.blur(); window.scrollTo(0, 0)")
    page.locator("h1").click()
    reached, bare = [], []
    for _ in range(wanted + 10):
        page.keyboard.press("Tab")
        number = page.evaluate("document.activeElement.dataset?.live ?? ''")
        if number:
            reached.append(int(number))
            bare += [] if page.evaluate(RING) else [number]
        elif len(reached) >= wanted:
            break
    assert sorted(set(reached)) == list(range(wanted))
    assert bare == []
    assert wanted > 20


def test_a_french_adviser_reads_and_types_french(opened: Callable[..., Visit], api: Api) -> None:
    """By the browser's language; decimals with a comma, thousands with a space."""
    page = opened("", locale="fr-FR").page
    assert page.locator("html").get_attribute("lang") == "fr"
    scored(page, RISKY)
    page.get_by_label("Revenus", exact=True).fill("50,5")
    page.get_by_label("Montant demandé", exact=True).fill("1 250")
    page.get_by_role("button", name="Calculer le score").click()
    page.locator("#stale:empty").wait_for(state="attached")
    applicant = {**examples()[RISKY], "Income": 50.5, "Amount": 1250.0}
    (result,) = api.post("/v1/score", applicant)["results"]
    assert float(page.locator("#probability").get_attribute("value") or "nan") == result["probability"]
    text = page.locator(".verdict").inner_text()
    percent = f"{100 * result['probability']:.1f}".replace(".", ",")
    assert re.match(rf"Refus\s: probabilité de défaut {percent}\s%, seuil de refus 19,2\s%\.", text)
    assert "Montant demandé" in page.locator("#changes").inner_text()


def test_the_switch_changes_the_language_and_nothing_else(opened: Callable[..., Visit]) -> None:
    """Key, application and answer stay; the address says the language, and no word of English is left."""
    page = opened().page
    scored(page, RISKY)
    page.get_by_label("Income", exact=True).fill("50.5")
    page.get_by_label("Debt", exact=True).fill("much")
    value = page.locator("#probability").get_attribute("value")
    page.get_by_role("link", name="Français").click()
    assert page.locator("html").get_attribute("lang") == "fr"
    assert page.url.endswith("/app?lang=fr")
    assert page.get_by_label("Revenus", exact=True).input_value() == "50,5"
    assert page.get_by_label("Dettes en cours", exact=True).input_value() == "much"
    assert page.locator("#probability").get_attribute("value") == value
    told = page.locator("body").inner_text()
    assert not re.search(r"\b(the|of|and|probability|missing|application is)\b", told)
    page.get_by_role("link", name="English").click()
    assert page.get_by_label("Income", exact=True).input_value() == "50.5"


def test_a_wrong_key_gives_one_sentence_and_stays_nowhere(opened: Callable[..., Visit], api: Api) -> None:
    """Neither in the address nor in a store, nor in the address of any request; the right one then opens."""
    visit = opened(key="ZqWRONG")
    page = visit.page
    assert page.locator("#access-said").inner_text() == (
        "The key is not valid: check it, or ask for a new one."
    )
    assert not page.locator("#desk").is_visible()
    page.get_by_role("link", name="Français").click()
    assert page.locator("#access-said").inner_text().startswith("Cette clé n’est pas valide")
    page.locator("#key").fill(api.key)
    page.keyboard.press("Enter")
    page.locator("#desk").wait_for()
    kept = page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie])")
    assert kept == '[{},{},""]'
    assert not any("ZqWRONG" in url or api.key in url for url in [*visit.asked, page.url])
    assert api.key not in page.content()
    page.get_by_role("button", name="Oublier la clé").click()
    assert page.locator("#access").is_visible()
    assert not page.locator("#desk").is_visible()
    assert page.locator("#key").input_value() == ""


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        ({"status": 429, "headers": {"Retry-After": "7"}}, "Too many requests: try again in 7 s."),
        ({"status": 503}, "The service cannot answer for the moment: try again later."),
        ({"status": 500, "body": "<h1>broken</h1>"}, "The service could not answer (error 500)."),
        (
            {"status": 422, "body": '{"errors": [{"pointer": "/applicants/0/Amount", "code": "x"}]}'},
            "Not scored. Amount asked for: the service does not take this value.",
        ),
        (None, "The service does not answer: check the connection and try again."),
    ],
)
def test_what_goes_wrong_is_one_sentence(
    answer: dict[str, Any] | None, sentence: str, opened: Callable[..., Visit]
) -> None:
    """In the reader's words, not the server's; the last answer stays, and so does what was typed."""
    page = opened().page
    scored(page, SAFE)
    page.route("**/v1/score", lambda route: route.fulfill(**answer) if answer else route.abort())
    page.locator("#client button").click()
    page.locator("#client-said:not(:empty)").wait_for()
    assert page.locator("#client-said").inner_text() == sentence
    assert page.locator("#client-said").get_attribute("role") == "alert"
    assert page.locator("#probability").is_visible()


def test_a_model_that_hands_on_no_population_is_shown_without_one(
    opened: Callable[..., Visit], api: Api
) -> None:
    """An older version: decision and contributions stand, and what is not there leaves no empty box."""
    page = opened(key="").page
    older = {"importance": {}, "actions": [], "population": {"columns": {}, "probability": []}}
    page.route("**/v1/reference", lambda route: route.fulfill(json={**api.reference(), **older}))
    none = {**api.post("/v1/counterfactual", examples()[RISKY]), "actions": [], "counterfactuals": []}
    page.route("**/v1/counterfactual", lambda route: route.fulfill(json=none))
    page.locator("#key").fill(api.key)
    page.keyboard.press("Enter")
    page.locator("#desk").wait_for()
    scored(page, RISKY)
    assert page.locator("#local tbody tr").count() > 8
    assert [page.locator(part).is_visible() for part in ("#crowd-part", "#global-part", "#rank")] == [
        False
    ] * 3
    assert page.locator("#changes").inner_text() == (
        "This model declares no value that a client could change."
    )


def test_without_its_words_the_page_says_that_the_service_is_away(
    api: Api, visit: Callable[..., Visit]
) -> None:
    """In the language of the document."""
    page = visit("about:blank").page
    page.route("**/app/words.json", lambda route: route.abort())
    page.goto(f"{api.address}/app?lang=fr")
    page.locator("#broken").wait_for()
    assert page.locator("#broken").inner_text().startswith("Le service ne répond pas")


def test_what_cannot_be_scored_is_said_at_its_field(opened: Callable[..., Visit]) -> None:
    """Nothing is sent; the first wrong field has the focus."""
    visit = opened()
    page = visit.page
    page.locator("#example").select_option(str(SAFE))
    page.get_by_label("Amount asked for", exact=True).fill("99")
    page.get_by_label("Term of the loan", exact=True).fill("soon")
    page.get_by_label("Record of default", exact=True).select_option("")
    page.locator("#client button").click()
    assert page.locator("#client-said").inner_text() == (
        "Not scored. Term of the loan: a number is needed. Record of default: a value is needed. "
        "Amount asked for: a number from 100 to 5,000 is needed."
    )
    assert page.evaluate("document.activeElement.id") == "field-Time"
    assert page.locator("[aria-invalid=true]").count() == 3
    assert not any(url.endswith("/v1/score") for url in visit.asked)


def test_a_name_of_a_column_is_text_whatever_it_holds(opened: Callable[..., Visit], api: Api) -> None:
    """The page builds no markup out of what it is told."""
    visit = opened(key="")
    page = visit.page
    told = json.loads(json.dumps(api.reference()).replace("Time in the present job", "<img src=x onerror=1>"))
    told["fields"][0]["name"] = told["fields"][0]["name"].replace("Seniority", "<b>Seniority</b>")
    page.route("**/v1/reference", lambda route: route.fulfill(json=told))
    page.locator("#key").fill(api.key)
    page.keyboard.press("Enter")
    page.locator("#desk").wait_for()
    assert page.locator("#fields img, #fields b").count() == 0
    assert "<img src=x onerror=1>" in page.locator("#fields").inner_text()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
def test_nobody_complains_of_the_page(
    language: str, viewport: dict[str, int], opened: Callable[..., Visit]
) -> None:
    """Axe in light and dark, before the key and after the answer; no error in the log, nothing sideways."""
    visit = opened(f"?lang={language}", key="", viewport=viewport, color_scheme="light")
    found = visit.complaints()
    visit = opened(f"?lang={language}", viewport=viewport, color_scheme="light")
    scored(visit.page, RISKY)
    visit.page.locator("#local-all").click()
    visit.page.locator("summary").click()
    found += visit.complaints()
    visit.page.emulate_media(color_scheme="dark")
    found += visit.pale()
    assert found == []
    assert visit.errors == []
    assert visit.width() == viewport["width"]


def test_a_page_that_breaks_the_policy_is_heard_of(opened: Callable[..., Visit]) -> None:
    """Else the silence of the log above proves nothing."""
    visit = opened()
    visit.page.evaluate("document.body.setAttribute('style', 'color: red')")
    visit.page.evaluate(
        "document.body.append(Object.assign(document.createElement('img'), {src: 'https://x.invalid/'}))"
    )
    visit.rest()
    assert sum("Content Security Policy" in text for text in visit.errors) >= 2


def test_on_paper_stand_the_application_and_the_whole_answer(opened: Callable[..., Visit]) -> None:
    """No button, no key, every contribution."""
    page = opened(color_scheme="dark").page
    scored(page, RISKY)
    rows = page.locator("#local tbody tr")
    assert rows.locator("visible=true").count() == 8
    page.emulate_media(media="print")
    assert rows.locator("visible=true").count() == rows.count() > 8
    assert page.locator("button").locator("visible=true").count() == 0
    assert page.get_by_label("Amount asked for", exact=True).is_visible()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
