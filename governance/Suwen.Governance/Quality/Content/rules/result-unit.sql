-- test-ranges.csv: units in use for a test; a unit of another quantity is a fault of mapping or typing.
-- Grain: one result.
with kinds as (
  select d.source_id, d.code, d.name, d.unit, min(r.low) as low, max(r.high) as high, max(case when replace(replace(replace(replace(translate(lower(d.unit), 'μµ×', 'uu'), 'mm[hg]', 'mmhg'), '10*9/l', '10^9/l'), '10*12/l', '10^12/l'), 'cel', '℃') = replace(replace(replace(replace(translate(lower(r.unit), 'μµ×', 'uu'), 'mm[hg]', 'mmhg'), '10*9/l', '10^9/l'), '10*12/l', '10^12/l'), 'cel', '℃') then 1 else 0 end) as matched
  from (
    select distinct source_id, coalesce(measurement_source_value, '') as code, coalesce(measurement_source_name, '') as name, coalesce(unit_source_value, '') as unit
    from cdr.measurement
  ) d
  join (values {content:test-ranges.csv:loinc,name_pattern,unit,low,high}) as r (loinc, name_pattern, unit, low, high)
    on (d.code = r.loinc or d.name ~ r.name_pattern)
  group by d.source_id, d.code, d.name, d.unit
)
select t.measurement_id as row_id, t.source_id, t.entry_position, t.record_number, t.measurement_date as happened_on,
       k.matched = 0 as violated
from cdr.measurement t
join kinds k on k.source_id = t.source_id and k.code = coalesce(t.measurement_source_value, '') and k.name = coalesce(t.measurement_source_name, '') and k.unit = coalesce(t.unit_source_value, '')
where coalesce(t.unit_source_value, '') <> ''
