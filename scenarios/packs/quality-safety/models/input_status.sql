-- title: 数据是否具备 | Which data are there
-- grain: one row per indicator
-- column sort_order: 次序 | Order
-- column indicator: 指标 | Indicator
-- column needs: 所需数据 | Needs
-- column found [行 | rows]: 已有 | Found
-- column state: 状态 | State
with counted as (
  select 1 as sort_order, '死亡、再入院 Deaths, readmissions' as indicator, '病案首页的离院方式、再入院计划 Way of discharge and planned readmission' as needs, (select count(*) from {{input('cn_inpatient_case')}} c where c.discharge_way is not null) as found
  union all
  select 2, '重返手术室 Returns to theatre', '首页手术及其时间 Operations with times', (select count(*) from {{input('cn_inpatient_case_operation')}} o where o.operation_datetime is not null)
  union all
  select 3, '医院感染：培养 Infection: cultures', '住院培养结果 Cultures of stays', (select count(*) from {{input('measurement')}} m join {{ref('stays')}} s on s.visit_occurrence_id = m.visit_occurrence_id where m.measurement_source_name like '%培养%')
  union all
  select 4, '医院感染：抗菌药 Infection: antibacterials', '住院用药时间 Drugs of stays', (select count(*) from {{input('drug_exposure')}} d join {{ref('stays')}} s on s.visit_occurrence_id = d.visit_occurrence_id)
  union all
  select 5, '院内发生的诊断 Diagnoses acquired in hospital', '首页诊断的入院病情 Condition on admission', (select count(*) from {{input('cn_inpatient_case_diagnosis')}} d where d.admission_condition is not null)
  union all
  select 6, '压力性损伤、跌倒 Pressure injuries, falls', '护理记录 Nursing notes', (select count(*) from {{input('observation')}} b join {{ref('stays')}} s on s.visit_occurrence_id = b.visit_occurrence_id where b.value_as_string is not null)
)
select sort_order, indicator, needs, found, case when found = 0 then '缺 Missing' else '有 Present' end as state from counted
