"""One running sandbox of Mastodon and Bluesky servers for all tests of this folder."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from sandbox import Sandbox, account, sky_account  # noqa: E402


@pytest.fixture(scope="module")
def sandbox():
    many = {"count": 100000, "seconds": 300}
    wide = {"authenticated": many, "unauthenticated": many, "statuses": many, "deletes": many, "media": many}
    narrow = {"statuses": {"count": 2, "seconds": 3600}, "deletes": {"count": 1, "seconds": 3600}}
    servers = [
        {"name": "town", "rate_limits": wide,
         "accounts": [account("press", language="cy"), account("reader"),
                      account("looker", scopes="read"), account("locked", login_disabled=True)]},
        {"name": "other", "idempotency": "ignored", "ids": "ulid", "validation": 400, "counting": "scalars",
         "rate_limits": wide, "accounts": [account("press")]},
        {"name": "narrow", "rate_limits": narrow, "accounts": [account("press")]},
        {"name": "late", "visibility_delay": 1.5, "processing": {"images": 1.5}, "rate_limits": wide,
         "accounts": [account("press")]},
        {"name": "sky", "platform": "bluesky", "rate_limits": {"sessions": many, "sessions_per_day": many},
         "accounts": [sky_account("press.sky.example"), sky_account("reader.sky.example"),
                      sky_account("desk.example.org")]},
        {"name": "brief", "platform": "bluesky", "access_lifetime": 600,
         "accounts": [sky_account("press.brief.example")]},
        {"name": "harsh", "platform": "bluesky", "access_lifetime": 600, "refresh_grace": 0, "errors": "text",
         "existing_key": "refuse", "absent_delete": "refuse", "validation": "none", "appview_delay": 1.5,
         "rate_limits": {"points": {"count": 12, "seconds": 3600}},
         "accounts": [sky_account("press.harsh.example")]},
    ]
    with Sandbox(servers) as running:
        yield running


@pytest.fixture(autouse=True)
def authority(sandbox, monkeypatch):
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", sandbox.authority)
    monkeypatch.setenv("SSL_CERT_FILE", sandbox.authority)
    yield
    for name in sandbox.address:
        sandbox.clear(name)
