-- One source's description of a person.
-- Grain: at most one row.
-- $1 the source's person
select
    s.source_person_id,
    s.person_id,
    src.source_name,
    src.display_name,
    s.person_source_value,
    s.full_name,
    s.gender_concept_id,
    s.birth_date,
    s.year_of_birth,
    s.national_id,
    s.phone,
    s.address,
    s.county_code,
    s.insurance_no,
    s.guardian_name,
    s.cn_ethnic_group,
    s.marital_status,
    s.occupation,
    s.employer,
    s.email,
    s.deceased
from cdr.cn_source_person s
left join sys.source src on src.source_id = s.source_id
where s.source_person_id = $1
