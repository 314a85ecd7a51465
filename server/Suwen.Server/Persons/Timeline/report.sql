-- Diagnostic reports.
-- Grain: one row of cn_diagnostic_report of a person.
-- $1 golden person
select
    'report' as kind,
    t.diagnostic_report_id as row_id,
    coalesce(t.report_datetime, cast(t.report_date as timestamp)) as start_datetime,
    cast(null as timestamp) as end_datetime,
    coalesce(t.time_precision, case when t.report_datetime is null then 'day' else 'second' end) as start_precision,
    cast(null as varchar) as end_precision,
    t.report_source_name as title,
    t.report_source_value as code,
    t.report_source_vocabulary as vocabulary,
    cast(null as bigint) as concept_id,
    cast(null as double precision) as value_number,
    t.conclusion as value_text,
    cast(null as varchar) as unit,
    cast(null as double precision) as range_low,
    cast(null as double precision) as range_high,
    cast(null as varchar) as range_text,
    cast(null as varchar) as flag,
    t.report_status as status,
    substr(t.report_text, 1, 2000) as body,
    t.visit_occurrence_id as visit_id,
    cast(null as bigint) as care_site_id,
    t.source_id,
    t.entry_position,
    t.record_number,
    t.mapping_version
from cdr.cn_diagnostic_report t
where t.person_id = $1
