-- title: 编码即为药物不良反应的诊断 | Diagnoses that are coded as reactions to drugs
-- grain: one row per person, day and diagnosis
-- column person_id: 人员 | Person
-- column day: 日期 | Day
-- column code: 编码 | Code
-- column name: 诊断 | Diagnosis
-- column drugs: 此前30天开始的药品 | Drugs begun in the 30 days before
-- sensitive: excluded
with coded as (
  select distinct c.person_id, c.condition_start_date as day, c.condition_source_value as code, c.condition_source_name as name
  from {{input('condition_occurrence')}} c
  where {{in_valueset('coded_reactions', c.condition_source_value)}} and c.condition_start_date <= {{as_of}}
    and coalesce(c.verification_status_source_value, '') not in ('refuted', 'entered-in-error')
),
before as (
  select distinct c.person_id, c.day, c.code, d.drug
  from coded c
  join {{ref('drugs_taken')}} d on d.person_id = c.person_id and d.started_on < c.day and {{datediff(day, d.started_on, c.day)}} <= 30
)
select c.person_id, c.day, c.code, min(c.name) as name, {{string_agg(b.drug, '、', order by b.drug)}} as drugs
from coded c
left join before b on b.person_id = c.person_id and b.day = c.day and b.code = c.code
group by c.person_id, c.day, c.code
