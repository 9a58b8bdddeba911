"""Register persons and organisations; a number is registered once, however many try at the same moment."""

from __future__ import annotations

import hmac
from dataclasses import dataclass

from django.db import IntegrityError, transaction

from tongban.kernel import clock, vault
from tongban.kernel.actor import Actor
from tongban.kernel.errors import InvalidInput, NotFound, PermissionDenied
from tongban.kernel.standards.people import CitizenNo, check_citizen_no
from tongban.kernel.standards.regions import clean_region
from tongban.kernel.standards.uscc import check_uscc
from tongban.ledger import services as ledger
from tongban.parties import facts
from tongban.parties.errors import (
    EnterpriseNameMismatch,
    NotAnOrganisation,
    NotAPerson,
    PersonNameMismatch,
    RepresentativeIsMinor,
)
from tongban.parties.models import Enterprise, Party, Person
from tongban.parties.names import clean_mobile, clean_organisation_name, clean_person_name
from tongban.parties.policies import REGISTER
from tongban.parties.selectors import CITIZEN_NO, MOBILE, PartyView, is_adult, party_view, with_parts
from tongban.parties.services.lookup import record_look
from tongban.parties.states import AssuranceLevel, PartyKind


@dataclass(frozen=True, slots=True)
class SignUpMatch:
    """Who signs up. `mobile_matches` is false where the city knew the person already with another mobile, or none."""

    party_id: int
    mobile_matches: bool


def register_person_for_sign_up(*, name: str, citizen_no: str, mobile: str, actor: Actor) -> SignUpMatch:
    """Register whoever signs up, or say whether the mobile is the one a known person left. Raises like the verb."""
    with transaction.atomic():
        citizen = check_citizen_no(citizen_no)
        known = _known_person(vault.blind_index(citizen.number, CITIZEN_NO)) is not None
        view = register_person(name=name, citizen_no=citizen.number, mobile=mobile, actor=actor)
        if not known:
            return SignUpMatch(view.id, True)
        left = Person.objects.filter(party_id=view.id).values_list("mobile_index", flat=True).get()
        given = vault.blind_index(clean_mobile(mobile), MOBILE)
        return SignUpMatch(view.id, left is not None and hmac.compare_digest(bytes(left), given))


def register_person(*, name: str, citizen_no: str, mobile: str = "", region_code: str = "", actor: Actor) -> PartyView:
    """Register a natural person, or return the one registered with this number and name.

    The number decides; a known number under another name raises `PersonNameMismatch`. A known person keeps the
    mobile registered first (`change_contact` changes it). Raises `PermissionDenied`, `BadCitizenNo`, `InvalidInput`.
    """
    with transaction.atomic():
        actor.require(REGISTER)
        cleaned = clean_person_name(name)
        citizen = check_citizen_no(citizen_no)
        number = clean_mobile(mobile)
        index = vault.blind_index(citizen.number, CITIZEN_NO)
        region = clean_region(region_code)
        row = _known_person(index)
        if row is None:
            try:
                with transaction.atomic():
                    row = _insert_person(cleaned, citizen, index, number, region)
            except IntegrityError:
                row = _known_person(index)
                if row is None:
                    raise
            else:
                _record_registered(row, actor)
                return party_view(row, full_name=True)
        if row.name != cleaned:
            raise PersonNameMismatch()
        record_look(row.pk, actor=actor, purpose="登记时发现已有登记", depth="masked")
        return party_view(row, full_name=True)


def register_enterprise(
    *,
    name: str,
    uscc: str,
    legal_representative_id: int | None = None,
    kind: str = PartyKind.ENTERPRISE,
    region_code: str = "",
    actor: Actor,
) -> PartyView:
    """Register an organisation of any kind but `person`, or return the one registered with this identifier and name.

    Raises `PermissionDenied`, `BadUscc`, `InvalidInput`, `NotAnOrganisation`, `EnterpriseNameMismatch`; for the legal
    representative `NotFound`, `NotAPerson`, `RepresentativeIsMinor`.
    """
    with transaction.atomic():
        actor.require(REGISTER)
        cleaned = clean_organisation_name(name)
        code = check_uscc(uscc)
        region = clean_region(region_code)
        if kind not in PartyKind.values or kind == PartyKind.PERSON:
            raise NotAnOrganisation()
        if legal_representative_id is not None:
            _check_representative(legal_representative_id)
        row = _known_organisation(code)
        if row is None:
            try:
                with transaction.atomic():
                    row = Party.objects.create(kind=kind, name=cleaned, region_code=region, registered_at=clock.now())
                    Enterprise.objects.create(party=row, uscc=code, legal_representative_id=legal_representative_id)
            except IntegrityError:
                row = _known_organisation(code)
                if row is None:
                    raise
            else:
                _record_registered(row, actor)
                return party_view(row, full_name=True)
        if row.name != cleaned:
            raise EnterpriseNameMismatch(uscc=code, name=row.name)
        return party_view(row, full_name=True)


