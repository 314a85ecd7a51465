-- Runs of pipelines, their steps, and what the steps wrote.
CREATE TABLE pipelines_run (
    run_id TEXT PRIMARY KEY,
    pipeline TEXT NOT NULL,
    trigger_kind TEXT NOT NULL,
    started_by TEXT NOT NULL,
    status TEXT NOT NULL,
    started_at INTEGER NOT NULL,
    ended_at INTEGER,
    definition TEXT NOT NULL
);
-- One run of a pipeline at a time, whoever starts it.
CREATE UNIQUE INDEX pipelines_one_run ON pipelines_run (pipeline) WHERE status = 'running';
CREATE INDEX pipelines_run_by_pipeline ON pipelines_run (pipeline, started_at);
CREATE TABLE pipelines_step (
    run_id TEXT NOT NULL REFERENCES pipelines_run (run_id),
    step TEXT NOT NULL,
    ordinal INTEGER NOT NULL,
    status TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    started_at INTEGER,
    ended_at INTEGER,
    exit_code INTEGER,
    PRIMARY KEY (run_id, step)
);
CREATE TABLE pipelines_log (
    line_id INTEGER PRIMARY KEY AUTOINCREMENT,
    run_id TEXT NOT NULL REFERENCES pipelines_run (run_id),
    step TEXT NOT NULL,
    attempt INTEGER NOT NULL,
    written_at INTEGER NOT NULL,
    is_error INTEGER NOT NULL,
    text TEXT NOT NULL
);
CREATE INDEX pipelines_log_of_run ON pipelines_log (run_id, line_id);
