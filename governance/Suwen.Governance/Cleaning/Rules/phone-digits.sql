-- title: Phone numbers in plain digits
-- title-zh: 电话号码规范为半角数字
-- kind: correct
-- table: cn_source_person
-- version: 1
-- why: The phone number is written with full-width digits, spaces or hyphens; the digits are the same.
with cleaned as (
    select
        p.source_person_id,
        p.phone as stated,
        replace(replace(replace(translate(p.phone, '０１２３４５６７８９－　', '0123456789- '), ' ', ''), '-', ''), '+86', '') as phone
    from cn_source_person p
    where p.phone is not null
)
select c.source_person_id, c.phone
from cleaned c
where c.phone <> c.stated
    and {{regexp_like(c.phone, '^1[3-9][0-9]{9}$')}}
