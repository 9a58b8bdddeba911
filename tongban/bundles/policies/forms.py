"""One form for all (一表申请). Pure.

Fields are one where they name the same standard data element, and only then: two fields called 名称 may be two things.
A form that names an element twice speaks of two people, so there it stays apart. The strictest rule of all wins; where
no value could fit both, both are asked, and the lead department is told.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from tongban.bundles.policies.rules import LABELS, Contradiction, differing, strictest
from tongban.bundles.policies.terms import Constituent, Finding, JsonObject, MergedField, MergedForm
from tongban.bundles.shape import Shape
from tongban.catalogue.selectors import for_applicant, plain

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
GROUPS = ("person", "organisation")
_GROUP_TEXT = "请填写个人信息，或者单位信息中标明必填的各项。"
#: Keys of a form's root that the merged form has of its own, or that only describe.
_OWN = {"$schema", "$id", "type", "title", "description", "properties", "required", "additionalProperties", "x-order"}
_GROUPED = {"x-required", "x-any-of-text"}


class _Gathered:
    """One field while it is gathered: the rules of those that ask, and what they come to together."""

    def __init__(self, element: str, source: tuple[str, str], rule: JsonObject) -> None:
        self.element = element
        self.sources = [source]
        self.rules = [rule]
        self.merged = rule

    def take(self, source: tuple[str, str], rule: JsonObject) -> bool:
        """Add a rule; False where no value could fit it and those before."""
        try:
            self.merged = strictest([self.merged, rule])
        except Contradiction:
            return False
        self.rules.append(rule)
        self.sources.append(source)
        return True


def merged_form(items: Mapping[str, Constituent], shape: Shape) -> tuple[MergedForm, list[Finding]]:
    """The form of all members, and what is to be known of it: rules that differ, fields that could not be one."""
    forms = {key: items[key].content.form_schema for key in shape.keys if key in items}
    gathered, findings = _gather(forms)
    names = _names(gathered)
    place = {source: name for one, name in zip(gathered, names, strict=True) for source in one.sources}
    properties = {name: _property(one) for one, name in zip(gathered, names, strict=True)}
    schema: JsonObject = {
        "$schema": _DIALECT,
        "type": "object",
        "additionalProperties": False,
        "properties": properties,
        **_required(forms, place),
    }
    if kept := [rule for key, form in forms.items() for rule in _other_rules(form, key, place)]:
        schema["allOf"] = kept
    fields = tuple(
        MergedField(
            name=name,
            title=str(properties[name].get("title", name)),
            element=one.element,
            sources=tuple(one.sources),
            required_by=tuple(member for member, own in one.sources if _insists(forms[member], own)),
            differing=tuple(dict.fromkeys(LABELS.get(word, word) for word in differing(one.rules))),
        )
        for one, name in zip(gathered, names, strict=True)
    )
    return MergedForm(schema, fields), findings


def _gather(forms: Mapping[str, JsonObject]) -> tuple[list[_Gathered], list[Finding]]:
    found: list[_Gathered] = []
    findings: list[Finding] = []
    for member, form in forms.items():
        properties: dict[str, JsonObject] = form.get("properties", {})
        often = Counter(str(rule.get("x-element", "")) for rule in properties.values())
        for own, rule in properties.items():
            element = str(rule.get("x-element", ""))
            if often[element] > 1 and element:
                text = f"“{rule.get('title', own)}”所用的数据元{element}在同一张表里出现{often[element]}次，没有合并。"
                findings.append(Finding("element_twice", text, (member,)))
            mergeable = [one for one in found if element and often[element] == 1 and one.element == element]
            if not any(one.take((member, own), rule) for one in mergeable):
                if mergeable:
                    findings.append(_apart(mergeable[0], member, rule))
                # What stands apart in its own form takes nobody else's answer either.
                found.append(_Gathered(element if often[element] == 1 else "", (member, own), rule))
    return found, findings


def _apart(first: _Gathered, member: str, rule: JsonObject) -> Finding:
    words = [LABELS.get(word, word) for word in differing([first.rules[0], rule])]
    text = f"“{rule.get('title', first.element)}”各表的{'、'.join(words)}互相冲突，没有合并，申请人要填两次。"
    return Finding("rules_conflict", text, (first.sources[0][0], member))


def _names(gathered: Sequence[_Gathered]) -> list[str]:
    """Names that stay the same when other members come or go: of the element, or of member and field."""
    taken: dict[str, int] = {}
    names = []
    for one in gathered:
        member, own = one.sources[0]
        name = re.sub(r"\W", "_", one.element) if one.element else f"{member}__{own}"
        if name in taken:
            name = f"{name}__{member}"
        while name in taken:
            name += "_"
        taken[name] = 1
        names.append(name)
    return names


def _property(one: _Gathered) -> JsonObject:
    rule = dict(one.merged)
    groups = {str(each.get("x-applicant", "")) for each in one.rules}
    rule.pop("x-applicant", None)
    if len(groups) == 1 and "" not in groups:
        rule["x-applicant"] = groups.pop()
    return rule


def _insists(form: JsonObject, own: str) -> bool:
    return own in form.get("required", ()) or any(own in names for names in form.get("x-required", {}).values())


def _required(forms: Mapping[str, JsonObject], place: Mapping[tuple[str, str], str]) -> JsonObject:
    """What must be filled in: by everybody, and by persons or organisations where a form tells the two apart."""
    always = _union(place, forms, lambda form: form.get("required", ()))
    grouped = {
        group: [
            name
            for name in _union(place, forms, lambda form, g=group: form.get("x-required", {}).get(g, ()))
            if name not in always
        ]
        for group in GROUPS
    }
    found: JsonObject = {"required": always} if always else {}
    if any("x-required" in form for form in forms.values()):
        found["anyOf"] = [{"required": names} for names in grouped.values()]
        found["x-required"] = grouped
        found["x-any-of-text"] = _GROUP_TEXT
    return found


def _union(place: Mapping[tuple[str, str], str], forms: Mapping[str, JsonObject], names: Any) -> list[str]:
    return list(
        dict.fromkeys(place[key, own] for key, form in forms.items() for own in names(form) if (key, own) in place)
    )


def _other_rules(form: JsonObject, member: str, place: Mapping[tuple[str, str], str]) -> list[JsonObject]:
    """Rules of a whole form (if … then, one of …), in the names of the merged one: none of them is lost."""
    own = dict(form)
    if "x-required" in form and own.get("anyOf") == [{"required": names} for names in form["x-required"].values()]:
        own.pop("anyOf")
    kept = {key: rule for key, rule in own.items() if key not in _OWN | _GROUPED and not key.startswith("x-")}
    names = {field_name: name for (key, field_name), name in place.items() if key == member}
    return [_renamed(kept, names)] if kept else []


def _renamed(rule: Any, names: Mapping[str, str]) -> Any:
    """A rule about the fields of an object, about the same fields under other names."""
    if isinstance(rule, list):
        return [_renamed(one, names) for one in rule]
    if not isinstance(rule, Mapping):
        return rule
    found: JsonObject = {}
    for key, value in rule.items():
        if key in ("properties", "dependentSchemas"):
            inner = {names.get(own, own): one for own, one in value.items()}
            found[key] = {own: _renamed(one, names) for own, one in inner.items()} if key != "properties" else inner
        elif key == "required":
            found[key] = [names.get(own, own) for own in value]
        elif key == "dependentRequired":
            found[key] = {names.get(own, own): [names.get(one, one) for one in more] for own, more in value.items()}
        else:
            found[key] = (
                _renamed(value, names) if key in ("allOf", "anyOf", "oneOf", "not", "if", "then", "else") else value
            )
    return found


def fanned_out(
    form: MergedForm, data: Mapping[str, Any], items: Mapping[str, Constituent], party_kind: str
) -> dict[str, JsonObject]:
    """What was filled in once, as each member's own form wants it from this kind of applicant."""
    found: dict[str, JsonObject] = {}
    for key, one in items.items():
        wanted = for_applicant(one.content.form_schema, party_kind).get("properties", {})
        found[key] = {
            own: data[merged.name]
            for merged in form.fields
            for member, own in merged.sources
            if member == key and own in wanted and merged.name in data
        }
    return found


def alike_fields(form: MergedForm) -> list[tuple[tuple[str, str], ...]]:
    """Fields of one title that no element makes one: (member, title)."""
    titled: dict[str, list[MergedField]] = {}
    for one in form.fields:
        titled.setdefault(plain(one.title), []).append(one)
    groups = [
        tuple((member, one.title) for one in fields for member, _ in one.sources)
        for fields in titled.values()
        if len(fields) > 1
    ]
    return [group for group in groups if len({member for member, _ in group}) > 1]
