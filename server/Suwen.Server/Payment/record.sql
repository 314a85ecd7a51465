-- What the record of one visit says: tests, notes, reports, drugs, procedures.
-- Grain: one row of the record.
-- $1 the visit
select cast($1 as bigint) as case_id, 'test' as kind, m.measurement_source_value as code, m.measurement_source_name as name, m.measurement_datetime as at_time, m.value_as_number as value, m.unit_source_value as unit, cast(null as varchar) as words
from cdr.measurement m
where m.visit_occurrence_id = $1 and m.value_as_number is not null
union all
select cast($1 as bigint) as case_id, 'note' as kind, cast(null as varchar) as code, m.note_title as name, m.note_datetime as at_time, cast(null as double precision) as value, cast(null as varchar) as unit, m.note_text as words
from cdr.note m
where m.visit_occurrence_id = $1 and m.note_text is not null
union all
select cast($1 as bigint) as case_id, 'exam' as kind, m.report_source_value as code, m.report_source_name as name, m.report_datetime as at_time, cast(null as double precision) as value, cast(null as varchar) as unit, coalesce(m.conclusion, '') || ' ' || coalesce(m.report_text, '') as words
from cdr.cn_diagnostic_report m
where m.visit_occurrence_id = $1
union all
select cast($1 as bigint) as case_id, 'drug' as kind, m.drug_source_value as code, coalesce(m.drug_source_name, m.drug_source_value) as name, m.drug_exposure_start_datetime as at_time, cast(null as double precision) as value, cast(null as varchar) as unit, cast(null as varchar) as words
from cdr.drug_exposure m
where m.visit_occurrence_id = $1
union all
select cast($1 as bigint) as case_id, 'procedure' as kind, m.procedure_source_value as code, m.procedure_source_name as name, m.procedure_datetime as at_time, cast(null as double precision) as value, cast(null as varchar) as unit, cast(null as varchar) as words
from cdr.procedure_occurrence m
where m.visit_occurrence_id = $1
