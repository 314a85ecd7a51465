-- title: 概况 | Overview
-- grain: one row
-- column pages [份 | pages]: 首页 | Pages
-- column score [分 | points]: 平均分 | Mean score
-- column excellent [% | %]: 优秀率 | Share of excellent pages
-- column with_errors [份 | pages]: 有错误 | With an error
-- column with_warnings [份 | pages]: 有警告 | With a warning
-- column unsupported [份 | pages]: 有无依据编码 | With a code without evidence
-- column not_coded [份 | pages]: 有依据未编码 | With something shown and not coded
-- column ungrouped [% | %]: 未入组 | Share without a group
-- column unspecific [% | %]: 主要诊断未特指 | Share with an unspecified main diagnosis
-- column waiting [份 | pages]: 未结算且有错误或警告 | Not settled, with an error or warning
select
  count(*) as pages,
  avg(c.score) as score,
  100.0 * avg(case when c.score >= {{param('excellent')}} then 1.0 else 0.0 end) as excellent,
  count(case when c.errors > 0 then 1 end) as with_errors,
  count(case when c.warnings > 0 then 1 end) as with_warnings,
  count(case when c.not_supported > 0 then 1 end) as unsupported,
  count(case when c.not_coded > 0 then 1 end) as not_coded,
  100.0 * avg(case when c.status <> 'grouped' then 1.0 else 0.0 end) as ungrouped,
  100.0 * avg(case when c.is_unspecific then 1.0 else 0.0 end) as unspecific,
  count(case when not c.is_settled and c.errors + c.warnings > 0 then 1 end) as waiting
from {{ref('cases')}} c
