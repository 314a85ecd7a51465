-- title: 有无人口库 | Whether there is a register
-- grain: one row
-- sensitive: excluded
-- column has_register: 有人口库 | There is a register of the population
select count(*) > 0 as has_register from {{input('cn_population')}}
