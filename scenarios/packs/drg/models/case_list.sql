-- title: 病例：分组、支付与盈亏 | Cases: group, payment, gain and loss
-- grain: one row per case
-- column case_id: 病例 | Case
-- column basis: 依据 | Basis
-- column person_id: 患者 | Person
-- column institution: 机构 | Institution
-- column department: 出院科室 | Department of discharge
-- column team: 诊疗组 | Team
-- column insurance: 险种 | Insurance
-- column discharged_on: 出院日期 | Discharged on
-- column month: 出院月份 | Month of discharge
-- column year: 出院年份 | Year of discharge
-- column days [天 | days]: 住院日 | Length of stay
-- column age_years [岁 | years]: 年龄 | Age
-- column discharge_way: 离院方式 | Way of discharge
-- column main_diagnosis_code: 主要诊断编码 | Main diagnosis
-- column main_diagnosis_name: 主要诊断 | Name of main diagnosis
-- column main_operation_code: 主要手术编码 | Main operation
-- column main_operation_name: 主要手术 | Name of main operation
-- column mdc: 主要诊断大类 | MDC
-- column adrg: 核心分组 | ADRG
-- column drg: 病组 | DRG
-- column drg_title: 病组名称 | Name of the DRG
-- column status: 入组情况 | Status
-- column status_text: 入组情况（文字） | Status in words
-- column reason: 原因 | Reason
-- column reason_name: 首个原因 | First reason
-- column weight: 权重 | Weight
-- column rate [元 | CNY]: 费率 | Rate
-- column standard [元 | CNY]: 支付标准 | Standard payment
-- column ratio: 费用与标杆之比 | Charges over benchmark
-- column deviation: 倍率分类 | Class of deviation
-- column payment [元 | CNY]: 应支付 | Payment
-- column cost [元 | CNY]: 总费用 | Total charges
-- column gain [元 | CNY]: 盈亏 | Gain or loss
-- column drug_cost [元 | CNY]: 药品费用 | Drugs
-- column consumable_cost [元 | CNY]: 耗材费用 | Consumables
-- column benchmark_cost [元 | CNY]: 标杆费用 | Benchmark charges
-- column benchmark_days [天 | days]: 标杆住院日 | Benchmark stay
-- column benchmark_drug_cost [元 | CNY]: 标杆药费 | Benchmark drugs
-- column benchmark_consumable_cost [元 | CNY]: 标杆耗材费 | Benchmark consumables
-- column risk_grade: 病组风险等级 | Grade of risk of the group
-- column died: 死亡 | Died
-- column partition_kind: 内外科部分 | Partition
-- column counted: 计入的并发症或合并症 | Complications that counted
-- column excluded: 被排除的并发症或合并症 | Complications that were excluded
-- column how: 如何入组 | How it was grouped
-- A low case (under the parameter times its benchmark) is paid what it cost; a high one the standard and the charges above the limit; others the standard.
-- Patients without employees' or residents' insurance are paid by no DRG: no standard, payment or gain.
with joined as (
  select c.*, g.mdc, g.adrg, g.drg, g.status, g.reason, w.weight, w.risk_grade, w.benchmark_cost, w.benchmark_days,
    w.benchmark_drug_share * w.benchmark_cost as benchmark_drug_cost, w.benchmark_consumable_share * w.benchmark_cost as benchmark_consumable_cost,
    case when w.weight is not null then r.rate end as rate, c.cost / nullif(w.benchmark_cost, 0) as ratio,
    p.mdc_title, p.adrg_title, p.drg_title, p.partition_kind, p.adrg_rule, p.adrg_codes, p.counted, p.excluded, p.condition
  from {{ref('cases')}} c
  join {{ref('grouped_cases')}} g on g.case_id = c.case_id
  left join {{ref('groups')}} w on w.drg = g.drg and g.status in ('grouped', 'ambiguous')
  left join {{ref('rates')}} r on r.insurance = c.insurance
  left join {{ref('paths')}} p on p.case_id = c.case_id
),
classed as (
  select j.*, weight * rate as standard,
    case
      when ratio is null then '未评价 Not judged'
      when ratio < {{param('very_low_ratio')}} then '极低 Very low'
      when ratio < {{param('low_ratio')}} then '低倍率 Low'
      when ratio > {{param('very_high_ratio')}} then '极高 Very high'
      when ratio > {{param('high_ratio')}} then '高倍率 High'
      else '正常 Normal'
    end as deviation
  from joined j
),
paid as (
  select c.*,
    case
      when standard is null or cost is null then null
      when deviation in ('极低 Very low', '低倍率 Low') then cost
      when deviation in ('极高 Very high', '高倍率 High') then standard * (1 + ratio - {{param('high_ratio')}})
      else standard
    end as payment
  from classed c
)
select case_id, basis, person_id, institution, department, team, insurance, discharged_on, month, year, days, age_years, discharge_way,
  main_diagnosis_code, main_diagnosis_name, main_operation_code, main_operation_name,
  mdc, adrg, drg, drg_title, status,
  case status when 'grouped' then '已入组 Grouped' when 'ambiguous' then '歧义组 Ambiguous' when 'ungroupable' then '未入组 Ungroupable' else '无效 Invalid' end as status_text,
  reason, nullif(split_part(coalesce(reason, ''), ';', 1), '') as reason_name,
  weight, rate, standard, ratio, deviation, payment, cost, payment - cost as gain, drug_cost, consumable_cost,
  benchmark_cost, benchmark_days, benchmark_drug_cost, benchmark_consumable_cost, risk_grade,
  case when discharge_way = '5' then 1 when discharge_way is not null then 0 end as died,
  partition_kind, counted, excluded,
  case
    when status in ('grouped', 'ambiguous') then concat(mdc, ' ', coalesce(mdc_title, ''), ' → ', adrg, ' ', coalesce(adrg_title, ''), '（', coalesce(adrg_rule, ''), '：', coalesce(adrg_codes, ''), '）→ ', drg, ' ', coalesce(drg_title, ''), '（', coalesce(condition, ''), '）',
      case when coalesce(counted, '') <> '' then concat('；计入 ', counted) else '' end, case when coalesce(excluded, '') <> '' then concat('；排除 ', excluded) else '' end)
    else reason
  end as how
from paid
