"""Every sub-command of `tongban`, one family a file."""

from tongban.shell.command import Command
from tongban.shell.commands import (
    backup,
    benchmark,
    bundle,
    cases,
    catalogue,
    city,
    documentation,
    ledger,
    licence,
    lint,
    log,
    peer,
    profile,
    sameness,
    scenario,
    serving,
    time,
    token,
)

COMMANDS: list[Command] = [
    *serving.COMMANDS,
    *catalogue.COMMANDS,
    *cases.COMMANDS,
    *lint.COMMANDS,
    *sameness.COMMANDS,
    *benchmark.COMMANDS,
    *bundle.COMMANDS,
    *city.COMMANDS,
    *profile.COMMANDS,
    *backup.COMMANDS,
    *time.COMMANDS,
    *token.COMMANDS,
    *ledger.COMMANDS,
    *licence.COMMANDS,
    *log.COMMANDS,
    *peer.COMMANDS,
    *scenario.COMMANDS,
    *documentation.COMMANDS,
]
