"""What is known about a table of applicants before anyone looks at its values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import pandas as pd

from portfolio.datasets.identifiers import is_identifier, name_words
from portfolio.datasets.spellings import find_column, normalised, split_names
from portfolio.errors import UsageError, nearest
from portfolio.scoring.features import Ratio

AUTO = "auto"
_BAD_WORDS = ("bad", "default", "defaulted", "yes", "true", "1", "1.0")


@dataclass(frozen=True)
class Table:
    """Roles and meanings of the columns of a table.

    Parameters
    ----------
    target, bad
        Column of the outcome, and the value that the lender wants to avoid, as text.
    event
        What became of a bad application, in words: ends a sentence such as "5 % of them ...".
    decision
        Whether the outcome is a lender's decision, and not what became of the loan.
    amount
        Column with the money at stake; empty without.
    protected
        Columns that the law protects, or that stand for such: no score in use reads them.
    age
        Column of the age, with the factor that turns it into years.
    excluded
        Columns that must not be features, each with the reason.
    sentinels
        Codes that stand for a missing value, by column.
    orders
        Texts that have an order, by column, from low to high.
    ratios
        Derived columns.
    actionable
        Columns that an applicant can change; a leading sign gives the only direction.
    ceiling
        AUC above which one looks for a leak first.
    part
        Column by which the population is split to test drift.
    monotone
        Columns that only raise (1) or only lower (-1) the risk, where a model is constrained.
    date
        Column of the day of the application; orders applicants in time and is not a feature.
    """

    target: str
    bad: str
    event: str = "turned out bad"
    decision: bool = False
    amount: str = ""
    protected: tuple[str, ...] = ()
    age: str = ""
    age_factor: float = 1.0
    excluded: Mapping[str, str] = field(default_factory=dict)
    sentinels: Mapping[str, tuple[object, ...]] = field(default_factory=dict)
    orders: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    ratios: tuple[Ratio, ...] = ()
    actionable: tuple[str, ...] = ()
    ceiling: float = 1.0
    part: str = ""
    monotone: Mapping[str, int] = field(default_factory=dict)
    date: str = ""


_GRADES = tuple(f"{letter}{number}" for letter in "ABCDEFG" for number in range(1, 6))
_YEARS = ("emp_lt_1", *(f"emp_{years}" for years in range(1, 10)), "emp_ge_10")

TABLES: dict[str, Table] = {
    "credit_data": Table(
        target="Status",
        bad="bad",
        event="were not repaid",
        amount="Amount",
        protected=("Age", "Marital"),
        age="Age",
        ratios=(
            Ratio("instalment", {"Amount": 1}, {"Time": 1}, "amount over months: what is due each month"),
            Ratio("left_over", {"Income": 1, "Expenses": -1}, {}, "income less expenses"),
            Ratio(
                "cover",
                {"left_over": 1},
                {"instalment": 1},
                "instalments that the money left each month would pay",
            ),
            Ratio("financed", {"Amount": 1}, {"Price": 1}, "share of the price that is borrowed"),
            Ratio("own_money", {"Price": 1, "Amount": -1}, {}, "price less amount: what the buyer pays now"),
            Ratio("amount_to_income", {"Amount": 1}, {"Income": 1}, "amount over income"),
            Ratio("cushion", {"Assets": 1, "Debt": -1}, {}, "assets less debt"),
            Ratio("settled", {"Seniority": 1}, {"Age": 1}, "share of life spent in the present job"),
        ),
        actionable=("-Amount", "Time", "-Expenses", "-Debt"),
        ceiling=0.87,
        part="Seniority",
        monotone={"Debt": 1, "Income": -1, "Assets": -1},
    ),
    "lending_club": Table(
        target="Class",
        bad="bad",
        event="were late or in default",
        amount="funded_amnt",
        orders={"sub_grade": _GRADES, "emp_length": _YEARS},
        ratios=(
            Ratio("amount_to_income", {"funded_amnt": 1}, {"annual_inc": 1}, "amount over yearly income"),
            Ratio("balance_to_income", {"total_bal_il": 1}, {"annual_inc": 1}, "instalment debt over income"),
            Ratio("limit_used", {"total_bal_il": 1}, {"total_il_high_credit_limit": 1}, "debt over limit"),
        ),
        actionable=("-funded_amnt", "-revol_util", "-total_bal_il"),
        ceiling=0.78,
        part="annual_inc",
        monotone={"delinq_2yrs": 1, "annual_inc": -1},
    ),
    "loanapp": Table(
        target="reject",
        bad="1",
        event="were rejected by the lender",
        decision=True,
        amount="loanamt",
        protected=("black", "hispan", "white", "male", "married", "old"),
        excluded={
            "action": "the decision itself",
            "approve": "the decision itself",
            "review": "counted during the decision",
            "inson": "known after the decision",
            "typur": "known after the decision",
        },
        sentinels={"lines": (999999.375,), "term": (999999.375,), "gdlin": (666,), "liq": (1000000.0,)},
        actionable=("-loanamt", "-obrat", "-hrat"),
        part="appinc",
        monotone={"obrat": 1, "hrat": 1, "pubrec": 1},
    ),
    "home_credit": Table(
        target="TARGET",
        bad="1",
        event="had payment difficulties",
        amount="AMT_CREDIT",
        protected=("CODE_GENDER", "DAYS_BIRTH", "NAME_FAMILY_STATUS"),
        age="DAYS_BIRTH",
        age_factor=-1 / 365.25,
        sentinels={"DAYS_EMPLOYED": (365243,)},
        ratios=(
            Ratio("term", {"AMT_CREDIT": 1}, {"AMT_ANNUITY": 1}, "credit over annuity: number of payments"),
            Ratio("annuity_to_income", {"AMT_ANNUITY": 1}, {"AMT_INCOME_TOTAL": 1}, "payment over income"),
            Ratio("financed", {"AMT_CREDIT": 1}, {"AMT_GOODS_PRICE": 1}, "credit over price of the goods"),
        ),
        actionable=("-AMT_CREDIT", "-AMT_ANNUITY"),
        ceiling=0.81,
        part="AMT_INCOME_TOTAL",
        monotone={"AMT_INCOME_TOTAL": -1},
    ),
    "uci_credit": Table(
        target="default.payment.next.month",
        bad="1",
        event="missed the next payment",
        amount="LIMIT_BAL",
        protected=("SEX", "AGE", "MARRIAGE"),
        age="AGE",
        ratios=(
            Ratio("limit_used", {"BILL_AMT1": 1}, {"LIMIT_BAL": 1}, "last bill over limit"),
            Ratio("bill_paid", {"PAY_AMT1": 1}, {"BILL_AMT2": 1}, "last payment over the bill before"),
        ),
        ceiling=0.80,
        part="LIMIT_BAL",
    ),
}
# The file is offered with its target in two spellings.
TABLES["uci_credit_upper"] = replace(TABLES["uci_credit"], target="DEFAULT_PAYMENT_NEXT_MONTH")
EVENTS = tuple(dict.fromkeys([Table.event, *(table.event for table in TABLES.values())]))
_SIGNATURES = {
    "home_credit": {"SK_ID_CURR", "TARGET", "AMT_CREDIT"},
    "uci_credit": {"LIMIT_BAL", "PAY_0", "default.payment.next.month"},
    "uci_credit_upper": {"LIMIT_BAL", "PAY_0", "DEFAULT_PAYMENT_NEXT_MONTH"},
}
_PROTECTED_WORDS = {
    *("age", "birth", "birthdate", "birthday", "dob", "sex", "gender", "female", "male", "race", "ethnic"),
    *("ethnicity", "nationality", "citizen", "citizenship", "foreign", "foreigner", "immigrant", "native"),
    *("marital", "married", "marriage", "divorced", "spouse", "pregnant", "religion", "religious"),
    *("disability", "disabled"),
}
_PROTECTED_PAIRS = ({"family", "status"}, {"civil", "status"}, {"personal", "status"})
_SEXES = frozenset(("female", "male", "woman", "man", "femme", "homme", "weiblich", "divorced", "widowed"))
_AMOUNT_WORDS = ("amount", "amt", "principal", "loan", "credit", "limit")
_PERSON_YEARS = (14, 110)


def describe(
    dataset: str,
    frame: pd.DataFrame,
    target: str = AUTO,
    bad: str = AUTO,
    drop: Sequence[str] = (),
    protected: Sequence[str] = (),
    monotone: Sequence[str] = (),
    date: str = "",
) -> Table:
    """Return what is known about a table, from the catalogue here or from what its columns and reader say.

    Parameters
    ----------
    dataset
        Name of the dataset.
    frame
        The table.
    target, bad
        Column of the outcome and its bad value; `auto` where the table is known, or the value speaks for
        itself.
    drop
        Further columns that must not be features.
    protected
        Further columns that the law protects.
    monotone
        Columns that only raise or only lower the risk, each with a leading `+` or `-`; they replace those
        that are known for the table.
    date
        Column of the day of the application; empty without.

    Raises
    ------
    UsageError
        The target is unknown, or it cannot be told which value is bad; a column that is named does not exist.
    """
    known = dataset if dataset in TABLES else _recognised(frame)
    if target != AUTO:
        target = find_column(target, frame.columns, f"{dataset}: the column to predict")
    left_out = _named(dataset, frame, drop, "leave out")
    date = find_column(date, frame.columns, f"{dataset}: the column of the date") if date else ""
    table = TABLES[known] if known else _unknown(frame, target, [*left_out, date])
    if target not in (AUTO, table.target):
        table = replace(table, target=target, bad=AUTO, event="turned out bad")
    if table.target not in frame:
        hint = nearest(table.target, map(str, frame.columns))
        raise UsageError(f"{dataset} has no column {table.target!r} to predict", hint=hint)
    shielded = _named(dataset, frame, protected, "protect")
    excluded = {**table.excluded, **dict.fromkeys(left_out, "left out on request")}
    excluded |= {date: "the date orders the applications"} if date else {}
    chosen = table.bad if bad == AUTO else normalised(bad)
    chosen = _guessed_bad(frame[table.target], table.target) if chosen == AUTO else chosen
    ratios = tuple(one for one in table.ratios if not set(one.sources) & set(excluded))
    shielded = list(dict.fromkeys([*table.protected, *shielded]))
    stays = table.part not in excluded
    part = table.part if stays else _dividing(frame, table.target, [*left_out, *shielded, date])
    signs = _signs(dataset, frame, monotone) or table.monotone
    signs = {name: sign for name, sign in signs.items() if name not in (*excluded, *shielded)}
    return replace(
        table, bad=chosen, excluded=excluded, ratios=ratios, part=part, protected=tuple(shielded),
        monotone=signs, date=date,
    )  # fmt: skip


def _signs(dataset: str, frame: pd.DataFrame, monotone: Sequence[str]) -> dict[str, int]:
    """Return the direction of each column that a reader typed with a sign.

    Raises
    ------
    UsageError
        A sign is missing, or the column does not hold numbers.
    """
    signs = {}
    for one in monotone:
        name = find_column(one.lstrip("+-"), frame.columns, f"{dataset}: the column to constrain")
        if one[:1] not in ("+", "-") or not pd.api.types.is_numeric_dtype(frame[name]):
            raise UsageError(f"monotone column {one!r}", expected="+ or - before a column of numbers")
        signs[name] = 1 if one[0] == "+" else -1
    return signs


def _named(dataset: str, frame: pd.DataFrame, names: Sequence[str], purpose: str) -> list[str]:
    """Return the columns of a list that a reader typed."""
    known = frame.columns
    return [
        find_column(one, known, f"{dataset}: the column to {purpose}") for one in split_names(names, known)
    ]


def _recognised(frame: pd.DataFrame) -> str:
    """Return the name of the known table that these columns are; empty if none."""
    return next((name for name, columns in _SIGNATURES.items() if columns <= set(frame.columns)), "")


def _unknown(frame: pd.DataFrame, target: str, left_out: Sequence[str]) -> Table:
    if target == AUTO:
        raise UsageError(
            "the column to predict is not known for this table",
            expected="-p target=NAME",
            hint=f"Columns: {', '.join(map(str, frame.columns[:30]))}.",
        )
    others = [str(name) for name in frame.columns if name != target]
    protected = tuple(name for name in others if _is_protected(name, frame[name]))
    age = next((name for name in protected if "age" in _words(name)), "")
    age = age if age and pd.api.types.is_numeric_dtype(frame[age]) else ""
    numbers = frame[[name for name in others if name not in protected]].select_dtypes("number")
    part = _dividing(frame, target, [*left_out, *protected])
    return Table(target=target, bad=AUTO, protected=protected, age=age, part=part, amount=_amount(numbers))


def _dividing(frame: pd.DataFrame, target: str, left_out: Sequence[str]) -> str:
    """Return the column that can split a population best: a number of many values, or else a text of few."""
    others = [str(name) for name in frame.columns if name not in (target, *left_out)]
    counts = {name: frame[name].nunique() for name in others if not is_identifier(name, frame[name])}
    numbers = [name for name in counts if pd.api.types.is_numeric_dtype(frame[name]) and counts[name] > 1]
    texts = [name for name in counts if name not in numbers and counts[name] > 1]
    return max(numbers, key=counts.__getitem__) if numbers else min(texts, key=counts.__getitem__, default="")


def _words(name: str) -> set[str]:
    """Return the words of a name in any case style: `MaritalStatus` and `marital_status` are the same."""
    return set(name_words(name))


def _is_protected(name: str, column: pd.Series) -> bool:
    """Return whether a column says what the law protects: by its name, or by values such as `female`."""
    found = _words(name) & _PROTECTED_WORDS
    if any(pair <= _words(name) for pair in _PROTECTED_PAIRS):
        return True
    if found == {"age"} and pd.api.types.is_numeric_dtype(column):  # an account or a car has an age too
        return bool(column.dropna().between(*_PERSON_YEARS).mean() > 0.99) if column.notna().any() else False
    if found or pd.api.types.is_numeric_dtype(column):
        return bool(found)
    values = column.dropna().astype(str).unique()
    return len(values) <= 12 and any(_words(value) & _SEXES for value in values)


def _amount(numbers: pd.DataFrame) -> str:
    """Return the column that most likely holds the money at stake: many positive values, a telling name."""
    many = [
        str(name)
        for name in numbers
        if numbers[name].min() > 0 and numbers[name].nunique() > 20 and _words(str(name)) & set(_AMOUNT_WORDS)
    ]
    # of several, one that says both what it is and of what: credit_amount before credit_limit_months
    told = {
        name: sum(2.0 / (1 + _AMOUNT_WORDS.index(w)) for w in _words(name) & set(_AMOUNT_WORDS))
        for name in many
    }
    return max(many, key=lambda name: told[name], default="")


def _guessed_bad(outcome: pd.Series, target: str) -> str:
    values = {as_text(value) for value in outcome.dropna().unique()}
    guesses = [value for value in values if value.lower() in _BAD_WORDS]
    if len(guesses) == 1:
        return guesses[0]
    raise UsageError(
        f"which value of {target!r} is bad?",
        expected="-p positive=VALUE",
        hint=f"Values: {', '.join(sorted(values)[:10])}.",
    )


def as_text(value: object) -> str:
    """Return an outcome as a person writes it: 1.0 is `1`."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
