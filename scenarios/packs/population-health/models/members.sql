-- title: 人口 | Members of the population
-- grain: one row per person who is counted
-- column person_id: 人员 | Person
-- column sex: 性别 | Sex
-- column birth_date: 出生日期（缺月日时取年中） | Date of birth (middle of the year where month or day are missing)
-- column county: 居住县区 | County of residence
-- column entered_on: 迁入或开始观察日期 | Moved in, or first observed
-- column moved_in_on: 迁入日期 | Moved in on
-- column moved_out_on: 迁出日期 | Moved out on
-- column died_on: 死亡日期 | Died on
-- column left_on: 离开日期 | Left on
-- column residence: 居住类型 | Kind of residence
-- column registered_province: 户籍省份 | Province of the household register
-- column is_registered_elsewhere: 户籍地与现住地不同 | Registered elsewhere than resident
-- column basis: 依据（register 人口库，person 主索引） | Basis: register or person
-- sensitive: excluded
-- materialise: view
select person_id, sex, birth_date, county, entered_on, moved_in_on, moved_out_on, died_on, left_on, residence, registered_province, is_registered_elsewhere, basis
from {{ref('residents')}}
where birth_date <= {{as_of}}
