-- title: 住院日分布 | Length of stay
-- grain: one row per year of discharge, institution and department
-- column year: 年 | Year
-- column institution: 机构 | Institution
-- column department: 科室 | Department
-- column stays [人次 | stays]: 出院人次 | Discharges
-- column minimum [天 | days]: 最短 | Shortest
-- column lower [天 | days]: 下四分位 | Lower quartile
-- column median [天 | days]: 中位数 | Median
-- column upper [天 | days]: 上四分位 | Upper quartile
-- column maximum [天 | days]: 最长 | Longest
-- column average [天 | days]: 平均 | Average
-- column long_stays [人次 | stays]: 超长住院 | Long stays
-- column long_share [% | %]: 超长住院占比 | Share of long stays
select
  cast(extract(year from discharged_on) as integer) as year, institution, department,
  count(*) as stays,
  min(days) as minimum,
  percentile_cont(0.25) within group (order by days) as lower,
  percentile_cont(0.5) within group (order by days) as median,
  percentile_cont(0.75) within group (order by days) as upper,
  max(days) as maximum,
  avg(cast(days as double precision)) as average,
  count(case when days > {{param('long_stay_days')}} then 1 end) as long_stays,
  100.0 * count(case when days > {{param('long_stay_days')}} then 1 end) / count(*) as long_share
from {{ref('stays')}}
where state = 'discharged' and discharged_on <= {{as_of}}
group by extract(year from discharged_on), institution, department
