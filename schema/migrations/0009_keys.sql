-- migrate:up
-- API keys. A key is shown once and kept as a hash; it is never deleted, only revoked or let expire.

CREATE TABLE api_key (
    id text NOT NULL CONSTRAINT api_key_id_is_10_letters_or_digits CHECK (id ~ '^[0-9A-Za-z]{10}$'),
    secret_sha256 bytea NOT NULL CONSTRAINT api_key_keeps_a_hash CHECK (length(secret_sha256) = 32),
    -- A principal is a person: all keys under one name. `system` enters what ships; `#` marks a token's subject.
    name label NOT NULL CONSTRAINT api_key_is_named_neither_system_nor_like_a_token
        CHECK (name <> 'system' AND name !~ '#'),
    scopes text[] NOT NULL CONSTRAINT api_key_scopes_are_known
        CHECK (scopes <@ ARRAY['read:drafts', 'write', 'publish', 'admin'] AND cardinality(scopes) > 0),
    institution code,
    created_at moment NOT NULL DEFAULT now(),
    created_by label NOT NULL,
    expires_at moment CONSTRAINT api_key_expires_after_it_was_created CHECK (expires_at > created_at),
    revoked_at moment,
    last_used_on day,
    CONSTRAINT api_key_has_one_row PRIMARY KEY (id)
);

GRANT SELECT, INSERT (id, secret_sha256, name, scopes, institution, created_by, expires_at),
    UPDATE (expires_at, revoked_at, last_used_on) ON api_key TO capaian_service;

-- migrate:down
-- Nothing is taken back: a mistake is mended by the next migration.
