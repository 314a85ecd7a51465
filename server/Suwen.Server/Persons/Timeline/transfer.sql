-- Parts of a visit: wards and beds.
-- Grain: one row of visit_detail of a person.
-- $1 golden person
select
    'transfer' as kind,
    t.visit_detail_id as row_id,
    coalesce(t.visit_detail_start_datetime, cast(t.visit_detail_start_date as timestamp)) as start_datetime,
    coalesce(t.visit_detail_end_datetime, cast(t.visit_detail_end_date as timestamp)) as end_datetime,
    coalesce(t.time_precision, case when t.visit_detail_start_datetime is null then 'day' else 'second' end) as start_precision,
    case when t.visit_detail_end_datetime is null or t.time_precision = 'day' then 'day' else 'second' end as end_precision,
    t.visit_detail_source_value as title,
    t.visit_detail_source_value as code,
    cast(null as varchar) as vocabulary,
    t.visit_detail_concept_id as concept_id,
    cast(null as double precision) as value_number,
    t.bed_source_value as value_text,
    cast(null as varchar) as unit,
    cast(null as double precision) as range_low,
    cast(null as double precision) as range_high,
    cast(null as varchar) as range_text,
    cast(null as varchar) as flag,
    cast(null as varchar) as status,
    cast(null as varchar) as body,
    t.visit_occurrence_id as visit_id,
    t.care_site_id as care_site_id,
    t.source_id,
    t.entry_position,
    t.record_number,
    t.mapping_version
from cdr.visit_detail t
where t.person_id = $1
