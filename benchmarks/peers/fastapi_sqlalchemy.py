"""FastAPI with SQLAlchemy and Pydantic: mapped classes, a session per request, models created from attributes."""

import os
from collections.abc import AsyncIterator
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, FastAPI, HTTPException
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, column_property, mapped_column
from sqlalchemy.types import DateTime, Uuid

from benchmarks.peers import schemas

engine = create_async_engine(
    os.environ["DATABASE_URL"].replace("postgresql://", "postgresql+asyncpg://").partition("?")[0],
    pool_size=8,
    max_overflow=0,
)
sessions = async_sessionmaker(engine, expire_on_commit=False)
app = FastAPI()


class Base(DeclarativeBase):
    type_annotation_map = {datetime: DateTime(timezone=True)}  # noqa: RUF012  # as in the documentation of SQLAlchemy


class Indicator(Base):
    __tablename__ = "indicator"

    code: Mapped[str] = mapped_column(primary_key=True)
    revision: Mapped[int] = mapped_column(primary_key=True)
    unit: Mapped[str]
    status: Mapped[str]
    replaced_at: Mapped[datetime | None]


class Realization(Base):
    __tablename__ = "realization"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    revision: Mapped[int] = mapped_column(primary_key=True)
    program: Mapped[str]
    indicator: Mapped[str] = mapped_column()
    nature: Mapped[str]
    region: Mapped[str]
    breakdown: Mapped[str]
    period: Mapped[str]
    period_start: Mapped[date]
    period_end: Mapped[date]
    value: Mapped[Decimal]
    value_to: Mapped[Decimal | None]
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
    day_known: Mapped[bool]
    quality: Mapped[str]
    citations: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    note: Mapped[str | None]
    distinct_from: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid))
    status: Mapped[str]
    reason: Mapped[str | None]
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[str]
    replaced_at: Mapped[datetime | None] = mapped_column(deferred=True)
    unit: Mapped[str] = column_property(
        select(Indicator.unit)
        .where(Indicator.code == indicator, Indicator.status == "published", Indicator.replaced_at.is_(None))
        .scalar_subquery()
    )


async def open_session() -> AsyncIterator[AsyncSession]:
    async with sessions() as session:
        yield session


Session = Annotated[AsyncSession, Depends(open_session)]
published = select(Realization).where(Realization.status == "published", Realization.replaced_at.is_(None))


@app.get("/v1/realizations", response_model=schemas.RealizationPage)
async def list_realizations(session: Session, limit: int = 100) -> dict[str, Any]:
    found = await session.scalars(
        published.order_by(
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
async def get_realization(session: Session, realization_id: UUID) -> Realization:
    found = await session.scalar(published.where(Realization.id == realization_id))
    if found is None:
        raise HTTPException(status_code=404)
    return found
