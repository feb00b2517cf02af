"""Django Ninja with psycopg: a model over the table, its query sets, and Pydantic schemas."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import path
from ninja import NinjaAPI

from benchmarks.peers.django_ninja.models import Realization
from benchmarks.peers.schemas import Realization as RealizationSchema
from benchmarks.peers.schemas import RealizationPage

api = NinjaAPI(docs_url=None, openapi_url=None)
in_place = Realization.objects.filter(status="published", replaced_at=None).only(*RealizationSchema.model_fields)


@api.get("/v1/realizations", response=RealizationPage)
def list_realizations(request: HttpRequest, limit: int = 100) -> dict[str, Any]:  # noqa: ARG001  # Django gives it
    return {"data": list(in_place[:limit])}


@api.get("/v1/realizations/{uuid:realization_id}", response=RealizationSchema)
def read_realization(request: HttpRequest, realization_id: UUID) -> Realization:  # noqa: ARG001  # Django gives it
    return get_object_or_404(in_place, id=realization_id)


urlpatterns = [path("", api.urls)]
