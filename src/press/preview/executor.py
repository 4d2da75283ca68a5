"""The process that executes what a preview waits for; it ends its kernels when it is told to end."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

from press.build.plan import plan
from press.execute.finished import Finished
from press.execute.forecast import Forecast
from press.execute.parallel import finish_all
from press.execute.progress import failure_card
from press.preview.folder import PreviewProject
from press.preview.wire import Tell, in_words, own_wire
from press.project import Limits
from press.runs.redaction import without_secrets
from press.runs.scenarios import Run


class _Told:
    """Tells of each run that ends; ends all when nobody listens any more."""

    def __init__(self, tell: Tell, root: str) -> None:
        self.tell, self.root, self.parent = tell, root, os.getppid()

    def begin(self, expected: Forecast) -> None:
        """Say nothing: which runs are executed is known."""

    def tick(self) -> None:
        """End when the preview has been killed."""
        if os.getppid() != self.parent:
            raise KeyboardInterrupt

    def start(self, run: Run) -> None:
        """Say nothing."""

    def cell(self, run: Run, number: int, of: int) -> None:
        """Say nothing."""

    def end(self, finished: Finished) -> None:
        """Say how the run ended."""
        failure, run = finished.failure, finished.run
        kept = str(finished.executed.relative_to(self.root)) if finished.executed else None
        card = without_secrets(failure_card(run, failure, kept)) if failure else ""
        self.tell(ended=run.name, failure=card, key=finished.verdict.key.digest)


def main(root: str, *names: str) -> int:
    """Execute the runs that are named."""
    tell, project = own_wire(), PreviewProject(Path(root))
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        planned = plan(project)
        mine = [(run, verdict) for run, verdict in planned.published if run.name in names]
        finish_all(
            mine,
            planned.notebooks,
            project,
            planned.cache,
            limits=Limits(cell_seconds=None, run_seconds=None),
            display=lambda _: _Told(tell, root),
        )
    except KeyboardInterrupt:
        return 1
    except Exception as error:  # noqa: BLE001  whatever it is, the person who writes is told
        tell(error=in_words(error))
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
