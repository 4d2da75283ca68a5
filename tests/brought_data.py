"""The data sets that readers are likely to bring, each with the plain command that takes it.

The bench runs them whole, `python tests/bench/own_data.py`. The tests take a tenth of one at each commit,
where the files lie below the folder that PORTFOLIO_DATA names; the table that is made up is always there.
"""

from __future__ import annotations

import gzip
import lzma
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import yaml

from portfolio.datasets import card
from tests_support import ROOT

COMMAND = "python tests/bench/own_data.py FOLDER"
RECORD = ROOT / "book/own_data.yml"


# What is told of a run: recorded results by name.
RESULTS = {
    "data_quality": ("audit_asked", "audit_repeated", "uneven_column"),
    "scoring": ("applications", "columns_used", "auc", "cost_saving"),
    "segmentation": ("customers", "segments", "bootstrap_ari", "top_fifth"),
    "language": ("ari_best", "probe_accuracy_best"),
}


@dataclass(frozen=True)
class OwnData:
    """Data that a reader brings, and what is done with them.

    Parameters
    ----------
    name
        A slug.
    title, publisher
        For the page of the book.
    notebook
        Which runs on them.
    parameters
        As given on the command line; `FILE` in a value stands for the file with its folder.
    file
        The file of a table without a card; empty for a data set that has one.
    made
        Rows and columns of a table that is made up, where the real one must not be passed on.
    """

    name: str
    title: str
    publisher: str
    notebook: str
    parameters: dict[str, str]
    file: str = ""
    made: tuple[int, int] = (0, 0)

    @property
    def command(self) -> str:
        """The words that a reader types."""
        given = [
            f"-p '{name}={value}'" if " " in value else f"-p {name}={value}"
            for name, value in self.parameters.items()
        ]
        return " ".join(["portfolio run", self.notebook, *given]).replace("FILE", self.file)


def _table(name: str, title: str, publisher: str, notebook: str, file: str, **given: str) -> OwnData:
    return OwnData(name, title, publisher, notebook, {"dataset": "csv:FILE", **given}, file)


OWN_DATA = (
    OwnData(
        "olist",
        "Olist, orders of a Brazilian marketplace",
        "Olist",
        "segmentation",
        {"dataset": "olist"},
    ),
    _table(
        "uci_credit_default",
        "Default of credit card clients",
        "I-Cheng Yeh, UCI Machine Learning Repository",
        "scoring",
        "UCI_Credit_Card.csv.gz",
        target="DEFAULT_PAYMENT_NEXT_MONTH",
    ),
    OwnData(
        "lender",
        "Applications for credit, made like those of Home Credit",
        "Made up, seed 0",
        "scoring",
        {"dataset": "csv:FILE"},
        "applications_5000x122.csv",
        (5000, 122),
    ),
    OwnData(
        "paris_trees",
        "Trees of Paris, a cut of the inventory",
        "Ville de Paris",
        "data_quality",
        {"dataset": "paris_trees"},
    ),
    _table(
        "open_food_facts",
        "Open Food Facts, an export of a search",
        "Open Food Facts contributors",
        "data_quality",
        "openfoodfacts_search_export_1263.tsv.gz",
    ),
    _table(
        "seattle_energy",
        "Energy of Seattle's buildings in 2016",
        "City of Seattle",
        "data_quality",
        "2016_Building_Energy_Benchmarking.csv.gz",
    ),
    _table(
        "airline_passengers",
        "Airline passengers by month",
        "Box and Jenkins, 1976",
        "data_quality",
        "AirPassengers.csv",
    ),
    _table(
        "cmapss",
        "Turbofan engines, a file without a header",
        "NASA Ames Prognostics Center of Excellence",
        "data_quality",
        "train_FD001.txt.gz",
    ),
    OwnData(
        "flipkart",
        "Flipkart, products of seven categories",
        "PromptCloud, cut by OpenClassrooms",
        "language",
        {"dataset": "flipkart"},
    ),
)


def recorded(path: Path = RECORD) -> dict[str, dict[str, Any]]:
    """Return the rows of the record by name; none before the first run."""
    if not path.exists():
        return {}
    return {row["name"]: row for row in yaml.safe_load(path.read_text(encoding="utf-8"))["data"]}


def found(data: OwnData, folder: Path) -> dict[str, Path]:
    """Return the files of a data set below a folder by their plain names; empty unless all are there."""
    names = [data.file] if data.file else [source.file for source in card(data.parameters["dataset"]).sources]
    files = {}
    for name in names:
        also = [path for path in folder.rglob(f"{Path(name).stem}*") if path.is_file()]
        also = also or [path for path in folder.rglob(f"*{data.name}*/*") if len(names) == 1]
        if not also:
            return {}
        files[name] = also[0]
    return files


def write_tenth(data: OwnData, files: dict[str, Path], target: Path) -> None:
    """Write each tenth row of the files of a data set; of a shop, the orders of each tenth customer."""
    frames = {name: _texts(path) for name, path in files.items()}
    if data.name == "olist":
        frames = _tenth_of_customers(frames)
    else:
        frames = {name: frame.iloc[::10] for name, frame in frames.items()}
    for name, frame in frames.items():
        packed = name.removesuffix(".gz")
        frame.to_csv(target / packed, index=False, sep=frame.attrs["sep"])


def _texts(path: Path) -> pd.DataFrame:
    opened = {".gz": gzip.open, ".xz": lzma.open}.get(path.suffix, open)
    with opened(path, "rt", encoding="utf-8") as file:
        first = file.readline()
    sep = max(",;\t", key=first.count)
    frame = pd.read_csv(path, sep=sep, dtype=str, keep_default_na=False)
    frame.attrs["sep"] = sep
    return frame


def _tenth_of_customers(frames: dict[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    customers = frames["olist_customers_dataset.csv"]
    chosen = customers[
        customers["customer_unique_id"].isin(sorted(set(customers["customer_unique_id"]))[::10])
    ]
    orders = frames["olist_orders_dataset.csv"]
    orders = orders[orders["customer_id"].isin(chosen["customer_id"])]
    cut = {"olist_customers_dataset.csv": chosen, "olist_orders_dataset.csv": orders}
    of_orders = {
        name: frame[frame["order_id"].isin(orders["order_id"])]
        for name, frame in frames.items()
        if "order_id" in frame and name not in cut
    }
    return {**frames, **of_orders, **cut}
