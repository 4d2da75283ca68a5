"""What no request waits for: the copy of the registry, and the way of the log into its database."""

from __future__ import annotations

import contextlib
import logging
import os
import signal
import threading
import time
from collections.abc import Callable

from portfolio.errors import PortfolioError
from service import categorise, inspection, recommend, segment
from service.log_database import LogDatabase, oldest_kept, open_log, rows_of
from service.mirror import mirror
from service.settings import Settings
from service.spool import drain

log = logging.getLogger("service")
HOUR, DAY = 3600.0, 86_400.0


def run(settings: Settings, parent: int) -> None:
    """Work until SIGTERM comes or the process that started this one is gone; then move what is left."""
    ended = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: ended.set())
    asking = threading.Thread(target=_ask, args=(settings,), daemon=True)  # it may wait for a registry
    asking.start()
    writer = Writer(settings)
    while os.getppid() == parent and not ended.wait(settings.spool_seconds):
        writer.turn()
    writer.turn()
    writer.close()


class Writer:
    """Move the spool to the database, and forget what is too old.

    Parameters
    ----------
    settings
        Where both are, and how long rows are kept.
    connect
        Opens the database: again after a failure, which leaves the spool as it is.
    """

    def __init__(self, settings: Settings, connect: Callable[[str], LogDatabase] = open_log) -> None:
        self.settings, self._connect = settings, connect
        self._database: LogDatabase | None = None
        self._forgot = -HOUR
        self._clock = _clock()

    def turn(self) -> int:
        """Move what is there; return how many lines, 0 while the database is away."""
        try:
            if self._database is None:
                self._database = self._connect(self.settings.log_address)
            database = self._database
            count = drain(self.settings.spool, lambda lines: database.add(rows_of(lines)))
            if time.monotonic() - self._forgot >= HOUR:
                self._forgot = time.monotonic()
                self._forget(database)
        except Exception as error:  # noqa: BLE001  each database raises its own; the spool keeps the rows
            log.warning("the log waits: %s", type(error).__name__)
            self.close()
            return 0
        return count

    def _forget(self, database: LogDatabase) -> None:
        # A clock that is set a year forwards by mistake would make every row too old.
        jump = _clock() - self._clock
        if abs(jump) < DAY:
            database.forget(oldest_kept(self.settings.retention_days))
        else:
            log.warning("the clock jumped by %.0f days: no row is forgotten until a restart", jump / DAY)

    def close(self) -> None:
        """Let go of the database."""
        if self._database is not None:
            with contextlib.suppress(Exception):
                self._database.close()
        self._database = None


def _clock() -> float:
    return time.time() - time.monotonic()


def _ask(settings: Settings) -> None:
    from service.registry import Registry

    registry: Registry | None = None
    others = [one.MODEL for one in (inspection, recommend, segment, categorise)]
    names = [settings.score_model, settings.text_model, *others]
    while True:
        try:
            registry = registry or Registry(settings.registry_address)
            mirror(registry, names, settings.models)
        except PortfolioError as error:
            log.warning("the registry is asked again: %s", error)
        time.sleep(settings.mirror_seconds)
