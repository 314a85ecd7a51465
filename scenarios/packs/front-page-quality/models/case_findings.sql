-- title: 问题清单 | List of faults
-- grain: one row per finding
-- column case_id: 首页 | Page
-- column case_number: 病案号 | Number
-- column institution: 机构 | Institution
-- column department: 科室 | Department
-- column physician: 主治医师 | Physician
-- column coder: 编码员 | Coder
-- column discharged_on: 出院日期 | Discharged on
-- column main_diagnosis: 主要诊断 | Main diagnosis
-- column main_name: 主要诊断名称 | Name of the main diagnosis
-- column is_settled: 已结算 | Settled
-- column rule: 规则 | Rule
-- column kind: 类别 | Kind
-- column severity: 程度 | Severity
-- column code: 编码 | Code
-- column title_zh: 问题 | Fault (Chinese)
-- column title_en: 问题（英文） | Fault
-- column basis: 规则依据 | Basis
-- column evidence: 病历依据 | Evidence
select
  s.case_id, s.case_number, s.institution, s.department, s.physician, s.coder, s.discharged_on, s.main_diagnosis, s.main_name, s.is_settled,
  f.rule, f.kind, f.severity, f.code, f.title_zh, f.title_en, f.basis, f.evidence
from {{ref('findings')}} f
join {{ref('stays')}} s on s.case_id = f.case_id
