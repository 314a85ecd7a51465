-- Outside of the outer fences (Tukey, Exploratory Data Analysis, 1977: three interquartile ranges beyond the quartiles) of the logarithm, and at least a factor of 5 from the median; tests with 100 results or more. A decimal slip or another unit shows where the test varies little.
-- Grain: one result.
with spread as (
  select source_id, measurement_source_value as code, coalesce(unit_source_value, '') as unit,
         percentile_cont(0.25) within group (order by ln(value_as_number)) as low,
         percentile_cont(0.5) within group (order by ln(value_as_number)) as centre,
         percentile_cont(0.75) within group (order by ln(value_as_number)) as high
  from cdr.measurement
  where value_as_number > 0 and measurement_source_value is not null
  group by source_id, measurement_source_value, coalesce(unit_source_value, '')
  having count(*) >= 100
)
select t.measurement_id as row_id, t.source_id, t.entry_position, t.record_number, t.measurement_date as happened_on,
       (ln(t.value_as_number) < s.low - 3 * (s.high - s.low) or ln(t.value_as_number) > s.high + 3 * (s.high - s.low)) and abs(ln(t.value_as_number) - s.centre) >= ln(5) as violated
from cdr.measurement t
join spread s on s.source_id = t.source_id and s.code = t.measurement_source_value and s.unit = coalesce(t.unit_source_value, '')
where t.value_as_number > 0
