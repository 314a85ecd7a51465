-- Persons whom a text names.
-- Grain: one golden person; rank 1 is the best kind of match.
-- $1 the text, trimmed; $2 the text as a number or null; $3 to $6 the blank-separated parts of the text in lower case, or null; $7 limit
with matches as (
    select p.person_id, 1 as match_rank
    from cdr.person p
    where p.person_id = cast($2 as bigint)
    union all
    select s.person_id, 2
    from cdr.cn_source_person s
    where upper(s.national_id) = upper(cast($1 as varchar))
    union all
    select s.person_id, 3
    from cdr.cn_source_person s
    where s.person_source_value = cast($1 as varchar)
    union all
    select i.person_id, 3
    from cdr.cn_person_identifier i
    where i.identifier_value = cast($1 as varchar)
    union all
    select s.person_id, 4
    from cdr.cn_source_person s
    where s.phone = cast($1 as varchar)
    union all
    select s.person_id, case when lower(s.full_name) = lower(cast($1 as varchar)) then 5 else 6 end
    from cdr.cn_source_person s
    where strpos(lower(s.full_name), cast($3 as varchar)) > 0
      and (cast($4 as varchar) is null or strpos(lower(s.full_name), cast($4 as varchar)) > 0)
      and (cast($5 as varchar) is null or strpos(lower(s.full_name), cast($5 as varchar)) > 0)
      and (cast($6 as varchar) is null or strpos(lower(s.full_name), cast($6 as varchar)) > 0)
),
best as (
    select m.person_id, min(m.match_rank) as match_rank
    from matches m
    where m.person_id is not null
    group by m.person_id
    order by 2, 1
    limit cast($7 as bigint)
)
select
    b.person_id,
    b.match_rank,
    s.full_name,
    src.source_name,
    p.gender_concept_id,
    p.year_of_birth,
    p.month_of_birth,
    p.day_of_birth
from best b
left join cdr.person p on p.person_id = b.person_id
left join cdr.cn_source_person s on s.person_id = b.person_id
left join sys.source src on src.source_id = s.source_id
order by b.match_rank, b.person_id, s.version_order desc, s.source_person_id
