"""Every sub-command of `tongban`, one family a file."""

from tongban.shell.command import Command
from tongban.shell.commands import backup, catalogue, city, documentation, ledger, licence, serving, time, token

COMMANDS: list[Command] = [
    *serving.COMMANDS,
    *catalogue.COMMANDS,
    *city.COMMANDS,
    *backup.COMMANDS,
    *time.COMMANDS,
    *token.COMMANDS,
    *ledger.COMMANDS,
    *licence.COMMANDS,
    *documentation.COMMANDS,
]
