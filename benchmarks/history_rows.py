"""SQL of made-up entries of the change feed and the audit."""

FIRST_XID = 1_000  # ten entries per transaction


def build_fill(entries: int) -> str:
    """Return SQL that replaces changes and audit entries by this number, half of them in each of two epochs."""
    position = f"1 + (n > {entries // 2})::int, ({FIRST_XID} + (n - 1) % {entries // 2} / 10)::text::xid8, n"
    return f"""
TRUNCATE change, audit_entry, audit_seal;
INSERT INTO epoch (number) VALUES (2), (3);
INSERT INTO audit_entry (epoch, xid, ordinal, recorded_at, principal, key_id, client_ip, request_id, action,
        record_type, record_id, revision, content_sha256, institution, record_institution) OVERRIDING SYSTEM VALUE
    SELECT {position}, timestamptz '2026-01-01 00:00Z' + n * interval '1 second', 'penulis', 'abcdefghij',
        '192.0.2.1', 'request-' || n, 'record', 'target', md5((n / 3)::text)::uuid::text, 1 + n % 3,
        sha256(n::text::bytea), CASE WHEN n % 2 = 0 THEN 'office-' || n / 3 % 50 END, 'office-' || n / 3 % 50
    FROM generate_series(1, {entries}) AS n;
INSERT INTO change (epoch, xid, ordinal, action, record_type, record_id, revision, program, indicator, region, period)
        OVERRIDING SYSTEM VALUE
    SELECT {position}, 'published', CASE n % 1000 WHEN 0 THEN 'source' ELSE 'target' END, md5(n::text)::uuid::text, 1,
        'program-' || n % 20, 'indicator-' || n % 100, '32.73', '2024'
    FROM generate_series(1, {entries}) AS n;
"""
