-- Counts of a measured month and its reference months, by the logarithm of the value in steps of 5 %.
-- Parameters: 1 first day of the month, 2 first day of the next, 3 first day of the reference.
-- Grain: one source, code, unit, period and step; step null for rows without a number.
select s.source_name, t.measurement_source_value as code, max(t.measurement_source_name) as test_name, coalesce(t.unit_source_value, '') as unit,
       t.measurement_date >= cast($1 as date) as is_month,
       case when t.value_as_number > 0 then cast(floor(ln(t.value_as_number) * 20) as integer) when t.value_as_number is not null then -100000 end as step,
       count(*) as row_count
from cdr.measurement t
join sys.source s on s.source_id = t.source_id
where t.measurement_date >= cast($3 as date) and t.measurement_date < cast($2 as date) and t.measurement_source_value is not null
  and s.source_name = cast($4 as varchar)
group by 1, 2, 4, 5, 6
