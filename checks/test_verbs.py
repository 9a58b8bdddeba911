"""Every verb leaves a fact; every question that answers with a list of somebody's things is asked by somebody."""

from __future__ import annotations

import ast
import re

import pytest

from checks.rooms import ROOMS
from checks.verbs import arguments, modules, questions, recording_functions, verbs

#: Verbs that leave no fact of their own, with the reason.
WITHOUT_FACT = {
    "ledger.tell": "is the fact: written with the others at the end of `together`",
    "cases.save_form": "a draft is the resident's scratch paper; submitting it is the fact",
    "cases.attach_material": "a draft is the resident's scratch paper; submitting it is the fact",
    "cases.remove_material": "a draft is the resident's scratch paper; submitting it is the fact",
    "cases.use_held_licences": "a draft is the resident's scratch paper; each look at a licence is a fact of licences",
    "cases.charge_case": "the order is a fact of fees with the case as its object",
    "cases.drop_fees": "the cancelled order is a fact of fees with the case as its object",
    "cases.send_papers": "the parcel is a fact of post with the case as its object",
    "cases.make_instrument": "draws what its verb has numbered; the document is a fact of documents",
    "cases.interested_paper": "reading of a paper addressed to oneself; the document is a fact of documents",
    "cases.instrument_pdf": "reading of one's own case; an officer's look is a fact of the page that shows it",
    "fees.make_receipt": "draws what a payment has fixed; the document is a fact of documents",
    "fees.receipt_pdf": "reading of one's own order; the document is a fact of documents",
    "cases.tell_overrun": "says what duties has recorded as overdue; the message is a fact of notices",
    "ledger.verify": "reading; the proof changes nothing",
    "licences.ensure_document": "draws what its verb has issued; the document is a fact of documents",
}

#: Verbs that take their object by position, as callers read them that way.
BY_POSITION = {
    "access.acting_for",
    "catalogue.import_feed",
    "duties.look_again",
    "ledger.dismiss_delivery",
    "ledger.export_ocel",
    "ledger.export_xes",
    "ledger.note_export",
    "ledger.record",
    "ledger.retry_delivery",
    "ledger.tell",
    "ledger.verify",
    "parties.find_by_number",
    "parties.record_look",
    "parties.reveal",
    "reference.import_regions",
}

#: Rooms whose rows belong to somebody. What the others keep (items, offices, codes) is public by law.
PRIVATE_ROOMS = (
    "access", "parties", "duties", "notices", "licences", "credit", "fees", "post", "cases", "ratings", "cross_region",
    "regulation", "ledger",
)  # fmt: skip
LISTING = re.compile(r"^(list|tuple|dict|Sequence|Iterator|Iterable|QuerySet|frozenset)\[|Page$")

#: Questions with a list for an answer that take no viewer, with the reason.
WITHOUT_VIEWER = {
    "access.permissions_of": "the table of roles, public by law",
    "access.grants_on": "inside access only: the rights of an account are computed from it",
    "credit.application_bars": "asked for parties the caller acts for; the answer names a record, never what it says",
    "cases.statement_views": "part of one case already shown",
    "cases.unlike_register": "pure: compares two parts of one case already shown",
    "cases.changes_of": "pure: how a clock already shown was changed",
    "cases.cited": "public: the articles of an item's clocks",
    "cases.extension_views": "inside cases only: part of a case already loaded",
    "cases.offered_opinions": "inside cases only: part of a case already loaded",
    "cases.told_clocks": "pure: clocks already shown put into words",
    "duties.duties_of": "the room that owns the subject has checked who asks",
    "duties.duties_of_each": "the room that owns the subjects has scoped them",
    "duties.most_urgent": "the room that owns the subjects has scoped them",
    "duties.heads": "inside duties only: a piece of SQL over a scope that the caller has worked out",
    "duties.pauses_of": "part of one duty already shown",
    "duties.with_pauses": "inside duties only: joins the pauses of rows already chosen",
    "ledger.facts_by_id": "for the worker: facts whose deliveries it has claimed",
    "ledger.timeline": "the room that owns the object has checked who asks",
    "ledger.views": "turns rows already chosen into values",
    "licences.evidence_for": "the verb that uses a licence has checked who acts for the holder; its use is a fact",
    "licences.licence_types": "public: the catalogue of licence types",
    "licences.living": "inside licences only: is there already a valid one",
    "notices.unread_counts": "a subquery of one number, for the columns that the outer query names",
    "parties.joined": "names of relations, no rows",
    "parties.with_parts": "inside parties only: joins the parts of rows already chosen",
    "credit.published": "public: records of organisations that count, without persons (art. 36)",
    "ratings.levels": "public: the five levels of the national standard",
    "regulation.published_plans": "public: plans, draws and results by codes, without persons (优化营商环境条例 54)",
    "ratings.published": "public: what a rater let be published, without the rater",
}


@pytest.mark.parametrize("room", ROOMS)
def test_every_verb_records_a_fact(room: str) -> None:
    recording = recording_functions(room)
    silent = [name for name, verb in verbs(room) if verb.name not in recording and name not in WITHOUT_FACT]
    assert not silent, "no fact: " + ", ".join(silent)


def test_verbs_take_their_arguments_by_name() -> None:
    wrong = [
        name
        for room in ROOMS
        for name, verb in verbs(room)
        if (verb.args.args or verb.args.posonlyargs) and name not in BY_POSITION
    ]
    assert not wrong, ", ".join(wrong)


@pytest.mark.parametrize("room", PRIVATE_ROOMS)
def test_every_list_question_is_scoped(room: str) -> None:
    wrong = []
    for path in modules(room, "selectors"):
        for question in questions(path):
            answer = ast.unparse(question.returns) if question.returns else ""
            if question.name.startswith("_") or not LISTING.search(answer):
                continue
            used = {node.id for part in question.body for node in ast.walk(part) if isinstance(node, ast.Name)}
            scoped = "viewer" in arguments(question) and "viewer" in used
            if not scoped and f"{room}.{question.name}" not in WITHOUT_VIEWER:
                wrong.append(f"{path.name}: {question.name} -> {answer}")
    assert not wrong, "\n".join(wrong)


def test_the_lists_of_exceptions_are_current() -> None:
    known = {name for room in ROOMS for name, _ in verbs(room)}
    asked = {
        f"{room}.{question.name}"
        for room in PRIVATE_ROOMS
        for path in modules(room, "selectors")
        for question in questions(path)
    }
    assert not (set(WITHOUT_FACT) | BY_POSITION) - known
    assert not set(WITHOUT_VIEWER) - asked
    assert not [name for name in WITHOUT_FACT if name.split(".")[1] in recording_functions(name.split(".")[0])]
