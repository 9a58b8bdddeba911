"""Which number binds: the parameter of the city's pack, of the county's, or of the national law beneath them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Final, TypeAlias

from django.conf import settings
from django.db.models import Q

from tongban.kernel import clock
from tongban.kernel.caching import of_the_ground
from tongban.kernel.deadline import Limit, LimitUnit
from tongban.reference.errors import UnknownParameter
from tongban.reference.models import Parameter
from tongban.reference.places import ancestors
from tongban.reference.states import Stricter

ParameterValue: TypeAlias = "int | str | bool | list[ParameterValue] | dict[str, ParameterValue]"

#: Hours by which limits of different units are compared for strictness; a comparison, never a count of time.
_ROUGH_HOURS: Final = {"hour": 1, "working_day": 24, "natural_day": 23, "month": 720, "year": 8760}


@dataclass(frozen=True, slots=True)
class ParameterView:
    """A value with the words that set it. Where no law sets it, `law` is empty and `note` says where it is from."""

    key: str
    value: ParameterValue
    unit: str
    law: str
    article: str
    quote: str
    note: str
    pack: str
    pack_name: str
    valid_from: dt.date
    valid_to: dt.date | None

    @property
    def citation(self) -> str:
        """《law》article, or the note."""
        return f"《{self.law}》{self.article}" if self.law else self.note

    @property
    def limit(self) -> Limit:
        """The value as a limit. Raises `ValueError` for a parameter that is none."""
        return Limit(self.number, LimitUnit(self.unit))

    @property
    def number(self) -> int:
        """The value as a whole number. Raises `ValueError` for a parameter that is none."""
        if isinstance(self.value, bool) or not isinstance(self.value, int):
            raise ValueError(f"{self.key} is not a number")
        return self.value

    @property
    def text(self) -> str:
        """The value as text (an option such as `withdrawn`)."""
        return str(self.value)


def parameter(key: str, *, on: dt.date | None = None, region_code: str = "") -> ParameterView:
    """The parameter that binds on a day (today) in a place (the city this platform serves).

    Of the national value, the city's and the county's, the stricter one binds; where strictness means nothing, the
    most local. Raises `UnknownParameter`.
    """
    return _parameter(key, on or clock.today(), region_code)


def _read_parameter(key: str, day: dt.date, region_code: str) -> ParameterView:
    found = _applicable(Q(key=key), day, region_code)
    if not found:
        raise UnknownParameter(key=key, on=day.isoformat())
    return _binding(found)


_parameter = of_the_ground(_read_parameter, size=256)


def parameters(*, on: dt.date | None = None, region_code: str = "") -> tuple[ParameterView, ...]:
    """Every parameter that binds on a day, by key: the page of the rule pack."""
    by_key: dict[str, list[tuple[Parameter, ParameterView]]] = {}
    for row, view in _applicable(Q(), on or clock.today(), region_code):
        by_key.setdefault(row.key, []).append((row, view))
    return tuple(_binding(by_key[key]) for key in sorted(by_key))


def _applicable(which: Q, day: dt.date, region_code: str) -> list[tuple[Parameter, ParameterView]]:
    """The rows in force, the nation's first and the most local last."""
    rows = list(
        Parameter.objects.filter(which, Q(valid_to=None) | Q(valid_to__gte=day), valid_from__lte=day)
        .select_related("pack")
        .order_by("valid_from")
    )
    rank = {"": 0}
    if region_code and any(row.pack.region_code for row in rows):
        rank |= {place.code: place.level for place in ancestors(region_code)}
    ranked = [
        (2 if row.pack_id == settings.TONGBAN_CITY_PACK else rank[row.pack.region_code], row)
        for row in rows
        if row.pack_id == settings.TONGBAN_CITY_PACK or row.pack.region_code in rank
    ]
    return [(row, _view(row)) for _, row in sorted(ranked, key=lambda pair: pair[0])]


def _binding(found: list[tuple[Parameter, ParameterView]]) -> ParameterView:
    rule = Stricter(found[-1][0].stricter)
    local_first = [view for _, view in reversed(found)]
    if rule is Stricter.LOCAL:
        return local_first[0]
    return (min if rule is Stricter.LESS else max)(local_first, key=_strictness)


def _strictness(view: ParameterView) -> int:
    return view.number * _ROUGH_HOURS.get(view.unit, 1)


def _view(row: Parameter) -> ParameterView:
    return ParameterView(
        key=row.key,
        value=row.value,
        unit=row.unit,
        law=row.law,
        article=row.article,
        quote=row.quote,
        note=row.note,
        pack=row.pack_id,
        pack_name=row.pack.name,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
    )
