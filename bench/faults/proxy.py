"""A TCP door to the city's database that can slam: `python -m bench.faults.proxy PORT SOCKET`.

SIGUSR1 breaks every connection at once. SIGUSR2 holds every byte in both directions for a while and then breaks them,
as a network does that has lost its way.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys

from tongban.shell.web_child import end_with

STALL_SECONDS = 2.0


class Door:
    """All pairs of connections that run through here."""

    def __init__(self, target: str) -> None:
        self.target = target
        self.open = asyncio.Event()
        self.open.set()
        self.writers: set[asyncio.StreamWriter] = set()

    async def meet(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One client: a connection of its own to the database."""
        await self.open.wait()
        try:
            back, forth = await asyncio.open_unix_connection(self.target)
        except OSError:
            writer.close()
            return
        pair = {writer, forth}
        self.writers |= pair
        try:
            await asyncio.wait(
                [asyncio.create_task(self.carry(reader, forth)), asyncio.create_task(self.carry(back, writer))],
                return_when=asyncio.FIRST_COMPLETED,
            )
        finally:
            self.writers -= pair
            for each in pair:
                each.close()

    async def carry(self, source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
        """Bytes one way, while the door is open."""
        with contextlib.suppress(OSError):
            while piece := await source.read(1 << 16):
                await self.open.wait()
                sink.write(piece)
                await sink.drain()

    def slam(self) -> None:
        """Break everything: what was under way is lost on both sides."""
        for writer in list(self.writers):
            writer.transport.abort()

    def stall(self) -> None:
        """Hold everything, then break it."""
        self.open.clear()

        def release() -> None:
            self.slam()
            self.open.set()

        asyncio.get_running_loop().call_later(STALL_SECONDS, release)


async def main(port: int, target: str) -> None:
    """Serve until killed."""
    door = Door(target)
    loop = asyncio.get_running_loop()
    loop.add_signal_handler(signal.SIGUSR1, door.slam)
    loop.add_signal_handler(signal.SIGUSR2, door.stall)
    server = await asyncio.start_server(door.meet, "127.0.0.1", port, backlog=512)
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    end_with(os.getppid())
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(main(int(sys.argv[1]), sys.argv[2]))
