-- title: 国考指标合计 | Sums for the national indicators
-- grain: one row per kind of period, period and institution; 全部 All is all institutions
-- column period_kind: 周期（year 年，month 月） | Period (year, month)
-- column period: 期间 | Period
-- column institution: 机构 | Institution
-- column cases [例 | cases]: 出院 | Discharges
-- column paged [例 | cases]: 有首页的出院 | Discharges with a front page
-- column visits [人次 | visits]: 门诊 | Outpatients
-- column visit_cases [例 | cases]: 与门诊同口径的出院 | Discharges of the same basis
-- column surgery [例 | cases]: 手术 | Surgery
-- column elective [例 | cases]: 择期手术 | Elective surgery
-- column day_surgery [例 | cases]: 24 小时内出院的择期手术 | Within 24 hours
-- column minimal [例 | cases]: 微创 | Minimally invasive
-- column level4 [例 | cases]: 四级手术 | Level 4
-- column complications [例 | cases]: 手术并发症 | Complications
-- column clean [例 | cases]: Ⅰ类切口 | Class I incisions
-- column infected [例 | cases]: Ⅰ类切口感染 | Infected
-- column low_risk_known [例 | cases]: 低风险组 | Low-risk cases
-- column low_risk_deaths [例 | cases]: 低风险组死亡 | Low-risk deaths
-- column cost [元 | CNY]: 首页总费用 | Charges
-- column costed [例 | cases]: 有费用的出院 | Discharges with charges
-- column drug_cost [元 | CNY]: 首页药费 | Drugs
-- column out_settlements [人次 | settlements]: 门诊结算人次 | Outpatient settlements
-- column out_amount [元 | CNY]: 门诊结算费用 | Outpatient charges
-- column out_fund [元 | CNY]: 门诊基金 | Outpatient fund
-- column out_drug [元 | CNY]: 门诊药费 | Outpatient drugs
-- column in_amount [元 | CNY]: 住院结算费用 | Inpatient charges
-- column in_fund [元 | CNY]: 住院基金 | Inpatient fund
-- column lines_amount [元 | CNY]: 明细合计 | Fee lines
-- column service_amount [元 | CNY]: 医疗服务 | Services
-- Outpatients and settlements count for institutions that have discharges. Where visits do not name their institution, settlements stand for both outpatients and discharges.
with discharges as (
  select month, institution, count(*) as cases, count(is_surgery) as paged, sum(is_surgery) as surgery, sum(is_elective) as elective, sum(is_day) as day_surgery,
    sum(is_minimal) as minimal, sum(is_level4) as level4, sum(is_complication) as complications, sum(is_clean) as clean, sum(is_infected) as infected,
    count(case when risk_grade = 1 then died end) as low_risk_known, sum(case when risk_grade = 1 then died end) as low_risk_deaths,
    sum(cost) as cost, count(cost) as costed, sum(drug_cost) as drug_cost
  from {{ref('case_facts')}}
  group by month, institution
),
settled as (
  select month, institution,
    sum(case when kind = 'outpatient' then settlements end) as out_settlements, sum(case when kind = 'outpatient' then amount end) as out_amount,
    sum(case when kind = 'outpatient' then fund end) as out_fund, sum(case when kind = 'outpatient' then drug_amount end) as out_drug,
    sum(case when kind = 'inpatient' then settlements end) as in_settlements, sum(case when kind = 'inpatient' then amount end) as in_amount, sum(case when kind = 'inpatient' then fund end) as in_fund,
    sum(lines_amount) as lines_amount, sum(service_amount) as service_amount
  from {{ref('settled_months')}}
  group by month, institution
),
joined as (
  select d.*, coalesce(v.visits, s.out_settlements) as visits, case when v.visits is not null then d.cases else s.in_settlements end as visit_cases, s.out_settlements, s.out_amount, s.out_fund, s.out_drug, s.in_amount, s.in_fund, s.lines_amount, s.service_amount,
    cast({{date_trunc(year, d.month)}} as date) as year_start
  from discharges d
  left join {{ref('outpatient_months')}} v on v.month = d.month and v.institution = d.institution
  left join settled s on s.month = d.month and s.institution = d.institution
)
select case when grouping(month) = 0 then 'month' else 'year' end as period_kind,
  case when grouping(month) = 0 then month else year_start end as period,
  case when grouping(institution) = 1 then '全部 All' else institution end as institution,
  cast(sum(cases) as bigint) as cases, cast(sum(paged) as bigint) as paged, cast(sum(visits) as bigint) as visits, cast(sum(case when visits is not null then visit_cases end) as bigint) as visit_cases, cast(sum(surgery) as bigint) as surgery,
  cast(sum(elective) as bigint) as elective, cast(sum(day_surgery) as bigint) as day_surgery, cast(sum(minimal) as bigint) as minimal, cast(sum(level4) as bigint) as level4,
  cast(sum(complications) as bigint) as complications, cast(sum(clean) as bigint) as clean, cast(sum(infected) as bigint) as infected,
  cast(sum(low_risk_known) as bigint) as low_risk_known, cast(sum(low_risk_deaths) as bigint) as low_risk_deaths,
  sum(cost) as cost, cast(sum(costed) as bigint) as costed, sum(drug_cost) as drug_cost,
  cast(sum(out_settlements) as bigint) as out_settlements, sum(out_amount) as out_amount, sum(out_fund) as out_fund, sum(out_drug) as out_drug,
  sum(in_amount) as in_amount, sum(in_fund) as in_fund, sum(lines_amount) as lines_amount, sum(service_amount) as service_amount
from joined
group by grouping sets ((month), (month, institution), (year_start), (year_start, institution))
