-- title: 机构床位使用 | Bed use by institution
-- grain: one row per month and institution
-- column month: 月份 | Month
-- column institution: 机构 | Institution
-- column beds [张 | beds]: 床位 | Beds
-- column discharges [人次 | discharges]: 出院人次 | Discharges
-- column discharged_bed_days [床日 | bed-days]: 出院者占用总床日 | Bed-days of those discharged
-- column occupied_bed_days [床日 | bed-days]: 实际占用总床日 | Occupied bed-days
-- column open_bed_days [床日 | bed-days]: 开放总床日 | Open bed-days
-- column occupancy [% | %]: 床位使用率 | Occupancy
-- column turnover [次 | times]: 床位周转次数 | Turnover
-- column average_stay [天 | days]: 出院者平均住院日 | Average length of stay
select
  month, institution,
  sum(beds) as beds,
  cast(sum(discharges) as bigint) as discharges,
  cast(sum(discharged_bed_days) as bigint) as discharged_bed_days,
  cast(sum(occupied_bed_days) as bigint) as occupied_bed_days,
  sum(open_bed_days) as open_bed_days,
  100.0 * sum(occupied_bed_days) / nullif(sum(open_bed_days), 0) as occupancy,
  1.0 * sum(discharges) / nullif(sum(beds), 0) as turnover,
  1.0 * sum(discharged_bed_days) / nullif(sum(discharges), 0) as average_stay
from {{ref('bed_use')}}
group by month, institution
