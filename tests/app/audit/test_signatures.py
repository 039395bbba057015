"""The verifier's own Ed25519 against RFC 8032's vectors, against `cryptography`, and against forgers' tricks."""

import random

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from app.audit.verify import BASE, L, P, _point, signed_by  # pyright: ignore[reportPrivateUsage]

# RFC 8032, section 7.1: public key, message, signature.
VECTORS = {
    "test 1": (
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"),
    "test 2": (
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"),
    "test 3": (
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"),
    "test sha(abc)": (
        "ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf",
        "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
        "dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b58909351fc9ac90b3ecfdfbc7c66431e0303dca179c138ac17ad9bef1177331a704"),
}  # fmt: skip
# The eight points whose order divides 8, as keys: what they "sign" proves nothing.
SMALL = [
    "0100000000000000000000000000000000000000000000000000000000000000",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "0000000000000000000000000000000000000000000000000000000000000080",
    "0000000000000000000000000000000000000000000000000000000000000000",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
]


def theirs(key: bytes, message: bytes, signature: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


@pytest.mark.parametrize("name", VECTORS)
def test_the_vectors_of_the_rfc(name: str):
    key, message, signature = (bytes.fromhex(each) for each in VECTORS[name])
    assert signed_by(key, message, signature)
    assert not signed_by(key, message + b"x", signature)
    assert theirs(key, message, signature)


def test_the_base_point_is_the_one_of_the_rfc():
    x, y, _, product = BASE
    assert 4 == 5 * y % P and 0 == x % 2 and product == x * y % P


@pytest.mark.parametrize("seed", range(120))
def test_two_verifiers_agree_on_every_signature_whole_or_changed(seed: int):
    chance = random.Random(seed)
    private = Ed25519PrivateKey.from_private_bytes(chance.randbytes(32))
    key, message = private.public_key().public_bytes_raw(), chance.randbytes(chance.randrange(200))
    signature = private.sign(message)
    assert signed_by(key, message, signature)
    for changed in changes(key, message, signature, chance):
        assert (False, False) == (signed_by(*changed), theirs(*changed)), f"seed {seed}"


def changes(key: bytes, message: bytes, signature: bytes, chance: random.Random) -> list[tuple[bytes, bytes, bytes]]:
    r, s = signature[:32], int.from_bytes(signature[32:], "little")
    other = Ed25519PrivateKey.from_private_bytes(chance.randbytes(32)).public_key().public_bytes_raw()
    return [
        (key, message, flipped(signature, chance)), (key, message + b"\0", signature), (other, message, signature),
        (key, message, r + (s + L).to_bytes(32, "little")), (key, message, r + (L - s).to_bytes(32, "little")),
        (key, message, signature + b"\0"), (key, message, signature[:-1]), (flipped(key, chance), message, signature),
        (key, message, bytes([r[0]]) + r[1:31] + bytes([r[31] ^ 0x80]) + signature[32:]),
    ]  # fmt: skip


def flipped(data: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(data))
    return data[:at] + bytes([data[at] ^ 1 << chance.randrange(8)]) + data[at + 1 :]


@pytest.mark.parametrize("key", SMALL)
def test_a_key_of_small_order_signs_nothing(key: str):
    for r in SMALL:
        for message in (b"a", b"b", b"c", b"d"):
            assert not signed_by(bytes.fromhex(key), message, bytes.fromhex(r) + bytes(32))


def test_a_number_has_one_encoding():
    """RFC 8032, section 5.1.3: y must be below the prime, and x = 0 has no odd sign."""
    on_curve = [y for y in range(19) if _point(y.to_bytes(32, "little"))]
    assert {0, 1, 3, 4} <= set(on_curve)
    for y in on_curve:
        assert _point((y + P).to_bytes(32, "little")) is None
    for y in (1, P - 1):
        assert _point(y.to_bytes(32, "little")) is not None
        assert _point((y | 1 << 255).to_bytes(32, "little")) is None


def test_what_is_not_of_the_right_length_is_no_signature():
    key, message, signature = (bytes.fromhex(each) for each in VECTORS["test 1"])
    for wrong in (b"", signature[:63], signature + b"\0", bytes(64)):
        assert not signed_by(key, message, wrong)
    for wrong in (b"", key[:31], key + b"\0"):
        assert not signed_by(wrong, message, signature)
