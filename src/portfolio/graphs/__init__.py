"""Graphs: communities, layers that add up neighbours, knowledge graphs, intrusions, and a stream."""

from portfolio.graphs.anomalies import (
    best_column,
    egonets,
    inject,
    oddball,
    precision_at,
    read_pair,
    reconstruction_errors,
)
from portfolio.graphs.communities import check_adjacency, errors, leading_vectors, read_gml, score, spectral
from portfolio.graphs.embeddings import Settings, complex_scores, fit_embedding, transe_scores
from portfolio.graphs.films import Films, audience_links, homophily, read_films, shared_links, years_apart
from portfolio.graphs.layers import Network, averaged, fit, normalised, propagate, roughness
from portfolio.graphs.stream import alarms_a_day, parse, precision_of, run_stream
from portfolio.graphs.triples import (
    Triples,
    confidences,
    frequency_scorer,
    leaked,
    mean_reciprocal_rank,
    ranks,
    read_triples,
    rule_scorer,
)

__all__ = [
    "Films", "Network", "Settings", "Triples", "alarms_a_day", "audience_links",
    "averaged", "best_column", "check_adjacency", "complex_scores", "confidences", "egonets", "errors",
    "fit", "fit_embedding", "frequency_scorer", "homophily", "inject", "leading_vectors", "leaked",
    "mean_reciprocal_rank", "normalised", "oddball", "parse", "precision_at", "precision_of",
    "propagate", "ranks", "read_films", "read_gml", "read_pair", "read_triples",
    "reconstruction_errors", "roughness", "rule_scorer", "run_stream", "score", "shared_links",
    "spectral", "transe_scores", "years_apart",
]  # fmt: skip
