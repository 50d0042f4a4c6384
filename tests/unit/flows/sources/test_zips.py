"""Zips as deliveries: unpacked as they are, with their password, within bounds."""

import zipfile
import zlib
from pathlib import Path

import pytest
import pyzipper

from flows.sources import zips
from flows.sources.extract import UnreadableExtract

PASSWORD = "invented for this test: ä"
CENSUS = b"<Message>" + b"<Child/>" * 5000 + b"</Message>"


def classic(path: Path, name: str, content: bytes, password: str) -> None:
    """Write a zip with the classic lock, which Python reads and does not write."""
    table = []
    for value in range(256):
        for _ in range(8):
            value = (value >> 1) ^ (0xEDB88320 if value & 1 else 0)
        table.append(value)
    keys = [0x12345678, 0x23456789, 0x34567890]

    def turn(byte: int) -> None:
        keys[0] = table[(keys[0] ^ byte) & 0xFF] ^ (keys[0] >> 8)
        keys[1] = ((keys[1] + (keys[0] & 0xFF)) * 134775813 + 1) & 0xFFFFFFFF
        keys[2] = table[(keys[2] ^ (keys[1] >> 24)) & 0xFF] ^ (keys[2] >> 8)

    for byte in password.encode():
        turn(byte)
    packer = zlib.compressobj(wbits=-15)
    plain = bytes(11) + bytes([zlib.crc32(content) >> 24]) + packer.compress(content) + packer.flush()
    locked = bytearray()
    for byte in plain:
        mask = keys[2] | 2
        locked.append(byte ^ ((mask * (mask ^ 1) >> 8) & 0xFF))
        turn(byte)
    # Written open with the same length, then its bytes, its flags and its checksum are put in place.
    entry = zipfile.ZipInfo(name)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(entry, bytes(locked))
    whole = bytearray(path.read_bytes())
    for at, flags in ((0, 6), (whole.rindex(b"PK\x01\x02"), 8)):
        whole[at + flags] |= 1
        whole[at + flags + 2] = zipfile.ZIP_DEFLATED
        whole[at + flags + 8 : at + flags + 12] = zlib.crc32(content).to_bytes(4, "little")
        whole[at + flags + 16 : at + flags + 20] = len(content).to_bytes(4, "little")
    path.write_bytes(whole)


def aes(path: Path, name: str, content: bytes, password: str) -> None:
    with pyzipper.AESZipFile(path, "w", compression=pyzipper.ZIP_DEFLATED, encryption=pyzipper.WZ_AES) as archive:
        archive.setpassword(password.encode())
        archive.writestr(name, content)


@pytest.mark.parametrize("lock", [classic, aes])
def test_a_locked_zip_opens_with_its_password_and_with_no_other(tmp_path: Path, lock):
    """Either lock; the message names what to set, never the password."""
    file = tmp_path / "delivery.zip"
    lock(file, "in/census.xml", CENSUS, PASSWORD)
    zips.unpack(file, tmp_path / "out", password=PASSWORD)
    assert (tmp_path / "out/in/census.xml").read_bytes() == CENSUS
    for number, (password, says) in enumerate([("", "zip_password in lodestar.toml"), ("wrong", "does not open it")]):
        with pytest.raises(UnreadableExtract, match=says) as refused:
            zips.unpack(file, tmp_path / f"out{number}", password=password)
        assert PASSWORD not in str(refused.value)


def test_zips_within_a_zip_share_one_allowance(tmp_path: Path):
    """A small zip of many zips does not unpack into more than one delivery may."""
    file = tmp_path / "a.zip"
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.xml", CENSUS)
    allowance = zips.Allowance(left=len(CENSUS) + 1)
    zips.unpack(file, tmp_path / "first", allowance=allowance)
    with pytest.raises(UnreadableExtract, match="the limit is"):
        zips.unpack(file, tmp_path / "second", allowance=allowance)


def test_a_full_disk_is_said_before_it_is_full(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Nothing is unpacked where there is no room for all of it."""
    file = tmp_path / "a.zip"
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("a.xml", CENSUS)
    monkeypatch.setattr(zips, "ROOM_TO_LEAVE", 2**62)
    with pytest.raises(UnreadableExtract, match="has no room"):
        zips.unpack(file, tmp_path / "out")
    assert list((tmp_path / "out").iterdir()) == []
