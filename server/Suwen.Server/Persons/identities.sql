-- A person as each source knows them, the latest statement first.
-- Grain: one person of a source.
-- $1 golden person
select
    s.source_person_id,
    src.source_name,
    src.display_name,
    s.person_source_value,
    s.full_name,
    s.gender_concept_id,
    s.year_of_birth,
    s.month_of_birth,
    s.day_of_birth,
    s.national_id,
    s.phone,
    s.address,
    s.active,
    s.entry_position,
    s.record_number,
    s.birth_date
from cdr.cn_source_person s
left join sys.source src on src.source_id = s.source_id
where s.person_id = $1
order by s.version_order desc, s.source_person_id
