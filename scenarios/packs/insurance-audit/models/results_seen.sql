-- title: 收费检验就诊的结果 | Results of visits that were charged for tests
-- grain: one row per person, visit and result
-- incremental: by person_id
-- column person_id: 人员 | Person
-- column visit_occurrence_id: 就诊 | Visit
-- column analyte: 规范化名称 | Normalised name
select distinct m.person_id, m.visit_occurrence_id, n.analyte
from {{input('measurement')}} m
join (select distinct person_id, visit_occurrence_id from {{ref('tests_charged')}}) t on t.visit_occurrence_id = m.visit_occurrence_id and t.person_id = m.person_id
join {{ref('result_names')}} n on n.raw_name = m.measurement_source_name
