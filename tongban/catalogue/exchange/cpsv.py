"""Lines as public services in the European vocabulary CPSV-AP 3.2 (RDF): Turtle or JSON-LD.

A duration in RDF has no working days: `P5D` is written for 5个工作日 as for 5日, and the rule that the service follows
says which of the two it is. What is unknown is left out, never written as "no".
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import quote

import orjson
from rdflib import DCAT, DCTERMS, FOAF, ORG, RDF, SKOS, TIME, XSD, Graph, Literal, Namespace, URIRef

from tongban.catalogue.content import MaterialView
from tongban.catalogue.exchange.columns import MEDIA
from tongban.catalogue.listing import Listing
from tongban.catalogue.states import ItemKind, ItemState, Necessity
from tongban.catalogue.words import CHANNELS, FORMS, PARTY_KINDS, RESULTS, SOURCES
from tongban.kernel.deadline import Limit, LimitUnit

CPSV = Namespace("http://purl.org/vocab/cpsv#")
CV = Namespace("http://data.europa.eu/m8g/")
ELI = Namespace("http://data.europa.eu/eli/ontology#")
ADMS = Namespace("http://www.w3.org/ns/adms#")
PREFIXES = {
    "cpsv": CPSV, "cv": CV, "eli": ELI, "adms": ADMS, "dct": DCTERMS, "dcat": DCAT, "skos": SKOS, "time": TIME,
    "org": ORG, "foaf": FOAF, "xsd": XSD,
}  # fmt: skip
_BASE = "urn:tongban:"
_AUTHORITY = "http://publications.europa.eu/resource/authority/"
_CHINESE, _YUAN, _CHINA = (URIRef(_AUTHORITY + tail) for tail in ("language/ZHO", "currency/CNY", "country/CHN"))
_AMOUNT = re.compile(r"([0-9]{1,9}(?:\.[0-9]{1,4})?)\s*元")


def duration(limit: Limit) -> str:
    """The limit as an ISO 8601 duration; zero is `PT0S`."""
    if not limit.number:
        return "PT0S"
    letter = {LimitUnit.HOUR: "H", LimitUnit.MONTH: "M", LimitUnit.YEAR: "Y"}.get(limit.unit, "D")
    return f"PT{limit.number}H" if letter == "H" else f"P{limit.number}{letter}"


def _iri(*parts: object) -> URIRef:
    return URIRef(_BASE + ":".join(quote(str(part), safe="") for part in parts))


def _text(text: str) -> Literal:
    return Literal(text.strip(), lang="zh")


class _Service:
    """One line written into a graph of its own."""

    def __init__(self, line: Listing) -> None:
        self.line, self.graph = line, Graph(bind_namespaces="none")
        self.node = _iri("item", line.code)
        for prefix, namespace in PREFIXES.items():
            self.graph.bind(prefix, namespace, replace=True)

    def add(self, subject: URIRef, predicate: URIRef, value: Any) -> None:
        self.graph.add((subject, predicate, value))

    def part(self, kind: URIRef, *path: object, title: str = "", text: str = "") -> URIRef:
        """A thing of this item with its identifier, title and description."""
        node = _iri("item", self.line.code, *path)
        return self.thing(node, kind, f"{self.line.code}/{'/'.join(map(str, path))}", title=title, text=text)

    def thing(self, node: URIRef, kind: URIRef, identifier: str, *, title: str = "", text: str = "") -> URIRef:
        self.add(node, RDF.type, kind)
        self.add(node, DCTERMS.identifier, Literal(identifier))
        if title.strip():
            self.add(node, DCTERMS.title, _text(title))
        if text.strip():
            self.add(node, DCTERMS.description, _text(text))
        return node

    def concept(self, scheme: str, code: str, label: str) -> URIRef:
        node = _iri(scheme, code)
        self.add(node, RDF.type, SKOS.Concept)
        self.add(node, SKOS.prefLabel, _text(label))
        return node

    def place(self, code: str) -> URIRef:
        node = _iri("region", code) if code else _CHINA
        self.add(node, RDF.type, DCTERMS.Location)
        if code:
            self.add(node, DCTERMS.identifier, Literal(code))
        return node

    def language(self, node: URIRef) -> None:
        self.add(_CHINESE, RDF.type, DCTERMS.LinguisticSystem)
        self.add(node, DCTERMS.language, _CHINESE)

    def write(self) -> Graph:
        """The whole service."""
        line, content = self.line, self.line.content
        self.thing(self.node, CPSV.PublicService, line.code, title=line.name)
        self.add(self.node, DCTERMS.description, _text(content.accept_conditions.strip() or line.name))
        self.language(self.node)
        kind = str(ItemKind(line.item_kind).label) if line.item_kind in ItemKind.values else line.item_kind
        self.add(self.node, DCTERMS.type, self.concept("item-kind", line.item_kind, kind))
        self.add(self.node, DCTERMS.spatial, self.place(line.region_code))
        state = str(ItemState(line.item_state).label)
        self.add(self.node, ADMS.status, self.concept("item-state", line.item_state, state))
        for one in content.applicant_kinds:
            self.add(self.node, DCTERMS.audience, self.concept("party-kind", one, PARTY_KINDS.get(one, one)))
        for theme in filter(str.strip, content.themes):
            self.add(self.node, CV.thematicArea, self.concept("theme", theme, theme))
        for alias in filter(str.strip, content.aliases):
            self.add(self.node, DCAT.keyword, _text(alias))
        if limit := content.promised or content.statutory:
            self.add(self.node, CV.processingTime, Literal(duration(limit), datatype=XSD.duration, normalize=False))
        self._authority()
        self._contact()
        self._rule(self._laws())
        self._requirement([self._material(one) for one in content.materials])
        self._channels()
        self._result()
        self._costs()
        return self.graph

    def _authority(self) -> None:
        line = self.line
        node = _iri("department", line.department_code or line.department_name)
        self.add(node, RDF.type, CV.PublicOrganisation)
        self.add(node, DCTERMS.identifier, Literal(line.department_code))
        self.add(node, SKOS.prefLabel, _text(line.department_name or line.department_code))
        inside = line.department_code[2:8]
        self.add(node, DCTERMS.spatial, self.place(inside if inside.isdigit() else ""))
        self.add(self.node, CV.hasCompetentAuthority, node)

    def _contact(self) -> None:
        content = self.line.content
        phones = [phone.strip() for phone in content.phones if phone.strip()]
        if not (phones or content.hours.strip()):
            return
        node = _iri("item", self.line.code, "contact")
        self.add(node, RDF.type, CV.ContactPoint)
        for phone in phones:
            self.add(node, CV.telephone, Literal(phone))
        if content.hours.strip():
            hours = _iri("item", self.line.code, "hours")
            self.add(hours, RDF.type, TIME.TemporalEntity)
            self.add(hours, DCTERMS.description, _text(content.hours))
            self.add(node, CV.openingHours, hours)
        self.add(self.node, CV.contactPoint, node)

    def _laws(self) -> list[URIRef]:
        found = []
        for basis in self.line.content.legal_bases:
            node = _iri("law", basis.law, basis.article)
            self.add(node, RDF.type, ELI.LegalResource)
            self.add(node, DCTERMS.title, _text(f"《{basis.law}》{basis.document_no}{basis.article}"))
            if basis.excerpt.strip():
                self.add(node, DCTERMS.description, _text(basis.excerpt))
            self.add(self.node, CV.hasLegalResource, node)
            found.append(node)
        return found

    def _rule(self, laws: list[URIRef]) -> None:
        content = self.line.content
        steps = "→".join(step.name + (f"（{step.limit}）" if step.limit else "") for step in content.steps)
        limits = [("法定办结时限", content.statutory), ("承诺办结时限", content.promised)]
        said = [*(f"{label}：{limit}" for label, limit in limits if limit), *([f"办理流程：{steps}"] if steps else [])]
        if not said:
            return
        node = self.part(CPSV.Rule, "rule", title=f"{self.line.name}办理流程和时限", text="；".join(said))
        self.add(node, DCTERMS.type, self.concept("rule", "procedure", "办理流程和时限"))
        self.language(node)
        for law in laws:
            self.add(node, CPSV.implements, law)
        self.add(self.node, CPSV.follows, node)

    def _material(self, one: MaterialView) -> URIRef:
        necessity = str(Necessity(one.necessity).label) if one.necessity in Necessity.values else one.necessity
        copies = f"{one.copies}份" if one.copies is not None else ""
        words = (FORMS.get(one.form, ""), MEDIA.get(one.medium, ""), copies, SOURCES.get(one.source, ""))
        text = "，".join(filter(None, (necessity, *words, one.filling_note, one.accept_standard)))
        node = self.part(CV.Evidence, "material", one.order, title=one.name, text=text)
        self.add(node, DCTERMS.type, self.concept("necessity", one.necessity, necessity))
        self.language(node)
        code = one.licence_type_code or one.standard_code or one.name
        kind = self.thing(_iri("evidence-type", code), CV.EvidenceType, code)
        self.add(kind, CV.evidenceTypeClassification, self.concept("evidence-name", one.name, one.name))
        self.add(node, DCTERMS.conformsTo, kind)
        self.add(self.node, CPSV.hasInput, node)
        self.add(self.node, CV.hasInputType, kind)
        return node

    def _requirement(self, evidence: list[URIRef]) -> None:
        text = self.line.content.accept_conditions
        if not text.strip() and not evidence:
            return
        node = self.part(CV.Requirement, "requirement", title="受理条件", text=text)
        self.add(node, DCTERMS.type, self.concept("requirement", "acceptance", "受理条件"))
        for one in evidence:
            self.add(node, CV.hasSupportingEvidence, one)
            self.add(one, CV.supportsRequirement, node)
        self.add(self.node, CV.holdsRequirement, node)

    def _channels(self) -> None:
        content = self.line.content
        for one in content.channels:
            where = "；".join(content.places) if one == "window" else content.online_url if one == "portal" else ""
            node = self.part(CV.Channel, "channel", one, text=where)
            self.add(node, DCTERMS.type, self.concept("channel", one, CHANNELS.get(one, one)))
            self.add(self.node, CV.hasChannel, node)

    def _result(self) -> None:
        result = self.line.content.result
        if result is None or result.kind == "none":
            return
        label = RESULTS.get(result.kind, result.kind)
        node = self.part(CV.Output, "output", title=result.name or label)
        self.add(node, DCTERMS.type, self.concept("result-kind", result.kind, label))
        self.language(node)
        self.add(self.node, CPSV.produces, node)

    def _costs(self) -> None:
        fee = self.line.content.fee
        if fee.charged is False:
            self._cost("cost", "不收费", 0.0)
        elif fee.charged:
            for order, one in enumerate(fee.items, 1):
                amounts = _AMOUNT.findall(one.standard)
                text = "，".join(filter(None, (one.name, one.standard, one.basis)))
                # Only a standard with one amount has a value; steps and ranges stay words.
                self._cost(f"cost{order}", text, float(amounts[0]) if len(amounts) == 1 else None)

    def _cost(self, name: str, text: str, value: float | None) -> None:
        node = self.part(CV.Cost, name, text=text)
        if value is not None:
            self.add(_YUAN, RDF.type, SKOS.Concept)
            self.add(_YUAN, SKOS.prefLabel, _text("人民币元"))
            self.add(node, CV.currency, _YUAN)
            self.add(node, CV.hasValue, Literal(value, datatype=XSD.double))
        self.add(self.node, CV.hasCost, node)


def graph_of(line: Listing) -> Graph:
    """One line as a graph; what several lines share (laws, authorities, concepts) has the same name in each."""
    return _Service(line).write()


def turtle_pieces(lines: Iterable[Listing]) -> Iterator[bytes]:
    """All lines as one Turtle document, a piece a line."""
    yield "".join(f"@prefix {prefix}: <{namespace}> .\n" for prefix, namespace in PREFIXES.items()).encode()
    for line in lines:
        written = graph_of(line).serialize(format="turtle", encoding="utf-8")
        # Each piece brings the same prefixes before its first empty line.
        yield b"\n" + written.partition(b"\n\n")[2]


def jsonld_pieces(lines: Iterable[Listing]) -> Iterator[bytes]:
    """All lines as one JSON-LD document; what lines share is written once."""
    context = {prefix: str(namespace) for prefix, namespace in PREFIXES.items()}
    yield b'{"@context":' + orjson.dumps(context) + b',"@graph":['
    seen: set[bytes] = set()
    before = b"\n"
    for line in lines:
        written = graph_of(line).serialize(format="json-ld", context=context, auto_compact=False)
        for node in orjson.loads(written)["@graph"]:
            piece = orjson.dumps(node, option=orjson.OPT_SORT_KEYS)
            if piece not in seen:
                if not node["@id"].startswith(f"{_BASE}item:"):
                    seen.add(piece)
                yield before + piece
                before = b",\n"
    yield b"\n]}\n"


__all__ = ["duration", "graph_of", "jsonld_pieces", "turtle_pieces"]
