namespace Suwen.Governance.Tests.Quality;

/// <summary>Rows made by hand, and what each check counts of them: <c>check violated/considered</c>.</summary>
internal static class QualityCases
{
    private const string Person = "insert into cdr.person (person_id, gender_concept_id, year_of_birth, month_of_birth, day_of_birth, birth_datetime, source_id, entry_position) values ";
    private const string Visit = "insert into cdr.visit_occurrence (visit_occurrence_id, person_id, source_person_id, visit_concept_id, visit_start_date, visit_start_datetime, visit_end_date, visit_end_datetime, source_id, entry_position) values ";
    private const string Measurement = "insert into cdr.measurement (measurement_id, person_id, source_person_id, measurement_concept_id, measurement_date, measurement_datetime, value_as_number, unit_concept_id, visit_occurrence_id, measurement_source_value, measurement_source_name, unit_source_value, range_low, range_high, abnormal_flag_source_value, source_id, entry_position) values ";
    private const string SourcePerson = "insert into cdr.cn_source_person (source_person_id, person_id, full_name, gender_source_value, gender_concept_id, birth_date, national_id, phone, source_id, entry_position) values ";
    private const string FrontPage = "insert into cdr.cn_inpatient_case (inpatient_case_id, person_id, source_person_id, admission_datetime, discharge_datetime, length_of_stay_days, main_diagnosis_code, injury_cause_code, discharge_way, total_cost, self_payment, surgery_cost, nursing_cost, newborn_birth_weight_g, newborn_admission_weight_g, source_id) values ";

