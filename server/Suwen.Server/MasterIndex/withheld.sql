-- Links that do not hold, since they would bring together whom somebody holds apart.
-- Grain: one pair and kind.
select l.source_person_id, l.linked_to_id, l.link_kind, coalesce(l.link_weight, 0)
from sys.person_link l
join cdr.cn_source_person a on a.source_person_id = l.source_person_id
join cdr.cn_source_person b on b.source_person_id = l.linked_to_id
where l.link_kind in ('merge', 'link', 'model', 'steward-same')
  and a.person_id <> b.person_id
