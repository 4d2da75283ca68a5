"""A preview from its start to Ctrl-C: what is saved is printed, what depends on it is executed."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from press.build.folder_lock import locked
from press.moments import now
from press.preview.child import Executor, Message, Printer
from press.preview.choosing import Need, need_of, ready_notebooks
from press.preview.folder import PreviewProject
from press.preview.live import Live
from press.preview.serving import listening

QUIET_MS, LONGEST_MS = 50, 400  # files are read when none was saved for so long, and after that at the latest
SHOWN_PAGES = 5  # names in a line for the console


async def preview(project: PreviewProject, port: int, say: Callable[[str], None]) -> None:
    """Serve the book and print what is saved, until cancelled.

    Parameters
    ----------
    port
        0 takes a free one.
    say
        Is called with every text for the console.

    Raises
    ------
    EnvironmentFaultError
        The port is taken.
    LockHeldError
        Another preview is at work in this folder.
    """
    with locked(project):
        live = Live(project.site)
        async with listening(live.handlers(), port, log_function=lambda _: None) as address:
            say(f"previewing at {address}; Ctrl-C ends it")
            session = Session(project, live, say)
            try:
                await session.run()
            finally:
                await session.close()


class Session:
    """The state of one preview: the project, the open pages, and the console."""

    def __init__(self, project: PreviewProject, live: Live, say: Callable[[str], None]) -> None:
        self.project, self.live, self.say, self.moment = project, live, say, now()
        self.need, self.woken, self.since = Need.NOTHING, asyncio.Event(), 0.0
        self.printer: Printer | None = None
        self.following: Printer | None = None  # gets ready to take the printer's place
        self.executor: Executor | None = None
        self.executing: dict[str, str] = {}  # keys of the runs that the executor has been given
        self.ended: set[str] = set()
        self.failures: dict[str, tuple[str, str]] = {}  # key and text of each run that failed
        self.error = self.found = ""  # of the last print, and of the checks after it

    async def run(self) -> None:
        """Print at the start, then whenever something asks for it."""
        self.wake(Need.ANEW)
        watched = (self.project.notebooks, self.project.book, self.project.source)
        async with asyncio.TaskGroup() as group:
            group.create_task(self._watch(*watched))
            group.create_task(self._watch(self.project.root, recursive=False))
            group.create_task(self._print_forever())

    async def close(self) -> None:
        """End every process."""
        for printer in (self.printer, self.following):
            if printer is not None:
                await printer.kill()
        if self.executor is not None:
            await self.executor.end()

    def wake(self, need: Need) -> None:
        """Ask for a print."""
        if need is not Need.NOTHING:
            self.since = time.monotonic() if self.need is Need.NOTHING else self.since
            self.need = max(self.need, need)
            self.woken.set()

    async def _watch(self, *folders: Path, recursive: bool = True) -> None:
        from watchfiles import awatch

        there = [folder.resolve() for folder in folders if folder.exists()]
        async for changes in awatch(
            *there, recursive=recursive, watch_filter=None, step=QUIET_MS, debounce=LONGEST_MS
        ):
            self.wake(need_of((Path(path) for _, path in changes), self.project))

    async def _print_forever(self) -> None:
        while True:
            await self.woken.wait()
            self.woken.clear()
            need, self.need = self.need, Need.NOTHING
            told = await self._print(anew=need is Need.ANEW)
            if told.get("printed", {}).get("stale"):
                told = await self._print(anew=True)
            await self._take(told)

    async def _print(self, *, anew: bool) -> Message:
        """Return what a printer says, one that is ready or that is made ready first."""
        following, self.following = self.following, None
        if following is not None and following.is_ready:
            self.printer, following = following, self.printer
        for one in (following, self.printer if anew else None):
            if one is not None:
                await one.kill()
        if anew or self.printer is None:
            self.printer = await self._start_printer()
            if "ready" not in (told := await self.printer.answer):
                await self._drop_printer()
                return told
        told = await self.printer.print()
        if "end" in told:
            await self._drop_printer()
        return told

    async def _start_printer(self) -> Printer:
        return await Printer.start(self._hear_found, str(self.project.root), self.moment)

    async def _drop_printer(self) -> None:
        if self.printer is not None:
            await self.printer.kill()
            self.printer = None

    async def _take(self, told: Message) -> None:
        """Show what a print came to, and have executed what it waits for."""
        printed = told.get("printed", {"error": "the process that prints has ended", **told})
        self.error = printed["error"]
        if self.error:
            self.say(self.error)
        if printed.get("pages"):
            self.found = ""
            self._tell_pages(printed["pages"])
        if "due" in printed:
            await self._execute(printed["due"])
        self._show()

    def _tell_pages(self, pages: list[str]) -> None:
        more = f" and {len(pages) - SHOWN_PAGES} more" if len(pages) > SHOWN_PAGES else ""
        seconds = time.monotonic() - self.since
        self.say(f"new after {seconds:.1f} s: {', '.join(pages[:SHOWN_PAGES])}{more}")

    def _show(self) -> None:
        failed = [text for _, text in self.failures.values()]
        left = sorted(self.executing.keys() - self.ended)
        working = f"Executing {', '.join(left)} ..." if left else ""
        self.live.tell("\n\n".join(filter(None, [self.error, *failed, self.found])), working)

    def _hear_found(self, told: Message) -> None:
        """Take what the checks say of the pages that are shown already, and make the next printer ready."""
        self.found = told.get("found", "")
        if self.found:
            self.say(self.found)
        self._show()
        asyncio.get_running_loop().create_task(self._follow())

    async def _follow(self) -> None:
        """Let a printer get ready that knows what was printed; the present one knows only its own start."""
        if self.following is None and not self.woken.is_set() and not self.error:
            self.following = await self._start_printer()

    async def _execute(self, due: Mapping[str, str]) -> None:
        """Have the runs executed that are due, but not again what failed and has not changed since."""
        self.failures = {run: told for run, told in self.failures.items() if due.get(run) == told[0]}
        wanted = {run: key for run, key in due.items() if run not in self.failures}
        if wanted == {run: key for run, key in self.executing.items() if run not in self.ended}:
            return
        if self.executor is not None:
            await self.executor.end()
        self.executor, self.executing, self.ended = None, wanted, set()
        if wanted:
            self.say(f"executing {', '.join(wanted)}")
            self.executor = await Executor.start(self._hear_run, str(self.project.root), *wanted)

    def _hear_run(self, told: Message) -> None:
        """Take how a run ended; the pages of a notebook are printed when all of its runs have."""
        if "ended" in told:
            self.ended.add(told["ended"])
            if told["failure"]:
                self.failures[told["ended"]] = (told["key"], told["failure"])
                self.say(told["failure"])
            if told["ended"].partition("/")[0] in ready_notebooks(self.executing, self.ended):
                self.wake(Need.PRINT)
        for run in self.executing.keys() - self.ended if {"error", "end"} & told.keys() else ():
            reason = told.get("error", "the process that executes has ended")
            self.failures[run] = (self.executing[run], f"{run} was not executed: {reason}")
            self.ended.add(run)
        self._show()
