-- The diagnoses that most persons have, by code as sent, with the name that is sent with the code most often.
-- Refuted ones and those entered in error are none.
-- Grain: one code of a vocabulary.
-- $1 the first day of the last twelve months, $2 the last day that counts, $3 how many codes
with stated as (
    select c.condition_source_vocabulary, c.condition_source_value, c.person_id, count(*) as records, max(c.condition_start_date) as newest
    from cdr.condition_occurrence c
    where c.condition_source_value is not null
      and c.person_id is not null
      and coalesce(c.verification_status_source_value, '') not in ('refuted', 'entered-in-error')
      and (c.condition_start_date is null or c.condition_start_date <= cast($2 as date))
    group by c.condition_source_vocabulary, c.condition_source_value, c.person_id
),
ranked as (
    select
        t.condition_source_vocabulary as vocabulary,
        t.condition_source_value as code,
        count(*) as persons,
        cast(sum(case when t.newest >= cast($1 as date) then 1 else 0 end) as bigint) as recent_persons,
        cast(sum(t.records) as bigint) as records
    from stated t
    group by t.condition_source_vocabulary, t.condition_source_value
    order by 3 desc, 2, 1
    limit cast($3 as bigint)
),
named as (
    select
        c.condition_source_vocabulary as vocabulary,
        c.condition_source_value as code,
        c.condition_source_name as name,
        row_number() over (partition by c.condition_source_vocabulary, c.condition_source_value order by count(*) desc, c.condition_source_name) as place
    from cdr.condition_occurrence c
    join ranked r on r.code = c.condition_source_value
    where c.condition_source_name is not null
    group by c.condition_source_vocabulary, c.condition_source_value, c.condition_source_name
)
select r.vocabulary, r.code, n.name, r.persons, r.recent_persons, r.records
from ranked r
left join named n on n.code = r.code and coalesce(n.vocabulary, '') = coalesce(r.vocabulary, '') and n.place = 1
order by r.persons desc, r.code, r.vocabulary
