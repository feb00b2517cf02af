"""Typed client of Capaian: `Capaian` makes the calls that the functions of `capaian_client.v1.api` describe."""

from capaian_client.async_client import AsyncCapaian
from capaian_client.calls import Answer, Call, Page, Unreadable
from capaian_client.client import Capaian
from capaian_client.patience import Patience
from capaian_client.problems import Refused
from capaian_client.transfer import Incomplete

__all__ = ["Answer", "AsyncCapaian", "Call", "Capaian", "Incomplete", "Page", "Patience", "Refused", "Unreadable"]
