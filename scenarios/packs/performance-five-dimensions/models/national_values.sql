-- title: 国考指标 | National indicators
-- grain: one row per indicator that the data support, kind of period, period and institution
-- column code: 序号 | Number
-- column place: 次序 | Order
-- column title: 指标 | Indicator
-- column area: 类别 | Area
-- column trend: 导向 | Direction of the manual
-- column support: 支持（是、近似） | Support (yes, approximate)
-- column period_kind: 周期（year 年，month 月） | Period (year, month)
-- column period: 期间 | Period
-- column institution: 机构 | Institution
-- column numerator_name: 分子 | Numerator is
-- column numerator: 分子值 | Numerator
-- column denominator_name: 分母 | Denominator is
-- column denominator: 分母值 | Denominator
-- column value: 值 | Value
-- column unit: 单位 | Unit
-- column note: 口径 | How it is counted
-- Growth compares a year with the year before and is given by year only, also for a year that is not over.
with yearly as (
  select * from {{ref('national_sums')}} where period_kind = 'year'
),
measured as (
  select '1' as code, period_kind, period, institution, cast(visits as double precision) as numerator, cast(visit_cases as double precision) as denominator, 1.0 as factor from {{ref('national_sums')}}
  union all
  select '3', period_kind, period, institution, cast(day_surgery as double precision), cast(elective as double precision), 100.0 from {{ref('national_sums')}}
  union all
  select '4', period_kind, period, institution, cast(surgery as double precision), cast(paged as double precision), 100.0 from {{ref('national_sums')}}
  union all
  select '5', period_kind, period, institution, cast(minimal as double precision), cast(surgery as double precision), 100.0 from {{ref('national_sums')}}
  union all
  select '6', period_kind, period, institution, cast(level4 as double precision), cast(surgery as double precision), 100.0 from {{ref('national_sums')}}
  union all
  select '8', period_kind, period, institution, cast(complications as double precision), cast(surgery as double precision), 100.0 from {{ref('national_sums')}}
  union all
  select '9', period_kind, period, institution, cast(infected as double precision), cast(clean as double precision), 100.0 from {{ref('national_sums')}}
  union all
  select '14', period_kind, period, institution, cast(low_risk_deaths as double precision), cast(low_risk_known as double precision), 100.0 from {{ref('national_sums')}}
  union all
  select '27', period_kind, period, institution, cast(out_amount as double precision), cast(coalesce(out_amount, 0) + coalesce(in_amount, 0) as double precision), 100.0 from {{ref('national_sums')}}
  union all
  select '28', period_kind, period, institution, cast(out_fund as double precision), cast(out_amount as double precision), 100.0 from {{ref('national_sums')}}
  union all
  select '29', period_kind, period, institution, cast(in_amount as double precision), cast(coalesce(out_amount, 0) + coalesce(in_amount, 0) as double precision), 100.0 from {{ref('national_sums')}}
  union all
  select '30', period_kind, period, institution, cast(in_fund as double precision), cast(in_amount as double precision), 100.0 from {{ref('national_sums')}}
  union all
  select '31', period_kind, period, institution, cast(service_amount as double precision), cast(lines_amount as double precision), 100.0 from {{ref('national_sums')}}
  union all
  select '37', period_kind, period, institution, now_value - before_value, before_value, 100.0 from (select s.period_kind, s.period, s.institution, (coalesce(s.out_amount, 0) + coalesce(s.in_amount, 0)) / 1.0 as now_value, (coalesce(b.out_amount, 0) + coalesce(b.in_amount, 0)) / 1.0 as before_value from yearly s join yearly b on b.institution = s.institution and b.period = cast({{dateadd(year, -1, s.period)}} as date)) as g37
  union all
  select '38', period_kind, period, institution, now_value - before_value, before_value, 100.0 from (select s.period_kind, s.period, s.institution, (s.out_amount) / nullif(s.out_settlements, 0) as now_value, (b.out_amount) / nullif(b.out_settlements, 0) as before_value from yearly s join yearly b on b.institution = s.institution and b.period = cast({{dateadd(year, -1, s.period)}} as date)) as g38
  union all
  select '39', period_kind, period, institution, now_value - before_value, before_value, 100.0 from (select s.period_kind, s.period, s.institution, (s.out_drug) / nullif(s.out_settlements, 0) as now_value, (b.out_drug) / nullif(b.out_settlements, 0) as before_value from yearly s join yearly b on b.institution = s.institution and b.period = cast({{dateadd(year, -1, s.period)}} as date)) as g39
  union all
  select '40', period_kind, period, institution, now_value - before_value, before_value, 100.0 from (select s.period_kind, s.period, s.institution, (s.cost) / nullif(s.costed, 0) as now_value, (b.cost) / nullif(b.costed, 0) as before_value from yearly s join yearly b on b.institution = s.institution and b.period = cast({{dateadd(year, -1, s.period)}} as date)) as g40
  union all
  select '41', period_kind, period, institution, now_value - before_value, before_value, 100.0 from (select s.period_kind, s.period, s.institution, (s.drug_cost) / nullif(s.costed, 0) as now_value, (b.drug_cost) / nullif(b.costed, 0) as before_value from yearly s join yearly b on b.institution = s.institution and b.period = cast({{dateadd(year, -1, s.period)}} as date)) as g41
)
select m.code, cast(m.code as integer) as place, d.title, d.area, d.trend, case d.support when 'yes' then '是 Yes' else '近似 Approximate' end as support,
  m.period_kind, m.period, m.institution, d.numerator_name, m.numerator, d.denominator_name, m.denominator, m.factor * m.numerator / nullif(m.denominator, 0) as value,
  case when m.factor = 1 then '比' else '%' end as unit, d.note
from measured m
join {{valueset('national_indicators')}} d on d.code = m.code
where m.denominator > 0 and m.numerator is not null
