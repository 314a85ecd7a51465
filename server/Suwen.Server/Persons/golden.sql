-- The golden person.
-- Grain: at most one row.
-- $1 golden person
select
    p.gender_concept_id,
    p.year_of_birth,
    p.month_of_birth,
    p.day_of_birth,
    (select min(d.death_date) from cdr.death d where d.person_id = $1) as death_date,
    (select min(cast(s.death_datetime as date)) from cdr.cn_source_person s where s.person_id = $1) as stated_death_date
from cdr.person p
where p.person_id = $1
