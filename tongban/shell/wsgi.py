"""The WSGI entry; Granian serves it."""

import importlib
import os
import threading

from django.core.wsgi import get_wsgi_application

from tongban.shell.whole_body import whole_bodies

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tongban.shell.settings")
application = whole_bodies(get_wsgi_application())


def _warm_up() -> None:
    """Import beside the first requests what short commands leave out, so that no visitor waits for it.

    By the door that a request would take: who comes in between then waits for one module. Two threads that enter a
    circle of imports at different places find it half made.
    """
    for name in ("jieba", "pypinyin", "tongban.documents.pades"):
        importlib.import_module(name)


threading.Thread(target=_warm_up, name="warm-up", daemon=True).start()
