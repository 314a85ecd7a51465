-- title: 风险分层 | Risk groups
-- grain: one row per stay
-- column visit_occurrence_id: 就诊 | Visit
-- column charlson_score: Charlson 评分 | Charlson score
-- column risk_group: 合并症分层 | Group of comorbidity
-- column age_group: 年龄组 | Age group
-- column stratum: 期望值的层 | Stratum of the expected values
-- column is_low_risk: 低风险 | Low risk
-- Low risk stands in for the DRG groups of low risk of death, which need a grouper with the country's weights. Here it is Charlson 0, younger than 65,
-- not admitted by emergency, and a main diagnosis that is no cancer, newborn or disease that kills (value set not_low_risk).
select
  s.visit_occurrence_id,
  coalesce(c.score, 0) as charlson_score,
  case when coalesce(c.score, 0) = 0 then '0' when c.score <= 2 then '1–2' when c.score <= 4 then '3–4' else '≥5' end as risk_group,
  case when s.age is null then '?' when s.age < 1 then '<1' when s.age < 45 then '1–44' when s.age < 65 then '45–64' when s.age < 75 then '65–74' else '≥75' end as age_group,
  case when coalesce(c.score, 0) = 0 then '0' when c.score <= 2 then '1–2' else '≥3' end || '|' || case when s.age is null then '?' when s.age < 45 then '<45' when s.age < 75 then '45–74' else '≥75' end || '|' || case when s.is_emergency then '急' else '非急' end as stratum,
  coalesce(c.score, 0) = 0 and s.age between 1 and 64 and not s.is_emergency and s.main_code is not null and not {{in_valueset('not_low_risk', s.main_code)}} as is_low_risk
from {{ref('stays')}} s
left join {{ref('charlson')}} c on c.person = cast(s.visit_occurrence_id as varchar)
