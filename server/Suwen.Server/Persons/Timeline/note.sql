-- Notes and documents.
-- Grain: one row of note of a person.
-- $1 golden person
select
    'note' as kind,
    t.note_id as row_id,
    coalesce(t.note_datetime, cast(t.note_date as timestamp)) as start_datetime,
    cast(null as timestamp) as end_datetime,
    coalesce(t.time_precision, case when t.note_datetime is null then 'day' else 'second' end) as start_precision,
    cast(null as varchar) as end_precision,
    t.note_title as title,
    coalesce(t.note_class_source_value, t.note_source_value) as code,
    cast(null as varchar) as vocabulary,
    t.note_class_concept_id as concept_id,
    cast(null as double precision) as value_number,
    cast(null as varchar) as value_text,
    cast(null as varchar) as unit,
    cast(null as double precision) as range_low,
    cast(null as double precision) as range_high,
    cast(null as varchar) as range_text,
    cast(null as varchar) as flag,
    t.note_status_source_value as status,
    substr(t.note_text, 1, 2000) as body,
    t.visit_occurrence_id as visit_id,
    cast(null as bigint) as care_site_id,
    t.source_id,
    t.entry_position,
    t.record_number,
    t.mapping_version
from cdr.note t
where t.person_id = $1
