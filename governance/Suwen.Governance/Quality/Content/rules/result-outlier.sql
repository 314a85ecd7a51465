-- Of the logarithm: 10 median absolute deviations (scaled to a standard deviation) from the median and at least a factor of 5; tests with 100 results or more. A decimal slip or another unit shows where the test varies little.
-- Grain: one result.
with positive as (
  select source_id, measurement_source_value as code, coalesce(unit_source_value, '') as unit, ln(value_as_number) as lv
  from cdr.measurement
  where value_as_number > 0 and measurement_source_value is not null
),
centres as (
  select source_id, code, unit, count(*) as n, percentile_cont(0.5) within group (order by lv) as centre
  from positive group by source_id, code, unit having count(*) >= 100
),
spread as (
  select p.source_id, p.code, p.unit, max(c.centre) as centre, percentile_cont(0.5) within group (order by abs(p.lv - c.centre)) as deviation
  from positive p
  join centres c on c.source_id = p.source_id and c.code = p.code and c.unit = p.unit
  group by p.source_id, p.code, p.unit
)
select t.measurement_id as row_id, t.source_id, t.entry_position, t.record_number, t.measurement_date as happened_on,
       abs(ln(t.value_as_number) - s.centre) > greatest(10 * 1.4826 * s.deviation, ln(5)) as violated
from cdr.measurement t
join spread s on s.source_id = t.source_id and s.code = t.measurement_source_value and s.unit = coalesce(t.unit_source_value, '')
where t.value_as_number > 0