    public static TheoryData<string, string[], string[]> OfModel() => new()
    {
        {
            "Required, keys and bounds",
            [Person + "(1, 8507, 1850, 12, 31, null, 1, 1), (2, null, 1849, 13, 32, null, 1, 1), (3, 8532, null, 1, 1, null, 1, 1)", "insert into cdr.specimen (specimen_id, source_id) values (7, 1), (7, 1), (8, 1), (null, 1)"],
            ["isRequired.person.gender_concept_id 1/3", "isRequired.person.year_of_birth 1/3", "plausibleValueLow.person.year_of_birth 1/2", "plausibleValueHigh.person.month_of_birth 1/3", "plausibleValueHigh.person.day_of_birth 1/3", "isPrimaryKey.specimen.specimen_id 2/3", "measureValueCompleteness.person.year_of_birth 1/3"]
        },
        {
            "References; nothing points nowhere",
            [Person + "(1, 8507, 1980, 1, 1, null, 1, 1)", Visit + "(10, 1, 1, 9202, date '2025-01-10', null, null, null, 1, 1), (11, 2, 1, 9202, date '2025-01-10', null, null, null, 1, 1), (12, null, 1, 9202, date '2025-01-10', null, null, null, 1, 1)"],
            ["isForeignKey.visit_occurrence.person_id 1/2", "measurePersonCompleteness.visit_occurrence 0/1"]
        },
        {
            "Persons without rows",
            [Person + "(1, 8507, 1980, 1, 1, null, 1, 1), (2, 8507, 1980, 1, 1, null, 1, 1)", "insert into cdr.condition_occurrence (condition_occurrence_id, person_id, source_id) values (1, 1, 1), (2, 2, 1)", "insert into cdr.condition_era (condition_era_id, person_id, source_id) values (1, 1, 1)"],
            ["measurePersonCompleteness.condition_era 1/2", "measureConditionEraCompleteness.condition_era 1/2"]
        },
        {
            "Start before end: the same day passes",
            [Visit + "(1, 1, 1, 9202, date '2025-02-01', timestamp '2025-02-01 10:00:00', date '2025-01-31', timestamp '2025-02-01 09:59:59', 1, 1), (2, 1, 1, 9202, date '2025-02-01', timestamp '2025-02-01 10:00:00', date '2025-02-01', timestamp '2025-02-01 10:00:00', 1, 1), (3, 1, 1, 9202, date '2025-02-01', null, null, null, 1, 1)"],
            ["plausibleStartBeforeEnd.visit_occurrence.visit_start_date 1/2", "plausibleStartBeforeEnd.visit_occurrence.visit_start_datetime 1/2"]
        },
        {
            "A life: the day of birth and sixty days after death pass",
            [
                Person + "(1, 8507, 1980, 5, 20, timestamp '1980-05-20 00:00:00', 1, 1), (2, 8507, 1980, null, null, null, 1, 1)", "insert into cdr.death (death_id, person_id, death_date, source_id) values (1, 1, date '2025-01-01', 1), (2, 1, date '2025-01-05', 1)",
                Measurement + "(1, 1, 1, 0, date '1980-05-19', null, null, null, null, null, null, null, null, null, null, 1, 1), (2, 1, 1, 0, date '1980-05-20', null, null, null, null, null, null, null, null, null, null, 1, 1), "
                    + "(3, 1, 1, 0, date '2025-03-02', null, null, null, null, null, null, null, null, null, null, 1, 1), (4, 1, 1, 0, date '2025-03-03', null, null, null, null, null, null, null, null, null, null, 1, 1), (5, 2, 1, 0, date '1980-01-01', null, null, null, null, null, null, null, null, null, null, 1, 1)",
            ],
            ["plausibleAfterBirth.measurement.measurement_date 1/5", "plausibleBeforeDeath.measurement.measurement_date 1/4", "plausibleDuringLife.measurement.measurement_date 2/5"]
        },
        {
            "Within the visit: seven days pass; the future is judged by the day of receipt",
            [
                Visit + "(1, 1, 1, 9201, date '2026-01-01', null, date '2026-01-04', null, 1, 1)",
                Measurement + "(1, 1, 1, 0, date '2026-01-11', null, null, null, 1, null, null, null, null, null, null, 1, 1), (2, 1, 1, 0, date '2026-01-12', null, null, null, 1, null, null, null, null, null, null, 1, 1), "
                    + "(3, 1, 1, 0, date '2025-12-25', null, null, null, 1, null, null, null, null, null, null, 1, 1), (4, 1, 1, 0, date '2025-12-24', null, null, null, 1, null, null, null, null, null, null, 1, 1), (5, 1, 1, 0, date '2025-12-24', null, null, null, null, null, null, null, null, null, null, 1, 1)",
            ],
            ["withinVisitDates.measurement.measurement_date 2/4", "plausibleValueHigh.measurement.measurement_date 1/5", "isForeignKey.measurement.visit_occurrence_id 0/4"]
        },
        {
            "Order of two times of a row",
            ["insert into cdr.cn_report_card (report_card_id, onset_date, diagnosis_datetime, source_id) values (1, date '2025-01-02', timestamp '2025-01-02 00:00:00', 1), (2, date '2025-01-02', timestamp '2025-01-01 23:59:59', 1)"],
            ["plausibleTemporalAfter.cn_report_card.diagnosis_datetime 1/2"]
        },
        {
            "Concepts: domain, class, standard, mapped",
            [
                "insert into cdr.concept (concept_id, domain_id, concept_class_id, standard_concept, invalid_reason) values (5, 'Measurement', 'Lab Test', 'S', null), (6, 'Condition', 'Disorder', 'S', ''), (7, 'Measurement', 'Lab Test', null, null), (8, 'Measurement', 'Lab Test', 'S', 'D'), (9, 'Drug', 'Ingredient', 'S', null)",
                Measurement + "(1, 1, 1, 5, date '2025-01-01', null, null, null, null, 'A', null, null, null, null, null, 1, 1), (2, 1, 1, 6, date '2025-01-01', null, null, null, null, 'B', null, null, null, null, null, 1, 1), (3, 1, 1, 7, date '2025-01-01', null, null, null, null, 'A', null, null, null, null, null, 1, 1), "
                    + "(4, 1, 1, 8, date '2025-01-01', null, null, null, null, 'A', null, null, null, null, null, 1, 1), (5, 1, 1, 0, date '2025-01-01', null, null, null, null, 'C', null, null, null, null, null, 1, 1), (6, 1, 1, 99, date '2025-01-01', null, null, null, null, 'A', null, null, null, null, null, 1, 1), "
                    // A term of the built-in LOINC selection: it stands in no vocabulary that is loaded, and is a concept all the same.
                    + "(7, 1, 1, 2024000001, date '2025-01-01', null, null, null, null, 'A', null, null, null, null, null, 1, 1)",
                "insert into cdr.drug_era (drug_era_id, drug_concept_id, source_id) values (1, 9, 1), (2, 5, 1)",
            ],
            [
                "fkDomain.measurement.measurement_concept_id 1/6", "isStandardValidConcept.measurement.measurement_concept_id 2/6", "isForeignKey.measurement.measurement_concept_id 1/6", "standardConceptRecordCompleteness.measurement.measurement_concept_id 1/7",
                "sourceValueCompleteness.measurement.measurement_source_value 1/3", "fkClass.drug_era.drug_concept_id 1/2", "sourceConceptRecordCompleteness.measurement.measurement_source_concept_id 7/7",
            ]
        },
        {
            "Single concepts: bounds are inclusive",
            [
                Person + "(1, 8507, 1980, 1, 1, null, 1, 1), (2, 8532, 1980, 1, 1, null, 1, 1), (3, 0, 1980, 1, 1, null, 1, 1)",
                Measurement + "(1, 1, 1, 3023103, date '2025-01-01', null, 1, 8753, null, null, null, null, null, null, null, 1, 1), (2, 1, 1, 3023103, date '2025-01-01', null, 0.9, 8753, null, null, null, null, null, null, null, 1, 1), (3, 1, 1, 3023103, date '2025-01-01', null, 12, 8753, null, null, null, null, null, null, null, 1, 1), "
                    + "(4, 1, 1, 3023103, date '2025-01-01', null, 12.1, 8753, null, null, null, null, null, null, null, 1, 1), (5, 1, 1, 3004249, date '2025-01-01', null, 120, 8876, null, null, null, null, null, null, null, 1, 1), (6, 1, 1, 3004249, date '2025-01-01', null, 120, 8840, null, null, null, null, null, null, null, 1, 1)",
                "insert into cdr.concept_ancestor (ancestor_concept_id, descendant_concept_id) values (4163261, 77)",
                "insert into cdr.condition_occurrence (condition_occurrence_id, person_id, condition_concept_id, source_id) values (1, 1, 198803, 1), (2, 2, 198803, 1), (3, 3, 198803, 1), (4, 2, 77, 1), (5, 1, 77, 1)",
            ],
            [
                "plausibleConceptValueLow.measurement.measurement_concept_id.3023103 1/4", "plausibleConceptValueHigh.measurement.measurement_concept_id.3023103 1/4", "plausibleUnitConceptIds.measurement.measurement_concept_id.3004249 1/2",
                "plausibleGender.condition_occurrence.condition_concept_id.198803 1/2", "plausibleGenderUseDescendants.condition_occurrence.condition_concept_id.4163261 1/2",
            ]
        },
        {
            "Observation periods: the next day passes",
            ["insert into cdr.observation_period (observation_period_id, person_id, observation_period_start_date, observation_period_end_date, source_id) values (1, 1, date '2025-01-01', date '2025-01-31', 1), (2, 1, date '2025-02-01', date '2025-02-28', 1), (3, 1, date '2025-02-28', date '2025-03-31', 1), (4, 2, date '2025-01-15', date '2025-02-15', 1)"],
            ["measureObservationPeriodOverlap.observation_period 1/4"]
        },
    };

