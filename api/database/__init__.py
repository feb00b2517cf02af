"""This package connects Capaian to PostgreSQL: connection pools, transactions, revision tables and migrations.

Without a configured database, `capaian serve` starts the embedded server and stops it again. In both cases the pools
and the migrations use two URLs: one of the owner of the tables, and one of the login of the service.
"""
