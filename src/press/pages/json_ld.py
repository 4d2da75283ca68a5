"""What pages say about themselves to machines: JSON-LD of schema.org."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from portfolio.datasets import Card as DataCard
from press.settings.profile import Profile

CONTEXT = "https://schema.org"


def script(data: Mapping[str, Any]) -> str:
    """Return the element of a page's head; nothing in it can end the element early."""
    text = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    safe = text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
    return f'<script type="application/ld+json">{safe}</script>'


def person(profile: Profile) -> dict[str, Any]:
    """Return the owner; what the profile does not say is left out."""
    told = {
        "@type": "Person",
        "name": profile.name,
        "jobTitle": profile.role,
        "description": profile.summary,
        "url": profile.url,
        "email": f"mailto:{profile.email}" if profile.email else "",
        "address": profile.location,
        "sameAs": [one.url for one in profile.links],
        "knowsLanguage": [one.name for one in profile.languages],
        "hasCredential": [
            {"@type": "EducationalOccupationalCredential", "name": one.title} for one in profile.training
        ],
    }
    return _without_empty(told)


def home(profile: Profile, title: str, chapters: Sequence[str]) -> dict[str, Any]:
    """Return the home page: a profile page of the owner, whose works are the chapters."""
    return _without_empty(
        {
            "@context": CONTEXT,
            "@type": "ProfilePage",
            "name": title,
            "url": profile.url,
            "mainEntity": person(profile),
            "hasPart": [{"@type": "CreativeWork", "name": name} for name in chapters],
        }
    )


def work(
    title: str, about: str, author: str, address: str, methods: Sequence[str], datasets: Sequence[DataCard]
) -> dict[str, Any]:
    """Return a chapter: a creative work, and the datasets that it is based on."""
    return _without_empty(
        {
            "@context": CONTEXT,
            "@type": "CreativeWork",
            "name": title,
            "abstract": about,
            "url": address,
            "inLanguage": "en",
            "author": _without_empty({"@type": "Person", "name": author}),
            "keywords": list(methods),
            "isBasedOn": [_without_empty({"@type": "Dataset", **_of_dataset(one)}) for one in datasets],
        }
    )


def dataset(card: DataCard, address: str) -> dict[str, Any]:
    """Return the page of a dataset."""
    own = {"mainEntityOfPage": address} if address else {}
    return _without_empty({"@context": CONTEXT, "@type": "Dataset", **_of_dataset(card), **own})


def _of_dataset(card: DataCard) -> dict[str, Any]:
    return {
        "name": card.title,
        "description": card.about,
        "license": card.licence,
        "url": card.url,
        "creator": {"@type": "Organization", "name": card.publisher} if card.publisher else "",
    }


def _without_empty(data: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in data.items() if value not in ("", [], {}, None)}
