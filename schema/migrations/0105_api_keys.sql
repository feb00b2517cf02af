-- migrate:up
-- API keys. The service shows a key once and stores its hash. A key is never deleted: it expires or is revoked.

CREATE TABLE api_key (
    id text NOT NULL CONSTRAINT api_key_id_is_10_letters_or_digits CHECK (id ~ '^[0-9A-Za-z]{10}$'),
    secret_sha256 bytea NOT NULL CONSTRAINT api_key_keeps_a_hash CHECK (length(secret_sha256) = 32),
    name label NOT NULL CONSTRAINT api_key_is_named_neither_system_nor_like_a_token
        CHECK (name <> 'system' AND name !~ '#'),
    scopes text[] NOT NULL CONSTRAINT api_key_scopes_are_known
        CHECK (scopes <@ ARRAY['read:drafts', 'write', 'publish', 'admin'] AND cardinality(scopes) > 0),
    institution code,
    created_at timestamp_value NOT NULL DEFAULT now(),
    created_by label NOT NULL,
    expires_at timestamp_value CONSTRAINT api_key_expires_after_it_was_created CHECK (expires_at > created_at),
    revoked_at timestamp_value,
    last_used_on day,
    CONSTRAINT api_key_has_one_row PRIMARY KEY (id)
);
COMMENT ON TABLE api_key IS 'API keys.';
COMMENT ON COLUMN api_key.id IS 'Public part of the key.';
COMMENT ON COLUMN api_key.secret_sha256 IS 'Hash of the secret part.';
COMMENT ON COLUMN api_key.name IS
    'The user. All keys with one name are the same user. system is the seed data; # marks the subject of a token.';
COMMENT ON COLUMN api_key.scopes IS 'What the key allows: read:drafts, write, publish, admin.';
COMMENT ON COLUMN api_key.institution IS 'Institution that the key is restricted to; null if it is not restricted.';
COMMENT ON COLUMN api_key.created_at IS 'Time when the key was created.';
COMMENT ON COLUMN api_key.created_by IS 'Name of the user who created the key.';
COMMENT ON COLUMN api_key.expires_at IS 'Time when the key expires; null if it does not.';
COMMENT ON COLUMN api_key.revoked_at IS 'Time when the key was revoked.';
COMMENT ON COLUMN api_key.last_used_on IS 'Last day on which the key was used.';

CREATE TABLE principal (
    comparable_name text NOT NULL,
    name label NOT NULL,
    CONSTRAINT principal_has_one_row PRIMARY KEY (comparable_name),
    CONSTRAINT principal_has_one_name UNIQUE (name)
);
COMMENT ON TABLE principal IS 'The names of API keys, each in the only way in which it is written.';
COMMENT ON COLUMN principal.comparable_name IS 'The name without case, width, extra spaces and look-alike letters; see comparable_name.';
COMMENT ON COLUMN principal.name IS 'The name as its first key has it.';

CREATE TABLE session (
    id_sha256 bytea NOT NULL CONSTRAINT session_has_a_hash CHECK (length(id_sha256) = 32),
    key_id text NOT NULL CONSTRAINT session_has_a_key REFERENCES api_key (id),
    created_at timestamp_value NOT NULL DEFAULT now(),
    last_used_at timestamp_value NOT NULL DEFAULT now(),
    CONSTRAINT session_has_one_row PRIMARY KEY (id_sha256)
);
CREATE INDEX sessions_by_age ON session (created_at);
COMMENT ON TABLE session IS 'Sessions of users who signed in to the pages with an API key. Expired rows are deleted.';
COMMENT ON COLUMN session.id_sha256 IS 'Hash of the id, which only the cookie of the browser contains.';
COMMENT ON COLUMN session.key_id IS 'The API key; the session has its rights and ends with it.';
COMMENT ON COLUMN session.created_at IS 'Time when the user signed in.';
COMMENT ON COLUMN session.last_used_at IS 'Time of the last request, to the minute.';

CREATE TABLE session_file (
    session_sha256 bytea NOT NULL CONSTRAINT session_file_has_a_session REFERENCES session (id_sha256) ON DELETE CASCADE,
    principal label NOT NULL,
    collection text NOT NULL,
    media_type text NOT NULL,
    content bytea NOT NULL CONSTRAINT session_file_is_not_larger_than_8_mib CHECK (length(content) <= 8388608),
    mapping json NOT NULL,
    import_id uuid,
    CONSTRAINT session_file_has_one_row PRIMARY KEY (session_sha256)
);
COMMENT ON TABLE session_file IS
    'The file of a session while its user maps its columns. It is deleted when it is imported, and with its session.';
COMMENT ON COLUMN session_file.session_sha256 IS 'The session.';
COMMENT ON COLUMN session_file.principal IS 'The user, who alone reads the file.';
COMMENT ON COLUMN session_file.collection IS 'Collection of the rows, as in import.';
COMMENT ON COLUMN session_file.media_type IS 'Media type of the file.';
COMMENT ON COLUMN session_file.content IS 'The file.';
COMMENT ON COLUMN session_file.mapping IS 'The mapping of its columns so far; json, because the order of columns counts.';
COMMENT ON COLUMN session_file.import_id IS 'The last dry run of the file; null before the first one.';

ALTER TABLE api_key ENABLE ROW LEVEL SECURITY;
ALTER TABLE session ENABLE ROW LEVEL SECURITY;
ALTER TABLE session_file ENABLE ROW LEVEL SECURITY;
GRANT SELECT, DELETE, INSERT, UPDATE (collection, media_type, content, mapping, import_id)
    ON session_file TO capaian_service;
GRANT SELECT, DELETE, INSERT (id_sha256, key_id), UPDATE (last_used_at) ON session TO capaian_service;
GRANT SELECT, INSERT (id, secret_sha256, name, scopes, institution, created_by, expires_at),
    UPDATE (expires_at, revoked_at, last_used_on) ON api_key TO capaian_service;

-- migrate:down
-- Migrations are not reverted: the next migration corrects an error.
