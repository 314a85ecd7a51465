-- title: 按规则 | By rule
-- grain: one row per rule
-- column rule: 规则 | Rule
-- column rule_title: 规则名称 | Name of the rule
-- column group_title: 类别 | Group
-- column severity: 程度 | Severity
-- column findings [条 | findings]: 线索 | Findings
-- column settlements [次 | settlements]: 结算 | Settlements
-- column institutions [家 | institutions]: 机构 | Institutions
-- column amount [元 | CNY]: 涉及金额 | At stake
-- column basis: 依据 | Basis
-- column reckoned: 金额算法 | How the amount is reckoned
select r.code as rule, r.title as rule_title, r.group_title, r.severity, count(f.finding_id) as findings, count(distinct f.settlement_id) as settlements,
  count(distinct f.institution) as institutions, {{round_half_away(coalesce(sum(f.amount), 0), 2)}} as amount, r.basis, r.reckoned
from {{valueset('audit_rules')}} r
left join {{ref('findings')}} f on f.rule = r.code
group by r.code, r.title, r.group_title, r.severity, r.basis, r.reckoned
