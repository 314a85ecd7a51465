-- Analyses as they were run, so that each can be run again, and the shelf of models.
CREATE TABLE analysis_record (
    analysis_id TEXT PRIMARY KEY,
    title TEXT NOT NULL,
    operator TEXT NOT NULL,
    settings TEXT NOT NULL,
    sql TEXT,
    model_name TEXT,
    model_version INTEGER,
    run_by TEXT NOT NULL,
    run_at INTEGER NOT NULL,
    elapsed_ms REAL NOT NULL,
    product_version TEXT NOT NULL,
    load_id INTEGER NOT NULL,
    level INTEGER NOT NULL,
    rerun_of TEXT,
    result TEXT NOT NULL,
    model TEXT
);
CREATE INDEX analysis_record_by_person ON analysis_record (run_by, run_at);
CREATE TABLE analysis_model (
    name TEXT NOT NULL,
    version INTEGER NOT NULL,
    operator TEXT NOT NULL,
    analysis_id TEXT NOT NULL,
    kept_by TEXT NOT NULL,
    kept_at INTEGER NOT NULL,
    metrics TEXT NOT NULL,
    model TEXT NOT NULL,
    baseline TEXT NOT NULL,
    PRIMARY KEY (name, version)
);
CREATE TABLE analysis_model_use (
    use_id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL,
    version INTEGER NOT NULL,
    used_by TEXT NOT NULL,
    used_at INTEGER NOT NULL,
    analysis_id TEXT NOT NULL,
    row_count INTEGER NOT NULL,
    drift TEXT NOT NULL,
    FOREIGN KEY (name, version) REFERENCES analysis_model (name, version)
);
CREATE INDEX analysis_model_use_of ON analysis_model_use (name, version, used_at);
