-- Definitions that people keep. Members are not kept: they are computed under the scope of whoever asks.
CREATE TABLE cohort_saved (
    name TEXT PRIMARY KEY,
    definition TEXT NOT NULL,
    saved_by TEXT NOT NULL,
    saved_at INTEGER NOT NULL
);
