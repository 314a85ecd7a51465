#!/usr/bin/env python3
"""Who is in a cohort, worked out event by event in plain Python.

An interpreter of OHDSI cohort expressions that shares nothing with Suwen's compiler: no SQL, no sets, only loops over one person's
events. It follows the meaning that OHDSI documents (The Book of OHDSI, chapter 10) and that circe-be gives its expressions.

    oracle.py DATA DEFINITION.json...        counts of each definition on a folder of OMOP CSV files
    oracle.py DATA --members OUT FILE...     members of each definition as CSV into OUT
"""
import csv
import datetime as dt
import json
import os
import sys

DAY = dt.timedelta(days=1)
DOMAINS = {
    # name: table, start, end, concept, source concept, id, type
    "ConditionOccurrence": ("condition_occurrence", "condition_start_date", "condition_end_date", "condition_concept_id", "condition_source_concept_id", "condition_occurrence_id"),
    "DrugExposure": ("drug_exposure", "drug_exposure_start_date", "drug_exposure_end_date", "drug_concept_id", "drug_source_concept_id", "drug_exposure_id"),
    "ProcedureOccurrence": ("procedure_occurrence", "procedure_date", None, "procedure_concept_id", "procedure_source_concept_id", "procedure_occurrence_id"),
    "Measurement": ("measurement", "measurement_date", None, "measurement_concept_id", "measurement_source_concept_id", "measurement_id"),
    "Observation": ("observation", "observation_date", None, "observation_concept_id", "observation_source_concept_id", "observation_id"),
    "DeviceExposure": ("device_exposure", "device_exposure_start_date", "device_exposure_end_date", "device_concept_id", "device_source_concept_id", "device_exposure_id"),
    "Specimen": ("specimen", "specimen_date", None, "specimen_concept_id", None, "specimen_id"),
    "Death": ("death", "death_date", None, "cause_concept_id", "cause_source_concept_id", "person_id"),
    "VisitOccurrence": ("visit_occurrence", "visit_start_date", "visit_end_date", "visit_concept_id", "visit_source_concept_id", "visit_occurrence_id"),
    "VisitDetail": ("visit_detail", "visit_detail_start_date", "visit_detail_end_date", "visit_detail_concept_id", "visit_detail_source_concept_id", "visit_detail_id"),
    "ObservationPeriod": ("observation_period", "observation_period_start_date", "observation_period_end_date", None, None, "observation_period_id"),
    "PayerPlanPeriod": ("payer_plan_period", "payer_plan_period_start_date", "payer_plan_period_end_date", None, None, "payer_plan_period_id"),
    "ConditionEra": ("condition_era", "condition_era_start_date", "condition_era_end_date", "condition_concept_id", None, "condition_era_id"),
    "DrugEra": ("drug_era", "drug_era_start_date", "drug_era_end_date", "drug_concept_id", None, "drug_era_id"),
    "DoseEra": ("dose_era", "dose_era_start_date", "dose_era_end_date", "drug_concept_id", None, "dose_era_id"),
}


def value(name, text):
    if text is None or text == "":
        return None
    if name.endswith("_date"):
        return dt.date.fromisoformat(text[:10])
    if name in ("domain_id", "vocabulary_id", "concept_class_id", "relationship_id", "unique_device_id", "specimen_source_id"):
        return text
    if name.endswith(("_id", "_id_1", "_id_2")) or name in ("year_of_birth", "days_supply", "refills"):
        return int(float(text))
    if name in ("quantity", "value_as_number", "range_low", "range_high", "dose_value"):
        return float(text)
    return text


