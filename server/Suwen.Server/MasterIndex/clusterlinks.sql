-- Why the sources' persons of a golden person are one: their links, and what is held apart, with the decision behind it.
-- Grain: one link.
-- $1 golden person
select
    l.source_person_id,
    l.linked_to_id,
    l.link_kind,
    coalesce(l.link_weight, 0),
    l.entry_position,
    l.record_number,
    d.decided_by,
    d.confirmed_by,
    d.decision_reason,
    d.match_reasons,
    e.received_at,
    b.person_id
from sys.person_link l
join cdr.cn_source_person a on a.source_person_id = l.source_person_id
left join cdr.cn_source_person b on b.source_person_id = l.linked_to_id
left join cdr.cn_person_decision d on d.entry_position = l.entry_position and d.record_number = l.record_number
left join sys.entry e on e.entry_position = l.entry_position
where a.person_id = $1 or b.person_id = $1
order by l.link_kind, l.source_person_id, l.linked_to_id
