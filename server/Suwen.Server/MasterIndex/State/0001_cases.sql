-- Pairs of persons that people decide about. The decision itself is landed; a row here is its working copy.
CREATE TABLE identities_case (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    pair TEXT NOT NULL UNIQUE,
    left_person INTEGER NOT NULL,
    right_person INTEGER NOT NULL,
    kind TEXT NOT NULL,
    weight REAL NOT NULL,
    reasons TEXT NOT NULL,
    model TEXT,
    needs_two INTEGER NOT NULL,
    status TEXT NOT NULL,
    assigned_to TEXT,
    decision TEXT,
    why TEXT,
    decided_by TEXT,
    decided_at INTEGER,
    confirmed_by TEXT,
    position TEXT,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
);
CREATE INDEX identities_case_status ON identities_case (status, weight);

-- What was done to a case, in order: nothing here is ever changed.
CREATE TABLE identities_step (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    case_id INTEGER NOT NULL REFERENCES identities_case (id),
    at INTEGER NOT NULL,
    by TEXT NOT NULL,
    step TEXT NOT NULL,
    why TEXT,
    position TEXT
);
CREATE INDEX identities_step_case ON identities_step (case_id);

-- Runs of the linkage model over the persons of the warehouse.
CREATE TABLE identities_run (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at INTEGER NOT NULL,
    kind TEXT NOT NULL,
    through_load INTEGER NOT NULL,
    model TEXT NOT NULL,
    report TEXT NOT NULL
);
