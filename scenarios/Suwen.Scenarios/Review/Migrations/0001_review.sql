-- Findings of packs and what people make of them. Instants are UTC ticks, days are yyyy-mm-dd.
-- A finding is known by a hash of its key; what it is about stands in the pack's result, under the grades of its columns.
create table review_setting (
  name text primary key,
  value text not null
) without rowid;

-- One line for each rule: what it was when its rows were followed last, and when that was.
create table review_rule (
  pack text not null,
  rule text not null,
  signature text not null,
  checked_at integer not null,
  primary key (pack, rule)
) without rowid;

create table review_finding (
  finding_id integer primary key autoincrement,
  pack text not null,
  rule text not null,
  key_hash text not null,
  label text,
  ask text,
  amount real,
  state text not null,
  assignee text,
  due_on text,
  first_seen integer not null,
  last_seen integer not null,
  gone_at integer,
  changed_at integer not null,
  recovered real
);

create unique index review_finding_by_key on review_finding (pack, rule, key_hash);
create index review_finding_by_state on review_finding (pack, state);

create table review_event (
  event_id integer primary key autoincrement,
  finding_id integer not null references review_finding (finding_id) on delete cascade,
  at integer not null,
  by text not null,
  kind text not null,
  words text not null,
  state text not null,
  amount real
);

create index review_event_by_finding on review_event (finding_id);
