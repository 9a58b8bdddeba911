"""What goes wrong with the city's database, apart from the driver, so that a command that needs none imports none."""


class DatabaseError(Exception):
    """The database could not be brought up, dumped or loaded; the text says what to look at."""
