"""A small filesystem of our own, so that a full disk is a full disk and not a pretence.

In a mount namespace (root, or an unprivileged user namespace) a tmpfs carries the whole city. It has real ENOSPC for
database, write-ahead log, files and keys at once; its fsync does nothing, which does not matter here, as a killed
process loses no page cache. Where namespaces are refused, the disk-full fault is left out and the report says so.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

INSIDE = "BENCH_FAULTS_INSIDE"
SIZE = 3 << 30
"""Bytes of the small filesystem: room for ten minutes of write-ahead log and rows."""


def enter() -> None:
    """Run this program again inside a mount namespace, once, where that is possible."""
    if os.environ.get(INSIDE):
        return
    os.environ[INSIDE] = "no"
    way = ["-m"] if os.geteuid() == 0 else ["-Urm"]
    tried = subprocess.run(["unshare", *way, "mount", "-t", "tmpfs", "none", "/mnt"], capture_output=True, check=False)
    if tried.returncode == 0:
        os.environ[INSIDE] = "yes"
        os.execvp("unshare", ["unshare", *way, sys.executable, "-m", "bench.faults", *sys.argv[1:]])


def make(folder: Path) -> bool:
    """Mount the small filesystem there; False where we may not."""
    folder.mkdir(parents=True)
    if os.environ.get(INSIDE) != "yes":
        return False
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={SIZE},mode=711", "none", str(folder)], check=True)
    return True


class Ballast:
    """A file that takes all the room there is, to the last byte."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "ballast"

    def fill(self) -> None:
        """Write until the filesystem refuses; the last pieces are small, so that nothing fits beside them."""
        with self.path.open("ab", buffering=0) as file:
            free = os.statvfs(self.path).f_bavail * os.statvfs(self.path).f_frsize
            piece = 64 << 20
            while piece:
                try:
                    os.posix_fallocate(file.fileno(), file.seek(0, os.SEEK_END), min(piece, max(free, 1)))
                    file.seek(0, os.SEEK_END)
                except OSError:
                    piece //= 4

    def free(self) -> None:
        """Give the room back."""
        self.path.unlink(missing_ok=True)
