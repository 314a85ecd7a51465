-- title: 病例组合逐月 | Case mix by month
-- grain: one row per institution and month of discharge
-- column institution: 机构 | Institution
-- column month: 月份 | Month
-- column stays [次 | stays]: 住院 | Stays
-- column index_value: 诊断组合指数 | Index of main diagnoses
-- column usual: 此前十二月均值 | Mean of the twelve months before
-- column drift: 偏离（标准差） | Drift, standard deviations
-- The index is the mean of what stays of each main diagnosis (ICD-10 category) cost in the region, over the mean of all stays: it rises when graver main
-- diagnoses are stated, whatever was charged. It stands in for the CMI of a payment scheme and is not it.
with stays as (
  select s.institution, s.month, d.category, cast(s.total as double precision) as total
  from {{ref('settlements')}} s join {{ref('main_diagnoses')}} d on d.settlement_id = s.settlement_id
  where s.way = 'inpatient' and s.settled_on <= {{as_of}}
),
weights as (
  select category, avg(total) / nullif((select avg(total) from stays), 0) as weight from stays group by category
),
monthly as (
  select s.institution, s.month, count(*) as stays, avg(w.weight) as index_value from stays s join weights w on w.category = s.category group by s.institution, s.month
),
before as (
  select m.*, avg(index_value) over w as usual, stddev_samp(index_value) over w as spread, count(*) over w as n
  from monthly m
  window w as (partition by institution order by month rows between 12 preceding and 1 preceding)
)
select institution, month, stays, {{round_half_away(index_value, 4)}} as index_value, case when n >= 6 then {{round_half_away(usual, 4)}} end as usual,
  case when n >= 6 and spread > 0 then {{round_half_away((index_value - usual) / spread, 2)}} end as drift
from before