    public static TheoryData<string, string[], string[]> OfRules() => new()
    {
        {
            // 11010519491231002X and 440524188001010014 are the examples of GB 11643-1999, annex A.
            "ID numbers",
            [
                SourcePerson + "(1, 1, '王芳', '2', 8532, date '1949-12-31', '11010519491231002X', '13912345670', 1, 1), (2, 2, '李四', '1', 8507, date '1880-01-01', '440524188001010014', '0571-87654321', 1, 1), (3, 3, '张3', '7', 0, date '1949-12-30', '110105194912310021', '12345', 1, 1), "
                    + "(4, 4, '赵六', '1', 8507, date '1949-12-31', '11010519491231002X', '13800138000', 1, 1), (5, 5, '未知', '9', 0, date '1900-01-01', '999999999999999999', null, 1, 1), (6, 6, '欧阳·娜', '1', 8507, date '1949-12-31', '110105491231002', null, 1, 1), (7, 7, '孙七', '1', 8507, null, '1101051949', null, 1, 1)",
            ],
            [
                "id-checksum 2/5", "id-form 1/7", "id-placeholder 1/7", "id-birth-date 2/6", "id-sex 2/4", "id-shared 2/6", "sex-code-unknown 2/7",
                "phone-form 1/4", "phone-placeholder 1/4", "name-characters 2/7", "birth-placeholder 2/6",
            ]
        },
        {
            "Front pages",
            [
                SourcePerson + "(1, 1, '王芳', '2', 8532, date '2025-01-01', null, null, 1, 1)",
                FrontPage + "(1, 1, 1, timestamp '2025-01-01 23:00:00', timestamp '2025-01-01 23:50:00', 1, 'P59.901', null, '1', 30, 30, 10, 20, 3000, 3000, 1), "
                    + "(2, 1, 1, timestamp '2025-01-10 23:00:00', timestamp '2025-01-12 01:00:00', 3, 'V01.000', null, '7', 31, 32, 10, 20, null, null, 1), "
                    + "(3, 1, 1, timestamp '2025-03-01 08:00:00', timestamp '2025-03-03 08:00:00', 2, 'S72.000', null, '5', null, null, null, null, null, null, 1), "
                    + "(4, 1, 1, timestamp '2025-03-04 08:00:00', timestamp '2025-03-05 08:00:00', 1, 'S72.000', 'W19.x00', '1', null, null, null, null, null, null, 1), (5, 1, 1, timestamp '2025-03-06 08:00:00', timestamp '2025-03-07 08:00:00', 1, 'H36.0*', 'S72.000', '1', null, null, null, null, null, null, 1), "
                    + "(6, 1, 1, timestamp '2025-03-06 08:00:00', timestamp '2025-03-07 08:00:00', 1, 'E11.301+H36.0*', null, '1', null, null, null, null, null, null, 1), (7, 1, 1, timestamp '2025-04-06 08:00:00', timestamp '2025-04-07 08:00:00', 1, null, null, '1', null, null, null, null, null, null, 1)",
                Visit + "(1, 1, 1, 9202, date '2025-03-04', timestamp '2025-03-04 08:01:00', null, null, 1, 1)",
                "insert into cdr.cn_inpatient_case_diagnosis (inpatient_case_diagnosis_id, inpatient_case_id, diagnosis_role, diagnosis_code, source_id) values (1, 1, '主要诊断', 'P59.901', 1), (2, 2, '主要诊断', 'V02.000', 1), (3, 3, '主要诊断', 'S72.000', 1), (4, 3, '主要诊断', 'S72.000', 1), (5, 4, '其他诊断', 'S72.000', 1)",
                "insert into cdr.cn_inpatient_case_operation (inpatient_case_operation_id, inpatient_case_id, source_person_id, operation_code, operation_datetime, source_id) values (1, 2, 1, '60.2900', timestamp '2025-01-09 10:00:00', 1), (2, 2, 1, '74.1x00', timestamp '2025-01-08 10:00:00', 1), (3, 2, 1, '47.0100', timestamp '2025-01-12 23:00:00', 1), (4, 2, 1, '47.0100', timestamp '2025-01-13 00:00:00', 1)",
            ],
            [
                "front-page-stay-days 1/7", "front-page-main-diagnosis-missing 1/7", "front-page-main-diagnosis-external-cause 1/6", "front-page-main-diagnosis-asterisk 1/6", "front-page-main-diagnosis-lines 5/6", "front-page-injury-without-cause 1/2",
                "front-page-injury-cause-code 1/2", "front-page-discharge-way 1/7", "front-page-death-and-later-visit 1/1", "front-page-death-not-recorded 1/1", "front-page-fees-total 1/2", "front-page-self-payment 1/2",
                "front-page-newborn-weight-missing 1/2", "front-page-duplicate 2/7", "front-page-operation-outside-stay 2/4", "front-page-sex-operation 1/2",
            ]
        },
        {
            "A visit that was never opened",
            ["insert into cdr.visit_occurrence (visit_occurrence_id, visit_status, source_id) select n, case when n = 20 then null else 'finished' end, 1 from generate_series(1, 20) as g (n)", "insert into cdr.visit_occurrence (visit_occurrence_id, visit_status, source_id) values (30, null, 2), (31, 'finished', 2)"],
            ["visit-never-opened 1/20"]
        },
        {
            "Diagnoses by sex and age",
            [
                SourcePerson + "(1, 1, '王芳', '2', 8532, date '1990-01-01', null, null, 1, 1), (2, 2, '李四', '1', 8507, date '2024-01-01', null, null, 1, 1), (3, 3, '某某', '9', 0, date '1990-01-01', null, null, 1, 1)",
                "insert into cdr.condition_occurrence (condition_occurrence_id, source_person_id, condition_start_date, condition_source_value, condition_source_vocabulary, source_id) values (1, 1, date '2025-01-01', 'C53.900', 'ICD10CN', 1), (2, 2, date '2025-01-01', 'C53.900', 'ICD10CN', 1), (3, 3, date '2025-01-01', 'C53.900', 'ICD10CN', 1), "
                    + "(4, 1, date '2025-01-01', 'N40.x00', 'ICD10CN', 1), (5, 1, date '2025-01-01', 'J18.900', 'ICD10CN', 1), (6, 2, date '2025-01-01', 'P59.901', 'ICD10CN', 1), (7, 2, date '2025-01-02', 'P59.901', 'ICD10CN', 1), (8, 1, date '2025-01-01', 'O80.900', 'ICD10CN', 1)",
            ],
            ["sex-diagnosis 2/4", "age-diagnosis 1/4"]
        },
        {
            "Results",
            [
                SourcePerson + "(1, 1, '王芳', '2', 8532, date '1990-01-01', null, null, 1, 1)",
                Visit + "(1, 1, 1, 9202, date '2025-01-10', null, null, null, 1, 1)",
                Measurement + "(1, 1, 1, 0, date '2025-01-10', timestamp '2025-01-10 08:00:00', 0, null, 1, '2823-3', '钾', 'mmol/L', 3.5, 5.3, 'L', 1, 1), (2, 1, 1, 0, date '2025-01-10', timestamp '2025-01-10 08:00:00', -4, null, 1, '2823-3', '钾', 'mmol/L', 5.3, 3.5, null, 1, 1), "
                    + "(3, 1, 2, 0, date '2025-01-10', timestamp '2025-01-10 09:00:00', -2, null, 1, '1925-7', '碱剩余', 'mmol/L', null, null, null, 1, 1), (4, 1, 1, 0, date '2025-01-10', timestamp '2025-01-10 10:00:00', 12, null, 1, '2823-3', '钾', 'mmol/L', 3.5, 5.3, 'L', 1, 1), "
                    + "(5, 1, 1, 0, date '2025-01-10', timestamp '2025-01-10 11:00:00', 84.24, null, 1, 'K1', '钾测定', 'mmol/L', 3.5, 5.3, 'H', 1, 1), (6, 1, 1, 0, date '2025-01-10', timestamp '2025-01-10 12:00:00', 4, null, 1, 'K1', '钾测定', 'mg/dL', null, null, null, 1, 1), "
                    + "(7, 1, 1, 0, date '2025-01-10', timestamp '2025-01-10 12:00:00', 120, null, null, '8480-6', '收缩压', 'mm[Hg]', null, null, null, 1, 1), (8, 1, 1, 0, date '2025-01-10', timestamp '2025-01-10 12:00:00', 120, null, null, '8462-4', '舒张压', 'mm[Hg]', null, null, null, 1, 1), "
                    + "(9, 1, 1, 0, date '2025-01-10', timestamp '2025-01-10 13:00:00', 4, null, null, 'K1', '钾测定', 'mmol/L', null, null, null, 1, 1), (10, 1, 1, 0, date '2025-01-10', timestamp '2025-01-10 13:00:00', 4, null, null, 'K1', '钾测定', 'mmol/L', null, null, null, 1, 1)",
            ],
            ["result-negative 1/9", "result-outside-possible 3/8", "result-unit 1/9", "result-range-inverted 1/4", "result-flag 1/3", "result-person-not-of-visit 1/6", "blood-pressure-order 1/1", "result-duplicate 2/10"]
        },
        {
            "A test that is numeric, and its empty and outlying results",
            [
                Measurement + string.Join(", ", Enumerable.Range(1, 120).Select(i => $"({i}, 1, 1, 0, date '2025-01-10', null, {(i == 1 ? "null" : i == 2 ? "60" : i == 3 ? "25" : (4 + (i % 5)).ToString(System.Globalization.CultureInfo.InvariantCulture))}, null, null, 'X', '甲', 'g/L', null, null, null, 1, 1)")),
            ],
            ["result-value-missing 1/120", "result-outlier 1/119"]
        },
        {
            "Orders, reports and times",
            [
                "insert into cdr.cn_order (order_id, source_person_id, visit_occurrence_id, order_type, order_date, order_datetime, order_source_value, source_id) values (1, 1, 1, 'imaging', date '2025-01-10', timestamp '2025-01-10 10:00:00', 'CT', 1), (2, 1, 1, 'imaging', date '2025-01-10', timestamp '2025-01-10 10:00:00', 'CT', 1), (3, 1, 1, 'laboratory', date '2025-01-10', timestamp '2025-01-10 10:00:00', 'K', 1), (4, 1, 1, 'imaging', date '2026-01-09', timestamp '2026-01-09 10:00:00', 'CT', 1)",
                "insert into cdr.cn_diagnostic_report (diagnostic_report_id, source_person_id, order_id, report_date, report_datetime, source_id) values (1, 1, 1, date '2025-01-10', timestamp '2025-01-10 09:00:00', 1), (2, 2, 3, date '2025-01-10', timestamp '2025-01-10 08:59:59', 1)",
                "insert into cdr.specimen (specimen_id, specimen_datetime, source_id) values (1, timestamp '2025-01-10 10:30:00', 1)",
                "insert into cdr.measurement (measurement_id, source_person_id, order_id, specimen_id, measurement_date, measurement_datetime, version_order, source_id) values (1, 1, 3, 1, date '2025-01-10', timestamp '2025-01-10 10:30:00', 1736505000000000, 1), (2, 1, 3, 1, date '2025-01-10', timestamp '2025-01-10 08:59:00', 1736505000000000, 1), (3, 1, null, null, date '2025-01-12', timestamp '2025-01-12 10:30:01', 1736505000000000, 1)",
            ],
            ["order-without-report 1/2", "order-duplicate 2/4", "report-before-order 1/2", "report-person-not-of-order 1/2", "result-before-order 1/2", "result-before-specimen 1/2", "result-after-message 1/3"]
        },
        {
            "Settlements",
            [
                "insert into cdr.cn_settlement (settlement_id, total_amount, fund_payment, account_payment, cash_payment, admission_datetime, discharge_datetime, length_of_stay_days, source_id) values (1, 100, 60, 0, 40, timestamp '2025-01-01 08:00:00', timestamp '2025-01-03 08:00:00', 2, 1), (2, 100, 60, 0, 40.02, timestamp '2025-01-01 08:00:00', timestamp '2025-01-03 08:00:00', 3, 1), (3, 50, null, null, null, null, null, null, 1)",
                "insert into cdr.cn_settlement_fee (settlement_fee_id, settlement_id, item_code, fee_datetime, quantity, unit_price, amount, source_id) values (1, 1, 'A', timestamp '2025-01-01 10:00:00', 3, 33.337, 100.01, 1), (2, 2, 'A', timestamp '2025-01-04 10:00:00', 2, 30, 60, 1), (3, 2, 'A', timestamp '2025-01-04 10:00:00', 2, 30, 60, 1), (4, 2, 'B', timestamp '2025-01-05 10:00:00', 2, 30, 59, 1)",
            ],
            ["settlement-fees-total 1/2", "settlement-payments-total 1/2", "settlement-without-fees 1/3", "settlement-stay-days 1/2", "fee-amount 1/4", "fee-outside-stay 1/4", "fee-duplicate 2/4"]
        },
    };
}
