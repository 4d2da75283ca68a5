"""The processes of a preview, as the one that a person started sees them."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import sys
from collections.abc import Callable
from typing import Any, ClassVar, Self

GRACE_SECONDS = 15.0  # for an executor to end its kernels
LONGEST_LINE = 2**24  # bytes of one message

Message = dict[str, Any]


class Child:
    """A process in a session of its own, so that Ctrl-C reaches it through us alone; see `start`."""

    module: ClassVar[str]

    def __init__(self, process: asyncio.subprocess.Process, hear: Callable[[Message], None]) -> None:
        self.process, self.hear = process, hear
        self.reading = asyncio.create_task(self._read())

    @classmethod
    async def start(cls, hear: Callable[[Message], None], *arguments: str) -> Self:
        """Start the process; `hear` gets what it says, and at last `{"end": its exit code}`."""
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            f"press.preview.{cls.module}",
            *arguments,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            start_new_session=True,
            limit=LONGEST_LINE,
        )
        return cls(process, hear)

    async def _read(self) -> None:
        if self.process.stdout is not None:
            async for line in self.process.stdout:
                self.heard(json.loads(line))
        self.heard({"end": await self.process.wait()})

    def heard(self, told: Message) -> None:
        """Pass on what the process says."""
        self.hear(told)

    async def kill(self) -> None:
        """End the process and all that it started, at once; nothing is heard of it any more."""
        self.reading.cancel()
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        await self.process.wait()


class Executor(Child):
    """Executes runs."""

    module = "executor"

    async def end(self) -> None:
        """Let it end its kernels."""
        self.reading.cancel()
        with contextlib.suppress(ProcessLookupError, TimeoutError):
            self.process.terminate()
            await asyncio.wait_for(self.process.wait(), GRACE_SECONDS)
        await self.kill()


class Printer(Child):
    """Gets ready, then answers each request; what it finds out later is passed on."""

    module = "printer"

    def __init__(self, process: asyncio.subprocess.Process, hear: Callable[[Message], None]) -> None:
        super().__init__(process, hear)
        self.answer: asyncio.Future[Message] = asyncio.get_running_loop().create_future()

    @property
    def is_ready(self) -> bool:
        """Whether it has said that it is ready."""
        return self.answer.done() and "ready" in self.answer.result()

    def heard(self, told: Message) -> None:
        """Take an answer, or pass on what was found later."""
        if "found" in told:
            self.hear(told)
        elif not self.answer.done():
            self.answer.set_result(told)

    async def print(self) -> Message:
        """Ask for a print and return the answer."""
        self.answer = asyncio.get_running_loop().create_future()
        if self.process.stdin is not None:
            self.process.stdin.write(b"\n")
        return await self.answer
