-- title: 统筹区病种分值库 | The city's table of scores
-- grain: one row per group
-- column dip_group_code: 病种 | Group
-- column disease_code: 诊断 | Diagnosis
-- column main_procedure_code: 主要手术操作 | Main procedure
-- column other_procedure_code: 其他手术操作 | Other procedures
-- column group_type: 类别 | Kind
-- column score: 分值 | Score
select code as dip_group_code, disease_code, main_procedure_code, other_procedure_code, group_type, cast(score as double precision) as score
from {{valueset('city_table')}}
