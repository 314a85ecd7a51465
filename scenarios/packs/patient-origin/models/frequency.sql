-- title: 就诊频次 | How often people come
-- grain: one row per frequency, sex and age group
-- column frequency [次 | visits]: 最近12个月就诊次数 | Visits in twelve months
-- column sex: 性别 | Sex
-- column age_group: 年龄组 | Age group
-- column patients [人 | patients]: 患者 | Patients
-- column visits [人次 | visits]: 就诊人次 | Visits
-- column several [人 | patients]: 去过多家机构 | At several institutions
select frequency, sex, age_group, count(*) as patients, cast(sum(visits) as bigint) as visits, count(case when institutions > 1 then 1 end) as several
from {{ref('patients')}}
group by frequency, sex, age_group
