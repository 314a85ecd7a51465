-- title: 首页与结果 | Pages with their results
-- grain: one row per front page
-- column case_id: 首页 | Page
-- column case_number: 病案号 | Number
-- column institution: 机构 | Institution
-- column department: 科室 | Department
-- column physician: 主治医师 | Physician
-- column coder: 编码员 | Coder
-- column discharged_on: 出院日期 | Discharged on
-- column month: 月份 | Month
-- column main_diagnosis: 主要诊断 | Main diagnosis
-- column main_name: 主要诊断名称 | Name of the main diagnosis
-- column is_unspecific: 主要诊断未特指 | Main diagnosis unspecified
-- column is_settled: 已结算 | Settled
-- column cost [元 | CNY]: 总费用 | Cost
-- column drg: 病组 | DRG
-- column status: 入组情况 | Status
-- column score [分 | points]: 评分 | Score
-- column errors [条 | findings]: 错误 | Errors
-- column warnings [条 | findings]: 警告 | Warnings
-- column hints [条 | findings]: 提示 | Hints
-- column not_supported [条 | findings]: 无依据编码 | Codes without evidence
-- column not_coded [条 | findings]: 有依据未编码 | Shown and not coded
-- column missing: 缺项 | Missing fields
select
  s.case_id, s.case_number, s.institution, s.department, s.physician, s.coder, s.discharged_on, s.month, s.main_diagnosis, s.main_name, s.is_unspecific, s.is_settled, s.cost,
  k.drg, k.status, k.score, k.errors, k.warnings, k.hints, k.not_supported, k.not_coded, k.missing
from {{ref('stays')}} s
join {{ref('checked')}} k on k.case_id = s.case_id
