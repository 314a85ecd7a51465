-- How many sources' persons golden persons have.
-- Grain: one size.
select g.source_persons, count(*)
from cdr.cn_golden_person g
group by g.source_persons
order by 1
