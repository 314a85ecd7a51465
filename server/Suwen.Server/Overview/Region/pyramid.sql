-- Living residents by age and sex: those of the population register where there is one, since somebody without an ID number is one person
-- to each institution; otherwise all persons.
-- Grain: one age group of five years (100 and over in one; null where no birth year is known or it cannot be).
-- $1 this year, $2 month and day of today as month * 100 + day
with deceased as (
    select d.person_id from cdr.death d where d.person_id is not null
    union
    select s.person_id from cdr.cn_source_person s where s.deceased
),
register as (
    select n.person_id from cdr.cn_population n where n.person_id is not null and n.move_out_date is null group by n.person_id
),
living as (
    select
        p.gender_concept_id,
        cast($1 as integer) - p.year_of_birth
            - case when coalesce(p.month_of_birth, 1) * 100 + coalesce(p.day_of_birth, 1) > cast($2 as integer) then 1 else 0 end as age
    from cdr.person p
    left join deceased d on d.person_id = p.person_id
    left join register r on r.person_id = p.person_id
    where d.person_id is null
      and (r.person_id is not null or not exists (select 1 from register))
),
grouped as (
    select
        l.gender_concept_id,
        case
            when l.age < 0 or l.age > 130 then null
            when l.age >= 100 then 100
            else cast(floor(l.age / 5.0) as integer) * 5
        end as age_from
    from living l
)
select
    cast(g.age_from as integer) as age_from,
    cast(sum(case when g.gender_concept_id = 8507 then 1 else 0 end) as bigint) as male,
    cast(sum(case when g.gender_concept_id = 8532 then 1 else 0 end) as bigint) as female,
    cast(sum(case when coalesce(g.gender_concept_id, 0) not in (8507, 8532) then 1 else 0 end) as bigint) as unknown
from grouped g
group by g.age_from
order by 1
