"""The book as a whole: weight, cards, locked results, pages that would disappear."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from press.gate.book.links import target_of
from press.gate.check import SiteCheck
from press.gate.finding import Finding
from press.project import LOCKED

if TYPE_CHECKING:
    from press.gate.context import SiteContext
    from press.gate.facts import Site

_FOREIGN = re.compile(r"(?i)[a-z][a-z0-9+.-]*:|//")
_HEAVIEST = 3  # items that a finding names
_FEWEST, _SHARE = 5, 0.5  # of so many published pages, at most this share may disappear at once


class PageWeight(SiteCheck):
    """The weight of pages."""

    name = "page-weight"
    group = "book"
    demands = "A page weighs at most 400 KiB, compressed, before anybody touches it."
    advice = "Show fewer rows, draw the picture smaller, or let it load when it comes near the screen."

    def findings(self, site: Site, context: SiteContext) -> Iterator[Finding]:
        """Yield every page that is too heavy, with its heaviest parts."""
        for page in site.pages:
            parts = dict(_parts(site, page))
            total = sum(parts.values())
            if total > context.page_bytes:
                heaviest = sorted(parts.items(), key=lambda part: (-part[1], part[0]))[:_HEAVIEST]
                listed = ", ".join(f"{name} {size / 1024:,.0f} KiB" for name, size in heaviest)
                message = (
                    f"the page weighs {total / 1024:,.0f} KiB of {context.page_bytes / 1024:,.0f}; "
                    f"heaviest: {listed}"
                )
                yield Finding(self.name, page, message, text=page)


def _parts(site: Site, page: str) -> Iterator[tuple[str, int]]:
    """Yield a page and what it loads by itself, each with the bytes that are sent."""
    yield page, site.files[page].sent
    for address in site.files[page].loads:
        if address and not _FOREIGN.match(address):
            target = target_of(page, address)[0]
            if target in site.files:
                yield target, site.files[target].sent


class DatasetCard(SiteCheck):
    """Cards of datasets."""

    name = "dataset-card"
    group = "book"
    demands = "Every dataset that a page reads has a card in the site, with its licence."
    advice = "Write the dataset's card, with the publisher's own words on its licence."

    def findings(self, site: Site, context: SiteContext) -> Iterator[Finding]:
        """Yield datasets without card or licence, once for each page that reads them."""
        for page, names in sorted((context.datasets or {}).items()):
            for name in sorted(names):
                card = f"data/{name}.html"
                if card not in site.files:
                    yield Finding(self.name, page, f"the dataset {name} has no card", text=name)
                elif (
                    not site.files[card].licence
                    or not (context.licences or {name: "?"}).get(name, "").strip()
                ):
                    yield Finding(
                        self.name, page, f"the card of the dataset {name} does not name a licence", text=name
                    )


class LockedResult(SiteCheck):
    """Results against their lock."""

    name = "locked-result"
    group = "book"
    demands = (
        "With `build --frozen`, every recorded result equals the published one in the lock of its "
        "notebook, within its tolerance."
    )
    advice = "Find out why it moved; if it is right, accept it with `portfolio results lock`."

    def findings(self, _site: Site, context: SiteContext) -> Iterator[Finding]:
        """Yield every difference."""
        for difference in context.drift:
            file = f"notebooks/{difference.partition('/')[0]}{LOCKED}"
            yield Finding(self.name, file, difference, text=difference)


class KeptResult(SiteCheck):
    """Kept results against today's code."""

    name = "kept-result"
    group = "book"
    demands = "With `build --frozen`, every kept result was made by the code that stands there now."
    advice = "Execute it again: portfolio keep NOTEBOOK/SCENARIO, or portfolio sweep NOTEBOOK ... --keep."

    def findings(self, _site: Site, context: SiteContext) -> Iterator[Finding]:
        """Yield every result whose code has changed."""
        for run, commit in context.outdated:
            message = f"made at commit {commit}, and its code has changed since"
            yield Finding(self.name, f"notebooks/kept/{run.replace('/', '.')}.json", message, text=run)


class QuotedNumber(SiteCheck):
    """Numbers in committed prose against the lock."""

    name = "quoted-number"
    group = "book"
    demands = "With `build --frozen`, the text of every link to a result is the published value."
    advice = "Write the published values into prose: portfolio notebooks refresh."

    def findings(self, _site: Site, context: SiteContext) -> Iterator[Finding]:
        """Yield every text that is another."""
        for said in context.misquoted:
            place, _, message = said.partition(": ")
            yield Finding(self.name, place, message, text=said)


class Translation(SiteCheck):
    """Texts of a second language, see `press.translation`."""

    name = "translation"
    group = "book"
    demands = "Every English text that is offered in French has its French: of today, whole, and printed so."
    advice = "Write the French beside the English, and the digest that the finding names beside the French."

    def findings(self, _site: Site, context: SiteContext) -> Iterator[Finding]:
        """Yield every text that is missing, older than the English, or of other content."""
        for said in context.untranslated:
            place, _, message = said.partition(": ")
            file, _, line = place.partition(", line ")
            yield Finding(self.name, file, message, line=int(line or 1), text=said)


class MassDeletion(SiteCheck):
    """Pages that would disappear."""

    name = "mass-deletion"
    group = "book"
    demands = (
        "A site replaces the published one without losing more than half of its pages, and never with "
        "nothing."
    )
    advice = "Look whether the folder is the right one; if the pages are to go, add --allow-deletions."

    def findings(self, site: Site, context: SiteContext) -> Iterator[Finding]:
        """Yield how many pages would disappear, if they are too many."""
        if not site.pages:
            yield Finding(self.name, ".", "the site has no page", text="empty")
            return
        published = set(context.published or ())
        gone = sorted(published - set(site.pages))
        if context.allow_deletions or len(published) < _FEWEST or len(gone) <= _SHARE * len(published):
            return
        named = ", ".join(gone[:_HEAVIEST])
        message = f"would delete {len(gone)} of {len(published)} pages: {named}, ..."
        yield Finding(self.name, ".", message, text="deletions")
