-- The day of the latest discharge.
-- Grain: one row.
select cast(max(c.discharge_datetime) as date) as last_day from cdr.cn_inpatient_case c
