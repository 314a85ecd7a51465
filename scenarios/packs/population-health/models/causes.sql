-- title: 死因 | Causes of death
-- grain: one row per chapter of ICD-10 and sex
-- column cause: 死因 | Cause
-- column sex: 性别 | Sex
-- column deaths [人 | people]: 死亡 | Deaths
-- sensitive: excluded
with one as (
  select m.person_id, m.sex, min(coalesce({{valueset_value('chapters', name_zh, d.cause_source_value)}}, '其他与不明')) as cause
  from {{input('death')}} d
  join {{ref('members')}} m on m.person_id = d.person_id
  join {{ref('years')}} y on m.died_on >= y.from_on and m.died_on < y.until_on
  where d.cause_source_value is not null
  group by m.person_id, m.sex
)
select cause, sex, count(*) as deaths
from one
group by cause, sex
