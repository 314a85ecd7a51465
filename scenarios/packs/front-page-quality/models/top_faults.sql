-- title: 常见问题 | Commonest faults
-- grain: one row per rule
-- column rule: 规则 | Rule
-- column kind: 类别 | Kind
-- column severity: 程度 | Severity
-- column title_zh: 问题 | Fault (Chinese)
-- column title_en: 问题（英文） | Fault
-- column pages [份 | pages]: 首页 | Pages
select f.rule, f.kind, max(f.severity) as severity, min(f.title_zh) as title_zh, min(f.title_en) as title_en, count(distinct f.case_id) as pages
from {{ref('findings')}} f
group by f.rule, f.kind
