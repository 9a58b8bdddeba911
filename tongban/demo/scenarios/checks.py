"""Everything a scenario may expect, by its name in the file."""

from __future__ import annotations

from collections.abc import Mapping

from tongban.demo.scenarios import expecting, expecting_beside
from tongban.demo.scenarios.expecting import Check

CHECKS: Mapping[str, Check] = {**expecting.CHECKS, **expecting_beside.CHECKS}
