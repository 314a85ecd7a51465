-- title: 病历依据 | Rows of the record
-- grain: one row per result, note, report or drug of a stay
-- materialise: view
-- column case_id: 首页 | Page
-- column kind: 类别 | Kind
-- column code: 编码 | Code
-- column name: 名称 | Name
-- column time: 时间 | Time
-- column value: 数值 | Value
-- column unit: 单位 | Unit
-- column text: 文本 | Text
select s.case_id, 'test' as kind, m.measurement_source_value as code, m.measurement_source_name as name, m.measurement_datetime as time, m.value_as_number as value, m.unit_source_value as unit, cast(null as varchar) as text
from {{ref('stays')}} s
join {{input('measurement')}} m on m.visit_occurrence_id = s.visit_occurrence_id where m.value_as_number is not null
union all
select s.case_id, 'note' as kind, cast(null as varchar) as code, m.note_title as name, m.note_datetime as time, cast(null as double precision) as value, cast(null as varchar) as unit, m.note_text as text
from {{ref('stays')}} s
join {{input('note')}} m on m.visit_occurrence_id = s.visit_occurrence_id
union all
select s.case_id, 'exam' as kind, cast(null as varchar) as code, m.report_source_name as name, m.report_datetime as time, cast(null as double precision) as value, cast(null as varchar) as unit, concat(coalesce(m.conclusion, ''), ' ', coalesce(m.report_text, '')) as text
from {{ref('stays')}} s
join {{input('cn_diagnostic_report')}} m on m.visit_occurrence_id = s.visit_occurrence_id
union all
select s.case_id, 'drug' as kind, m.drug_source_value as code, coalesce(m.drug_source_name, m.drug_source_value) as name, m.drug_exposure_start_datetime as time, cast(null as double precision) as value, cast(null as varchar) as unit, cast(null as varchar) as text
from {{ref('stays')}} s
join {{input('drug_exposure')}} m on m.visit_occurrence_id = s.visit_occurrence_id
