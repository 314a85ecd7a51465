-- Amounts, counts and rates are never below zero; base excess, excess and difference are, and so are standardised scores (SD, Z).
-- Grain: one result.
select t.measurement_id as row_id, t.source_id, t.entry_position, t.record_number, t.measurement_date as happened_on,
       t.value_as_number < 0 as violated
from cdr.measurement t
where t.value_as_number is not null and not coalesce(t.measurement_source_name, '') ~ '^.*(剩余|差值|评分|Z值|T值|ABE|SBE|屈光|球镜|柱镜|[Ee]xcess|[Dd]ifference|[Ss]core).*$'
