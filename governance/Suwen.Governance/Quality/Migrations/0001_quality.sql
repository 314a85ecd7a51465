-- What runs found, what the site tolerates, and the tickets that follow. Instants are UTC ticks.
-- Results live here and not in the warehouse: they are history that no rebuild could make again, and they change no row.
create table quality_run (
  run_id integer primary key autoincrement,
  started_at integer not null,
  finished_at integer not null,
  started_by text not null,
  load_id integer not null,
  only_table text,
  only_check text,
  only_source text,
  checks integer not null,
  passed integer not null,
  failed integer not null,
  not_applicable integer not null,
  errors integer not null
);

-- Source '' is all sources together.
create table quality_result (
  run_id integer not null references quality_run (run_id) on delete cascade,
  check_id text not null,
  source text not null,
  violated integer not null,
  considered integer not null,
  threshold real not null,
  status text not null,
  explanation text,
  primary key (run_id, check_id, source)
) without rowid;

create index quality_result_by_check on quality_result (check_id, source, run_id);

create table quality_score (
  run_id integer not null references quality_run (run_id) on delete cascade,
  source text not null,
  category text not null,
  table_name text not null,
  month text not null,
  passed real not null,
  weight real not null,
  primary key (run_id, source, category, table_name, month)
) without rowid;

create table quality_threshold (
  check_id text not null,
  source text not null,
  percent real not null,
  why text not null,
  set_by text not null,
  set_at integer not null,
  primary key (check_id, source)
) without rowid;

-- Check '' is every check, source '' every source.
create table quality_owner (
  check_id text not null,
  source text not null,
  owner text not null,
  days integer not null,
  primary key (check_id, source)
) without rowid;

create table quality_ticket (
  ticket_id integer primary key autoincrement,
  check_id text not null,
  source text not null,
  owner text,
  state text not null,
  opened_at integer not null,
  opened_by text not null,
  due_at integer not null,
  changed_at integer not null,
  opened_violated integer not null,
  violated integer not null,
  considered integer not null
);

-- One open ticket for a check and source: a failing check does not open another every night.
create unique index quality_ticket_standing on quality_ticket (check_id, source) where state in ('open', 'sent', 'accepted', 'reopened');

create table quality_ticket_event (
  event_id integer primary key autoincrement,
  ticket_id integer not null references quality_ticket (ticket_id) on delete cascade,
  at integer not null,
  by text not null,
  kind text not null,
  words text not null,
  state text not null,
  violated integer
);

create index quality_ticket_event_by_ticket on quality_ticket_event (ticket_id);
