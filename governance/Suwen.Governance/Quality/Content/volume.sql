-- Visits by the day on which they began; a day on which a source had none is not in it.
-- Grain: one source and day.
select s.source_name, t.visit_start_date as day, count(*) as visits
from cdr.visit_occurrence t
join sys.source s on s.source_id = t.source_id
where t.visit_start_date is not null
group by 1, 2
order by 1, 2
