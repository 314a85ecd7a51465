-- What detectors found in the values of columns, what persons decided, and requests to export data of levels 4 and 5.
CREATE TABLE grading_finding (
    table_name TEXT NOT NULL,
    column_name TEXT NOT NULL,
    detector TEXT NOT NULL,
    level INTEGER NOT NULL,
    sampled INTEGER NOT NULL,
    hits INTEGER NOT NULL,
    found_at INTEGER NOT NULL,
    PRIMARY KEY (table_name, column_name, detector)
);
CREATE TABLE grading_decision (
    decision_id INTEGER PRIMARY KEY AUTOINCREMENT,
    table_name TEXT NOT NULL,
    column_name TEXT NOT NULL,
    level INTEGER NOT NULL,
    proposed_level INTEGER NOT NULL,
    decided_by TEXT NOT NULL,
    decided_at INTEGER NOT NULL,
    reason TEXT NOT NULL
);
CREATE INDEX grading_decision_column ON grading_decision (table_name, column_name, decision_id);
CREATE TABLE grading_export (
    export_id TEXT PRIMARY KEY,
    requested_by TEXT NOT NULL,
    requested_at INTEGER NOT NULL,
    statement TEXT NOT NULL,
    level INTEGER NOT NULL,
    reason TEXT NOT NULL,
    status TEXT NOT NULL,
    decided_by TEXT,
    decided_at INTEGER,
    decision_reason TEXT,
    expires_at INTEGER
);
