"""The pages around the chapters: home, skills, CV, model cards; and the files beside the pages.

`Around` gathers once what they share. Pages of prose name what is generated for them by a mark, such as
``<!-- portfolio: chapters -->``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Protocol

from portfolio.datasets import card as data_card
from portfolio.datasets import names as data_names
from portfolio.results.value import Value
from press.execute.clean_outputs import with_outputs
from press.execute.finished import Finished
from press.finish.head_facts import FILE as FACTS_FILE
from press.finish.head_facts import Facts
from press.pages import feed, json_ld, social_cards
from press.pages.card_pictures import drawn_bars
from press.pages.cv import cv_markdown
from press.pages.home import (
    Card,
    Picture,
    cards_markdown,
    lessons_markdown,
    owner_markdown,
    paths_markdown,
    reading_minutes,
)
from press.pages.model_cards import cards_of, groups_of, models_markdown
from press.pages.search_words import known_pages, tags_of
from press.pages.skills import PageState, skills_markdown
from press.pages.staging import Stage
from press.pages.summary_box import Highlight, highlight_of
from press.project import Project
from press.result_links import SEEDS
from press.result_references import RESULT_ROLE, filled, shown, split_reference
from press.runs.notebook import Notebook, source, tags
from press.runs.scenarios import page_path, page_title
from press.settings.chapter_card import ChapterCard
from press.settings.competencies import Evidence, Theme, find_evidence, read_competencies
from press.settings.notebook_settings import NotebookSettings, read_all_settings
from press.settings.profile import Profile, read_profile
from press.settings.toc import docname, files_of
from press.sphinx_ext.page_assets import BESIDE, READING
from press.sphinx_ext.thumbnails import Figure, chosen_figure, static_figures, thumbnail
from press.sweep.swept_results import Sweep, read_sweeps
from press.translation.words import Words

COMPARED = "nbval-check-output"
HOME = "index"
_NO_LETTER = re.compile(r"\W+")
Values = Mapping[str, Mapping[str, Value]]


class Translation(Protocol):
    """The book in a second language, as far as the files beside the pages need it."""

    @property
    def language(self) -> str:
        """Such as `fr`."""

    @property
    def words(self) -> Words:
        """The catalogue of short texts."""

    def pairs(self) -> Mapping[str, str]:
        """Return for each English page that has one its page in this language."""

    def social(self) -> Mapping[str, social_cards.SocialCard]:
        """Return the words of the pictures that stand for its pages."""

    def known(self, english: Mapping[str, Mapping[str, Any]]) -> Mapping[str, Mapping[str, Any]]:
        """Return what the search knows of its pages, and of those that they translate."""


@dataclass(frozen=True)
class Around:
    """What the pages around the chapters are made from."""

    # project and toc: the book and its table of contents
    project: Project
    toc: Mapping[str, Any]
    shown: Sequence[Finished]  # the published runs
    documents: Mapping[str, Mapping[str, Any]]  # their executed notebooks, by name of the run
    # notebooks and chapters: the committed notebooks, and their cards, as far as they have one
    notebooks: Mapping[str, Notebook]
    chapters: Mapping[str, ChapterCard]
    values: Values  # recorded values, by run and name
    stage: Stage  # where everything is written
    # title and author: of the site, as `_config.yml` has them; the profile's come first
    title: str = ""
    author: str = ""

    @cached_property
    def sweeps(self) -> dict[str, Sweep]:
        """The published sweeps, by notebook."""
        return read_sweeps(self.project)

    @cached_property
    def profile(self) -> Profile | None:
        """The owner; None when the book has none."""
        return read_profile(self.project)

    @cached_property
    def settings(self) -> Mapping[str, NotebookSettings]:
        """What is said of each notebook beside its card."""
        return read_all_settings(self.project)

    @cached_property
    def pages(self) -> frozenset[str]:
        """The pages that the table of contents names."""
        return frozenset(docname(file) for file in files_of(self.toc))

    @cached_property
    def default_runs(self) -> Mapping[str, Finished]:
        """The published default runs by notebook, in the order of the contents."""
        runs = {item.run.notebook: item for item in self.shown if item.run.scenario == "default"}
        order = [page.removeprefix("notebooks/") for page in map(docname, files_of(self.toc))]
        return {name: runs[name] for name in order if name in runs}

    @cached_property
    def themes(self) -> tuple[Theme, ...]:
        """What the portfolio has to show."""
        return read_competencies(self.project)

    @cached_property
    def evidence(self) -> Mapping[str, tuple[Evidence, ...]]:
        """The cells that show each competency."""
        return find_evidence(self.notebooks[name] for name in self.default_runs)

    @cached_property
    def cards(self) -> tuple[Card, ...]:
        """The card of each chapter; their pictures are written into the stage."""
        return tuple(self._card(name) for name in self.default_runs)

    def _card(self, name: str) -> Card:
        notebook, told = self.notebooks[name], self.chapters.get(name)
        words = sum(len(source(cell).split()) for cell in notebook.cells if cell["cell_type"] == "markdown")
        reference, value = self.headline(name)
        headline = f"{value.label or value.name}: {{result}}`{reference}`" if value else ""
        short = self.settings[name].short if name in self.settings else ""
        facts = (
            self.picture(name),
            reading_minutes(words),
            headline,
            short,
            drawn_bars(name, told, self.values),
        )
        return Card(name, notebook.title, told, *facts)

    def picture(self, name: str, scenario: str = "default") -> Picture | None:
        """Return the picture that stands for a run of a chapter, written into the stage."""
        run = f"{name}/{scenario}"
        cells = with_outputs(self.notebooks[name].cells, self.documents[run]) or []
        told = self.chapters.get(name)
        figure = chosen_figure(told.figure if told else "", static_figures(cells), name)
        if figure is None:
            return None
        return replace(self.picture_of(name, figure), alt=filled(figure.alt, run, self.values))

    def picture_of(self, name: str, figure: Figure) -> Picture:
        """Return the small picture of a figure of a chapter, written into the stage."""
        file = f"cards/{name}-{figure.digest}.webp"
        if not self.stage.keep(f"{BESIDE}/{file}"):
            self.stage.write(f"{BESIDE}/{file}", thumbnail(figure))
        return Picture(file, figure.alt)

    def highlight(self, name: str, scenario: str) -> Highlight:
        """Return the number and the figure that the box at the top of a run's page shows."""
        return highlight_of(*self.headline(name), self.picture(name, scenario))

    def marks(self) -> dict[str, Callable[[], str]]:
        """Return what generates the text for each mark."""
        return {
            "<!-- portfolio: title -->": lambda: self.title,
            "<!-- portfolio: owner -->": self._owner,
            "<!-- portfolio: chapters -->": lambda: cards_markdown(self.cards),
            "<!-- portfolio: paths -->": self._paths,
            "<!-- portfolio: lessons -->": lambda: lessons_markdown(self.cards),
            "<!-- portfolio: skills -->": self._skills,
            "<!-- portfolio: cv -->": self._cv,
            "<!-- portfolio: models -->": self._models,
        }

    def _owner(self) -> str:
        return owner_markdown(self.profile, self.pages) if self.profile else ""

    def _paths(self) -> str:
        return paths_markdown(self.pages, next(iter(self.default_runs), ""))

    def _skills(self) -> str:
        return skills_markdown(
            self.themes, self.evidence, {name: self.state(name) for name in self.default_runs}
        )

    def state(self, name: str) -> PageState:
        """Return what is known of the page of a chapter."""
        notebook, record = self.notebooks[name], self.default_runs[name].record
        compared = sum(COMPARED in tags(cell) for cell in notebook.cells)
        warnings = len(record.warnings)
        return PageState(notebook.title, compared, warnings, record.executed_at)

    def _cv(self) -> str:
        if self.profile is None:
            return ""
        return cv_markdown(self.profile, self.cards, self.themes, self.evidence)

    def _models(self) -> str:
        found = []
        for item in self.shown:
            cards = cards_of(self.documents[item.run.name]["cells"], item.run.name)
            if cards:
                title = page_title(self.notebooks[item.run.notebook].title, item.run)
                groups = groups_of(item.run.name, self.values.get(item.run.name, {}))
                found.append((title, page_path(item.run), [*cards, *([groups] if groups else [])]))
        return models_markdown(found)

    def write_beside(self, edition: Translation | None = None) -> None:
        """Write what pages refer to: reading times, feed, facts and pictures; those of `edition` too."""
        self.stage.write_json(READING, {card.notebook: card.minutes for card in self.cards})
        changes = feed.changes(self.project.root)
        if changes:
            text = feed.atom(
                changes, title=self.title, author=self.author, address=self._address, pages=sorted(self.pages)
            )
            self.stage.write(f"{BESIDE}/feed.xml", text)
        language = edition.language if edition else ""
        pairs = {"search.html": f"{language}/search.html", **edition.pairs()} if edition else {}
        alternates = {page: {"en": page, language: twin} for page, twin in pairs.items()}
        alternates |= {twin: alternates[page] for page, twin in pairs.items()}
        facts = Facts(
            address=self._address,
            scripts=self._scripts(),
            cards=self._social() | self._drawn_all(edition.social() if edition else {}),
            alternates=alternates,
            words={language: edition.words.known} if edition else {},
            feed=f"{self.title}: changes" if changes else "",
            search={**known_pages(self), **(edition.known(known_pages(self)) if edition else {})},
            tags=tags_of(self.chapters.values()),
        )
        self.stage.write(f"{BESIDE}/{FACTS_FILE}", facts.as_json())

    def plain(self, text: str, notebook: str) -> str:
        """Return one of the texts of a chapter with its numbers, as the default run has them."""
        return filled(text, f"{notebook}/default", self.values) if text else ""

    @property
    def _address(self) -> str:
        return self.profile.url if self.profile else ""

    def _scripts(self) -> dict[str, str]:
        """Return the JSON-LD of the pages that have some."""
        found: dict[str, Mapping[str, Any]] = {}
        for card in self.cards:
            page = f"notebooks/{card.notebook}.html"
            read = self.default_runs[card.notebook].record.datasets
            based = [data_card(name) for name in sorted(read) if name in data_names()]
            about = self.plain(card.told.question if card.told else "", card.notebook)
            methods = card.told.methods if card.told else ()
            address = self._address + page if self._address else ""
            found[page] = json_ld.work(card.title, about, self.author, address, methods, based)
        if "data" in self.pages:
            for name in data_names():
                page = f"data/{name}.html"
                found[page] = json_ld.dataset(data_card(name), self._address + page if self._address else "")
        if self.profile:
            works = [card.title for card in self.cards]
            found[f"{HOME}.html"] = json_ld.home(self.profile, self.title, works)
        return {page: json_ld.script(data) for page, data in found.items()}

    def _social(self) -> dict[str, str]:
        """Write the pictures for shared links; return their names by page."""
        subtitle = self.profile.role if self.profile else ""
        found = {
            "": self._drawn(
                "site",
                social_cards.SocialCard(self.title, "", "", f"{self.author} \N{MIDDLE DOT} {subtitle}"),
            )
        }
        for card in self.cards:
            _, value = self.headline(card.notebook)
            number = value.text() if value else ""
            meaning = f"{value.label or value.name} ({value.bounds()})" if value else ""
            words = social_cards.SocialCard(card.title, number, meaning, self.title)
            found[f"notebooks/{card.notebook}.html"] = self._drawn(card.notebook, words)
        return found

    def headline(self, name: str) -> tuple[str, Value | None]:
        """Return the number that stands for a chapter, and how prose names it.

        The first of its message that has an interval, else its first; without a message, of its answer.
        """
        told = self.chapters.get(name)
        texts = (told.message, told.answer) if told else ()
        references = next(filter(None, map(RESULT_ROLE.findall, texts)), [])
        numbers = []
        for reference in references:
            _, value, run = shown(reference, f"{name}/default", self.values)
            form = SEEDS if split_reference(reference, run)[2] == SEEDS else "full"
            if isinstance(value.value, int | float):
                numbers.append((f"{run}.{value.name}|{form}", value))
        certain = [one for one in numbers if one[1].interval]
        return next(iter(certain or (numbers if told and told.message else [])), ("", None))

    def _drawn(self, name: str, words: social_cards.SocialCard) -> str:
        file = f"social/{name}-{words.digest}.png"
        if not self.stage.keep(f"{BESIDE}/{file}"):
            self.stage.write(f"{BESIDE}/{file}", social_cards.draw(words))
        return file

    def _drawn_all(self, cards: Mapping[str, social_cards.SocialCard]) -> dict[str, str]:
        return {page: self._drawn(_NO_LETTER.sub("-", page), words) for page, words in cards.items()}
