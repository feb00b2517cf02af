"""Everything between Capaian and PostgreSQL: the pool of connections, the migrations, and the embedded server.

The embedded server is the PostgreSQL of somebody who has none: `capaian serve` starts it, keeps it alive and takes
it down again. Whoever names a database of their own never meets it; the pool and the migrations see two URLs either
way, one of the owner of the tables and one of the role that the service logs in as.
"""
