-- title: The unit that the item always has
-- title-zh: 按同源同项目的惯用单位更正单位
-- kind: correct
-- table: measurement
-- version: 1
-- why: The source reports this item in one unit in at least 95 of 100 results, this one result in another, and its value lies where the results in the usual unit lie.
with counted as (
    select m.source_id, m.measurement_source_vocabulary, m.measurement_source_value, m.unit_source_value, count(*) as results
    from measurement m
    where m.value_as_number is not null and m.unit_source_value is not null and m.rules is null
    group by m.source_id, m.measurement_source_vocabulary, m.measurement_source_value, m.unit_source_value
),
ranked as (
    select
        c.source_id, c.measurement_source_vocabulary, c.measurement_source_value, c.unit_source_value, c.results,
        sum(c.results) over (partition by c.source_id, c.measurement_source_vocabulary, c.measurement_source_value) as all_results,
        row_number() over (partition by c.source_id, c.measurement_source_vocabulary, c.measurement_source_value order by c.results desc, c.unit_source_value) as place
    from counted c
),
usual as (
    select r.source_id, r.measurement_source_vocabulary, r.measurement_source_value, r.unit_source_value
    from ranked r
    where r.place = 1 and r.results >= 100 and r.results * 100 >= r.all_results * 95 and r.results < r.all_results
),
spread as (
    select
        u.source_id, u.measurement_source_vocabulary, u.measurement_source_value, u.unit_source_value,
        percentile_cont(0.01) within group (order by m.value_as_number) as low,
        percentile_cont(0.99) within group (order by m.value_as_number) as high
    from usual u
    join measurement m
        on m.source_id = u.source_id
        and m.measurement_source_vocabulary is not distinct from u.measurement_source_vocabulary
        and m.measurement_source_value = u.measurement_source_value
        and m.unit_source_value = u.unit_source_value
    where m.value_as_number is not null
    group by u.source_id, u.measurement_source_vocabulary, u.measurement_source_value, u.unit_source_value
)
select m.measurement_id, s.unit_source_value
from measurement m
join spread s
    on m.source_id = s.source_id
    and m.measurement_source_vocabulary is not distinct from s.measurement_source_vocabulary
    and m.measurement_source_value = s.measurement_source_value
where m.unit_source_value <> s.unit_source_value
    and m.value_as_number between s.low and s.high
