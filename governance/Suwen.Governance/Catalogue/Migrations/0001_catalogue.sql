-- What people say of resources: the newest version stands, the older ones stay.
CREATE TABLE catalogue_note (
    note_id     INTEGER PRIMARY KEY,
    resource    TEXT NOT NULL,
    owner       TEXT,
    description TEXT,
    tags        TEXT NOT NULL,
    updated_by  TEXT NOT NULL,
    updated_at  INTEGER NOT NULL
);
CREATE INDEX catalogue_note_resource ON catalogue_note (resource, note_id);

-- Serial numbers of the site's own resources (feeds, results): given once, never again.
CREATE TABLE catalogue_serial (
    resource TEXT PRIMARY KEY,
    serial   INTEGER NOT NULL UNIQUE
);

-- Profiles, one row for each time that a table was looked at; document is JSON.
CREATE TABLE catalogue_profile (
    profile_id  INTEGER PRIMARY KEY,
    table_name  TEXT NOT NULL,
    row_count   INTEGER NOT NULL,
    load_id     INTEGER NOT NULL,
    profiled_at INTEGER NOT NULL,
    document    TEXT NOT NULL
);
CREATE INDEX catalogue_profile_table ON catalogue_profile (table_name, profile_id);

-- Which fields of sources fill which columns, as learned from their records.
CREATE TABLE catalogue_field (
    source      TEXT NOT NULL,
    format      TEXT NOT NULL,
    record_kind TEXT NOT NULL,
    field       TEXT NOT NULL,
    table_name  TEXT NOT NULL,
    column_name TEXT NOT NULL,
    relation    INTEGER NOT NULL,
    evidence    TEXT NOT NULL,
    PRIMARY KEY (source, format, record_kind, field, table_name, column_name, relation)
);
CREATE TABLE catalogue_field_state (
    source         TEXT NOT NULL,
    format         TEXT NOT NULL,
    record_kind    TEXT NOT NULL,
    parser_version INTEGER NOT NULL,
    samples        INTEGER NOT NULL,
    learned_at     INTEGER NOT NULL,
    PRIMARY KEY (source, format, record_kind)
);

-- The site's own elements, value sets and data sets; where there are any, the built-in sample is not used.
CREATE TABLE catalogue_element (
    element_id TEXT PRIMARY KEY,
    name_zh    TEXT NOT NULL,
    value_set  TEXT NOT NULL,
    data_type  TEXT NOT NULL,
    format     TEXT NOT NULL,
    unit       TEXT NOT NULL
);
CREATE TABLE catalogue_value_set_item (
    value_set      TEXT NOT NULL,
    value_set_name TEXT NOT NULL,
    code           TEXT NOT NULL,
    name_zh        TEXT NOT NULL,
    PRIMARY KEY (value_set, code)
);
CREATE TABLE catalogue_data_set_member (
    data_set      TEXT NOT NULL,
    data_set_name TEXT NOT NULL,
    element_id    TEXT NOT NULL,
    PRIMARY KEY (data_set, element_id)
);
