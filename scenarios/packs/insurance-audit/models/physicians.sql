-- title: 少见的医师 | Unusual physicians
-- grain: one row per physician with enough outpatient settlements
-- column provider_id: 医师 | Physician
-- column provider_name: 姓名 | Name
-- column institution: 机构 | Institution
-- column department: 科室 | Department
-- column settlements [次 | settlements]: 门诊结算 | Outpatient settlements
-- column mean_total [元 | CNY]: 次均费用 | Mean cost
-- column drug_share [% | %]: 药占比 | Share of drugs
-- column test_share [% | %]: 检查检验占比 | Share of tests
-- column finding_rate [每万次 | per 10,000]: 有线索率 | Rate of findings
-- column z_cost: 费用离群 | Cost, robust z
-- column z_drug_share: 药占比离群 | Drugs, robust z
-- column z_test_share: 检查检验离群 | Tests, robust z
-- column z_findings: 线索离群 | Findings, z
-- column score: 孤立森林得分 | Isolation forest
-- column verdict: 判断 | Verdict
select f.provider_id, f.provider_name, f.institution, f.department, f.settlements, f.mean_total, f.drug_share, f.test_share, f.finding_rate, f.z_cost, f.z_drug_share, f.z_test_share, f.z_findings,
  {{round_half_away(s.score, 3)}} as score,
  case when f.z_findings >= 3 then '线索偏多 findings' when f.z_cost >= 3.5 and f.settlements >= 50 then '费用偏高 cost' when f.z_drug_share >= 3.5 then '药占比偏高 drugs' when f.z_test_share >= 3.5 then '检查检验偏多 tests' when s.score >= 0.65 then '组合少见 rare' else '' end as verdict
from {{ref('physician_features')}} f
left join {{ref('physician_scores')}} s on s.provider_id = f.provider_id
