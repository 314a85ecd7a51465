-- Holders of one identity number who contradict each other.
-- Grain: one pair.
select c.left_person_id, c.right_person_id, c.fields, c.holds_apart
from sys.person_conflict c
