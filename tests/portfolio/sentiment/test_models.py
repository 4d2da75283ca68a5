"""Networks, linear models as plain data, scores and costs."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import torch
from sklearn.metrics import f1_score

from portfolio.errors import DataError, UsageError
from portfolio.sentiment import alarm, linear, networks, plain, scores, stress
from portfolio.sentiment.fine_tuning import batches, through
from portfolio.sentiment.vocabulary import Vocabulary, tokens_of
from portfolio.sentiment.word_vectors import coverage, train_vectors, vector_matrix

GOOD, BAD, PLAIN = (
    ["nice crew", "thanks so much", "great"],
    ["lost bag", "late again", "rude"],
    ["is it on", "gate"],
)


@pytest.fixture(scope="module")
def lessons():
    """Return messages that a model can learn, with labels from 0."""
    rng = np.random.default_rng(0)
    pools = (BAD, PLAIN, GOOD)
    labels = rng.integers(3, size=300)
    return [f"@airline {rng.choice(pools[label])} {rng.choice(WORDS)}" for label in labels], labels


WORDS = ["today", "now", "here", "again?", "!", "☺"]


def test_a_vocabulary_knows_only_what_it_was_taught():
    """The rest is unknown; long messages are cut, and the mask ends with the words."""
    known = Vocabulary.of(["late late bag", "bag"], least=2)
    assert known.tokens[2:] == ("bag", "late")
    assert known.ids(["bag zzz late late", ""], 3).tolist() == [[2, 1, 3], [1, 0, 0]]
    assert known.table("bag", 2).loc["mask"].tolist() == [1, 0]
    assert tokens_of("Gate 7?? ☺") == ["gate", "0", "?", "☺"]


def test_padding_changes_no_mean_and_has_no_attention(lessons):
    """The mean of words does not see what stands behind a message; attention gives it no weight."""
    texts, _ = lessons
    known = Vocabulary.of(texts)
    vectors = torch.tensor(vector_matrix(known, None))
    short, long = (torch.tensor(known.ids(texts[:5], length)) for length in (10, 20))
    mean, reader = networks.MeanOfWords(vectors, 3).eval(), networks.Recurrent(vectors, 3).eval()
    assert torch.allclose(mean(short), mean(long), atol=1e-6)
    weights = reader.attention(long)[1]
    assert (weights[long == 0] == 0).all() and (weights[long > 0] > 0).all()


@pytest.mark.parametrize("name", list(networks.NETWORKS))
def test_networks_learn_and_repeat(lessons, name):
    """The same seed gives the same numbers; what can be learnt is learnt."""
    texts, labels = lessons
    known = Vocabulary.of(texts)
    ids, how = known.ids(texts, 8), networks.Training(epochs=6, rate=1e-2, batch=32)
    one, other = (
        networks.train(name, vector_matrix(known, None), ids, labels, how, ids[:9]) for _ in range(2)
    )
    assert np.array_equal(one.probabilities(ids), other.probabilities(ids))
    assert (one.probabilities(ids).argmax(1) == labels).mean() > 0.9
    assert len(one.validation) == 6 and one.loss[-1] < one.loss[0]


def test_an_unknown_loss_names_the_known_ones():
    """And the weighted one weighs rare labels more."""
    with pytest.raises(UsageError, match="plain, weighted, smoothed"):
        networks.loss_function("hinge", np.array([0, 1]))
    weight = networks.loss_function("weighted", np.array([0, 0, 0, 1])).weight
    assert weight[1] > weight[0]


def test_vectors_of_messages_cover_their_words(lessons):
    """Both kinds repeat with one worker; a third kind is refused."""
    texts, _ = lessons
    known = Vocabulary.of(texts)
    vectors = train_vectors(texts, "word2vec", epochs=1)
    assert coverage(known, vectors) == 1.0
    matrix = vector_matrix(known, vectors)
    assert not matrix[0].any() and matrix.shape == (len(known.tokens), 50)
    with pytest.raises(UsageError, match="word2vec or fasttext"):
        train_vectors(texts, "elmo")


def test_the_plain_model_is_the_fitted_one(lessons):
    """To the sixth decimal, also for words it never saw, and for none."""
    texts, labels = lessons
    fitted = linear.logistic().fit(texts, np.array(["negative", "neutral", "positive"])[labels])
    made = plain.PlainClassifier(linear.plain_form(fitted, 1.3, 5.0))
    asked = [*texts[:20], "zzz", "", "late late late late"]
    by_plain = [list(made.probabilities(one).values()) for one in asked]
    assert np.allclose(by_plain, linear.softmax(fitted.decision_function(asked), 1.3), atol=1e-5)
    assert made.cutoff == pytest.approx(1 / 6)


def test_macro_f1_is_that_of_scikit_learn():
    """And with every group drawn once, so is its resample."""
    rng = np.random.default_rng(0)
    truth, predicted = rng.integers(3, size=(2, 200))
    assert scores.macro_f1(truth, predicted) == pytest.approx(f1_score(truth, predicted, average="macro"))
    groups = pd.Series(rng.integers(50, size=200))
    once = np.ones((1, groups.nunique()))
    assert scores.macro_f1_draws(truth, predicted, groups, once)[0] == scores.macro_f1(truth, predicted)


def test_a_temperature_that_was_put_in_is_found():
    """Labels drawn from softmax of logits over three."""
    rng = np.random.default_rng(0)
    logits = rng.normal(0, 4, (20_000, 3))
    chance = linear.softmax(logits, 3.0).cumsum(axis=1)
    truth = (rng.random((20_000, 1)) > chance).sum(axis=1)
    assert scores.fit_temperature(truth, logits) == pytest.approx(3.0, rel=0.05)
    cooled, as_made = (scores.log_loss(truth, linear.softmax(logits, one)) for one in (3.0, 1.0))
    assert cooled < as_made


def test_the_cutoff_of_the_costs_is_the_cheapest():
    """On probabilities that are true, the formula and the search agree."""
    rng = np.random.default_rng(0)
    probability = rng.random(50_000)
    complaint = rng.random(50_000) < probability
    assert scores.best_cutoff(complaint, probability, 4.0) == pytest.approx(0.2, abs=0.04)
    costs = scores.alarm_costs(np.array([False, True]), np.array([True, False]), 4.0)
    assert costs.tolist() == [1.0, 4.0]
    with pytest.raises(UsageError, match="above 0"):
        scores.alarm_costs(complaint, complaint, 0)


def test_who_abstains_is_right_more_often():
    """Where probabilities are true; nobody left out is the plain accuracy."""
    rng = np.random.default_rng(0)
    said = linear.softmax(rng.normal(0, 2, (5_000, 3)))
    truth = (rng.random((5_000, 1)) > said.cumsum(axis=1)).sum(axis=1)
    table = scores.abstention(truth, said, [0, 0.3, 0.6])
    assert table["accuracy"].is_monotonic_increasing
    assert table["accuracy"][0] == pytest.approx((said.argmax(axis=1) == truth).mean())


def test_the_sum_is_pages_recursion():
    """Step by step, and never below zero."""
    flags = np.random.default_rng(0).random((3, 200)) < 0.5
    found = alarm.cusum(flags, 0.4, 0.6)
    up, down = np.log(0.6 / 0.4), np.log(0.4 / 0.6)
    for stream, sums in zip(flags, found, strict=True):
        evidence = 0.0
        for flag, value in zip(stream, sums, strict=True):
            evidence = max(0.0, evidence + (up if flag else down))
            assert value == pytest.approx(evidence)


def test_the_alarm_keeps_its_rate_and_sees_a_rise():
    """In streams from messages it was not fitted on, averaged over populations; half of it does not."""
    rng = np.random.default_rng(0)
    rates, low, late = [], [], []
    for _ in range(30):
        complaint = rng.random(4_000) < 0.5
        flags = np.where(complaint, rng.random(4_000) < 0.85, rng.random(4_000) < 0.15)
        half = np.arange(4_000) < 2_000
        made = alarm.fit_alarm(flags[half], complaint[half], (0.4, 0.6), 300, 0.05, rng, 400)
        quiet = alarm.streams(flags[~half], complaint[~half], 0.4, (100, 300), rng)
        rates.append((made.first(quiet) >= 0).mean())
        low.append((alarm.Alarm(made.before, made.after, made.threshold / 2).first(quiet) >= 0).mean())
        late.append(np.median(made.first(alarm.streams(flags[~half], complaint[~half], 0.6, (50, 300), rng))))
    assert 0.02 < np.mean(rates) < 0.09 < np.mean(low)
    assert 0 < np.mean(late) < 100
    with pytest.raises(DataError, match="one kind only"):
        alarm.streams(flags, np.ones(4_000, bool), 0.4, (1, 1), rng)


def test_spoilt_messages_keep_their_letters_and_handles():
    """Typos move letters and add none; a denied sentence differs in one word."""
    text = "@airline terrible delays everywhere #fail"
    (spoilt,) = stress.with_typos([text], 1.0, np.random.default_rng(0))
    assert sorted(spoilt) == sorted(text) and spoilt != text and spoilt.startswith("@airline ")
    praise, denied = stress.negated_pairs()
    assert all(
        one.split() == [w for w in other.split() if w != "not"]
        for one, other in zip(praise, denied, strict=True)
    )
    assert stress.without_symbols(["☺ hi"]) == ["hi"]


def test_batches_hold_each_text_once():
    """Texts of similar length stand together."""
    lengths = np.random.default_rng(0).integers(5, 48, 1_000)
    made = batches(lengths, np.random.default_rng(1))
    assert sorted(np.concatenate(made)) == list(range(1_000))
    assert np.mean([np.ptp(lengths[batch]) for batch in made]) < 5


def test_layers_one_after_the_other_are_the_transformer():
    """The lower layers' answers can be kept: the upper ones make of them what the whole would."""
    from transformers import BertConfig, BertModel

    torch.manual_seed(0)
    sizes = {"hidden_size": 16, "num_hidden_layers": 3, "num_attention_heads": 2, "intermediate_size": 32}
    bert = BertModel(BertConfig(vocab_size=30, **sizes)).eval()
    ids, mask = torch.tensor([[1, 2, 3, 0], [4, 5, 6, 7]]), torch.tensor([[1, 1, 1, 0], [1, 1, 1, 1]])
    lower = through(bert.encoder.layer[:2], bert.embeddings(ids), mask)
    whole = bert(input_ids=ids, attention_mask=mask).last_hidden_state
    assert torch.allclose(
        through(bert.encoder.layer[2:], lower, mask)[mask == 1], whole[mask == 1], atol=1e-5
    )
