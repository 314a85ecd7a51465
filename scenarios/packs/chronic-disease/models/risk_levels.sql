-- title: 风险分层 | Levels of risk
-- grain: one row per score, level and sex
-- column score: 评分 | Score
-- column level: 分层 | Level
-- column sex: 性别 | Sex
-- column people [人 | people]: 人数 | People
-- column mean_risk [% | %]: 平均风险 | Mean risk
select r.score, r.level, r.sex, count(*) as people, avg(r.risk) as mean_risk
from {{ref('risk')}} r
group by r.score, r.level, r.sex
