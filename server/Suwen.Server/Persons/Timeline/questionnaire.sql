-- Answers to questionnaires.
-- Grain: one row of cn_questionnaire_response of a person.
-- $1 golden person
select
    'questionnaire' as kind,
    t.questionnaire_response_id as row_id,
    coalesce(t.authored_datetime, cast(t.authored_date as timestamp)) as start_datetime,
    cast(null as timestamp) as end_datetime,
    coalesce(t.time_precision, case when t.authored_datetime is null then 'day' else 'second' end) as start_precision,
    cast(null as varchar) as end_precision,
    t.questionnaire_source_value as title,
    t.questionnaire_source_value as code,
    cast(null as varchar) as vocabulary,
    cast(null as bigint) as concept_id,
    cast(null as double precision) as value_number,
    cast(null as varchar) as value_text,
    cast(null as varchar) as unit,
    cast(null as double precision) as range_low,
    cast(null as double precision) as range_high,
    cast(null as varchar) as range_text,
    cast(null as varchar) as flag,
    t.response_status as status,
    cast(null as varchar) as body,
    t.visit_occurrence_id as visit_id,
    cast(null as bigint) as care_site_id,
    t.source_id,
    t.entry_position,
    t.record_number,
    t.mapping_version
from cdr.cn_questionnaire_response t
where t.person_id = $1
