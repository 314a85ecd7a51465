-- title: 线索 | Findings
-- grain: one row per finding
-- column finding_id: 线索编号 | Finding
-- column rule: 规则 | Rule
-- column rule_title: 规则名称 | Name of the rule
-- column rule_title_en: 规则名称（英文） | Name of the rule in English
-- column group_title: 类别 | Group
-- column basis: 依据 | Basis
-- column severity: 程度 | Severity
-- column institution: 机构 | Institution
-- column department: 科室 | Department
-- column month: 结算月份 | Month of settlement
-- column settled_on: 结算日期 | Settled on
-- column settlement_id: 结算 | Settlement
-- column person_id: 人员 | Person
-- column visit_occurrence_id: 就诊 | Visit
-- column way: 就医方式 | Way of care
-- column lines [条 | lines]: 证据行数 | Lines of evidence
-- column amount [元 | CNY]: 涉及金额 | At stake
-- column reckoned: 金额算法 | How the amount is reckoned
-- column explanation: 说明 | Explanation
-- column explanation_en: 说明（英文） | Explanation in English
with gathered as (
  select h.finding_id, h.rule, max(h.person_id) as person_id, count(*) as lines, sum(h.stake) as amount, min(h.fact_zh) as fact_zh, min(h.fact_en) as fact_en, max(h.settlement_id) as settlement_id
  from {{ref('hits')}} h
  group by h.finding_id, h.rule
)
select g.finding_id, g.rule, r.title as rule_title, r.title_en as rule_title_en, r.group_title, r.basis, r.severity, s.institution, s.department, s.month, s.settled_on, g.settlement_id, g.person_id, s.visit_occurrence_id, s.way,
  g.lines, cast({{round_half_away(greatest(0, coalesce(g.amount, 0)), 2)}} as double precision) as amount, r.reckoned,
  g.fact_zh || '。' || r.explanation as explanation, g.fact_en || '. ' || r.explanation_en as explanation_en
from gathered g
join {{valueset('audit_rules')}} r on r.code = g.rule
join {{ref('settlements')}} s on s.settlement_id = g.settlement_id
where s.settled_on <= {{as_of}}
