-- Appointments.
-- Grain: one row of cn_appointment of a person.
-- $1 golden person
select
    'appointment' as kind,
    t.appointment_id as row_id,
    t.appointment_start_datetime as start_datetime,
    t.appointment_end_datetime as end_datetime,
    coalesce(t.time_precision, 'second') as start_precision,
    'second' as end_precision,
    coalesce(t.service_source_value, t.appointment_reason, t.appointment_type) as title,
    t.appointment_type as code,
    cast(null as varchar) as vocabulary,
    cast(null as bigint) as concept_id,
    cast(null as double precision) as value_number,
    cast(null as varchar) as value_text,
    cast(null as varchar) as unit,
    cast(null as double precision) as range_low,
    cast(null as double precision) as range_high,
    cast(null as varchar) as range_text,
    cast(null as varchar) as flag,
    t.appointment_status as status,
    t.appointment_reason as body,
    t.visit_occurrence_id as visit_id,
    t.care_site_id as care_site_id,
    t.source_id,
    t.entry_position,
    t.record_number,
    t.mapping_version
from cdr.cn_appointment t
where t.person_id = $1
