-- What is linked or held apart by the model and by stewards.
-- Grain: one pair and kind.
select l.source_person_id, l.linked_to_id, l.link_kind, coalesce(l.link_weight, 0)
from sys.person_link l
where l.link_kind in ('model', 'steward-same', 'steward-different')
