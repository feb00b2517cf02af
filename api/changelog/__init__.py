"""The changelog: what each release brought, told for readers, and what changed in the contract."""
