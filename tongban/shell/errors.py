"""What stops a command before any rule is asked: misuse, a wrong setting, a file or a database out of reach.

Each becomes one Chinese sentence on stderr and exit code 2; whatever is not known here is a defect and keeps its
traceback.
"""

from __future__ import annotations

import errno

from tongban.shell.database.errors import DatabaseError
from tongban.shell.environment import SettingError

_REASONS = {
    errno.ENOENT: "没有这个文件或文件夹",
    errno.EACCES: "没有读写它的权限",
    errno.EPERM: "没有读写它的权限",
    errno.ENOTDIR: "它（或它的上一级）不是文件夹",
    errno.EISDIR: "它是文件夹，不是文件",
    errno.EEXIST: "这里已经有一个同名的文件",
    errno.ENOSPC: "磁盘已满",
    errno.EROFS: "磁盘是只读的",
    errno.ENAMETOOLONG: "路径太长",
    errno.EADDRINUSE: "这个端口已被占用",
}


class Misuse(Exception):
    """The command cannot be run as it was written; the text says what to write instead."""


def sentence_for(error: Exception) -> str:
    """The sentence a person reads; empty where the error is not one of theirs to mend."""
    if isinstance(error, Misuse | SettingError | DatabaseError):
        return str(error)
    if isinstance(error, OSError) and error.filename is not None:
        return f"{error.filename}：{_REASONS.get(error.errno or 0, error.strerror)}。"
    if isinstance(error, UnicodeDecodeError):
        return "文件不是 UTF-8 编码的文本，没有读取。"
    if _is_lost_database(error):
        return "连不上数据库，或者连接中断了。请检查数据库是否在运行（TONGBAN_DATABASE_URL）后再试。"
    return ""


def _is_lost_database(error: Exception) -> bool:
    from django.db import InterfaceError, OperationalError
    from psycopg import OperationalError as DriverError

    return isinstance(error, InterfaceError | OperationalError | DriverError)
