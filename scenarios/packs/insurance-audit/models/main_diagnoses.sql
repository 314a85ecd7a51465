-- title: 结算主要诊断 | Main diagnosis of settlements
-- grain: one row per settlement with a diagnosis that is not of level 5
-- incremental: by person_id
-- sensitive: excluded
-- column settlement_id: 结算 | Settlement
-- column person_id: 人员 | Person
-- column code: 诊断编码 | Code
-- column name: 诊断名称 | Name
-- column category: ICD-10 类目 | Category
select settlement_id, person_id, code, name, substr(code, 1, 3) as category
from (
  select d.settlement_id, d.person_id, upper(trim(d.diagnosis_code)) as code, d.diagnosis_name as name,
    row_number() over (partition by d.person_id, d.settlement_id order by case when d.diagnosis_role in ('主要诊断', '主诊断', '1') then 0 else 1 end, coalesce(d.diagnosis_order, 999), d.settlement_diagnosis_id) as place
  from {{input('cn_settlement_diagnosis')}} d
  where d.diagnosis_code is not null and not starts_with(coalesce(d.diagnosis_role, ''), '中医') and {{regexp_like(d.diagnosis_code, '^[A-Za-z][0-9][0-9]')}}
) ranked
where place = 1
