"""The pages of the book in a second language, put into the stage beside the others."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, fields, replace
from functools import cached_property
from typing import Any

from press.execute.clean_outputs import with_outputs
from press.pages import social_cards
from press.pages.chapter_page import ChapterPage
from press.pages.cv import cv_markdown
from press.pages.home import LANGUAGES_MARK, Card, cards_markdown, owner_markdown, paths_markdown
from press.pages.home_pages import Around
from press.pages.service_page import SERVICE_MARK, service_page
from press.pages.skills import PageState, skills_markdown
from press.pages.standing_alone import without_links
from press.pages.summary_box import Highlight, highlight_of
from press.pages.tool_matrix import TOOLS_MARK, tool_matrix, tools_by_chapter
from press.pages.translated_figures import figures_in, redrawn_folder
from press.result_links import for_the_press
from press.settings.chapter_card import ChapterCard
from press.settings.competencies import read_tools
from press.settings.french import French, card_in_french
from press.settings.notebook_settings import NotebookSettings
from press.settings.toc import docname, files_of
from press.sphinx_ext.thumbnails import static_figures
from press.sphinx_ext.translation import facts_file
from press.translation.numbers import localised, said_with_unit
from press.translation.twins import Twin, read_twins
from press.translation.typography import corrected
from press.translation.words import Words, read_words, spoken, theme_in, translated

_NOTEBOOK_ANCHOR = re.compile(r'<a href="(?=notebooks/)')


@dataclass(frozen=True)
class Edition:
    """What a book says in a second language."""

    around: Around  # the pages around the chapters, and what they are made from
    settings: Mapping[str, NotebookSettings]  # what is said of each notebook
    language: str  # such as `fr`
    # pages that notebooks have in a book of some chapters; None in the whole book
    own: Collection[str] | None = None

    @cached_property
    def words(self) -> Words:
        """The catalogue."""
        return read_words(self.around.project, self.language)

    @cached_property
    def twins(self) -> Mapping[str, Twin]:
        """The pages of prose whose English page is in the book."""
        found = read_twins(self.around.project, self.language)
        return {name: twin for name, twin in found.items() if name in {*self.around.pages, "index"}}

    @cached_property
    def chapters(self) -> Mapping[str, French]:
        """The chapters whose French is complete, in the order of the contents."""
        found = {
            name: self.settings[name].french for name in self.around.default_runs if name in self.settings
        }
        told = {name: one for name, one in found.items() if one and one.title and one.short}
        return {name: one for name, one in told.items() if self._told(name, one)}

    def _told(self, name: str, french: French) -> ChapterCard | None:
        return card_in_french(french, self.settings[name].card)

    @cached_property
    def cards(self) -> tuple[Card, ...]:
        """The cards of these chapters."""
        return tuple(self._card(card) for card in self.around.cards if card.notebook in self.chapters)

    def pairs(self) -> dict[str, str]:
        """Return for each English page that has one its page in this language."""
        own = {f"{name}.html": f"{self.language}/{name}.html" for name in self.twins}
        return own | {f"notebooks/{name}.html": f"{self.language}/{name}.html" for name in self.chapters}

    def known(self, english: Mapping[str, Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
        """Return what the search knows of these pages, and of those that they translate.

        `english` is what it knows of the pages of the book, by name.
        """
        found: dict[str, dict[str, Any]] = {}
        for page, own in self.pairs().items():
            name, twin = page.removesuffix(".html"), own.removesuffix(".html")
            told = english.get(name, {"kind": "page"})
            found[name] = {**told, "in": {self.language: twin}}
            found[twin] = {**told, **self._searched(name.removeprefix("notebooks/"))}
        return found

    def _searched(self, name: str) -> dict[str, Any]:
        """Return title, keywords, text and tags of a chapter for the search; none for other pages."""
        french = self.chapters.get(name)
        card = self._told(name, french) if french else None
        if not french or not card:
            return {}
        text = localised(self.around.plain(card.message or card.question, name), self.language)
        keywords = [french.short, *self.settings[name].keywords, *card.methods]
        return {"title": french.short, "keywords": keywords, "text": text, "tags": list(card.methods)}

    def write(self) -> None:
        """Stage the pages, their pictures, and what Sphinx is told of them."""
        for name, twin in self.twins.items():
            text = self._filled(for_the_press(twin.text))
            text = text if self.own is None else without_links(text, self.own, prose=True)
            self._write(name, corrected(self._linked(text)))
        for name in self.chapters:
            page = self._chapter(name)
            for file, data in page.files().items():
                self.around.stage.write(f"{self.language}/{file}", data)
            self._write(name, page.markdown())
        self.around.stage.write_json(facts_file(self.language), self._facts())

    def social(self) -> dict[str, social_cards.SocialCard]:
        """Return the words of the pictures that stand for the pages where they are shared, by page."""
        site, found = self.words.said(self.around.title), {}
        for name, french in self.chapters.items():
            _, value = self.around.headline(name)
            label = french.words.get(value.label, "") if value else ""
            number = meaning = ""
            if value and label:
                number, bounds = (
                    said_with_unit(told, value.unit, french.words, self.language)
                    for told in (value.text(), value.bounds())
                )
                meaning = f"{label} ({bounds})"
            page = f"{self.language}/{name}.html"
            found[page] = social_cards.SocialCard(french.title, number, meaning, site)
        role = self.words.said(self.around.profile.role) if self.around.profile else ""
        signed = f"{self.around.author} \N{MIDDLE DOT} {role}"
        return {f"{self.language}/index.html": social_cards.SocialCard(site, "", "", signed), **found}

    def _write(self, name: str, text: str) -> None:
        self.around.stage.write(f"{self.language}/{name}.md", f"---\norphan: true\n---\n\n{text}")

    def _filled(self, text: str) -> str:
        for mark, generate in self._marks().items():
            if mark in text:
                text = text.replace(mark, generate())
        return text.replace(LANGUAGES_MARK, "")

    def _marks(self) -> dict[str, Callable[[], str]]:
        return {
            "<!-- portfolio: title -->": lambda: self.words.said(self.around.title),
            "<!-- portfolio: owner -->": self._owner,
            "<!-- portfolio: chapters -->": lambda: self.words.within(cards_markdown(self.cards)),
            "<!-- portfolio: paths -->": self._paths,
            "<!-- portfolio: lessons -->": self._lessons,
            TOOLS_MARK: self._tools,
            SERVICE_MARK: self._service,
            "<!-- portfolio: skills -->": self._skills,
            "<!-- portfolio: cv -->": self._cv,
        }

    def _service(self) -> str:
        return self.words.within(service_page(self.around.project.book / "service.yml", self.language))

    def _tools(self) -> str:
        around, shorts = self.around, {name: french.short for name, french in self.chapters.items()}
        notebooks = [around.notebooks[name] for name in shorts]
        used = tools_by_chapter(notebooks, around.project)
        return self.words.within(tool_matrix(read_tools(around.project), used, shorts))

    def _owner(self) -> str:
        owner = self.around.profile
        pages = self.around.pages
        return self.words.within(owner_markdown(translated(owner, self.words), pages)) if owner else ""

    def _paths(self) -> str:
        return self.words.within(paths_markdown(self.around.pages, next(iter(self.around.default_runs), "")))

    def _lessons(self) -> str:
        """Return what each chapter teaches, as a list of definitions."""
        lines = []
        for card in self.cards:
            taught = ", ".join(card.told.methods) if card.told else ""
            told = f"{card.title} {taught[:1].upper()}{taught[1:]}. {{reading}}`{card.notebook}` min read"
            lines.append(
                f"[{self.chapters[card.notebook].short}](/notebooks/{card.notebook}.ipynb)\n: {told}\n"
            )
        return self.words.within("\n".join(lines))

    def _skills(self) -> str:
        themes = [theme_in(theme, self.words) for theme in self.around.themes]
        states = {name: self._state(name) for name in self.chapters}
        return self.words.within(self._linked(skills_markdown(themes, self.around.evidence, states)))

    def _state(self, name: str) -> PageState:
        return replace(self.around.state(name), title=self.chapters[name].title)

    def _cv(self) -> str:
        if self.around.profile is None:
            return ""
        owner = translated(self.around.profile, self.words)
        themes = [theme_in(theme, self.words) for theme in self.around.themes]
        return self.words.within(cv_markdown(owner, self.cards, themes, self.around.evidence))

    def _card(self, card: Card) -> Card:
        """Return a card with the texts that it has in this language."""
        french, page = self.chapters[card.notebook], self._chapter(card.notebook)
        picture = card.picture
        if picture and (words := french.figures.get(self._figure(card.notebook))):
            picture = self.around.picture_of(card.notebook, page.pictures[self._figure(card.notebook)])
            picture = replace(picture, alt=page.alt(words.alt))
        reference, value = self.around.headline(card.notebook)
        label = french.words.get(value.label, "") if value else ""
        said: dict[str, Any] = {
            "title": french.title,
            "short": french.short,
            "told": self._told(card.notebook, french),
            "picture": picture,
            "drawn": self._drawn(getattr(card, "drawn", ""), card.notebook),
            "headline": f"{label}\N{NARROW NO-BREAK SPACE}: {{result}}`{reference}`" if label else "",
        }
        own = {field.name for field in fields(card)}
        return replace(card, **{name: one for name, one in said.items() if name in own})

    def _drawn(self, html: str, name: str) -> str:
        """Return the picture drawn for a card with its words and numbers in this language."""
        words = Words(self.chapters[name].words)
        return spoken(html, lambda text: localised(words.within(text), self.language))

    def _figure(self, name: str) -> str:
        card = self.settings[name].card
        return card.figure if card else ""

    def _chapter(self, name: str) -> ChapterPage:
        around, card = self.around, self.settings[name].card
        cells = with_outputs(around.notebooks[name].cells, around.documents[f"{name}/default"]) or []
        headlines = card.headlines if card else ()
        drawn = static_figures(cells)
        french = self.chapters[name]
        executed = {item.run.name: item.executed for item in around.shown}.get(f"{name}/default")
        said = figures_in(self.language, french, drawn, executed, redrawn_folder(around.project))
        kept = {figure: words for figure, words in french.figures.items() if figure in drawn}
        french = replace(french, figures=kept)
        told = self._told(name, french)
        page = ChapterPage(
            name,
            french,
            told,
            headlines,
            drawn | said,
            around.values,
            self.words,
            self.language,
            english=kept.keys() - said.keys(),
        )
        return replace(page, highlight=self._highlight(page))

    def _highlight(self, page: ChapterPage) -> Highlight:
        """Return the number of a chapter's box, where its label has French, and the figure of its card."""
        around, name = self.around, page.notebook
        first = sorted(page.french.figures, key=lambda figure: figure != self._figure(name))[:1]
        picture = None
        for figure in first:
            small = around.picture_of(name, page.pictures[figure])
            picture = replace(small, alt=page.alt(page.french.figures[figure].alt))
        reference, value = around.headline(name)
        label = page.french.words.get(value.label, "") if value else ""
        return highlight_of(reference, replace(value, label=label) if value and label else None, picture)

    def _linked(self, text: str) -> str:
        """Return Markdown whose links lead to pages of this language where there are some."""
        for name in self.twins:
            text = text.replace(f"](/{name}.md", f"](/{self.language}/{name}.md")
        for name in self.chapters:
            text = text.replace(f"](/notebooks/{name}.ipynb)", f"](/{self.language}/{name}.md)")
            text = text.replace(f'<a href="notebooks/{name}.html">', f'<a href="{name}.html">')
        return _NOTEBOOK_ANCHOR.sub('<a lang="en" hreflang="en" href="../', text)

    def _facts(self) -> dict[str, Any]:
        """Return what Sphinx is told: title, navigation, words of results, the catalogue."""
        page = {name: f"{self.language}/{name}" for name in (*self.twins, *self.chapters)}
        titles = {name: _heading(twin.text) for name, twin in self.twins.items() if name != "index"}
        twinned = {*self.twins, *(f"notebooks/{name}" for name in self.around.notebooks)}
        others = [name for name in map(docname, files_of(self.around.toc)) if name not in twinned]
        return {
            "title": self.words.said(self.around.title),
            "groups": [
                [
                    self.words.said("Chapters"),
                    [[page[name], one.short] for name, one in self.chapters.items()],
                ],
                [self.words.said("Pages"), [[page[name], title] for name, title in titles.items()]],
            ],
            "english": [self.words.said("In English"), others],
            "words": {name: dict(french.words) for name, french in self.chapters.items()},
            "catalogue": dict(self.words.known),
        }


def _heading(text: str) -> str:
    match = re.search(r"^# +(.+)$", text, re.MULTILINE)
    return match[1].strip() if match else ""
