-- One row per request to lead a pseudonym back to its original. The original is never stored. Instants are UTC ticks.
CREATE TABLE deid_request (
    id           TEXT PRIMARY KEY,
    project      TEXT NOT NULL,
    key_id       INTEGER NOT NULL,
    pseudonym    TEXT NOT NULL,
    why          TEXT NOT NULL,
    requested_by TEXT NOT NULL,
    requested_at INTEGER NOT NULL,
    decided_by   TEXT,
    decided_at   INTEGER,
    is_approved  INTEGER,
    decision_why TEXT,
    expires_at   INTEGER,
    revealed     INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX deid_request_at ON deid_request (requested_at);
