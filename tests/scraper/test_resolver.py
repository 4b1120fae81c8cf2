import pytest

from scraper.resolver import is_public
from scraper.settings import Settings


@pytest.mark.parametrize(
    "address",
    """0.0.0.0 10.0.0.1 100.64.0.1 127.0.0.1 127.255.0.1 169.254.169.254 172.16.0.1 172.31.9.9
    192.0.0.1 192.0.2.1 192.168.1.1 198.18.0.1 224.0.0.1 239.1.2.3 240.0.0.1 255.255.255.255
    ::1 :: fe80::1 fc00::1 fd12::1 ::ffff:127.0.0.1 ::ffff:10.0.0.1 ff02::1""".split(),
)
def test_private_addresses(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["151.101.3.42", "8.8.8.8", "2606:4700::1111"])
def test_public_addresses(address: str) -> None:
    assert is_public(address)


def test_only_what_was_written_as_an_address_may_be_private() -> None:
    settings = Settings(
        arxiv_url="http://10.1.2.3:8080",
        s2_url="http://localhost:9",
        openalex_url="http://mirror.example.org",
    )
    assert settings.private_hosts == {"10.1.2.3", "localhost"}


def test_an_origin_is_scheme_host_and_port() -> None:
    settings = Settings(arxiv_url="https://ARXIV.org", s2_url="http://127.0.0.1:81/api")
    assert {"https://arxiv.org", "http://127.0.0.1:81"} <= settings.source_origins
    for other in (
        "http://arxiv.org",
        "https://arxiv.org:444",
        "http://127.0.0.1",
        "https://127.0.0.1:81",
    ):
        assert other not in settings.source_origins
