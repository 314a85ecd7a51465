-- title: 病例的年龄与性别 | Age and sex of cases
-- grain: one row per pair, sex and age group
-- column pair: 药品与事件 | Drug and event
-- column sex: 性别 | Sex
-- column age_group: 年龄组 | Age group
-- column cases [例 | cases]: 病例 | Cases
-- sensitive: excluded
with aged as (
  select c.pair,
    case when p.gender_concept_id = 8507 then '男 Male' when p.gender_concept_id = 8532 then '女 Female' else '未说明 Not stated' end as sex,
    extract(year from c.day) - p.year_of_birth as age
  from {{ref('cases')}} c
  left join {{input('person')}} p on p.person_id = c.person_id
  where not c.is_indication
)
select a.pair, a.sex, case when a.age is null then '?' when a.age < 15 then '0-14' when a.age < 45 then '15-44' when a.age < 65 then '45-64' else '65+' end as age_group, count(*) as cases
from aged a
group by 1, 2, 3
