"""What each kind of items needs: one manifest a kind, kept in the rule packs (`kind.*`) with law, article and quote.

The platform knows one road from application to the end. Where kinds differ on it (words of the papers, limits, bars,
third parties, hearings, fees, what follows a grant), the code asks the manifest and never which kind it is.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import functools
import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from tongban.catalogue.states import ItemKind
from tongban.kernel import clock
from tongban.kernel.caching import remembered
from tongban.reference import selectors as reference
from tongban.reference.services.loading import pack_files

PREFIX: Final = "kind."
_NAMED: Final = re.compile(r"(?:根据|依照|参照)?(《?(?:中华人民共和国)?行政许可法》?(?=第))")


@dataclass(frozen=True, slots=True)
class KindManifest:
    """One kind of items. A rule is named by the parameter of the rule pack where its law stands; "" where none is.

    Words: `act` names the act; a decision says that the authority `grants` or `refuses`, `gives` (颁发, 出具) a result,
    and is titled `granted_title` or `refused_title`; `result` is what a guide names that does not say what results;
    `remedies` tells what to do against it, `reviewed` whether it decides over rights, `contested` whether it decides
    between two sides (then a grant tells the remedies as well).
    Law: `power` is 行政权力 (else 公共服务); `procedure` the law that governs the procedure, which the papers cite;
    where it is empty they follow 行政许可法 by analogy and say so. `limit` binds where nothing is published,
    `extension` is by how much it may be lengthened, `acceptance` on what a refusal of acceptance rests.
    Rights and duties: `third_party` is whom the outcome may harm, told by `third_party_rule`; `hearing` how long a
    hearing may be asked for; `bar` keeps who deceived from applying again; `fee`; `tolerance` (容缺) and `commitment`
    (告知承诺) where they may be used; `oversight` where a grant is handed over to be overseen.
    """

    kind: str
    act: str
    power: bool
    procedure: str
    grants: str
    refuses: str
    granted_title: str
    refused_title: str
    gives: str
    result: str
    limit: str
    extension: str
    acceptance: str
    third_party: str
    third_party_rule: str
    hearing: str
    bar: str
    fee: str
    tolerance: str
    commitment: str
    oversight: str
    reviewed: bool
    contested: bool
    remedies: str
    basis: str

    @property
    def governed(self) -> bool:
        """Whether a law of its own governs the procedure: its limits are the law's, its papers cite it."""
        return bool(self.procedure)

    def cites(self, text: str) -> str:
        """A text as the papers of this kind may say it: what 行政许可法 does not govern follows it by analogy."""
        return text if self.governed else _NAMED.sub(r"参照\1", text)


def manifest_of(kind: str, region_code: str = "") -> KindManifest:
    """The manifest of a kind as it binds today in a place (the city this platform serves).

    A city or county may set single fields of its own: what its pack leaves open stands as the nation has it. Raises
    `KeyError` for what is no kind, `ValueError` where a pack holds what is no manifest.
    """
    return manifests(region_code)[kind]


def manifests(region_code: str = "") -> Mapping[str, KindManifest]:
    """Every manifest as it binds today in a place, by kind."""
    return _manifests(region_code, clock.today())


def _read_manifests(region_code: str, day: dt.date) -> Mapping[str, KindManifest]:
    found = {one.key: one for one in reference.parameters(on=day, region_code=region_code)}
    # Where a kind is missing, the packs are those of an earlier release and not loaded anew yet.
    return MappingProxyType(
        {
            kind: _bound(kind, one.value, one.citation) if (one := found.get(f"{PREFIX}{kind}")) else _shipped(kind)
            for kind in ItemKind.values
        }
    )


# The day is an argument so that a manifest that begins or ends overnight is seen. Packs come with a release, and a
# release with a restart, so that no process keeps old ones.
_manifests = remembered(_read_manifests, size=256)


def shipped_manifests() -> Mapping[str, KindManifest]:
    """The manifests of the national pack as the house ships it: for what is looked at without a city."""
    return MappingProxyType({kind: _shipped(kind) for kind in ItemKind.values})


@functools.cache
def _shipped(kind: str) -> KindManifest:
    return _built(kind, *_national().get(f"{PREFIX}{kind}", ({}, "")))


@functools.cache
def _national() -> Mapping[str, tuple[Mapping[str, Any], str]]:
    """Values and citations of the national manifests, from the file."""
    found: dict[str, tuple[Mapping[str, Any], str]] = {}
    for entry in pack_files()[0]["parameters"]:
        if entry["key"].startswith(PREFIX) and isinstance(entry["value"], dict):
            law = f"《{entry['law']}》{entry['article']}" if entry.get("law") else entry.get("note", "")
            found[entry["key"]] = entry["value"], law
    return found


def _bound(kind: str, value: object, basis: str) -> KindManifest:
    """What a pack sets above what the nation has."""
    if not isinstance(value, dict):
        raise ValueError(f"{PREFIX}{kind} is no manifest")
    national, _ = _national().get(f"{PREFIX}{kind}", ({}, ""))
    return _built(kind, {**national, **value}, basis)


def _built(kind: str, value: Mapping[str, Any], basis: str) -> KindManifest:
    """Raises `ValueError` where a field is missing, unknown, or of another kind than it should be."""
    wanted = {one.name: one.type for one in dataclasses.fields(KindManifest) if one.name not in ("kind", "basis")}
    wrong = [name for name in wanted.keys() | value.keys() if type(value.get(name)).__name__ != wanted.get(name)]
    if wrong:
        raise ValueError(f"{PREFIX}{kind}: {', '.join(sorted(wrong))}")
    return KindManifest(kind=kind, basis=basis, **value)
