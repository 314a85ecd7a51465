-- title: 规则与机构 | Rules and institutions
-- grain: one row per rule and institution
-- column rule: 规则 | Rule
-- column rule_title: 规则名称 | Name of the rule
-- column institution: 机构 | Institution
-- column findings [条 | findings]: 线索 | Findings
-- column rate [每万次 | per 10,000]: 每万次结算线索 | Findings per 10,000 settlements
-- column amount [元 | CNY]: 涉及金额 | At stake
select f.rule, f.rule_title, f.institution, count(*) as findings, {{round_half_away(10000.0 * count(*) / max(s.settlements), 2)}} as rate, {{round_half_away(sum(f.amount), 2)}} as amount
from {{ref('findings')}} f
join {{ref('institutions')}} s on s.institution = f.institution
group by f.rule, f.rule_title, f.institution
