-- title: Sex from the identity number
-- title-zh: 按身份证号补全性别
-- kind: complete
-- table: cn_source_person
-- version: 1
-- why: The identity number is valid (GB 11643) and its seventeenth digit states the sex; the record states none that is known.
with stated as (
    select p.source_person_id, upper(p.national_id) as number
    from cn_source_person p
    where coalesce(p.gender_concept_id, 0) not in (8507, 8532)
        and {{regexp_like(p.national_id, '^[0-9]{17}[0-9Xx]$')}}
),
checked as (
    select
        s.source_person_id,
        s.number,
        substr('10X98765432', 1 + (
            cast(substr(s.number, 1, 1) as integer) * 7 + cast(substr(s.number, 2, 1) as integer) * 9 + cast(substr(s.number, 3, 1) as integer) * 10
            + cast(substr(s.number, 4, 1) as integer) * 5 + cast(substr(s.number, 5, 1) as integer) * 8 + cast(substr(s.number, 6, 1) as integer) * 4
            + cast(substr(s.number, 7, 1) as integer) * 2 + cast(substr(s.number, 8, 1) as integer) + cast(substr(s.number, 9, 1) as integer) * 6
            + cast(substr(s.number, 10, 1) as integer) * 3 + cast(substr(s.number, 11, 1) as integer) * 7 + cast(substr(s.number, 12, 1) as integer) * 9
            + cast(substr(s.number, 13, 1) as integer) * 10 + cast(substr(s.number, 14, 1) as integer) * 5 + cast(substr(s.number, 15, 1) as integer) * 8
            + cast(substr(s.number, 16, 1) as integer) * 4 + cast(substr(s.number, 17, 1) as integer) * 2) % 11, 1) as check_character
    from stated s
)
select
    c.source_person_id,
    case when cast(substr(c.number, 17, 1) as integer) % 2 = 1 then 8507 else 8532 end as gender_concept_id
from checked c
where c.check_character = substr(c.number, 18, 1)
