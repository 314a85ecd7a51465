-- How often each reason set a record aside, and what was decided since.
-- Grain: one reason, source and party at fault.
select
    q.reason_code,
    s.source_name,
    q.at_fault,
    cast(sum(case when q.status = 'open' then 1 else 0 end) as bigint) as open_records,
    cast(sum(case when q.status = 'fixed' then 1 else 0 end) as bigint) as fixed_records,
    cast(sum(case when q.status = 'discarded' then 1 else 0 end) as bigint) as discarded_records
from sys.quarantine q
join sys.source s on s.source_id = q.source_id
group by q.reason_code, s.source_name, q.at_fault
order by 4 desc, 1, 2
