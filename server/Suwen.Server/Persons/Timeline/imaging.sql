-- Imaging studies.
-- Grain: one row of cn_imaging_study of a person.
-- $1 golden person
select
    'imaging' as kind,
    t.imaging_study_id as row_id,
    coalesce(t.study_datetime, cast(t.study_date as timestamp)) as start_datetime,
    cast(null as timestamp) as end_datetime,
    coalesce(t.time_precision, case when t.study_datetime is null then 'day' else 'second' end) as start_precision,
    cast(null as varchar) as end_precision,
    coalesce(t.description, t.modality) as title,
    t.modality as code,
    cast(null as varchar) as vocabulary,
    cast(null as bigint) as concept_id,
    cast(null as double precision) as value_number,
    coalesce(t.conclusion, t.body_site_source_value, t.body_site) as value_text,
    cast(null as varchar) as unit,
    cast(null as double precision) as range_low,
    cast(null as double precision) as range_high,
    cast(null as varchar) as range_text,
    cast(null as varchar) as flag,
    cast(null as varchar) as status,
    substr(t.report_text, 1, 2000) as body,
    t.visit_occurrence_id as visit_id,
    cast(null as bigint) as care_site_id,
    t.source_id,
    t.entry_position,
    t.record_number,
    t.mapping_version
from cdr.cn_imaging_study t
where t.person_id = $1
