"""Django Ninja with psycopg: models of the tables, their query sets, and Pydantic schemas."""

from typing import Any
from uuid import UUID

from django.db.models import OuterRef, Subquery
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import path
from ninja import NinjaAPI

from benchmarks.peers.django_ninja.models import Indicator, Realization
from benchmarks.peers.schemas import Realization as RealizationSchema
from benchmarks.peers.schemas import RealizationPage

api = NinjaAPI(docs_url=None, openapi_url=None)
units = Indicator.objects.filter(code=OuterRef("indicator"), status="published", replaced_at=None).values("unit")
columns = [name for name in RealizationSchema.model_fields if name != "unit"]
published = (
    Realization.objects.filter(status="published", replaced_at=None).only(*columns).annotate(unit=Subquery(units))
)


@api.get("/v1/realizations", response=RealizationPage)
def list_realizations(request: HttpRequest, limit: int = 100) -> dict[str, Any]:  # noqa: ARG001  # passed by Django
    return {"data": list(published[:limit])}


@api.get("/v1/realizations/{uuid:realization_id}", response=RealizationSchema)
def get_realization(request: HttpRequest, realization_id: UUID) -> Realization:  # noqa: ARG001  # passed by Django
    return get_object_or_404(published, id=realization_id)


urlpatterns = [path("", api.urls)]
