"""The sentences of a smart home: which intents can be learnt, and values that are not in the data.

Rooms, floors, devices and free words are lists of our own. No value stands in two parts, so that a model
cannot know a slot by having seen its words.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from portfolio.dialogue.templates import PARTS, Grammar, family, grammar_of, sentences, split_families
from portfolio.errors import DataError

LEAST_FAMILIES = 6  # in each language; an intent with fewer cannot be split by template
DRAWS = {"train": 3, "validation": 1, "test": 1}
UNKNOWN = "unknown"

# values of training, validation and test, in this order, parted by |
_POOLS = {
    "English": {
        "area": "kitchen, bedroom, garage, living room, office, bathroom, hallway, entrance, library,"
        " gym, pantry, studio, workshop, play room, balcony, corridor|attic, laundry room, "
        "patio, music room, shed, lounge|nursery, dining room, cellar, guest room, porch, "
        "conservatory",
        "floor": "ground, first, second, upper, main, fourth, fifth|basement, third, middle|top, "
        "lower, sixth",
        "name": "ceiling light, desk lamp, front door, coffee machine, heater, clippy, tall fan, wall"
        " lamp, speaker, back gate, dishwasher, dryer, left blind, red lamp, air purifier, "
        "christmas tree|bedside lamp, robot, tv, side window, oven, small fan|porch light, "
        "projector, skylight, old radio, toaster, right blind",
        "free": "dinner is ready, milk, the red car, pizza, laundry, call my sister, jazz, new tyres,"
        " eggs, wash the dog, take a break, soup, blue moon, the news, water the plants, "
        "rice|bread, feed the cat, the long walk, tea, paint, summer hits|green beans, open"
        " the gate, homework, winter songs, two lemons, yoga",
    },
    "French": {
        "area": "cuisine, chambre, garage, salon, bureau, salle de bain, couloir, entrée, "
        "bibliothèque, cellier, studio, atelier, salle de jeux, balcon, palier, "
        "dressing|grenier, buanderie, terrasse, salle de musique, abri, séjour|véranda, "
        "salle à manger, cave, chambre d'amis, porche, jardin",
        "floor": "rez-de-chaussée, premier étage, deuxième étage, étage, quatrième étage, cinquième "
        "étage|sous-sol, troisième étage, étage du milieu|dernier étage, niveau inférieur, "
        "sixième étage",
        "name": "plafonnier, lampe de bureau, porte d'entrée, machine à café, radiateur, clippy, "
        "grand ventilateur, applique, enceinte, portail, lave-vaisselle, sèche-linge, volet "
        "gauche, lampe rouge, purificateur, sapin|lampe de chevet, robot, télé, fenêtre, "
        "four, petit ventilateur|lampe du porche, projecteur, lucarne, vieille radio, "
        "grille-pain, volet droit",
        "free": "le repas est prêt, lait, la voiture rouge, pizza, lessive, appelle ma sœur, jazz, "
        "pneus neufs, œufs, lave le chien, fais une pause, soupe, lune bleue, les nouvelles, "
        "arrose les plantes, riz|pain, nourris le chat, la promenade, thé, peinture, tubes "
        "d'été|haricots verts, ouvre le portail, devoirs, chants d'hiver, deux citrons, yoga",
    },
}  # fmt: skip


def pools(language: str, wildcards: Sequence[str]) -> dict[str, dict[str, list[str]]]:
    """Return for each part the values of a home: of its lists, and of those where any words may stand.

    Parameters
    ----------
    language
        English or French.
    wildcards
        Names of the lists where any words may stand.
    """
    found: dict[str, dict[str, list[str]]] = {}
    for place, part in enumerate(PARTS):
        own = {name: text.split("|")[place].split(", ") for name, text in _POOLS[language].items()}
        free = own.pop("free")
        found[part] = own | dict.fromkeys(wildcards, free)
    return found


def grammars(card: pd.DataFrame, language: str) -> dict[str, Grammar]:
    """Return the grammar of a language, for each part with values of its own.

    Parameters
    ----------
    card
        The dataset `home_intents`.
    language
        English or French.
    """
    rows = card[card["language"] == language]
    wildcards = list(rows.loc[rows["kind"] == "wildcard", "name"])
    return {part: grammar_of(rows, values) for part, values in pools(language, wildcards).items()}


def templates(card: pd.DataFrame, language: str) -> pd.DataFrame:
    """Return the templates of a language: `template`, `intent`, `family`, and `known`.

    Known are intents with enough families in both languages; the others serve as requests that nobody
    foresaw.

    Parameters
    ----------
    card
        The dataset `home_intents`.
    language
        English or French.
    """
    rows = card[card["kind"] == "sentence"].assign(family=lambda one: one["text"].map(family))
    counts = rows.groupby(["name", "language"])["family"].nunique().unstack(fill_value=0)
    enough = counts.index[(counts >= LEAST_FAMILIES).all(axis=1)]
    own = rows[rows["language"] == language].drop_duplicates(["name", "text"])
    own = own.rename(columns={"name": "intent", "text": "template"}).reset_index(drop=True)
    if own.empty:
        raise DataError(f"no sentences in {language!r}", expected="English or French")
    return own[["template", "intent", "family", "block"]].assign(known=own["intent"].isin(enough))


def known_sentences(card: pd.DataFrame, language: str, seed: int) -> tuple[pd.DataFrame, int]:
    """Return drawn sentences of the known intents with their parts, and how many were dropped.

    Dropped are validation and test sentences whose words also stand in an earlier part.

    Parameters
    ----------
    card
        The dataset `home_intents`.
    language
        English or French.
    seed
        Of the split and the draws.
    """
    table = templates(card, language).query("known").reset_index(drop=True)
    table["part"] = split_families(table, seed)
    drawn = sentences(table, grammars(card, language), DRAWS, seed)
    return without_repeats(drawn)


def without_repeats(drawn: pd.DataFrame) -> tuple[pd.DataFrame, int]:
    """Return sentences without those that an earlier part holds word for word, and how many these were."""
    words = drawn["text"].str.lower().str.strip(" ?!.")
    order = drawn["part"].map({part: number for number, part in enumerate(PARTS)})
    repeated = order > order.groupby(words).transform("min")
    return drawn[~repeated].reset_index(drop=True), int(repeated.sum())


def unknown_sentences(card: pd.DataFrame, language: str, seed: int) -> pd.DataFrame:
    """Return one sentence for each template of the intents that are not learnt.

    Parameters
    ----------
    card
        The dataset `home_intents`.
    language
        English or French.
    seed
        Of the draws.
    """
    table = templates(card, language).query("not known").reset_index(drop=True).assign(part="test")
    return sentences(table, grammars(card, language), {"test": 1}, seed)


def slot_names(tags: pd.Series) -> list[str]:
    """Return all tags, the outside first, with I- where a B- of the slot was seen."""
    slots = sorted({tag[2:] for one in tags for tag in one if tag != "O"})
    return ["O", *(f"{sign}-{slot}" for slot in slots for sign in "BI")]


def by_language(card: pd.DataFrame, seed: int) -> Mapping[str, tuple[pd.DataFrame, int]]:
    """Return the sentences of both languages, as `known_sentences` does.

    Parameters
    ----------
    card
        The dataset `home_intents`.
    seed
        Of the split and the draws.
    """
    return {language: known_sentences(card, language, seed) for language in _POOLS}
