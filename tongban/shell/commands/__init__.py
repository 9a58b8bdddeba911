"""Every sub-command of `tongban`, one family a file."""

from tongban.shell.command import Command
from tongban.shell.commands import (
    backup,
    benchmark,
    catalogue,
    city,
    documentation,
    ledger,
    licence,
    lint,
    profile,
    sameness,
    serving,
    time,
    token,
)

COMMANDS: list[Command] = [
    *serving.COMMANDS,
    *catalogue.COMMANDS,
    *lint.COMMANDS,
    *sameness.COMMANDS,
    *benchmark.COMMANDS,
    *city.COMMANDS,
    *profile.COMMANDS,
    *backup.COMMANDS,
    *time.COMMANDS,
    *token.COMMANDS,
    *ledger.COMMANDS,
    *licence.COMMANDS,
    *documentation.COMMANDS,
]
