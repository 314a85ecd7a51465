-- title: 三级目录（病种） | Level 3: groups
-- grain: one row per group
-- column dip_code: 病种 | Group
-- column kind: 类别 | Kind
-- column disease: 诊断 | Disease
-- column procedures: 手术操作 | Procedures
-- column treatment: 治疗方式 | Treatment
-- column cases [例 | cases]: 病例 | Cases
-- column mean_cost [元 | CNY]: 例均费用 | Mean charges
-- column variation: 变异系数 | Coefficient of variation
-- column score: 分值 | Score
-- column is_basic: 基层病种 | Low-grade group
-- column level2: 二级目录 | Level 2
-- column level1: 一级目录 | Level 1
-- Names of diagnoses are not shown: they could only be taken from single patients, and would be of level 5.
select c.dip_code,
  case c.type when 'core' then '核心病种 Core' else '综合病种 Comprehensive' end as kind,
  c.disease, c.procedures,
  case c.treatment when 'surgical' then '手术 Surgical' when 'therapeutic' then '治疗性操作 Therapeutic' when 'diagnostic' then '诊断性操作 Diagnostic' else '保守治疗 Conservative' end as treatment,
  c.n as cases, c.mean_cost, c.cv as variation, c.score, c.basic as is_basic, c.level2, c.level1
from {{ref('catalogue')}} c
