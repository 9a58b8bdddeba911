"""What is done with the catalogue as a whole."""

from tongban.shell.command import Command
from tongban.shell.commands import exchange
from tongban.shell.commands._statistics import STATS

COMMANDS: list[Command] = [*exchange.COMMANDS, STATS]
