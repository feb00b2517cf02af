"""The sealed audit trail: who did what, chained by hash and signed, so that nobody can edit it unseen."""
