"""Verbs of the room `orgs`."""

from tongban.orgs.services.departments import change_department, ensure_department, register_department
from tongban.orgs.services.halls import change_window, open_hall, open_window
from tongban.orgs.services.officers import assign_post, create_post, end_post, register_officer, retire_officer

__all__ = [
    "assign_post",
    "change_department",
    "change_window",
    "create_post",
    "end_post",
    "ensure_department",
    "open_hall",
    "open_window",
    "register_department",
    "register_officer",
    "retire_officer",
]
