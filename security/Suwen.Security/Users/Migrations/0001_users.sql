-- Application state 1: who may sign in. Times are UTC ticks (100 ns since 0001-01-01), since SQLite cannot compare dates with offsets.
CREATE TABLE users (
    user_id              INTEGER PRIMARY KEY,
    name                 TEXT    NOT NULL UNIQUE COLLATE NOCASE,
    display_name         TEXT    NOT NULL,
    password_hash        TEXT    NOT NULL,
    roles                TEXT    NOT NULL,
    created_at           INTEGER NOT NULL,
    password_changed_at  INTEGER NOT NULL,
    must_change_password INTEGER NOT NULL,
    is_disabled          INTEGER NOT NULL
);

-- Only hashes of session and machine tokens are kept: a stolen copy of this file signs nobody in.
CREATE TABLE sessions (
    session_hash TEXT    NOT NULL PRIMARY KEY,
    user_id      INTEGER NOT NULL REFERENCES users (user_id) ON DELETE CASCADE,
    created_at   INTEGER NOT NULL,
    expires_at   INTEGER NOT NULL
);

CREATE INDEX sessions_by_expiry ON sessions (expires_at);

CREATE TABLE machine_tokens (
    token_id   INTEGER PRIMARY KEY,
    name       TEXT    NOT NULL UNIQUE COLLATE NOCASE,
    token_hash TEXT    NOT NULL UNIQUE,
    roles      TEXT    NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER,
    revoked_at INTEGER
);
