"""What is wrong with the French of a book: one sentence a finding, which begins with file and line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from press.project import Project
from press.result_links import Values, links
from press.runs.notebook import Notebook
from press.settings.competencies import FILE as SKILLS
from press.settings.competencies import read_competencies
from press.settings.french import French, as_text, card_texts, drawn_texts
from press.settings.notebook_settings import SettingsFile, settings_file
from press.settings.profile import FILE as PROFILE
from press.settings.profile import Profile, read_profile
from press.settings.toc import chapters_of, read_toc
from press.translation.agreement import differences
from press.translation.digests import english_digest
from press.translation.numbers import localised, spoken_unit
from press.translation.originals import figure_words, qualified
from press.translation.twins import PAGES, Twin, body_of, has_language, read_twins
from press.translation.typography import misprints
from press.translation.words import FILE, INTERFACE, read_words
from press.yaml_reader import Place, read_yaml

LANGUAGE = "fr"


@dataclass(frozen=True)
class Pair:
    """An English text and its French one, which may be empty, and where the French stands or should."""

    name: str
    english: str
    french: str
    place: str
    line: int = 1
    digest: str | None = ""  # None where the catalogue holds the English itself


def translation_findings(
    project: Project, notebooks: Mapping[str, Notebook], values: Values
) -> Iterator[str]:
    """Yield what is wrong; nothing in a book without a French home page.

    Parameters
    ----------
    values
        The published ones: a recorded text among them needs its words.
    """
    if not has_language(project, LANGUAGE):
        return
    yield from _page_findings(project)
    chapters = chapters_of(read_toc(project))
    for name in (one for one in chapters if one in notebooks):
        yield from chapter_findings(notebooks[name], settings_file(project, name), values)
    yield from _word_findings(project)


def _page_findings(project: Project) -> Iterator[str]:
    twins = read_twins(project, LANGUAGE)
    for name in (*PAGES, *(one for one in twins if one not in PAGES)):
        original = project.book / f"{name}.md"
        if not original.is_file():
            if name in twins:
                yield f"{twins[name].place}, line 1: there is no page book/{name}.md"
            continue
        english = body_of(original.read_text(encoding="utf-8"))
        twin = twins.get(name, Twin(f"book/{LANGUAGE}/{name}.md"))
        yield from findings_of(Pair("translates", english, twin.text, twin.place, twin.line, twin.digest))


def chapter_findings(notebook: Notebook, file: SettingsFile, values: Values) -> Iterator[str]:
    """Yield what is wrong with the French of one chapter."""
    french = file.settings.french or French()
    for pair in _pairs(notebook, file, french):
        yield from findings_of(pair)
    where = file.document.where
    if file.settings.card and file.settings.card.figure and not french.figures:
        yield f"{where}, line {file.document.line(('french',))}: french/figures shows no figure"
    for text in sorted(_recorded_texts(notebook.name, file, french, values) - french.words.keys()):
        line = file.document.line(("french", "words"))
        yield f"{where}, line {line}: french/words lacks {text!r}"
    for entry, catalogue in (("words", french.words), ("labels", french.labels)):
        for english, said in catalogue.items():
            line = file.document.line(("french", entry, english))
            yield from _misprinted(said, where, line, one_line=True)


def _pairs(notebook: Notebook, file: SettingsFile, french: French) -> Iterator[Pair]:
    def pair(name: str, english: str, said: str, at: Place) -> Pair:
        line = file.document.line(("french", *at))
        return Pair(name, qualified(english, notebook.name), said, where, line, french.of.get(name))

    where, settings = file.document.where, file.settings
    yield pair("title", notebook.title, french.title, ("title",))
    yield pair("short", settings.short, french.short, ("short",))
    texts = card_texts(settings.card)
    for name, english in texts.items():
        yield pair(name, english, as_text(french.card.get(name, "")), ("card", name))
    drawn = figure_words(notebook)
    for name, words in french.figures.items():
        if name not in drawn:
            line = file.document.line(("french", "figures", name))
            yield Pair(name, "", "?", where, line, "")
            continue
        said = f"{words.caption}\n{words.alt}"
        yield pair(name, "\n".join(drawn[name]), said, ("figures", name))


def findings_of(pair: Pair) -> Iterator[str]:
    """Yield what is wrong with one French text: missing, old, of other content, misprinted."""
    at = f"{pair.place}, line {pair.line}"
    if not pair.english:
        if pair.french:
            yield f"{at}: {pair.name} translates nothing"
        return
    if not pair.french:
        yield f"{at}: {pair.name} has no French: {pair.english[:60]!r}"
        return
    digest = english_digest(pair.english)
    if pair.digest != digest:
        told = "the English text is another one now" if pair.digest else "the digest is missing"
        yield f"{at}: {pair.name}: {told}; where the French is right, its digest is {digest}"
    yield from (f"{at}: {pair.name} {said}" for said in differences(pair.english, pair.french))
    yield from _misprinted(pair.french, pair.place, pair.line, one_line=not pair.place.endswith(".md"))


def _misprinted(text: str, place: str, line: int, *, one_line: bool) -> Iterator[str]:
    for number, found, right in misprints(text):
        at = line if one_line else line + number - 1
        yield f"{place}, line {at}: {found!r} is printed {right!r} in French"


def _recorded_texts(name: str, file: SettingsFile, french: French, values: Values) -> set[str]:
    """Return the texts that need words: recorded ones that a page shows, labels, those of a drawn card."""
    told = [as_text(text) for text in french.card.values()]
    told += [f"{words.caption} {words.alt}" for words in french.figures.values()]
    found = set()
    for link in (link for text in told for link in links(text)):
        run, _, result = link.target.partition("#")[0].rpartition(".")
        value = values.get(run if "/" in run else f"{run}/default", {}).get(result)
        if value and spoken_unit(value.unit):
            found.add(value.unit)
        if value and isinstance(value.value, str) and localised(value.value, LANGUAGE) == value.value:
            found.add(value.value)
    own = values.get(f"{name}/default", {})
    headlines = file.settings.card.headlines if file.settings.card else ()
    labels = {own[one].label for one in headlines if one in own and own[one].label}
    labels |= {own[one].unit for one in headlines if one in own and spoken_unit(own[one].unit)}
    return found | labels | set(drawn_texts(file.settings.card))


def _word_findings(project: Project) -> Iterator[str]:
    words, where = read_words(project, LANGUAGE), f"{project.book.name}/{LANGUAGE}/{FILE}"
    document = read_yaml(project.root / where, where)
    for english, said in words.known.items():
        line = document.line((english,)) if document else 1
        if english.count("{}") != said.count("{}"):
            yield f"{where}, line {line}: {english!r} and its French have other holes"
        yield from _misprinted(said, where, line, one_line=True)
    for place, text in _to_be_said(project):
        if text and text not in words.known:
            yield f"{where}, line 1: {place}: {text!r} has no French"


def _to_be_said(project: Project) -> Iterator[tuple[str, str]]:
    """Yield the texts that the catalogue must hold, and the files that they come from."""
    yield from (("the press", text) for text in INTERFACE)
    owner = read_profile(project)
    if owner:
        place = f"{project.book.name}/{PROFILE}"
        yield from ((place, text) for text in _of_owner(owner))
    for theme in read_competencies(project):
        for text in (theme.title, *theme.competencies.values()):
            yield f"{project.book.name}/{SKILLS}", text


def _of_owner(owner: Profile) -> Iterator[str]:
    yield from (owner.title, owner.role, owner.summary, owner.availability)
    for language in owner.languages:
        yield from (language.name, language.level)
    for post in (*owner.training, *owner.experience):
        yield from (post.title, post.about)
