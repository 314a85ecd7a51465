-- title: Birth date from the identity number
-- title-zh: 按身份证号补全或更正出生日期
-- kind: correct
-- table: cn_source_person
-- version: 1
-- why: The identity number is valid (GB 11643) and holds the birth date; the stated date is missing, or later than the person's first visit.
with stated as (
    select p.source_person_id, p.birth_date, p.source_id, upper(p.national_id) as number
    from cn_source_person p
    where {{regexp_like(p.national_id, '^[0-9]{17}[0-9Xx]$')}}
),
checked as (
    select
        s.source_person_id,
        s.birth_date,
        s.number,
        {{safe_cast(substr(s.number, 7, 4) || '-' || substr(s.number, 11, 2) || '-' || substr(s.number, 13, 2), date)}} as number_date,
        substr('10X98765432', 1 + (
            cast(substr(s.number, 1, 1) as integer) * 7 + cast(substr(s.number, 2, 1) as integer) * 9 + cast(substr(s.number, 3, 1) as integer) * 10
            + cast(substr(s.number, 4, 1) as integer) * 5 + cast(substr(s.number, 5, 1) as integer) * 8 + cast(substr(s.number, 6, 1) as integer) * 4
            + cast(substr(s.number, 7, 1) as integer) * 2 + cast(substr(s.number, 8, 1) as integer) + cast(substr(s.number, 9, 1) as integer) * 6
            + cast(substr(s.number, 10, 1) as integer) * 3 + cast(substr(s.number, 11, 1) as integer) * 7 + cast(substr(s.number, 12, 1) as integer) * 9
            + cast(substr(s.number, 13, 1) as integer) * 10 + cast(substr(s.number, 14, 1) as integer) * 5 + cast(substr(s.number, 15, 1) as integer) * 8
            + cast(substr(s.number, 16, 1) as integer) * 4 + cast(substr(s.number, 17, 1) as integer) * 2) % 11, 1) as check_character
    from stated s
),
first_visit as (
    select v.source_person_id, min(v.visit_start_date) as first_date
    from visit_occurrence v
    group by v.source_person_id
)
select
    c.source_person_id,
    c.number_date as birth_date,
    cast(extract(year from c.number_date) as integer) as year_of_birth,
    cast(extract(month from c.number_date) as integer) as month_of_birth,
    cast(extract(day from c.number_date) as integer) as day_of_birth
from checked c
left join first_visit f on f.source_person_id = c.source_person_id
where c.check_character = substr(c.number, 18, 1)
    and c.number_date is not null
    and (f.first_date is null or c.number_date <= f.first_date)
    and (c.birth_date is null or (c.birth_date <> c.number_date and c.birth_date > f.first_date))
