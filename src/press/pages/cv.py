"""The CV: one page, made of the same data as the site."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from press.finish.cv_pdf import LINK
from press.markdown import escape, paragraph
from press.pages.home import Card
from press.settings.competencies import Evidence, Theme
from press.settings.profile import Post, Profile

MOST = 9  # pieces of work told in a sentence; more do not fit on the page


def cv_markdown(
    profile: Profile,
    cards: Sequence[Card],
    themes: Sequence[Theme],
    evidence: Mapping[str, Sequence[Evidence]],
) -> str:
    """Return what stands under the title of the CV.

    Parameters
    ----------
    profile
        Whose CV it is.
    cards
        The chapters: what was done, with its figures.
    themes, evidence
        Only themes of which a cell shows something are named as skills.
    """
    parts = ["::::{div} cv-head", f"**{paragraph(profile.name)}**", paragraph(profile.role)]
    contact = _contact(profile)
    parts += [*([contact] if contact else []), paragraph(profile.summary), "::::", LINK]
    if profile.sample:
        parts.append(":::{div} sample-note\nThis CV is a sample: it stands for nobody.\n:::")
    parts += _section("Experience", profile.experience)
    if cards:
        parts += ["## Work to look at", _work(cards)]
    parts += _skills(themes, evidence)
    parts += _section("Training", profile.training)
    if profile.languages:
        spoken = (
            f"{escape(one.name)}{f' ({escape(one.level)})' if one.level else ''}" for one in profile.languages
        )
        parts += ["## Languages", ", ".join(spoken)]
    return "\n\n".join(parts) + "\n"


def _contact(profile: Profile) -> str:
    parts = [escape(text) for text in (profile.location, profile.availability) if text]
    parts += [f"<{profile.email}>"] if profile.email else []
    parts += [f"<{address}>" for address in (profile.url, profile.repository) if address]
    parts += [f"[{escape(one.label)}](<{one.url}>)" for one in profile.links]
    return " · ".join(parts)


def _section(title: str, entries: Sequence[Post]) -> list[str]:
    return [f"## {title}", "\n".join(f"- {_line(one)}" for one in entries)] if entries else []


def _line(one: Post) -> str:
    where = ", ".join(escape(part) for part in (one.place, one.years) if part)
    head = f"**{escape(one.title)}**" + (f", {where}" if where else "")
    return f"{head}. {escape(one.about)}." if one.about else head


def chosen_work(cards: Sequence[Card]) -> list[Card]:
    """Return the work that the page has room for, in the order of the book: together it shows most skills."""
    best = list(_by_new_skills(cards))[:MOST]
    return [card for card in cards if card in best]


def _by_new_skills(cards: Sequence[Card]) -> Iterator[Card]:
    """Yield each time the card with the most skills that those before it do not show; else the next one."""
    left, shown = list(cards), set[str]()
    while left:
        skills = {card.notebook: set(card.told.skills) if card.told else set() for card in left}
        best = max(left, key=lambda card: len(skills[card.notebook] - shown))
        shown |= skills[best.notebook]
        left.remove(best)
        yield best


def _work(cards: Sequence[Card]) -> str:
    lines, chosen = [], chosen_work(cards)
    for card in chosen:
        message = card.told.message if card.told else ""
        headline = f"{card.headline}." if card.headline else ""
        lines.append(f"- [{card.name}](/notebooks/{card.notebook}.ipynb). {message or headline}".rstrip())
    others = [f"[{card.name}](/notebooks/{card.notebook}.ipynb)" for card in cards if card not in chosen]
    lines += [f"- Further work: {', '.join(others)}."] if others else []
    return "\n".join(lines)


def _skills(themes: Sequence[Theme], evidence: Mapping[str, Sequence[Evidence]]) -> list[str]:
    shown = [(theme.title, len(evidence.keys() & theme.competencies.keys())) for theme in themes]
    lines = [f"{escape(title)} ({count})" for title, count in shown if count]
    if not lines:
        return []
    told = "In brackets, how many competencies of each kind the cells of this book show."
    return ["## Skills, with evidence", f"{' · '.join(lines)}. {told}"]
