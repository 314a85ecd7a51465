-- title: 线索 | Findings
-- grain: one row per finding
-- column finding_id: 线索编号 | Finding
-- column rule: 规则 | Rule
-- column rule_title: 规则名称 | Name of the rule
-- column group_title: 类别 | Group
-- column basis: 依据 | Basis
-- column severity: 程度 | Severity
-- column institution: 机构 | Institution
-- column department: 科室 | Department
-- column month: 结算月份 | Month of settlement
-- column settled_on: 结算日期 | Settled on
-- column settlement_id: 结算 | Settlement
-- column settlement_number: 结算编号 | Number of the settlement
-- column mark: 标记（首个结算、项目与时间） | Mark (first settlement, item and time)
-- column person_id: 人员 | Person
-- column visit_occurrence_id: 就诊 | Visit
-- column way: 就医方式 | Way of care
-- column lines [条 | lines]: 证据行数 | Lines of evidence
-- column amount [元 | CNY]: 涉及金额 | At stake
-- column reckoned: 金额算法 | How the amount is reckoned
-- column explanation: 说明 | Explanation
-- column explanation_en: 说明（英文） | Explanation in English
-- Numbers of rows may change when a warehouse is built anew; number of the settlement and mark do not, and name the finding for its review.
with lines as (
  select h.*, s.settlement_number,
    row_number() over (partition by h.finding_id order by s.admitted_at desc, s.settlement_number desc, h.settlement_id desc) as place,
    case when f.settlement_fee_id is not null then coalesce(f.item_code, f.item_name, '') || ' ' || cast(f.fee_datetime as varchar) else '' end as mark
  from {{ref('hits')}} h
  join {{ref('settlements')}} s on s.settlement_id = h.settlement_id
  left join {{input('cn_settlement_fee')}} f on f.settlement_fee_id = h.settlement_fee_id
),
gathered as (
  select finding_id, rule, max(person_id) as person_id, count(*) as lines, sum(stake) as amount, min(fact_zh) as fact_zh, min(fact_en) as fact_en,
    max(case when place = 1 then settlement_id end) as settlement_id, min(coalesce(settlement_number, '')) || ' ' || min(mark) as mark
  from lines
  group by finding_id, rule
)
select g.finding_id, g.rule, r.title as rule_title, r.group_title, r.basis, r.severity, s.institution, s.department, s.month, s.settled_on, g.settlement_id, s.settlement_number, g.mark, g.person_id, s.visit_occurrence_id,
  case s.way when 'inpatient' then '住院 Inpatient' when 'emergency' then '急诊 Emergency' when 'pharmacy' then '药店 Pharmacy' else '门诊 Outpatient' end as way,
  g.lines, cast({{round_half_away(greatest(0, coalesce(g.amount, 0)), 2)}} as double precision) as amount, r.reckoned,
  g.fact_zh || '。' || r.explanation as explanation, g.fact_en || '. ' || r.explanation_en as explanation_en
from gathered g
join {{valueset('audit_rules')}} r on r.code = g.rule
join {{ref('settlements')}} s on s.settlement_id = g.settlement_id
where s.settled_on <= {{as_of}}
