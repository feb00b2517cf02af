"""A browser without JavaScript: it stores cookies, reads the forms of a page, and sends one."""

import re
from html import unescape

import httpx

from tests.pages.conftest import HTML

SESSION = "capaian_session"


class Visitor:
    """One browser. It follows no redirects, so that tests see them."""

    def __init__(self, url: str, **headers: str) -> None:
        self.client = httpx.Client(base_url=url, timeout=20, headers=HTML | headers)
        self.url = url

    def get(self, path: str) -> httpx.Response:
        return self.client.get(path)

    def read_form(self, path: str, action: str | None = None) -> dict[str, str]:
        """Return the hidden fields of the last form of a page, or of the one whose `action` field has this value."""
        forms = re.findall(r"<form[^>]*method=\"post\".*?</form>", self.get(path).text, re.DOTALL)
        own = [form for form in forms if action is None or f'value="{action}"' in form]
        return self.read_hidden(own[-1])

    @staticmethod
    def read_hidden(form: str) -> dict[str, str]:
        """Return the hidden fields of a form."""
        fields = re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form)
        return {name: unescape(value) for name, value in fields}

    def send(self, path: str, fields: dict[str, str], **headers: str) -> httpx.Response:
        return self.client.post(path, data=fields, headers=headers)

    def sign_in(self, key: str, **fields: str) -> httpx.Response:
        return self.send("/en/sign-in", self.read_form("/en/sign-in") | {"key": key, **fields})

    def close(self) -> None:
        self.client.close()

    @property
    def session_id(self) -> str:
        return self.client.cookies[SESSION]

    def use_session(self, session_id: str) -> None:
        """Send this id, as a thief of the cookie does."""
        self.client.cookies.set(SESSION, session_id, domain="127.0.0.1")

    @property
    def is_signed_in(self) -> bool:
        response = self.get("/en/reviews")
        assert response.headers["cache-control"] == "no-store"
        assert "hit" not in response.headers.get("cache-status", "")
        if response.status_code == 303:
            assert response.headers["location"] == "/en/sign-in?next=%2Fen%2Freviews"
        else:
            assert response.status_code == 200, response.text
        return response.status_code == 200
