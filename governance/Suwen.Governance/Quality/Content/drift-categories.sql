-- Results that are words, in a month and in its reference months. Parameters as in drift.sql.
-- Grain: one code, period and word.
select s.source_name, t.measurement_source_value as code, max(t.measurement_source_name) as test_name, '' as unit,
       t.measurement_date >= cast($1 as date) as is_month, t.value_source_value as word, count(*) as row_count
from cdr.measurement t
join sys.source s on s.source_id = t.source_id
where t.measurement_date >= cast($3 as date) and t.measurement_date < cast($2 as date) and t.measurement_source_value is not null
  and t.value_as_number is null and t.value_source_value is not null
  and s.source_name = cast($4 as varchar)
group by 1, 2, 5, 6
