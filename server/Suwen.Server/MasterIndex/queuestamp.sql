-- What the queue's contradictions and withheld links depend on: they are looked at again when one of these has changed.
-- Grain: one row.
select
  (select count(*) from sys.person_conflict),
  (select coalesce(max(c.load_id), 0) from sys.person_conflict c),
  (select count(*) from sys.person_link),
  (select coalesce(max(l.load_id), 0) from sys.person_link l)
