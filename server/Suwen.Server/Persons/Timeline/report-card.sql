-- Report cards of notifiable diseases (传染病报告卡).
-- Grain: one row of cn_report_card of a person.
-- $1 golden person
select
    'report-card' as kind,
    t.report_card_id as row_id,
    coalesce(t.diagnosis_datetime, cast(t.onset_date as timestamp)) as start_datetime,
    cast(null as timestamp) as end_datetime,
    coalesce(t.time_precision, case when t.diagnosis_datetime is null then 'day' else 'second' end) as start_precision,
    cast(null as varchar) as end_precision,
    t.disease_name as title,
    t.disease_code as code,
    t.disease_vocabulary as vocabulary,
    cast(null as bigint) as concept_id,
    cast(null as double precision) as value_number,
    t.case_classification as value_text,
    cast(null as varchar) as unit,
    cast(null as double precision) as range_low,
    cast(null as double precision) as range_high,
    cast(null as varchar) as range_text,
    cast(null as varchar) as flag,
    t.review_status as status,
    cast(null as varchar) as body,
    t.visit_occurrence_id as visit_id,
    cast(null as bigint) as care_site_id,
    t.source_id,
    t.entry_position,
    t.record_number,
    t.mapping_version
from cdr.cn_report_card t
where t.person_id = $1
