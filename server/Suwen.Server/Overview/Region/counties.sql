-- Where living persons reside, and their visits in twelve months. The population register goes before what institutions state, and
-- where there is one only those in it are residents; of several statements the greatest code counts, which is no better than another
-- but the same on every engine.
-- Grain: one county code as stated; null for persons without one.
-- $1 the first day of the twelve months, $2 their last day
with deceased as (
    select d.person_id from cdr.death d where d.person_id is not null
    union
    select s.person_id from cdr.cn_source_person s where s.deceased
),
registered as (
    select n.person_id, max(n.county_code) as county_code
    from cdr.cn_population n
    where n.county_code is not null and n.move_out_date is null
    group by n.person_id
),
stated as (
    select s.person_id, max(s.county_code) as county_code
    from cdr.cn_source_person s
    where s.county_code is not null
    group by s.person_id
),
visits as (
    select v.person_id, count(*) as visits
    from cdr.visit_occurrence v
    where v.visit_start_date between cast($1 as date) and cast($2 as date)
      and coalesce(v.visit_status, '') not in ('planned', 'cancelled', 'entered-in-error')
    group by v.person_id
)
select
    substr(coalesce(r.county_code, s.county_code), 1, 6) as county_code,
    cast(sum(case when d.person_id is null and (r.person_id is not null or not exists (select 1 from registered)) then 1 else 0 end) as bigint) as residents,
    cast(sum(coalesce(v.visits, 0)) as bigint) as visits
from cdr.person p
left join registered r on r.person_id = p.person_id
left join stated s on s.person_id = p.person_id
left join deceased d on d.person_id = p.person_id
left join visits v on v.person_id = p.person_id
group by 1
order by 2 desc, 1
