-- title: 限定线索：性别、年龄、级别、就医方式、险种 | Hits of limits: sex, age, level, way of care, insurance
-- grain: one row per finding and line that shows it
-- column finding_id: 线索 | Finding
-- column rule: 规则 | Rule
-- column person_id: 人员 | Person
-- column settlement_id: 结算 | Settlement
-- column settlement_fee_id: 费用明细 | Fee line
-- column stake [元 | CNY]: 涉及金额 | At stake
-- column fact_zh: 事实 | Fact (Chinese)
-- column fact_en: 事实（英文） | Fact
-- incremental: by person_id
with lines as (
  select f.settlement_fee_id, f.person_id, f.settlement_id, f.amount, f.item_name, i.matched_by, i.sex, i.sex_words, i.age, i.level, i.way, i.insurance,
    s.sex as of_sex, s.age_days, s.age_years, s.level as at_level, s.way as in_way, s.insurance as of_insurance, s.is_maternity
  from {{input('cn_settlement_fee')}} f
  join {{ref('items')}} i on i.item_code = coalesce(f.item_code, '') and i.item_name = coalesce(f.item_name, '') and i.fee_category = coalesce(f.fee_category, '') and i.is_limited
  join {{ref('settlements')}} s on s.settlement_id = f.settlement_id
  where f.quantity > 0
),
broken as (
  select l.*, 'limit-sex' as rule, '限' || sex || '性使用，患者为' || of_sex || '性' as fact_zh, 'limited to ' || case sex when '女' then 'women' else 'men' end as fact_en
  from lines l where sex is not null and of_sex is not null and sex <> of_sex
  union all
  select l.*, 'other-sex', '项目名称只用于' || sex_words || '性，患者为' || of_sex || '性', 'by its name for ' || case sex_words when '女' then 'women' else 'men' end
  from lines l where sex is null and sex_words is not null and of_sex is not null and sex_words <> of_sex
  union all
  select l.*, 'limit-age', '限' || age || '，患者' || cast(age_years as varchar) || '岁', 'limited by age; the patient is ' || cast(age_years as varchar)
  from lines l
  where (age = '儿童' and age_years >= cast({{param('child_years')}} as integer)) or (age = '婴幼儿' and age_years >= 3) or (age = '新生儿' and age_days > 28)
  union all
  select l.*, 'limit-level', '限' || level || '及以上机构', 'limited to institutions of a higher level'
  from lines l where (level = '二级' and at_level < 2) or (level = '三级' and at_level < 3)
  union all
  select l.*, 'limit-way', '限' || way || '，实际为' || case in_way when 'outpatient' then '门诊' when 'emergency' then '急诊' when 'pharmacy' then '药店' else '住院' end, 'limited to inpatients'
  from lines l where (way = '住院' and in_way <> 'inpatient') or (way = '住院或急诊' and in_way not in ('inpatient', 'emergency'))
  union all
  -- Maternity insurance is joined with that of employees (国办发〔2019〕10号): drugs of maternity care are in place there. 310 and 390 to 392 are the basic insurance of employees and residents; work injury and maternity have their own.
  select l.*, 'limit-insurance', '限' || insurance || '保险', 'limited to another insurance'
  from lines l where insurance is not null and not (insurance = '生育' and is_maternity) and of_insurance in ('310', '390', '391', '392', '职工基本医疗保险', '城乡居民基本医疗保险')
)
select rule || '-' || cast(settlement_id as varchar) || '-' || cast(settlement_fee_id as varchar) as finding_id, rule, person_id, settlement_id, settlement_fee_id,
  cast(amount as double precision) as stake,
  fact_zh || case when rule = 'other-sex' then '（按名称词语）' when matched_by = 'name' then '（按规范化名称匹配，非国家编码）' else '（按国家编码匹配）' end as fact_zh,
  fact_en || case when rule = 'other-sex' then ' (by words of the name)' when matched_by = 'name' then ' (matched by name, no national code)' else ' (matched by national code)' end as fact_en
from broken
