-- Deaths of one golden person by all sources; a day is allowed for midnight.
-- Grain: one death.
select t.death_id as row_id, t.source_id, t.entry_position, t.record_number, t.death_date as happened_on,
       {{datediff(day, m.first_date, m.last_date)}} > 1 as violated
from cdr.death t
join (select person_id, min(death_date) as first_date, max(death_date) as last_date from cdr.death group by person_id) m on m.person_id = t.person_id
where t.death_date is not null
