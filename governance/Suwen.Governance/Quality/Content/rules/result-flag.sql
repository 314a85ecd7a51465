-- HL7 table 0078 and the arrows of Chinese reports: high is above the range, low below it.
-- Grain: one result.
select t.measurement_id as row_id, t.source_id, t.entry_position, t.record_number, t.measurement_date as happened_on,
       (upper(t.abnormal_flag_source_value) in ('H', 'HH', '↑', '↑↑', '偏高') and t.value_as_number <= t.range_high and t.range_high is not null)
    or (upper(t.abnormal_flag_source_value) in ('L', 'LL', '↓', '↓↓', '偏低') and t.value_as_number >= t.range_low and t.range_low is not null)
    or (upper(t.abnormal_flag_source_value) in ('N', '正常') and (t.value_as_number > t.range_high or t.value_as_number < t.range_low)) as violated
from cdr.measurement t
where t.abnormal_flag_source_value is not null and t.value_as_number is not null and (t.range_low is not null or t.range_high is not null)
