"""What can go wrong with cryptography, in sentences for the people who run the city."""

from __future__ import annotations

from tongban.kernel.errors import DomainError


class CryptographyMissing(DomainError):
    """No usable OpenSSL 3 with SM2 on this machine. Data: `reason`."""

    code = "cryptography_missing"
    status = 503
    text = "服务器缺少国密算法库，不能签名或验签：{reason}。"
    hint = "请系统管理员安装 OpenSSL 3.0 以上版本的 libcrypto（Debian：apt-get install libssl3）。"


class DataTampered(DomainError):
    """An authentication tag does not fit: the bytes were changed, or belong to another key or purpose."""

    code = "data_tampered"
    status = 500
    text = "保存的加密数据已损坏，或不是用本城市的密钥加密的。"
    hint = "请系统管理员核对密钥文件夹与数据库是否来自同一座城市的备份。"
