-- Persons as their sources state them, for comparison.
-- Grain: one person of a source that has changed since a load.
-- $1 the load
select
    s.source_person_id,
    s.person_id,
    src.source_name,
    s.full_name,
    s.family_name,
    s.given_name,
    s.birth_date,
    s.year_of_birth,
    s.month_of_birth,
    s.gender_concept_id,
    s.national_id,
    s.phone,
    s.email,
    s.address,
    s.county_code,
    s.postcode,
    s.insurance_no,
    s.person_source_value,
    s.guardian_name,
    s.load_id
from cdr.cn_source_person s
left join sys.source src on src.source_id = s.source_id
where s.load_id > $1
order by s.source_person_id
