"""A booking by chat: intents and slots, when not to understand, a dialogue over real flights, its watch."""

from portfolio.dialogue.agent import Agent, State, converse
from portfolio.dialogue.crf import Crf
from portfolio.dialogue.home import grammars, known_sentences, templates, unknown_sentences
from portfolio.dialogue.joint import encode_words, predict, slot_counts, slot_f1, spans
from portfolio.dialogue.rejection import (
    calibration_error,
    conformal_p,
    energy,
    fit_temperature,
    percent,
    understood,
)
from portfolio.dialogue.simulation import goals, shares, simulate, typed
from portfolio.dialogue.templates import PARTS, family, grammar_of, parse, sentences, split_families, tagged
from portfolio.dialogue.timetable import Flight, Timetable, load_timetable
from portfolio.dialogue.travel import understand
from portfolio.dialogue.understanding import (
    Task,
    accuracy_by_split,
    atis_scores,
    baselines,
    character_model,
    confidence,
    mean_logits,
    prepare,
    read_atis,
    short_sentences,
)
from portfolio.dialogue.watch import INDICATORS, alarm_p, largest_rise, weeks
from portfolio.encoders.transformer_vectors import find_weights
from portfolio.statistics.bootstrap import cluster_means, draw_weights, interval
from portfolio.statistics.means import wilson

__all__ = [
    "INDICATORS", "PARTS", "Agent", "Crf", "Flight", "State", "Task", "Timetable",
    "accuracy_by_split", "alarm_p", "atis_scores", "baselines", "calibration_error",
    "character_model", "cluster_means", "confidence", "conformal_p", "converse", "draw_weights",
    "encode_words", "energy", "family", "find_weights", "fit_temperature", "goals", "grammar_of",
    "grammars", "interval", "known_sentences", "largest_rise", "load_timetable", "mean_logits",
    "parse", "percent", "predict", "prepare", "read_atis", "sentences", "shares", "short_sentences",
    "simulate", "slot_counts", "slot_f1", "spans", "split_families", "tagged", "templates", "typed",
    "understand", "understood", "unknown_sentences", "weeks", "wilson",
]  # fmt: skip
