-- How many amendments of each rule stand, and how many were taken back.
-- Grain: one rule and state.
select a.rule_id, a.state, count(*) as amendments
from cn_amendment a
where a.rule_id is not null
group by a.rule_id, a.state
order by a.rule_id, a.state