class Data:
    def __init__(self, folder):
        self.folder, self.tables, self.by_person = folder, {}, {}
        self.persons = {r["person_id"]: r for r in self.rows("person")}
        self.visits = {r["visit_occurrence_id"]: r for r in self.rows("visit_occurrence")}
        self.providers = {r["provider_id"]: r for r in self.rows("provider")}
        self.sites = {r["care_site_id"]: r for r in self.rows("care_site")}
        self.concepts = {r["concept_id"]: r for r in self.rows("concept")}
        self.children, self.parents = {}, {}
        for r in self.rows("concept_ancestor"):
            self.children.setdefault(r["ancestor_concept_id"], set()).add(r["descendant_concept_id"])
            self.parents.setdefault(r["descendant_concept_id"], set()).add(r["ancestor_concept_id"])

    def rows(self, table):
        if table not in self.tables:
            path = os.path.join(self.folder, table + ".csv")
            self.tables[table] = []
            if os.path.exists(path):
                with open(path, newline="", encoding="utf-8-sig") as f:
                    self.tables[table] = [{k: value(k, v) for k, v in r.items()} for r in csv.DictReader(f)]
            if table in ("condition_era", "drug_era") and not self.tables[table]:
                self.tables[table] = self.eras(table)
        return self.tables[table]

    def of(self, table, person):
        if table not in self.by_person:
            index = {}
            for r in self.rows(table):
                index.setdefault(r["person_id"], []).append(r)
            self.by_person[table] = index
        return self.by_person[table].get(person, [])

    def eras(self, table):
        """OHDSI's convention: what is at most 30 days apart is one era."""
        spans = {}
        if table == "condition_era":
            for r in self.rows("condition_occurrence"):
                end = r["condition_end_date"] or r["condition_start_date"] + DAY
                spans.setdefault((r["person_id"], r["condition_concept_id"]), []).append((r["condition_start_date"], end))
            names = ("condition_era", "condition_concept_id", "condition_occurrence_count")
        else:
            for r in self.rows("drug_exposure"):
                if not r["drug_concept_id"]:
                    continue
                above = [a for a in self.parents.get(r["drug_concept_id"], ()) if self.concepts.get(a, {}).get("concept_class_id") == "Ingredient"]
                for ingredient in above or [r["drug_concept_id"]]:
                    spans.setdefault((r["person_id"], ingredient), []).append((r["drug_exposure_start_date"], drug_end(r)))
            names = ("drug_era", "drug_concept_id", "drug_exposure_count")
        rows = []
        for (person, concept), events in spans.items():
            for first, last, n, gap in merged(sorted(events), 30):
                rows.append({"person_id": person, names[1]: concept, names[0] + "_id": concept, names[0] + "_start_date": first, names[0] + "_end_date": last, names[2]: n, "gap_days": gap})
        return rows


def drug_end(r):
    if r["drug_exposure_end_date"]:
        return r["drug_exposure_end_date"]
    if r.get("days_supply") is not None:
        return r["drug_exposure_start_date"] + r["days_supply"] * DAY
    return r["drug_exposure_start_date"] + DAY


def merged(spans, gap):
    """Spans of days that are at most so many days apart, as one: first, last, how many, days uncovered."""
    out = []
    for first, last in spans:
        if out and first <= out[-1][1] + gap * DAY:
            hole = max(0, (first - out[-1][1]).days)
            out[-1] = [out[-1][0], max(out[-1][1], last), out[-1][2] + 1, out[-1][3] + hole]
        else:
            out.append([first, last, 1, 0])
    return out


class Event:
    def __init__(self, person, start, end, row, visit=None, concept=None):
        self.person, self.start, self.end, self.row, self.visit, self.concept = person, start, end, row, visit, concept
        self.op_start = self.op_end = None


def compare(x, test, read):
    if x is None:
        return False
    op, a = test["Op"], read(test["Value"])
    b = read(test["Extent"]) if test.get("Extent") not in (None, "") else None
    return {"lt": lambda: x < a, "lte": lambda: x <= a, "eq": lambda: x == a, "!eq": lambda: x != a, "gt": lambda: x > a, "gte": lambda: x >= a,
            "bt": lambda: a <= x <= b, "!bt": lambda: not a <= x <= b}[op]()


def number(x, test):
    return compare(x, test, float)


def date(x, test):
    return compare(x, test, lambda t: dt.date.fromisoformat(t[:10]))


def text(x, test):
    if x is None:
        return False
    op, t = test["Op"], test["Text"]
    found = {"eq": x == t, "contains": t in x, "startsWith": x.startswith(t), "endsWith": x.endswith(t)}[op.lstrip("!")]
    return found != op.startswith("!")


