-- What the records of stays say: tests, notes, reports, drugs, procedures.
-- Grain: one row of the record.
-- $1, $2 days of discharge, from and to
select c.inpatient_case_id as case_id, 'test' as kind, m.measurement_source_value as code, m.measurement_source_name as name, m.measurement_datetime as at_time, m.value_as_number as value, m.unit_source_value as unit, cast(null as varchar) as words
from cdr.measurement m
join cdr.cn_inpatient_case c on c.visit_occurrence_id = m.visit_occurrence_id
where cast(coalesce(c.discharge_datetime, c.admission_datetime) as date) >= cast($1 as date)
    and cast(coalesce(c.discharge_datetime, c.admission_datetime) as date) <= cast($2 as date) and m.value_as_number is not null
union all
select c.inpatient_case_id as case_id, 'note' as kind, cast(null as varchar) as code, m.note_title as name, m.note_datetime as at_time, cast(null as double precision) as value, cast(null as varchar) as unit, m.note_text as words
from cdr.note m
join cdr.cn_inpatient_case c on c.visit_occurrence_id = m.visit_occurrence_id
where cast(coalesce(c.discharge_datetime, c.admission_datetime) as date) >= cast($1 as date)
    and cast(coalesce(c.discharge_datetime, c.admission_datetime) as date) <= cast($2 as date) and m.note_text is not null
union all
select c.inpatient_case_id as case_id, 'exam' as kind, m.report_source_value as code, m.report_source_name as name, m.report_datetime as at_time, cast(null as double precision) as value, cast(null as varchar) as unit, coalesce(m.conclusion, '') || ' ' || coalesce(m.report_text, '') as words
from cdr.cn_diagnostic_report m
join cdr.cn_inpatient_case c on c.visit_occurrence_id = m.visit_occurrence_id
where cast(coalesce(c.discharge_datetime, c.admission_datetime) as date) >= cast($1 as date)
    and cast(coalesce(c.discharge_datetime, c.admission_datetime) as date) <= cast($2 as date)
union all
select c.inpatient_case_id as case_id, 'drug' as kind, m.drug_source_value as code, coalesce(m.drug_source_name, m.drug_source_value) as name, m.drug_exposure_start_datetime as at_time, cast(null as double precision) as value, cast(null as varchar) as unit, cast(null as varchar) as words
from cdr.drug_exposure m
join cdr.cn_inpatient_case c on c.visit_occurrence_id = m.visit_occurrence_id
where cast(coalesce(c.discharge_datetime, c.admission_datetime) as date) >= cast($1 as date)
    and cast(coalesce(c.discharge_datetime, c.admission_datetime) as date) <= cast($2 as date)
union all
select c.inpatient_case_id as case_id, 'procedure' as kind, m.procedure_source_value as code, m.procedure_source_name as name, m.procedure_datetime as at_time, cast(null as double precision) as value, cast(null as varchar) as unit, cast(null as varchar) as words
from cdr.procedure_occurrence m
join cdr.cn_inpatient_case c on c.visit_occurrence_id = m.visit_occurrence_id
where cast(coalesce(c.discharge_datetime, c.admission_datetime) as date) >= cast($1 as date)
    and cast(coalesce(c.discharge_datetime, c.admission_datetime) as date) <= cast($2 as date)
