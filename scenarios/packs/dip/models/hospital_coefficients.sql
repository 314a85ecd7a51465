-- title: 医疗机构系数 | Coefficients of hospitals
-- grain: one row per hospital that has one
-- column hospital: 机构 | Hospital
-- column coefficient: 系数 | Coefficient
select code as hospital, cast(coefficient as double precision) as coefficient
from {{valueset('hospital_coefficients')}}