class Cohort:
    def __init__(self, data, definition):
        self.data = data
        self.d = definition.get("expression", definition) if "PrimaryCriteria" not in definition else definition
        self.sets = {s["id"]: self.concept_set(s["expression"]["items"]) for s in self.d.get("ConceptSets") or []}

    def concept_set(self, items):
        into, out = set(), set()
        for item in items:
            ids = {int(item["concept"]["CONCEPT_ID"])}
            if item.get("includeDescendants"):
                for a in list(ids):
                    ids |= {c for c in self.data.children.get(a, ()) if not (self.data.concepts.get(c) or {}).get("invalid_reason")}
            if item.get("includeMapped"):
                for r in self.data.rows("concept_relationship"):
                    if r["relationship_id"] == "Maps to" and r["concept_id_2"] in ids and not r.get("invalid_reason"):
                        ids = ids | {r["concept_id_1"]}
                    if r["relationship_id"] == "Mapped from" and r["concept_id_1"] in ids and not r.get("invalid_reason"):
                        ids = ids | {r["concept_id_2"]}
            (out if item.get("isExcluded") else into).update(ids)
        return into - out

    def events(self, wrapper, person):
        (name, c), = wrapper.items()
        table, start, end, concept, source, key = DOMAINS[name]
        found = []
        for r in self.data.of(table, person):
            if c.get("CodesetId") is not None and r[concept] not in self.sets[c["CodesetId"]]:
                continue
            source_set = next((c[k] for k in c if k.endswith("SourceConcept") and not k.startswith(("Payer", "Plan", "Sponsor", "Stop")) and c[k] is not None), None)
            if source_set is not None and r.get(source) not in self.sets[source_set]:
                continue
            if name == "DrugExposure":
                last = drug_end(r)
            elif end is None:
                last = r[start] + DAY
            elif name in ("ConditionOccurrence", "DeviceExposure"):
                last = r[end] or r[start] + DAY
            else:
                last = r[end] or r[start]
            found.append((r[start], r[key], last, r))
        found.sort(key=lambda f: f[:2])
        if c.get("First"):
            found = found[:1]
        out = []
        for first, _, last, r in found:
            a = c.get("DateAdjustment")
            if a:
                pick = {"START_DATE": first, "END_DATE": last}
                first, last = pick[a.get("StartWith", "START_DATE")] + a.get("StartOffset", 0) * DAY, pick[a.get("EndWith", "END_DATE")] + a.get("EndOffset", 0) * DAY
            e = Event(person, first, last, r, r.get("visit_occurrence_id"), r.get(concept) if concept else None)
            if self.passes(name, c, e):
                p = c.get("UserDefinedPeriod")
                if p:
                    days = [dt.date.fromisoformat(p[k]) for k in ("StartDate", "EndDate") if p.get(k)]
                    if not all(e.start <= d <= e.end for d in days):
                        continue
                    e.start = dt.date.fromisoformat(p["StartDate"]) if p.get("StartDate") else e.start
                    e.end = dt.date.fromisoformat(p["EndDate"]) if p.get("EndDate") else e.end
                out.append(e)
        group = c.get("CorrelatedCriteria")
        if group and any(group.get(k) for k in ("CriteriaList", "DemographicCriteriaList", "Groups")):
            out = [e for e in out if self.observe(e) and self.holds(group, e)]
        return out

    def observe(self, e):
        for p in self.data.of("observation_period", e.person):
            if p["observation_period_start_date"] <= e.start <= p["observation_period_end_date"]:
                e.op_start, e.op_end = p["observation_period_start_date"], p["observation_period_end_date"]
                return True
        return False

    def passes(self, name, c, e):
        r, person = e.row, self.data.persons.get(e.person, {})
        age = lambda d: d.year - person["year_of_birth"] if person else None
        visit = self.data.visits.get(r.get("visit_occurrence_id"), {})
        provider = self.data.providers.get(r.get("provider_id"), {})
        site = self.data.sites.get(r.get("care_site_id"), {})
        numbers = {"Age": age(e.start), "AgeAtStart": age(e.start), "AgeAtEnd": age(e.end), "ValueAsNumber": r.get("value_as_number"), "Quantity": r.get("quantity"), "DaysSupply": r.get("days_supply"), "Refills": r.get("refills"),
                   "RangeLow": r.get("range_low"), "RangeHigh": r.get("range_high"), "VisitLength": (e.end - e.start).days, "EraLength": (e.end - e.start).days, "PeriodLength": (e.end - e.start).days,
                   "OccurrenceCount": r.get("condition_occurrence_count", r.get("drug_exposure_count")), "GapDays": r.get("gap_days"), "DoseValue": r.get("dose_value")}
        for k in ("RangeLow", "RangeHigh"):
            bound, v = numbers[k], r.get("value_as_number")
            numbers[k + "Ratio"] = v / bound if bound and v is not None else None
        dates = {k: e.start for k in ("OccurrenceStartDate", "EraStartDate", "PeriodStartDate")} | {k: e.end for k in ("OccurrenceEndDate", "EraEndDate", "PeriodEndDate")}
        texts = {"StopReason": r.get("stop_reason"), "LotNumber": r.get("lot_number"), "ValueAsString": r.get("value_as_string"), "UniqueDeviceId": r.get("unique_device_id"), "SourceId": r.get("specimen_source_id")}
        stem = DOMAINS[name][0].split("_")[0]
        concepts = {"Gender": person.get("gender_concept_id"), "VisitType": r.get("visit_type_concept_id") if name == "VisitOccurrence" else visit.get("visit_concept_id"), "ProviderSpecialty": provider.get("specialty_concept_id"),
                    "PlaceOfService": site.get("place_of_service_concept_id"), "Unit": r.get("unit_concept_id"), "ValueAsConcept": r.get("value_as_concept_id"), "Operator": r.get("operator_concept_id"), "RouteConcept": r.get("route_concept_id"),
                    "Modifier": r.get("modifier_concept_id"), "Qualifier": r.get("qualifier_concept_id"), "ConditionStatus": r.get("condition_status_concept_id"), "PeriodType": r.get("period_type_concept_id"), "AnatomicSite": r.get("anatomic_site_concept_id"),
                    stem.capitalize() + "Type": r.get(stem + "_type_concept_id"), "PayerConcept": r.get("payer_concept_id"), "PlanConcept": r.get("plan_concept_id")}
        for k, test in c.items():
            if test is None or k in ("CodesetId", "First", "CorrelatedCriteria", "DateAdjustment", "UserDefinedPeriod") or k.endswith(("SourceConcept", "Exclude")):
                continue
            if k == "Abnormal":
                v = r.get("value_as_number")
                low, high = r.get("range_low"), r.get("range_high")
                ok = not test or (v is not None and low is not None and v < low) or (v is not None and high is not None and v > high) or r.get("value_as_concept_id") in (4155142, 4155143)
            elif k in numbers:
                ok = number(numbers[k], test)
            elif k in dates:
                ok = date(dates[k], test)
            elif k in texts:
                ok = text(texts[k], test)
            elif k in concepts:
                if isinstance(test, int):
                    ok = concepts[k] in self.sets[test]
                else:
                    ids = {int(t["CONCEPT_ID"]) for t in test}
                    ok = not ids or (concepts[k] is not None and (concepts[k] in ids) != bool(c.get(k + "Exclude")))
            elif k.endswith("CS") and k[:-2] in concepts:
                ok = concepts[k[:-2]] is not None and (concepts[k[:-2]] in self.sets[test["CodesetId"]]) != bool(test.get("IsExclusion"))
            else:
                raise KeyError(k)
            if not ok:
                return False
        return True

    def holds(self, group, index):
        results = [self.counted(c, index) for c in group.get("CriteriaList") or []]
        results += [self.person(p, index) for p in group.get("DemographicCriteriaList") or []]
        results += [self.holds(g, index) for g in group.get("Groups") or []]
        if not results:
            return True
        n = sum(results)
        return {"ALL": n == len(results), "ANY": n > 0, "AT_LEAST": n >= (group.get("Count") or 0), "AT_MOST": n <= (group.get("Count") or 0)}[group["Type"]]

    def person(self, p, index):
        person = self.data.persons[index.person]
        ok = not p.get("Age") or number(index.start.year - person["year_of_birth"], p["Age"])
        for k, column in (("Gender", "gender_concept_id"), ("Race", "race_concept_id"), ("Ethnicity", "ethnicity_concept_id")):
            ok = ok and (not p.get(k) or person[column] in {int(c["CONCEPT_ID"]) for c in p[k]})
        ok = ok and (not p.get("OccurrenceStartDate") or date(index.start, p["OccurrenceStartDate"]))
        return ok and (not p.get("OccurrenceEndDate") or date(index.end, p["OccurrenceEndDate"]))

    def counted(self, c, index):
        free = c.get("IgnoreObservationPeriod")
        n, values = 0, set()
        for e in self.events(c["Criteria"], index.person):
            if not free and not index.op_start <= e.start <= index.op_end:
                continue
            if c.get("RestrictVisit") and (e.visit is None or e.visit != index.visit):
                continue
            if not all(self.inside(w, e, index, is_end, free) for w, is_end in ((c.get("StartWindow"), False), (c.get("EndWindow"), True)) if w):
                continue
            n += 1
            column = c["Occurrence"].get("CountColumn") or "DOMAIN_CONCEPT"
            v = {"DOMAIN_CONCEPT": e.concept, "START_DATE": e.start, "VISIT_ID": e.visit, "DAYS_SUPPLY": e.row.get("days_supply")}[column]
            if v is not None:
                values.add(v)
        o = c["Occurrence"]
        n = len(values) if o.get("IsDistinct") else n
        return {0: n == o["Count"], 1: n <= o["Count"], 2: n >= o["Count"]}[o["Type"]]

    @staticmethod
    def inside(w, e, index, is_end, free):
        event_end = w.get("UseEventEnd")
        event_end = is_end if event_end is None else event_end
        day, zero = (e.end if event_end else e.start), (index.end if w.get("UseIndexEnd") else index.start)
        for bound, before in ((w["Start"], False), (w["End"], True)):
            if bound.get("Days") is not None:
                limit = zero + bound["Coeff"] * int(bound["Days"]) * DAY
            elif free:
                continue
            else:
                limit = index.op_start if bound["Coeff"] == -1 else index.op_end
            if (day > limit) if before else (day < limit):
                return False
        return True

    @staticmethod
    def limited(events, limit):
        kind = ((limit or {}).get("Type") or "First").upper()
        if kind == "ALL" or not events:
            return events
        best = (max if kind == "LAST" else min)(e.start for e in events)
        return [next(e for e in events if e.start == best)]

    def members(self):
        out = []
        primary = self.d["PrimaryCriteria"]
        window = primary.get("ObservationWindow") or {}
        rules = [r.get("expression") or {"Type": "ALL"} for r in self.d.get("InclusionRules") or []]
        for person in sorted(self.data.persons):
            found = []
            for wrapper in primary["CriteriaList"]:
                for e in self.events(wrapper, person):
                    if self.observe(e) and e.op_start + window.get("PriorDays", 0) * DAY <= e.start and e.start + window.get("PostDays", 0) * DAY <= e.op_end:
                        found.append(e)
            found.sort(key=lambda e: e.start)
            found = self.limited(found, primary.get("PrimaryCriteriaLimit"))
            if self.d.get("AdditionalCriteria"):
                found = self.limited([e for e in found if self.holds(self.d["AdditionalCriteria"], e)], self.d.get("QualifiedLimit"))
            found = [e for e in found if all(self.holds(r, e) for r in rules)]
            found = self.limited(found, self.d.get("ExpressionLimit"))
            spans = [(e.start, end) for e in found for end in [self.end(e)] if end is not None]
            pad = (self.d.get("CollapseSettings") or {}).get("EraPad") or 0
            for first, last, _, _ in merged(sorted(spans), pad):
                study = self.d.get("CensorWindow") or {}
                if study.get("StartDate"):
                    first = max(first, dt.date.fromisoformat(study["StartDate"]))
                if study.get("EndDate"):
                    last = min(last, dt.date.fromisoformat(study["EndDate"]))
                if first <= last:
                    out.append((person, first, last))
        return out

    def end(self, e):
        strategy = self.d.get("EndStrategy") or {}
        ends = []
        if strategy.get("DateOffset"):
            o = strategy["DateOffset"]
            ends.append(min((e.end if o.get("DateField") == "EndDate" else e.start) + o["Offset"] * DAY, e.op_end))
        else:
            ends.append(e.op_end)
        if strategy.get("CustomEra"):
            o = strategy["CustomEra"]
            drugs, spans = self.sets[o["DrugCodesetId"]], []
            for r in self.data.of("drug_exposure", e.person):
                if r["drug_concept_id"] in drugs or r.get("drug_source_concept_id") in drugs:
                    supply = o.get("DaysSupplyOverride")
                    spans.append((r["drug_exposure_start_date"], drug_end(r) if supply is None else r["drug_exposure_start_date"] + supply * DAY))
            for first, last, _, _ in merged(sorted(spans), o.get("GapDays") or 0):
                if first <= e.start <= last + (o.get("Offset") or 0) * DAY:
                    ends.append(last + (o.get("Offset") or 0) * DAY)
        for wrapper in self.d.get("CensoringCriteria") or []:
            days = [c.start for c in self.events(wrapper, e.person) if e.start <= c.start <= e.op_end]
            ends += [min(days)] if days else []
        ends = [x for x in ends if x >= e.start]
        return min(ends) if ends else None


def main():
    args = sys.argv[1:]
    data, out = Data(args.pop(0)), None
    if args[0] == "--members":
        out = args[1]
        args = args[2:]
    for path in args:
        with open(path, encoding="utf-8-sig") as f:
            members = Cohort(data, json.load(f)).members()
        name = os.path.splitext(os.path.basename(path))[0]
        print(f"{name},{len({m[0] for m in members})},{len(members)}")
        if out:
            with open(os.path.join(out, name + ".csv"), "w", encoding="utf-8", newline="\n") as f:
                f.write("subject_id,cohort_start_date,cohort_end_date\n")
                f.writelines(f"{p},{s},{e}\n" for p, s, e in members)


main()
