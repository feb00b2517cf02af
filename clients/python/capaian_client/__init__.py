"""Typed client of Capaian: `Capaian(url).targets.list()`, with the operations grouped by resource."""

from capaian_client.async_client import AsyncCapaian
from capaian_client.calls import ApiResponse, UnexpectedResponseError
from capaian_client.client import Capaian
from capaian_client.downloads import AsyncDownload, Download
from capaian_client.follower import AsyncFollower, Follower
from capaian_client.listing import AsyncListing, Listing
from capaian_client.problems import ProblemError
from capaian_client.retry import RetryPolicy
from capaian_client.transfer import IncompleteDownloadError

__all__ = [
    "ApiResponse",
    "AsyncCapaian",
    "AsyncDownload",
    "AsyncFollower",
    "AsyncListing",
    "Capaian",
    "Download",
    "Follower",
    "IncompleteDownloadError",
    "Listing",
    "ProblemError",
    "RetryPolicy",
    "UnexpectedResponseError",
]
