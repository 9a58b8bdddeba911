"""The key store, the vault and the city's certificates."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given
from hypothesis import strategies as st

from tongban.kernel import certificates, clock, keys, vault
from tongban.kernel.gm import DataTampered
from tongban.kernel.keys import KeyMissing, KeyStore

DEPARTMENT = "11410500MB0X00001A"
NOON = dt.datetime(2026, 11, 21, 4, tzinfo=dt.UTC)


@pytest.fixture
def keystore(tmp_path: Path) -> KeyStore:
    return KeyStore(tmp_path)


@pytest.fixture
def city_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> KeyStore:
    """The store the vault uses, in a folder of the test."""
    chosen = KeyStore(tmp_path)
    monkeypatch.setattr(keys, "store", lambda: chosen)
    return chosen


def test_keys_are_private_files(keystore: KeyStore) -> None:
    keystore.symmetric("field_encryption")
    keystore.sm2("ledger_seal")
    folders = [keystore.folder, *(path for path in keystore.folder.rglob("*") if path.is_dir())]
    files = [path for path in keystore.folder.rglob("*") if path.is_file()]
    assert {path.stat().st_mode & 0o777 for path in folders} == {0o700}
    assert {path.stat().st_mode & 0o777 for path in files} == {0o600}
    assert sorted(path.relative_to(keystore.folder).as_posix() for path in files) == [
        "field_encryption/0001",
        "ledger_seal/0001",
    ]


def test_an_open_folder_is_closed(tmp_path: Path) -> None:
    (tmp_path / "keys").mkdir(mode=0o755)
    KeyStore(tmp_path).symmetric("blind_index")
    assert (tmp_path / "keys").stat().st_mode & 0o777 == 0o700


def test_the_same_key_is_found_again(keystore: KeyStore, tmp_path: Path) -> None:
    again = KeyStore(tmp_path)
    assert keystore.symmetric("blind_index") == again.symmetric("blind_index")
    assert keystore.text("django_secret") == again.text("django_secret")
    assert keystore.sm2(f"seal:{DEPARTMENT}")[1].scalar == again.sm2(f"seal:{DEPARTMENT}")[1].scalar
    assert len(keystore.symmetric("field_encryption")[1]) == 16


def test_purposes_have_different_keys(keystore: KeyStore) -> None:
    assert keystore.symmetric("blind_index")[1] != keystore.symmetric("other")[1]


def test_rotation_keeps_old_keys(keystore: KeyStore) -> None:
    first, old = keystore.symmetric("field_encryption")
    assert keystore.rotate("field_encryption") == 2
    second, new = keystore.symmetric("field_encryption")
    assert (first, second) == (1, 2)
    assert old != new
    assert keystore.symmetric("field_encryption", 1) == (1, old)
    _, seal = keystore.sm2("ledger_seal")
    assert keystore.rotate("ledger_seal") == 2
    assert keystore.sm2("ledger_seal")[1].scalar != seal.scalar
    assert keystore.sm2("ledger_seal", 1)[1].scalar == seal.scalar


def test_a_lost_key_is_named(keystore: KeyStore) -> None:
    with pytest.raises(KeyMissing) as caught:
        keystore.symmetric("field_encryption", 7)
    assert "第7号" in caught.value.sentence


@pytest.mark.parametrize("purpose", ["../out", "a/b", "", "a\x00", ".hidden", "seal:../../x"])
def test_purposes_cannot_climb_out(keystore: KeyStore, purpose: str) -> None:
    with pytest.raises(ValueError, match="unsafe"):
        keystore.symmetric(purpose)


def test_many_threads_get_one_key(tmp_path: Path) -> None:
    with ThreadPoolExecutor(16) as pool:
        found = set(pool.map(lambda _: KeyStore(tmp_path).text("django_secret"), range(64)))
    assert len(found) == 1


def test_processes_that_start_together_get_one_key(tmp_path: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from tongban.kernel.keys import KeyStore; sys.stdin.read(1);"
        "store = KeyStore(Path(sys.argv[1])); print(store.text('django_secret'), store.sm2('ledger_seal')[1].scalar)"
    )
    command = [sys.executable, "-c", program, str(tmp_path)]
    started = [subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in range(4)]
    for process in started:
        assert process.stdin is not None
        process.stdin.write("x")
        process.stdin.flush()
    answers = {process.communicate()[0] for process in started}
    assert [process.returncode for process in started] == [0, 0, 0, 0]
    assert len(answers) == 1
    assert answers.pop().strip()
    assert [path.name for path in (tmp_path / "keys" / "django_secret").iterdir()] == ["0001"]


# --- vault ------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("city_store")
def test_sealed_texts_differ_and_open() -> None:
    first, second = (
        vault.encrypt("11010519491231002X", "person.citizen_no"),
        vault.encrypt("11010519491231002X", "person.citizen_no"),
    )
    assert first != second
    assert vault.decrypt(first, "person.citizen_no") == vault.decrypt(memoryview(second), "person.citizen_no")
    assert b"19491231" not in first


@pytest.mark.usefixtures("city_store")
def test_a_value_opens_only_in_its_own_column() -> None:
    sealed = vault.encrypt("13800000000", "person.mobile")
    for purpose in ("person.citizen_no", "person.mobil", ""):
        with pytest.raises(DataTampered):
            vault.decrypt(sealed, purpose)


@pytest.mark.usefixtures("city_store")
def test_every_flipped_byte_is_found() -> None:
    sealed = vault.encrypt("测试", "p")
    for place in range(len(sealed)):
        changed = bytearray(sealed)
        changed[place] ^= 1
        with pytest.raises((DataTampered, KeyMissing)):
            vault.decrypt(bytes(changed), "p")
    with pytest.raises(DataTampered):
        vault.decrypt(sealed[:10], "p")


def test_old_values_open_after_rotation(city_store: KeyStore) -> None:
    old = vault.encrypt("旧", "p")
    city_store.rotate("field_encryption")
    new = vault.encrypt("新", "p")
    assert (vault.decrypt(old, "p"), vault.decrypt(new, "p")) == ("旧", "新")
    assert (old[1:3], new[1:3]) == (b"\x00\x01", b"\x00\x02")


@pytest.mark.usefixtures("city_store")
def test_blind_index_forgives_typing_and_separates_purposes() -> None:
    plain = vault.blind_index("11010519491231002X", "citizen_no")
    assert len(plain) == 32
    assert vault.blind_index(" １１０１０５ 19491231 002x", "citizen_no") == plain
    assert vault.blind_index("11010519491231002X", "mobile") != plain
    assert vault.blind_index("110105194912310028", "citizen_no") != plain


def test_blind_index_needs_the_key(city_store: KeyStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    here = vault.blind_index("1", "p")
    other = KeyStore(tmp_path / "other")
    monkeypatch.setattr(keys, "store", lambda: other)
    assert vault.blind_index("1", "p") != here
    assert other.folder != city_store.folder


@given(st.text(max_size=200), st.text(max_size=40))
def test_vault_round_trip(tmp_path_factory: pytest.TempPathFactory, text: str, purpose: str) -> None:
    chosen = KeyStore(tmp_path_factory.getbasetemp() / "vault")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(keys, "store", lambda: chosen)
        assert vault.decrypt(vault.encrypt(text, purpose), purpose) == text


# --- certificates -----------------------------------------------------------------------------------


def test_department_certificate_is_signed_by_the_city(keystore: KeyStore) -> None:
    name = "某某市行政审批和政务信息管理局（某某市政务服务和数据管理局）第二办事处"
    with clock.frozen(NOON):
        identity = certificates.signing_identity(DEPARTMENT, name, keystore=keystore)
    root = certificates.root_certificate(keystore=keystore)
    identity.certificate.verify_directly_issued_by(root)
    root.verify_directly_issued_by(root)
    assert certificates.organisation_name(identity.certificate) == name
    assert certificates.organisation_code(identity.certificate) == DEPARTMENT
    assert identity.certificate.not_valid_before_utc <= NOON < identity.certificate.not_valid_after_utc
    constraints = identity.certificate.extensions.get_extension_for_class(x509.BasicConstraints).value
    assert not constraints.ca
    public = identity.private_key.public_key()
    assert public == identity.certificate.public_key()
    assert isinstance(public, ec.EllipticCurvePublicKey)


def test_certificate_is_kept_until_renamed_or_ending(keystore: KeyStore) -> None:
    with clock.frozen(NOON):
        first = certificates.signing_identity(DEPARTMENT, "甲局", keystore=keystore)
        assert certificates.signing_identity(DEPARTMENT, "甲局", keystore=keystore).certificate == first.certificate
        renamed = certificates.signing_identity(DEPARTMENT, "乙局", keystore=keystore)
        assert certificates.organisation_name(renamed.certificate) == "乙局"
        assert certificates.signing_identity(DEPARTMENT, "甲局", keystore=keystore).certificate == first.certificate
    with clock.frozen(NOON + dt.timedelta(days=5 * 365 - 10)):
        renewed = certificates.signing_identity(DEPARTMENT, "甲局", keystore=keystore)
    assert renewed.certificate.not_valid_after_utc > first.certificate.not_valid_after_utc
    assert renewed.root == first.root
    with clock.frozen(NOON - dt.timedelta(days=900)):  # a story of years ago is signed with a certificate of then
        past = certificates.signing_identity(DEPARTMENT, "甲局", keystore=keystore)
        assert past.certificate.not_valid_before_utc < clock.now()
