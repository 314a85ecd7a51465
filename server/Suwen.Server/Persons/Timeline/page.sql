-- A page of a person's life across institutions, newest first; what has no time comes last.
-- Grain: one timeline entry.
-- entries stands for the kinds asked for, each a file of this folder, joined by union all.
-- $1 golden person; $2 from and $3 before, or null; $4 start, $5 kind and $6 row after which to go on, or null; $7 limit
with entries as (
{{entries}}
),
placed as (
    select e.*, coalesce(e.start_datetime, timestamp '0001-01-01 00:00:00') as sort_time
    from entries e
),
chosen as (
    select p.*
    from placed p
    where (cast($2 as timestamp) is null or coalesce(p.end_datetime, p.sort_time) >= cast($2 as timestamp))
      and (cast($3 as timestamp) is null or p.sort_time < cast($3 as timestamp))
      and (cast($4 as timestamp) is null
           or p.sort_time < cast($4 as timestamp)
           or (p.sort_time = cast($4 as timestamp) and (p.kind > cast($5 as varchar) or (p.kind = cast($5 as varchar) and p.row_id > cast($6 as bigint)))))
    order by p.sort_time desc, p.kind, p.row_id
    limit cast($7 as bigint)
)
select
    c.kind,
    c.row_id,
    c.sort_time,
    c.start_datetime,
    c.start_precision,
    c.end_datetime,
    c.end_precision,
    coalesce(c.title, k.concept_name, case when c.kind = 'visit' then null else c.code end) as title,
    c.code,
    c.vocabulary,
    c.value_number,
    c.value_text,
    c.unit,
    c.range_low,
    c.range_high,
    c.range_text,
    c.flag,
    c.status,
    c.body,
    c.visit_id,
    s.source_name,
    s.display_name,
    cs.care_site_name,
    c.entry_position,
    c.record_number,
    c.concept_id,
    c.mapping_version
from chosen c
left join sys.source s on s.source_id = c.source_id
left join cdr.visit_occurrence v on v.visit_occurrence_id = c.visit_id and v.person_id = $1
left join cdr.care_site cs on cs.care_site_id = coalesce(c.care_site_id, v.care_site_id)
left join cdr.concept k on k.concept_id = c.concept_id and c.concept_id <> 0
order by c.sort_time desc, c.kind, c.row_id
