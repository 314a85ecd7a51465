-- Allergies and intolerances.
-- Grain: one row of cn_allergy of a person.
-- $1 golden person
select
    'allergy' as kind,
    t.allergy_id as row_id,
    coalesce(t.onset_datetime, cast(t.onset_date as timestamp), cast(t.recorded_date as timestamp)) as start_datetime,
    cast(null as timestamp) as end_datetime,
    coalesce(t.time_precision, 'day') as start_precision,
    cast(null as varchar) as end_precision,
    t.allergy_source_name as title,
    t.allergy_source_value as code,
    t.allergy_source_vocabulary as vocabulary,
    cast(null as bigint) as concept_id,
    cast(null as double precision) as value_number,
    t.reaction as value_text,
    cast(null as varchar) as unit,
    cast(null as double precision) as range_low,
    cast(null as double precision) as range_high,
    cast(null as varchar) as range_text,
    t.criticality as flag,
    t.clinical_status as status,
    cast(null as varchar) as body,
    t.visit_occurrence_id as visit_id,
    cast(null as bigint) as care_site_id,
    t.source_id,
    t.entry_position,
    t.record_number,
    t.mapping_version
from cdr.cn_allergy t
where t.person_id = $1
