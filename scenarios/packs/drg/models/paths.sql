-- title: 分组路径 | How cases were grouped
-- grain: one row per case
-- column case_id: 病例 | Case
-- column drg: 病组 | DRG
-- column mdc_title: 主要诊断大类名称 | Name of the MDC
-- column adrg_title: 核心分组名称 | Name of the ADRG
-- column drg_title: 病组名称 | Name of the DRG
-- column partition_kind: 内外科部分 | Partition
-- column mdc_rule: 入大类的规则 | Rule of the MDC
-- column adrg_rule: 入核心组的规则 | Rule of the ADRG
-- column adrg_codes: 入核心组所据编码 | Codes that the ADRG went by
-- column counted: 计入的并发症或合并症 | Complications that counted
-- column counted_number [个 | complications]: 计入的个数 | Number that counted
-- column excluded: 被排除的并发症或合并症 | Complications that were excluded
-- column condition: 细分条件 | Condition of the split
-- The path of the operator drg-group (docs/drg.md) in readable columns; up to four complications of each kind are written out.
with read as (
  select case_id, drg, cast(path as json) as path
  from {{ref('grouped_cases')}}
  where path is not null
),
taken as (
  select case_id, drg,
    (path -> 'mdc' ->> 'title') as mdc_title,
    (path -> 'mdc' ->> 'rule') as mdc_rule,
    (path -> 'adrg' ->> 'title') as adrg_title,
    (path -> 'adrg' ->> 'partition') as partition_kind,
    (path -> 'adrg' ->> 'rule') as adrg_rule,
    (path -> 'adrg' -> 'because' -> 0 -> 'codes' ->> 0) as first_code,
    (path -> 'adrg' -> 'because' -> 0 -> 'codes' ->> 1) as second_code,
    (path -> 'drg' ->> 'title') as drg_title,
    (path -> 'drg' ->> 'condition') as condition,
    (path -> 'counted' -> 0 ->> 'code') as c0, (path -> 'counted' -> 0 ->> 'level') as cl0,
    (path -> 'counted' -> 1 ->> 'code') as c1, (path -> 'counted' -> 1 ->> 'level') as cl1,
    (path -> 'counted' -> 2 ->> 'code') as c2, (path -> 'counted' -> 2 ->> 'level') as cl2,
    (path -> 'counted' -> 3 ->> 'code') as c3, (path -> 'counted' -> 3 ->> 'level') as cl3,
    (path -> 'excluded' -> 0 ->> 'code') as x0, (path -> 'excluded' -> 0 ->> 'level') as xl0, (path -> 'excluded' -> 0 ->> 'table') as xt0,
    (path -> 'excluded' -> 1 ->> 'code') as x1, (path -> 'excluded' -> 1 ->> 'level') as xl1, (path -> 'excluded' -> 1 ->> 'table') as xt1,
    (path -> 'excluded' -> 2 ->> 'code') as x2, (path -> 'excluded' -> 2 ->> 'level') as xl2, (path -> 'excluded' -> 2 ->> 'table') as xt2,
    (path -> 'excluded' -> 3 ->> 'code') as x3, (path -> 'excluded' -> 3 ->> 'level') as xl3, (path -> 'excluded' -> 3 ->> 'table') as xt3,
    json_array_length(path -> 'counted') as counted_number
  from read
)
select
  case_id, drg, mdc_title, adrg_title,
  coalesce(drg_title, case when partition_kind = 'unrelated' then '与主要诊断无关的手术' end) as drg_title,
  partition_kind, mdc_rule, adrg_rule,
  concat(first_code, case when second_code is not null then concat('、', second_code) else '' end) as adrg_codes,
  concat(
    case when c0 is not null then concat(c0, ' ', cl0) else '' end,
    case when c1 is not null then concat('、', c1, ' ', cl1) else '' end,
    case when c2 is not null then concat('、', c2, ' ', cl2) else '' end,
    case when c3 is not null then concat('、', c3, ' ', cl3) else '' end) as counted,
  cast(coalesce(counted_number, 0) as integer) as counted_number,
  concat(
    case when x0 is not null then concat(x0, ' ', xl0, '（表 ', xt0, '）') else '' end,
    case when x1 is not null then concat('、', x1, ' ', xl1, '（表 ', xt1, '）') else '' end,
    case when x2 is not null then concat('、', x2, ' ', xl2, '（表 ', xt2, '）') else '' end,
    case when x3 is not null then concat('、', x3, ' ', xl3, '（表 ', xt3, '）') else '' end) as excluded,
  condition
from taken
