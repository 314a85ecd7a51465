#!/usr/bin/env python3
"""Writes data/: invented people with a few hundred events each domain, for the cohorts of the tests. The same bytes every time.

Concepts are those of OMOP where a definition of the tests speaks of them; the hierarchy is cut down to a few.
"""
import csv
import datetime as dt
import os
import random

OUT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "data")
R = random.Random(20261122)
DAY = dt.timedelta(days=1)
CONDITIONS = [192671, 4001, 4002, 4003, 201826, 443238, 320128, 255848]
DRUGS = [1118088, 1118089, 1124300, 1124301, 1503297, 40000001]
EPOCH = dt.date(2010, 1, 1)


def write(name, columns, rows):
    with open(os.path.join(OUT, name + ".csv"), "w", newline="", encoding="utf-8") as f:
        w = csv.writer(f, lineterminator="\n")
        w.writerow(columns)
        w.writerows(["" if v is None else v for v in r] for r in rows)


def some(chance, v):
    return v if R.random() < chance else None


def main():
    os.makedirs(OUT, exist_ok=True)
    persons, periods, visits, conditions, drugs, procedures, measurements, observations, devices, deaths, specimens, plans, details = ([] for _ in range(13))
    for p in range(1, 161):
        year = R.randint(1930, 2005)
        persons.append((p, R.choice([8507, 8532]), year, R.randint(1, 12), R.randint(1, 28), R.choice([8515, 8527]), R.choice([38003563, 38003564])))
        first = EPOCH + R.randint(0, 900) * DAY
        last = first + R.randint(200, 1800) * DAY
        periods.append((len(periods) + 1, p, first, last, 44814724))
        if R.random() < 0.2:
            periods.append((len(periods) + 1, p, last + 60 * DAY, last + 500 * DAY, 44814725))
        days = (last - first).days
        mine = []
        for _ in range(R.randint(1, 7)):
            start = first + R.randint(-30, days + 90) * DAY
            kind = R.choice([9201, 9202, 9203])
            end = start + (R.randint(1, 14) if kind == 9201 else 0) * DAY
            visits.append((len(visits) + 1, p, kind, start, end, 44818517, R.randint(1, 4), R.randint(1, 3)))
            mine.append((len(visits), start, end))
            if R.random() < 0.3:
                details.append((len(details) + 1, p, R.choice([581379, 9201]), start, end, 44818517, R.randint(1, 4), R.randint(1, 3), len(visits)))
        day = lambda: first + R.randint(-40, days + 120) * DAY
        at = lambda: R.choice(mine) if mine and R.random() < 0.6 else (None, day(), None)
        for _ in range(R.randint(0, 8)):
            v, d, _ = at()
            concept = R.choice(CONDITIONS)
            conditions.append((len(conditions) + 1, p, concept, d, some(0.5, d + R.randint(0, 40) * DAY), R.choice([32020, 32817]), some(0.2, R.choice(["resolved", "resolved early", "changed"])), some(0.7, R.randint(1, 4)), v, {192671: 35208414, 201826: 45595797}.get(concept, 0), some(0.5, 32902)))
        for _ in range(R.randint(0, 9)):
            v, d, _ = at()
            supply = some(0.7, R.choice([7, 14, 30, 90]))
            for n in range(R.choice([1, 1, 2, 3])):
                s = d + n * R.choice([20, 32, 45]) * DAY
                concept = R.choice(DRUGS)
                drugs.append((len(drugs) + 1, p, concept, s, some(0.4, s + R.randint(0, 60) * DAY), 38000177, R.choice([0, 1, 2]), R.choice([7.0, 14.0, 30.0, 60.5]), supply, some(0.1, "done"), R.choice([0, 4132161]), some(0.6, R.randint(1, 4)), v, {1118088: 44923712}.get(concept, 0), some(0.1, "LOT-7")))
        for _ in range(R.randint(0, 4)):
            v, d, _ = at()
            procedures.append((len(procedures) + 1, p, R.choice([4107731, 4010253]), d, 38000275, R.choice([0, 42537730]), R.choice([1, 2]), some(0.5, R.randint(1, 4)), v, 0))
        for _ in range(R.randint(0, 8)):
            v, d, _ = at()
            low, high = R.choice([(3.5, 5.5), (None, None), (0.0, 40.0)])
            measurements.append((len(measurements) + 1, p, R.choice([3004410, 3006322]), d, 5001, R.choice([4172703, None]), some(0.9, round(R.uniform(0, 60), 1)), some(0.1, R.choice([4155142, 4155143, 4069590])), R.choice([8554, 8840]), low, high, some(0.5, R.randint(1, 4)), v, 0))
        for _ in range(R.randint(0, 3)):
            v, d, _ = at()
            observations.append((len(observations) + 1, p, R.choice([4275495, 4005823]), d, 38000276, some(0.5, float(R.randint(0, 40))), some(0.5, R.choice(["never smoked", "former smoker", "current smoker"])), some(0.4, 4188539), R.choice([0, 8554]), v, 0))
        if R.random() < 0.3:
            v, d, _ = at()
            devices.append((len(devices) + 1, p, 4206863, d, some(0.5, d + 20 * DAY), 44818707, some(0.5, "UDI-%d" % p), R.randint(1, 3), v, 0))
        if R.random() < 0.2:
            deaths.append((p, last - R.randint(0, 60) * DAY, 32817, some(0.7, R.choice([192671, 201826])), 0))
        if R.random() < 0.3:
            specimens.append((len(specimens) + 1, p, 4001225, 32817, day(), R.choice([1.0, 5.0]), 8587, R.choice([0, 4046957]), "S-%d" % p))
        if R.random() < 0.5:
            plans.append((len(plans) + 1, p, first, first + R.randint(100, 900) * DAY, R.choice([280, 289]), R.choice([0, 327])))
    write("person", ["person_id", "gender_concept_id", "year_of_birth", "month_of_birth", "day_of_birth", "race_concept_id", "ethnicity_concept_id"], persons)
    write("observation_period", ["observation_period_id", "person_id", "observation_period_start_date", "observation_period_end_date", "period_type_concept_id"], periods)
    write("visit_occurrence", ["visit_occurrence_id", "person_id", "visit_concept_id", "visit_start_date", "visit_end_date", "visit_type_concept_id", "provider_id", "care_site_id"], visits)
    write("visit_detail", ["visit_detail_id", "person_id", "visit_detail_concept_id", "visit_detail_start_date", "visit_detail_end_date", "visit_detail_type_concept_id", "provider_id", "care_site_id", "visit_occurrence_id"], details)
    write("condition_occurrence", ["condition_occurrence_id", "person_id", "condition_concept_id", "condition_start_date", "condition_end_date", "condition_type_concept_id", "stop_reason", "provider_id", "visit_occurrence_id", "condition_source_concept_id", "condition_status_concept_id"], conditions)
    write("drug_exposure", ["drug_exposure_id", "person_id", "drug_concept_id", "drug_exposure_start_date", "drug_exposure_end_date", "drug_type_concept_id", "refills", "quantity", "days_supply", "stop_reason", "route_concept_id", "provider_id", "visit_occurrence_id", "drug_source_concept_id", "lot_number"], drugs)
    write("procedure_occurrence", ["procedure_occurrence_id", "person_id", "procedure_concept_id", "procedure_date", "procedure_type_concept_id", "modifier_concept_id", "quantity", "provider_id", "visit_occurrence_id", "procedure_source_concept_id"], procedures)
    write("measurement", ["measurement_id", "person_id", "measurement_concept_id", "measurement_date", "measurement_type_concept_id", "operator_concept_id", "value_as_number", "value_as_concept_id", "unit_concept_id", "range_low", "range_high", "provider_id", "visit_occurrence_id", "measurement_source_concept_id"], measurements)
    write("observation", ["observation_id", "person_id", "observation_concept_id", "observation_date", "observation_type_concept_id", "value_as_number", "value_as_string", "value_as_concept_id", "unit_concept_id", "visit_occurrence_id", "observation_source_concept_id"], observations)
    write("device_exposure", ["device_exposure_id", "person_id", "device_concept_id", "device_exposure_start_date", "device_exposure_end_date", "device_type_concept_id", "unique_device_id", "quantity", "visit_occurrence_id", "device_source_concept_id"], devices)
    write("death", ["person_id", "death_date", "death_type_concept_id", "cause_concept_id", "cause_source_concept_id"], deaths)
    write("specimen", ["specimen_id", "person_id", "specimen_concept_id", "specimen_type_concept_id", "specimen_date", "quantity", "unit_concept_id", "anatomic_site_concept_id", "specimen_source_id"], specimens)
    write("payer_plan_period", ["payer_plan_period_id", "person_id", "payer_plan_period_start_date", "payer_plan_period_end_date", "payer_concept_id", "plan_concept_id"], plans)
    write("provider", ["provider_id", "specialty_concept_id"], [(1, 38004456), (2, 38004446), (3, 38004456), (4, None)])
    write("care_site", ["care_site_id", "care_site_name", "place_of_service_concept_id"], [(1, "East", 8717), (2, "West", 8756), (3, "North", None)])
    concepts = [(192671, "Gastrointestinal hemorrhage", "Condition", "SNOMED", "Clinical Finding", "74474003"), (4001, "Upper gastrointestinal hemorrhage", "Condition", "SNOMED", "Clinical Finding", "37372002"), (4002, "Bleeding peptic ulcer", "Condition", "SNOMED", "Clinical Finding", "64121000"), (4003, "Retired bleeding", "Condition", "SNOMED", "Clinical Finding", "1"),
                (201826, "Type 2 diabetes mellitus", "Condition", "SNOMED", "Clinical Finding", "44054006"), (443238, "Diabetic nephropathy", "Condition", "SNOMED", "Clinical Finding", "127013003"), (320128, "Essential hypertension", "Condition", "SNOMED", "Clinical Finding", "59621000"), (255848, "Pneumonia", "Condition", "SNOMED", "Clinical Finding", "233604007"),
                (35208414, "Gastrointestinal hemorrhage unspecified", "Condition", "ICD10CM", "4-char billing code", "K92.2"), (45595797, "Type 2 diabetes without complications", "Condition", "ICD10CM", "4-char billing code", "E11.9"),
                (1118084, "celecoxib", "Drug", "RxNorm", "Ingredient", "140587"), (1118088, "celecoxib 200 MG Oral Capsule [Celebrex]", "Drug", "RxNorm", "Branded Drug", "213469"), (1118089, "celecoxib 100 MG Oral Capsule", "Drug", "RxNorm", "Clinical Drug", "213468"), (1124957, "diclofenac", "Drug", "RxNorm", "Ingredient", "3355"),
                (1124300, "diclofenac 75 MG", "Drug", "RxNorm", "Clinical Drug", "855926"), (1124301, "diclofenac 50 MG", "Drug", "RxNorm", "Clinical Drug", "855906"), (1503297, "metformin", "Drug", "RxNorm", "Ingredient", "6809"), (40000001, "a drug without an ingredient", "Drug", "RxNorm", "Clinical Drug", "0"), (44923712, "Celebrex 200", "Drug", "NDC", "11-digit NDC", "00025152531")]
    write("concept", ["concept_id", "concept_name", "domain_id", "vocabulary_id", "concept_class_id", "concept_code", "invalid_reason"], [c + ("U" if c[0] == 4003 else None,) for c in concepts])
    below = [(192671, 4001), (192671, 4002), (192671, 4003), (4001, 4002), (201826, 443238), (1118084, 1118088), (1118084, 1118089), (1124957, 1124300), (1124957, 1124301)]
    own = [(c[0], c[0]) for c in concepts if c[3] in ("SNOMED", "RxNorm") and c[0] != 4003]
    write("concept_ancestor", ["ancestor_concept_id", "descendant_concept_id"], below + own)
    write("concept_relationship", ["concept_id_1", "concept_id_2", "relationship_id", "invalid_reason"], [(35208414, 192671, "Maps to", None), (192671, 35208414, "Mapped from", None), (45595797, 201826, "Maps to", None), (44923712, 1118088, "Maps to", None), (44923712, 1124300, "Maps to", "D")])


main()
