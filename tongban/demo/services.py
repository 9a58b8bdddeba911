"""Build the demonstration city through the public verbs, the way a city's own import would.

Each family (places, offices, people, licence types, items, licences held) is one transaction and is skipped where it is
there already, so the build may be interrupted and repeated.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.db import transaction

from tongban.access import selectors as accounts
from tongban.access import services as access
from tongban.access.states import Role
from tongban.bundles import selectors as bundles
from tongban.bundles import services as bundle_verbs
from tongban.catalogue import selectors as catalogue
from tongban.catalogue import services as items
from tongban.demo.holdings import holdings
from tongban.demo.loader import load_city as read_city
from tongban.demo.model import DemoCity, DemoEnterprise, DemoItem, DemoOfficer, DemoRegion, DemoResident
from tongban.demo.population import population
from tongban.kernel.actor import Actor
from tongban.licences import selectors as licences
from tongban.licences import services as licence_verbs
from tongban.orgs import selectors as orgs
from tongban.orgs import services as org_verbs
from tongban.parties import services as parties
from tongban.reference import selectors as reference
from tongban.reference import services as reference_verbs

PASSWORD = "Tongban-Demo-2026"  # noqa: S105  # printed on the first page of the tutorial
"""The password of every account of the demonstration city; refused outside demonstration and test cities by name."""

Tell = Callable[[str], None]
SYSTEM = Actor.system()


def build_city(progress: Tell) -> str:
    """Build what is missing; returns one sentence about the city."""
    city = read_city()
    progress("正在建立演示城市（全部数据均为虚构）……")
    reference_verbs.load_reference_data(actor=SYSTEM)
    if not reference.regions(city.profile.region_code):
        with transaction.atomic():
            _places(city)
        progress(f"行政区划 {len(city.profile.regions)} 个")
    if orgs.department_by_code(city.departments[-1].code) is None:
        with transaction.atomic():
            _offices(city)
        progress(f"部门 {len(city.departments)} 个，大厅 {len(city.halls)} 个，工作人员 {len(city.officers)} 名")
    if not licences.licence_types():
        with transaction.atomic():
            _licence_types(city)
        progress(f"证照类型 {len(city.licence_types)} 种")
    if not catalogue.search(city.items[-1].name).total:
        with transaction.atomic():
            _items(city)
        progress(f"事项 {len(city.items)} 个")
    if not bundles.bundles(viewer=SYSTEM):
        with transaction.atomic():
            _bundles(city)
        progress(f"一件事 {len(city.bundles)} 件")
    last = next(resident for resident in reversed(city.residents) if resident.username)
    if accounts.account_by_username(last.username, viewer=SYSTEM) is None:
        with transaction.atomic():
            number = _people(city)
        progress(f"办事人和企业 {number} 个")
    return f"{city.profile.name}：{len(city.items)} 个事项，{len(city.departments)} 个部门。"


def where_to_look(address: str) -> list[str]:
    """What to open and whom to sign in as."""
    city = read_city()
    rows = [
        (city.resident(city.story.agent).username, "办事人"),
        (city.story.clerk, "窗口"),
        (city.story.approver, "审批人"),
    ]
    rows += [
        (o.username, "、".join(str(Role(role).label) for role in o.roles))
        for o in city.officers
        if set(o.roles) - {"clerk", "approver"}
    ][:7]
    return [
        f"门户　　{address}/",
        f"工作台　{address}/workbench/",
        f"接口　　{address}/api/v1/openapi.json",
        f"账号（密码都是 {PASSWORD}）：" + "，".join(f"{name}（{role}）" for name, role in rows),
        "按 Ctrl-C 结束。",
    ]


def _places(city: DemoCity) -> None:
    for row in sorted(city.profile.regions, key=lambda region: region.level):
        reference_verbs.register_region(
            code=row.code, name=row.name, level=row.level, parent_code=row.parent, kind=row.kind, actor=SYSTEM
        )


def _offices(city: DemoCity) -> None:
    ids: dict[str, int] = {}
    for row in city.departments:
        made = org_verbs.register_department(
            code=row.code,
            name=row.name,
            short_name=row.short_name,
            region_code=row.region_code,
            kind=row.kind,
            parent_id=ids.get(row.parent),
            phone=row.phone,
            address=row.address,
            actor=SYSTEM,
        )
        ids[row.key] = made.id
    for hall in city.halls:
        opened = org_verbs.open_hall(
            name=hall.name,
            region_code=hall.region_code,
            address=hall.address,
            hours=hall.hours,
            phone=hall.phone,
            actor=SYSTEM,
        )
        for window in hall.windows:
            org_verbs.open_window(
                hall_id=opened.id,
                no=window.no,
                name=window.name,
                kind=window.kind,
                department_ids=[ids[key] for key in window.departments],
                actor=SYSTEM,
            )
    posts: dict[tuple[str, str], int] = {}
    for officer in city.officers:
        _officer(officer, ids[officer.department], posts)


def _officer(row: DemoOfficer, department_id: int, posts: dict[tuple[str, str], int]) -> None:
    made = org_verbs.register_officer(department_id=department_id, name=row.name, staff_no=row.staff_no, actor=SYSTEM)
    place = (row.department, row.post)
    if place not in posts:
        posts[place] = org_verbs.create_post(department_id=department_id, name=row.post, seat=row.seat, actor=SYSTEM).id
    org_verbs.assign_post(officer_id=made.id, post_id=posts[place], valid_from=row.valid_from, actor=SYSTEM)

    account = access.create_account(username=row.username, password=PASSWORD, officer_id=made.id, actor=SYSTEM)
    for role in row.roles:
        access.grant_role(account_id=account.id, role=role, actor=SYSTEM)


def _licence_types(city: DemoCity) -> None:
    for row in city.licence_types:
        licence_verbs.define_licence_type(
            code=row.code,
            name=row.name,
            defined_by=row.defined_by,
            fields=row.fields,
            single_valid=row.single_valid,
            holder_kinds=row.holder_kinds,
            validity_months=row.validity_months,
            number_pattern=row.number_pattern,
            actor=SYSTEM,
        )


def _items(city: DemoCity) -> None:
    for row in city.items:
        _item(row)


def _item(row: DemoItem) -> None:
    if catalogue.entry_by_code(row.entry.catalog_code) is None:
        items.create_entry(
            catalog_code=row.entry.catalog_code,
            name=row.entry.name,
            item_kind=row.entry.item_kind,
            main_code=row.entry.main_code,
            main_name=row.entry.main_name,
            actor=SYSTEM,
        )
    department = orgs.department_by_code(row.department_code)
    if department is None:
        raise LookupError(row.department_code)
    made = items.create_item(
        code=row.handling_code or row.task_code,
        department_id=department.id,
        name=row.name,
        region_code=row.region_code,
        aliases=row.aliases,
        actor=SYSTEM,
    )
    draft = items.draft_version(item_id=made.id, content=row.content, actor=SYSTEM)
    items.submit_for_review(version_id=draft.id, actor=SYSTEM)
    items.publish_version(version_id=draft.id, actor=SYSTEM)


def _bundles(city: DemoCity) -> None:
    for row in city.bundles:
        lead = orgs.department_by_code(city.department(row.department).code)
        if lead is None:
            raise LookupError(row.department)
        draft = bundle_verbs.create_bundle(
            code=row.code,
            name=row.name,
            kind=row.kind,
            department_id=lead.id,
            shape=bundle_verbs.read_shape(row.shape),
            actor=SYSTEM,
        )
        bundle_verbs.submit_bundle(version_id=draft.id, actor=SYSTEM)
        bundle_verbs.publish_bundle(version_id=draft.id, actor=SYSTEM)


def _people(city: DemoCity) -> int:
    names = {r.code: r for r in city.profile.regions}
    towns = [(r.code, _full_name(r, names)) for r in city.profile.regions if r.level == 4]
    size = city.profile.population
    more = population(city.profile.seed, size.residents, towns=towns, enterprises=size.enterprises)
    ids: dict[str, int] = {}
    for row in (*city.residents, *more.residents):
        ids[row.key] = _resident(row)
    for firm in (*city.enterprises, *more.enterprises):
        ids[firm.key] = _enterprise(firm, ids)
    for mandate in city.mandates:
        parties.grant_mandate(
            principal_id=ids[mandate.principal],
            agent_id=ids[mandate.agent],
            kind=mandate.kind,
            scope=mandate.scope,
            document_no=mandate.document_no,
            valid_from=mandate.valid_from,
            valid_to=mandate.valid_to,
            actor=SYSTEM,
        )
    _licences(city, ids)
    for row in city.residents:
        if row.username:
            account = access.create_account(
                username=row.username, password=PASSWORD, party_id=ids[row.key], mobile=row.mobile, actor=SYSTEM
            )
            access.grant_role(account_id=account.id, role="resident", actor=SYSTEM)
    return len(ids)


def _full_name(region: DemoRegion, names: Mapping[str, DemoRegion]) -> str:
    """City, county and town, as an address begins."""
    above = names.get(region.parent)
    if above is None or above.level < 2:
        return region.name.split("（")[0]
    return _full_name(above, names) + region.name


def _resident(row: DemoResident) -> int:
    return parties.register_person(
        name=row.name, citizen_no=row.citizen_no, mobile=row.mobile, region_code=row.region_code, actor=SYSTEM
    ).id


def _enterprise(row: DemoEnterprise, ids: Mapping[str, int]) -> int:
    return parties.register_enterprise(
        name=row.name,
        uscc=row.uscc,
        legal_representative_id=ids[row.legal_representative],
        kind=row.kind,
        region_code=row.region_code,
        actor=SYSTEM,
    ).id


def _licences(city: DemoCity, ids: Mapping[str, int]) -> None:
    """Issue what people and organisations hold when the city opens."""
    issuers = {row.key: orgs.department_by_code(row.code) for row in city.departments}
    for held in holdings(city):
        issuer = issuers[held.department]
        if issuer is None:
            raise LookupError(held.department)
        licence_verbs.issue_licence(
            type_code=held.type_code,
            holder_id=ids[held.holder],
            department_id=issuer.id,
            data=held.data,
            actor=SYSTEM,
        )
