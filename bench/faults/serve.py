"""`tongban serve` with the proxy between its children and the database: `python -m bench.faults.serve PORT DOOR`.

Everything is the product's own; only the address that the children get is the proxy's.
"""

from __future__ import annotations

import os
import sys

from tongban.shell.command import enter_city
from tongban.shell.database.setup import watch_database
from tongban.shell.processes import Serving
from tongban.shell.web_child import end_with

WEB, WORKERS = 2, 2


def main(port: int, door: int) -> None:
    """Serve until interrupted."""
    enter_city()
    watch_database()
    address = os.environ["TONGBAN_DATABASE_URL"]
    login = address.split("://", 1)[1].split("@", 1)[0]
    os.environ["TONGBAN_DATABASE_URL"] = f"postgresql://{login}@127.0.0.1:{door}/tongban"
    os.environ.pop("TONGBAN_EMBEDDED", None)
    serving = Serving(host="127.0.0.1", port=port, web=WEB, workers=WORKERS)
    serving.start()
    serving.until_interrupted()


if __name__ == "__main__":
    end_with(os.getppid())
    main(int(sys.argv[1]), int(sys.argv[2]))
