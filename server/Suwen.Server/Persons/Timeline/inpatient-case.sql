-- Front pages of inpatient records (病案首页).
-- Grain: one row of cn_inpatient_case of a person.
-- $1 golden person
select
    'inpatient-case' as kind,
    t.inpatient_case_id as row_id,
    t.admission_datetime as start_datetime,
    t.discharge_datetime as end_datetime,
    coalesce(t.time_precision, 'second') as start_precision,
    'second' as end_precision,
    t.main_diagnosis_name as title,
    t.main_diagnosis_code as code,
    cast(null as varchar) as vocabulary,
    cast(null as bigint) as concept_id,
    cast(t.total_cost as double precision) as value_number,
    t.discharge_department as value_text,
    'CNY' as unit,
    cast(null as double precision) as range_low,
    cast(null as double precision) as range_high,
    cast(null as varchar) as range_text,
    cast(null as varchar) as flag,
    t.discharge_way as status,
    cast(null as varchar) as body,
    t.visit_occurrence_id as visit_id,
    cast(null as bigint) as care_site_id,
    t.source_id,
    t.entry_position,
    t.record_number,
    t.mapping_version
from cdr.cn_inpatient_case t
where t.person_id = $1
