-- Values of parameters that were set through the API; they go before those of suwen.json.
CREATE TABLE packs_parameter (
    pack TEXT NOT NULL,
    name TEXT NOT NULL,
    value TEXT NOT NULL,
    set_by TEXT NOT NULL,
    set_at INTEGER NOT NULL,
    PRIMARY KEY (pack, name)
);
