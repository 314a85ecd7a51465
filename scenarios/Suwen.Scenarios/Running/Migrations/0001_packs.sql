CREATE TABLE packs_run (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    pack TEXT NOT NULL,
    version TEXT NOT NULL,
    status TEXT NOT NULL,
    started_by TEXT NOT NULL,
    started_at INTEGER NOT NULL,
    ended_at INTEGER NULL,
    as_of TEXT NULL,
    load_id INTEGER NULL,
    parameters TEXT NOT NULL,
    message TEXT NULL
);
CREATE INDEX packs_run_by_pack ON packs_run (pack, id);
CREATE TABLE packs_run_result (
    run_id INTEGER NOT NULL REFERENCES packs_run (id) ON DELETE CASCADE,
    result TEXT NOT NULL,
    action TEXT NOT NULL,
    row_count INTEGER NULL,
    milliseconds INTEGER NOT NULL,
    message TEXT NULL,
    PRIMARY KEY (run_id, result)
);
CREATE TABLE packs_run_rule (
    run_id INTEGER NOT NULL REFERENCES packs_run (id) ON DELETE CASCADE,
    rule TEXT NOT NULL,
    found INTEGER NOT NULL,
    PRIMARY KEY (run_id, rule)
);
CREATE TABLE packs_registration (
    pack TEXT PRIMARY KEY,
    content TEXT NOT NULL
);