def change_contact(*, party_id: int, mobile: str, actor: Actor) -> PartyView:
    """Change the mobile of a person: the person itself, or an officer who registers parties.

    Raises `PermissionDenied`, `NotFound`, `NotAPerson`, `InvalidInput`.
    """
    with transaction.atomic():
        person = _locked_person(party_id)
        if actor.party_id != party_id:
            actor.require(REGISTER)
        number = clean_mobile(mobile)
        if not number:
            raise InvalidInput(errors={"mobile": "请填写手机号码。"})
        _set_mobile(person, number)
        person.save(update_fields=["mobile_cipher", "mobile_index"])
        ledger.record(
            facts.PARTY_CHANGED, actor=actor, objects=[facts.party_ref(party_id)], data={"fields": ["mobile"]}
        )
        return _view(party_id)


def confirm_identity(*, party_id: int, level: int, actor: Actor) -> PartyView:
    """Raise the assurance level after the person was seen with the identity card (never lowers it).

    Raises `PermissionDenied` (also on one's own), `NotFound`, `InvalidInput`.
    """
    with transaction.atomic():
        person = _locked_person(party_id)
        actor.require(REGISTER)
        if actor.party_id == party_id:
            raise PermissionDenied(permission=REGISTER)
        if level not in AssuranceLevel.values:
            raise InvalidInput(errors={"level": "没有这种可信等级。"})
        if level > person.assurance_level:
            person.assurance_level = level
            person.save(update_fields=["assurance_level"])
            ledger.record(
                facts.PARTY_CHANGED,
                actor=actor,
                objects=[facts.party_ref(party_id)],
                data={"fields": ["assurance_level"], "level": level},
            )
        return _view(party_id)


def change_representative(*, party_id: int, legal_representative_id: int, actor: Actor) -> PartyView:
    """Enter a new legal representative, as the registration authority recorded it.

    Raises `PermissionDenied`, `NotFound`, `NotAPerson`, `RepresentativeIsMinor`.
    """
    with transaction.atomic():
        row = Enterprise.objects.select_for_update(no_key=True).filter(party_id=party_id).first()
        if row is None:
            raise NotFound()
        actor.require(REGISTER)
        _check_representative(legal_representative_id)
        row.legal_representative_id = legal_representative_id
        row.save(update_fields=["legal_representative"])
        ledger.record(
            facts.PARTY_CHANGED,
            actor=actor,
            objects=[facts.party_ref(party_id), facts.party_ref(legal_representative_id)],
            data={"fields": ["legal_representative"]},
        )
        return _view(party_id)


def _insert_person(name: str, citizen: CitizenNo, index: bytes, mobile: str, region_code: str) -> Party:
    row = Party.objects.create(kind=PartyKind.PERSON, name=name, region_code=region_code, registered_at=clock.now())
    person = Person(party=row, citizen_no_cipher=vault.encrypt(citizen.number, CITIZEN_NO), citizen_no_index=index)
    if mobile:
        _set_mobile(person, mobile)
    person.save(force_insert=True)
    return row


def _set_mobile(person: Person, mobile: str) -> None:
    person.mobile_cipher = vault.encrypt(mobile, MOBILE)
    person.mobile_index = vault.blind_index(mobile, MOBILE)


def _known_person(index: bytes) -> Party | None:
    return with_parts(Party.objects.filter(person__citizen_no_index=index)).first()


def _known_organisation(code: str) -> Party | None:
    return with_parts(Party.objects.filter(enterprise__uscc=code)).first()


def _locked_person(party_id: int) -> Person:
    person = Person.objects.select_for_update(no_key=True).filter(party_id=party_id).first()
    if person is None:
        raise NotFound()
    return person


def _view(party_id: int) -> PartyView:
    return party_view(with_parts(Party.objects.filter(pk=party_id)).get(), full_name=True)


def _check_representative(party_id: int) -> None:
    row = Party.objects.select_related("person").filter(pk=party_id).first()
    if row is None:
        raise NotFound()
    if row.kind != PartyKind.PERSON:
        raise NotAPerson()
    if not is_adult(row.person, clock.today()):
        raise RepresentativeIsMinor()


def _record_registered(row: Party, actor: Actor) -> None:
    ledger.record(
        facts.PARTY_REGISTERED,
        actor=actor,
        objects=[facts.party_ref(row.pk)],
        data={"kind": row.kind},
        region_code=row.region_code,
    )
