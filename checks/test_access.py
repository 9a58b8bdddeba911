"""Every address of ours says who may open it."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, get_resolver


def views(resolver: URLResolver, prefix: str = "") -> Iterator[tuple[str, object]]:
    """Every (address, view) below a resolver."""
    for entry in resolver.url_patterns:
        address = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from views(entry, address)
        elif isinstance(entry, URLPattern):
            yield address, entry.callback


def test_every_page_has_an_access_rule() -> None:
    wrong = []
    for address, view in views(get_resolver()):
        module = getattr(view, "__module__", "")
        if module.startswith("tongban.") and not getattr(view, "access_rule", None):
            wrong.append(f"{address} ({module}.{getattr(view, '__name__', '?')})")
    assert not wrong, "\n".join(wrong)
