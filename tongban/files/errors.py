"""Refusals of the files room."""

from __future__ import annotations

from tongban.kernel.errors import DomainError, NotFound


class FileTooLarge(DomainError):
    """More bytes than the city accepts. Data: `limit` (words, such as `20 MB`)."""

    code = "file_too_large"
    status = 413
    text = "文件太大，单个文件不能超过{limit}，本次没有保存。"
    hint = "请把照片或扫描件压缩后再上传，或分成几个文件。"


class FileEmpty(DomainError):
    """A file without a single byte."""

    code = "file_empty"
    status = 422
    text = "文件是空的，没有内容可以保存。"
    hint = "请检查文件能否打开，再重新选择。"


class ForbiddenFileType(DomainError):
    """Content that is not accepted, whatever its name. Data: `reason`."""

    code = "forbidden_file_type"
    status = 415
    text = "这个文件不能上传：{reason}。"
    hint = "可以上传 PDF、OFD、JPG、PNG、DOCX、XLSX、ZIP 和纯文本文件。"


class FileTypeMismatch(ForbiddenFileType):
    """The name says one type, the content is another. Data: `reason`."""

    code = "file_type_mismatch"
    hint = "请用原来的程序打开文件，另存为正确的格式后再上传，不要直接改文件名。"


class FileNotStored(NotFound):
    """No content with this digest."""

    code = "file_not_stored"
    text = "没有找到这个文件。"
    hint = "文件可能已被更换，请刷新页面后重试。"


class FileDamaged(DomainError):
    """The stored bytes no longer have the digest they are kept under."""

    code = "file_damaged"
    status = 500
    text = "保存的文件与入库时不一致，已停止使用。"
    hint = "请系统管理员从备份恢复这个文件。"
