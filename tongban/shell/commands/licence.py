"""`tongban licence verify`."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from pathlib import Path

from tongban.shell.command import Answer, Command


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("what", help="证照标识、核验码，或证照 PDF 文件")


def _verify(arguments: argparse.Namespace) -> Answer:
    from tongban.licences import selectors

    path = Path(arguments.what)
    verdict = selectors.verify_file(path.read_bytes()) if path.is_file() else selectors.verify(arguments.what)
    document = asdict(verdict)
    return Answer(document, [verdict.sentence], findings=not verdict.ok)


COMMANDS = [Command("licence verify", "核验电子证照", "tongban licence verify licence.pdf --json", _arguments, _verify)]
