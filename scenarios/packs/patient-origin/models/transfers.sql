-- title: 病案首页所载转诊 | Transfers that front pages state
-- grain: one row per month, institution and kind of transfer
-- column month: 月份 | Month
-- column institution: 机构 | Institution
-- column transfer: 转诊 | Transfer
-- column stays [人次 | stays]: 人次 | Stays
-- Codes of the front page (卫医政发〔2011〕84号), way of admission 3 from another institution; way of discharge 2 to another, 3 to a primary institution.
with cases as (
  select v.institution, cast({{date_trunc(month, v.day)}} as date) as admitted, cast({{date_trunc(month, v.ended_on)}} as date) as discharged, c.admission_path, c.discharge_way
  from {{input('cn_inpatient_case')}} c
  join {{ref('visits')}} v on v.visit_occurrence_id = c.visit_occurrence_id
  where c.admission_path = '3' or c.discharge_way in ('2', '3')
)
select admitted as month, institution, '转入 In' as transfer, count(*) as stays from cases where admission_path = '3' group by admitted, institution
union all
select discharged, institution, '转往其他医院 To another hospital', count(*) from cases where discharge_way = '2' group by discharged, institution
union all
select discharged, institution, '转往基层 To a primary institution', count(*) from cases where discharge_way = '3' group by discharged, institution
