"""The tables as Django models."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models


class Indicator(models.Model):
    code = models.TextField(primary_key=True)
    unit = models.TextField()
    status = models.TextField()
    replaced_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "bench"
        managed = False
        db_table = "indicator"

    def __str__(self) -> str:
        return self.code


class Realization(models.Model):
    id = models.UUIDField(primary_key=True)
    program = models.TextField()
    indicator = models.TextField()
    nature = models.TextField()
    region = models.TextField()
    breakdown = models.TextField()
    period = models.TextField()
    period_start = models.DateField()
    period_end = models.DateField()
    value = models.DecimalField(max_digits=30, decimal_places=10)
    value_to = models.DecimalField(max_digits=30, decimal_places=10, null=True)
    qualifier = models.TextField()
    resolution = models.DecimalField(max_digits=30, decimal_places=10)
    stated_on = models.DateField(null=True)
    stated_not_before = models.DateField(null=True)
    stated_not_after = models.DateField(null=True)
    stated_latest = models.DateField()
    retracted_on = models.DateField(null=True)
    institution = models.TextField()
    on_behalf_of = models.TextField(null=True)  # noqa: DJ001  # the table has nulls
    speaker = models.TextField(null=True)  # noqa: DJ001
    day_known = models.BooleanField()
    quality = models.TextField()
    citations = models.JSONField()
    note = models.TextField(null=True)  # noqa: DJ001
    distinct_from = ArrayField(models.UUIDField())
    revision = models.IntegerField()
    status = models.TextField()
    reason = models.TextField(null=True)  # noqa: DJ001
    recorded_at = models.DateTimeField()
    recorded_by = models.TextField()
    replaced_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "bench"
        managed = False
        db_table = "realization"
        ordering: ClassVar[list[str]] = [
            *("program", "indicator", "nature", "region", "period_end", "period_start", "stated_latest", "id"),
        ]

    def __str__(self) -> str:
        return str(self.id)
