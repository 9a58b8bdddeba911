"""The facts this room publishes."""

from __future__ import annotations

from tongban.ledger.facts import FactKind

REGIONS_IMPORTED = FactKind("reference.regions_imported", text="导入行政区划", primary="region_table", public=False)
REGION_REGISTERED = FactKind("reference.region_registered", text="登记行政区划", primary="region", public=False)
CALENDAR_CHANGED = FactKind("reference.calendar_changed", text="调整工作日历", primary="calendar", public=False)
DATA_LOADED = FactKind("reference.data_loaded", text="装载基础数据", primary="reference_data", public=False)
