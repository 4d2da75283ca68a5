"""The flights that can be booked: those that were scheduled from New York in 2013, and no others."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from functools import cache

import pandas as pd

from portfolio.datasets import load

MOST_OFFERS = 3


@dataclass(frozen=True)
class Flight:
    """One scheduled departure; its times are on the clock of each airport."""

    carrier: str
    number: int
    airline: str
    origin: str
    destination: str
    day: datetime.date
    departs: str  # HH:MM
    arrives: str


class Timetable:
    """All scheduled departures, by day and route.

    Parameters
    ----------
    flights, airports, airlines
        The datasets of these names.
    """

    def __init__(self, flights: pd.DataFrame, airports: pd.DataFrame, airlines: pd.DataFrame) -> None:
        keys = ["month", "day", "dest"]
        columns = ["origin", "sched_dep_time", "sched_arr_time", "carrier", "flight"]
        self._rows = flights[keys + columns].sort_values(
            [*keys, "sched_dep_time", "origin", "carrier", "flight"]
        )
        self._groups = self._rows.groupby(keys).indices
        self.origins = tuple(sorted(flights["origin"].unique()))
        self.destinations = frozenset(flights["dest"])
        self.year = int(flights["year"].iloc[0])
        self.names: dict[str, str] = dict(zip(airports["faa"], airports["name"], strict=True))
        self._airlines = dict(zip(airlines["carrier"], airlines["name"], strict=True))

    def __len__(self) -> int:
        return len(self._rows)

    def offers(
        self,
        origins: tuple[str, ...],
        destinations: tuple[str, ...],
        day: datetime.date,
        hours: tuple[int, int] = (0, 24),
        most: int | None = MOST_OFFERS,
    ) -> list[Flight]:
        """Return the flights that exist, the earliest first.

        Parameters
        ----------
        origins, destinations
            Codes of airports that would do.
        day
            Of departure.
        hours
            The first hour of departure that would do, and the first that is too late.
        most
            How many at most; all if None.
        """
        places = [
            self._groups.get((day.month, day.day, one), []) for one in destinations if day.year == self.year
        ]
        found = pd.concat([self._rows.iloc[one] for one in places]) if places else self._rows.iloc[:0]
        hour = found["sched_dep_time"] // 100
        found = found[found["origin"].isin(origins) & (hour >= hours[0]) & (hour < hours[1])]
        found = found.sort_values(["sched_dep_time", "origin", "carrier", "flight"]).head(most or len(found))
        return [self._flight(row, day) for row in found.itertuples(index=False)]

    def _flight(self, row: object, day: datetime.date) -> Flight:
        one = row._asdict()  # type: ignore[attr-defined]
        clock = [
            f"{one[name] // 100:02d}:{one[name] % 100:02d}" for name in ("sched_dep_time", "sched_arr_time")
        ]
        airline = self._airlines[one["carrier"]]
        return Flight(one["carrier"], int(one["flight"]), airline, one["origin"], one["dest"], day, *clock)

    def has(self, flight: Flight) -> bool:
        """Return whether a flight is in the timetable."""
        return flight in self.offers((flight.origin,), (flight.destination,), flight.day, most=None)


@cache
def load_timetable() -> Timetable:
    """Return the timetable of the embedded data, read once."""
    flights, airports, airlines = (load(name) for name in ("flights", "airports", "airlines"))
    assert isinstance(flights, pd.DataFrame) and isinstance(airports, pd.DataFrame)
    assert isinstance(airlines, pd.DataFrame)
    return Timetable(flights, airports, airlines)
