-- A message about a result names its visit, and the row stands from then on; the message that opens the visit gives it a status. Looked at where the source gives a status to 95 of 100 visits.
-- Grain: one visit.
select t.visit_occurrence_id as row_id, t.source_id, t.entry_position, t.record_number, t.visit_start_date as happened_on,
       t.visit_status is null as violated
from cdr.visit_occurrence t
join (select source_id from cdr.visit_occurrence group by source_id having count(visit_status) >= 0.95 * count(*)) s on s.source_id = t.source_id
where t.source_id is not null
