-- title: 未能套用的规则行 | Lines of the rules that are not applied
-- grain: one row per line of the rule tables that could not be read
-- column code: 编码或名称 | Code or name
-- column name: 项目 | Item
-- column rule: 规则 | Rule
-- column reason: 原因 | Reason
-- column source: 来源 | Source
select code, name, rule, reason, source from {{valueset('rules_not_applied')}}
