"""The composer: twelve real items made one, by themselves and with their guides read from the database."""

from __future__ import annotations

import os
from pathlib import Path

from bench.timing import Bench, take
from tongban.bundles import policies
from tongban.bundles import selectors as bundles
from tongban.catalogue import selectors as catalogue
from tongban.catalogue import services
from tongban.kernel.actor import Actor
from tongban.kernel.caching import forget_all

SYSTEM = Actor.system()
ITEMS = 12


def measure(bench: Bench) -> None:
    """The items of one real city that ask for the most; without the folder of real data nothing is measured."""
    folder = os.environ.get("TONGBAN_REAL_DATA", "")
    if not folder:
        bench.tell("no TONGBAN_REAL_DATA: not measured")
        return
    services.import_feed("guangdong", Path(folder) / "items" / "guangzhou_city.jsonl", actor=SYSTEM)
    versions = [catalogue.current_version(pk) for pk in catalogue.sample_items(size=238, seed=1)]
    codes = [one.code for one in sorted(versions, key=lambda one: -len(one.materials))[:ITEMS]]
    whole = bundles.compose_items(codes)
    lines = sum(len(one.content.materials) for one in whole.items.values())
    note = f"{ITEMS} items, {lines} materials, {len(whole.form.fields)} fields merged"
    runs = 10 if bench.small else 60

    def first() -> None:
        forget_all()
        bundles.compose_items(codes)

    bench.seconds(
        "bundle composed, guides read for the first time", "ms", take(first, runs=runs), scale=1000, note=note, mark=300
    )
    bench.seconds(
        "bundle composed", "ms", take(lambda: bundles.compose_items(codes), runs=runs), scale=1000, note=note, mark=300
    )
    bench.seconds(
        "bundle composed, guides at hand", "ms",
        take(lambda: policies.compose(whole.items, whole.shape), runs=runs), scale=1000, note=note, mark=300,
    )  # fmt: skip
