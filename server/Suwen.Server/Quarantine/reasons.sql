-- How often each reason set a record aside.
-- Grain: one reason, source and party at fault.
select
    q.reason_code,
    s.source_name,
    q.at_fault,
    count(*) as records
from sys.quarantine q
join sys.source s on s.source_id = q.source_id
group by q.reason_code, s.source_name, q.at_fault
order by 4 desc, 1, 2
