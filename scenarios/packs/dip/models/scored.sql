-- title: 入组与计分 | Groups and scores
-- grain: one row per case
-- materialise: view
-- column case_id: 病例 | Case
-- column dip_code: 病种 | Group
-- column type: 病种类别 | Kind of group
-- column match: 匹配方式 | Match
-- column score: 病种分值 | Score of the group
-- column ratio: 费用与病种均值之比 | Charges over the group's mean
-- column deviation: 偏差 | Deviation
-- column coefficient: 辅助目录系数 | Auxiliary coefficient
-- column final_score: 结算分值 | Final score
-- column status: 入组情况 | Status
-- column reason: 原因 | Reason
-- column path: 路径（JSON） | Path (JSON)
select case_id, dip_code, type, match, score, ratio, deviation, coefficient, final_score, status, reason, path from {{ref('scored_by_own')}}
union all
select case_id, dip_code, type, match, score, ratio, deviation, coefficient, final_score, status, reason, path from {{ref('scored_by_city')}}
union all
select case_id, dip_code, type, match, score, ratio, deviation, coefficient, final_score, status, reason, path from {{ref('scored_by_sample')}}
