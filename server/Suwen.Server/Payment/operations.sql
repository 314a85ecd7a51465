-- Operations and procedures of front pages.
-- Grain: one operation, in the order of the page.
-- $1, $2 days of discharge, from and to; $3 the page's id or -1 for all
select o.inpatient_case_id, o.operation_code, o.operation_name, o.operation_datetime, o.anaesthesia_method
from cdr.cn_inpatient_case_operation o
join cdr.cn_inpatient_case c on c.inpatient_case_id = o.inpatient_case_id
where o.operation_code is not null
    and cast(coalesce(c.discharge_datetime, c.admission_datetime) as date) >= cast($1 as date)
    and cast(coalesce(c.discharge_datetime, c.admission_datetime) as date) <= cast($2 as date)
    and ($3 = -1 or c.inpatient_case_id = $3)
order by o.inpatient_case_id, o.operation_order, o.inpatient_case_operation_id
