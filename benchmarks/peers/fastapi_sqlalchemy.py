"""FastAPI with SQLAlchemy and Pydantic: a mapped class, a session for each request, models made of its attributes."""

import os
from collections.abc import AsyncIterator
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, FastAPI, HTTPException
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import DateTime

from benchmarks.peers import schemas

engine = create_async_engine(
    os.environ["DATABASE_URL"].replace("postgresql://", "postgresql+asyncpg://").partition("?")[0],
    pool_size=8,
    max_overflow=0,
)
sessions = async_sessionmaker(engine, expire_on_commit=False)
app = FastAPI()


class Base(DeclarativeBase):
    type_annotation_map = {datetime: DateTime(timezone=True)}  # noqa: RUF012  # so SQLAlchemy's users write it


class Realization(Base):
    __tablename__ = "realization"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    revision: Mapped[int] = mapped_column(primary_key=True)
    program: Mapped[str]
    indicator: Mapped[str]
    nature: Mapped[str]
    region: Mapped[str]
    breakdown: Mapped[str]
    period: Mapped[str]
    period_start: Mapped[date] = mapped_column(deferred=True)
    period_end: Mapped[date] = mapped_column(deferred=True)
    value: Mapped[Decimal]
    qualifier: Mapped[str]
    resolution: Mapped[Decimal]
    stated_on: Mapped[date | None]
    stated_not_before: Mapped[date | None]
    stated_not_after: Mapped[date | None]
    stated_latest: Mapped[date] = mapped_column(deferred=True)
    retracted_on: Mapped[date | None]
    institution: Mapped[str]
    on_behalf_of: Mapped[str | None]
    speaker: Mapped[str | None]
    quality: Mapped[str]
    citations: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    note: Mapped[str | None]
    status: Mapped[str]
    reason: Mapped[str | None]
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[str]
    replaced_at: Mapped[datetime | None] = mapped_column(deferred=True)


async def session_of_request() -> AsyncIterator[AsyncSession]:
    async with sessions() as session:
        yield session


Session = Annotated[AsyncSession, Depends(session_of_request)]
in_place = select(Realization).where(Realization.status == "published", Realization.replaced_at.is_(None))


@app.get("/v1/realizations", response_model=schemas.RealizationPage)
async def list_realizations(session: Session, limit: int = 100) -> dict[str, Any]:
    found = await session.scalars(
        in_place.order_by(
            Realization.program,
            Realization.indicator,
            Realization.nature,
            Realization.region,
            Realization.period_end,
            Realization.period_start,
            Realization.stated_latest,
            Realization.id,
        ).limit(limit)
    )
    return {"data": found.all()}


@app.get("/v1/realizations/{realization_id}", response_model=schemas.Realization)
async def read_realization(session: Session, realization_id: UUID) -> Realization:
    found = await session.scalar(in_place.where(Realization.id == realization_id))
    if found is None:
        raise HTTPException(status_code=404)
    return found
