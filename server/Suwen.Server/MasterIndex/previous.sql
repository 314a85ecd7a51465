-- What was decided of a pair before the decision that stands: the version that the standing one has put aside.
-- Grain: at most one row.
-- $1 and $2 the two persons; $3 layer
select h.decision
from history.cn_person_decision h
where h.layer = cast($3 as varchar)
  and ((h.left_source_person_id = $1 and h.right_source_person_id = $2) or (h.left_source_person_id = $2 and h.right_source_person_id = $1))
order by h.version_order desc, h.entry_position desc, h.record_number desc
limit 1
