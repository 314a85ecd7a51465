-- The record's own time (HL7 v2 MSH-7, FHIR meta.lastUpdated, or that of receipt) is not before what it reports; two days are allowed for clocks and zones.
-- Grain: one row.
select t.order_id as row_id, t.source_id, t.entry_position, t.record_number, t.order_date as happened_on,
       extract(epoch from t.order_datetime) * 1000000 > t.version_order + cast(172800000000 as bigint) as violated
from cdr.cn_order t
where t.order_datetime is not null and t.version_order > 0
