#!/usr/bin/env python3
"""Writes the grouping schemes of analysis/Suwen.Analysis/Payment/Drg/Content from gathered tables.

usage: build.py FOLDER_OF_TABLES   (the folder with drg/*.csv and icd/*.csv; their sources are named in NOTICE)

Lists of codes are copied; rules are written here, one per group, from the lists, their roles and the titles of the groups.
Where that leaves a choice, scheme.yaml of the scheme names it as an open point.
"""
import collections
import csv
import os
import re
import sys

SOURCE = sys.argv[1]
TARGET = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../analysis/Suwen.Analysis/Payment/Drg/Content")
REGIONS = {"头颈部": "head-neck", "胸部": "chest", "腹部": "abdomen", "泌尿系统": "urinary", "生殖系统": "genital", "生殖器": "genital",
           "躯干、脊柱": "trunk-spine", "上肢": "upper-limb", "下肢": "lower-limb", "骨盆": "pelvis"}
# The groups for surgery unrelated to the main diagnosis exist where no group of the category takes every operation (S, T, W, X, Y have one).
UNRELATED_11 = set("BCDEFGHIJKLMNOPQR") | set("UVZ")


def read(name):
    with open(os.path.join(SOURCE, name), encoding="utf-8") as file:
        return list(csv.DictReader(file))


def write(scheme, name, header, rows):
    folder = os.path.join(TARGET, scheme)
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, name), "w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(header)
        out.writerows(rows)


def title_of(titles, fallback):
    """The title that all DRGs of the group share, without what splits them."""
    stems = {re.split(r"，(?=伴|不伴)", t)[0] for t in titles}
    return stems.pop() if len(stems) == 1 else fallback


def unique(rows):
    return list(dict.fromkeys(rows))


def rules_11(adrg):
    code, rule = adrg["adrg_code"], adrg["match_rule_zh"]
    main, operation = f"main in {code}", f"main procedure in {code}"
    special = {
        "PS1": f"any diagnosis in {code} and birth_weight < 1500 and age_days <= 28",
        "PS2": f"any diagnosis in {code} and birth_weight >= 1500 and birth_weight < 2000 and age_days <= 28",
        "PS3": f"any diagnosis in {code} and birth_weight >= 2000 and birth_weight < 2500 and age_days <= 28",
        "PS4": f"any diagnosis in {code} and birth_weight >= 2500 and age_days <= 28",
        "PV1": "age_days >= 29 and age_years < 1",
        "YC1": f"any diagnosis in {code} and main procedure in valid",
        "ZZ1": "not main procedure in valid",
        "NA1": f"{main} and (any procedure in NA1.1 or (any procedure in NA1.2 and any procedure in NA1.3))",
        "JA1": f"{main} and ((any procedure in JA1.1 and any procedure in JA1.2) or (any procedure in JA1.1 and any procedure in JA1.3 and any procedure in JA1.4))",
        "JA2": f"{main} and (any procedure in JA2.1 or (any procedure in JA2.2 and any procedure in JA2.3))",
    }
    simple = {
        "主诊断匹配": main,
        "主手术匹配": operation,
        "主诊断匹配、主手术匹配": f"{main} and {operation}",
        "双手术匹配": f"any procedure in {code}.1 and any procedure in {code}.2",
        "主诊断匹配、双手术匹配": f"{main} and any procedure in {code}.1 and any procedure in {code}.2",
        "主手术匹配、新生儿": f"{operation} and age_days <= 28",
        "主诊断匹配、新生儿": f"{main} and age_days <= 28",
        "存在手术": "main procedure in valid",
    }
    return special.get(code) or simple[rule]


def chs_drg_11():
    scheme = "chs-drg-1.1"
    diagnoses, procedures = [], []
    for r in read("drg/chs_drg_11_mdc_diagnosis.csv"):
        diagnoses.append((r["mdc_code"], r["icd10_code"]))
        if r["body_region"]:
            diagnoses.append(("MDCZ." + REGIONS[r["body_region"].removesuffix("创伤")], r["icd10_code"]))
    for r in read("drg/chs_drg_11_adrg_diagnosis.csv"):
        diagnoses.append((r["adrg_code"], r["icd10_code"]))
    roles = collections.defaultdict(set)
    rows = read("drg/chs_drg_11_adrg_procedure.csv")
    for r in rows:
        roles[r["adrg_code"]].add(r["list_role"])
    for r in rows:
        many = len(roles[r["adrg_code"]]) > 1
        role = r["list_role"].removeprefix("procedure_list_")
        if r["adrg_code"] == "JA2":
            # The gathered table put JA2's three lists into one and kept their numbers as codes; they are those that JA1 calls 2, 3 and 4.
            if len(r["icd9cm3_code"]) < 4:
                continue
            role = "3" if r["icd9cm3_code"].startswith("40.") else "2" if re.match(r"85\.(2|3|41|42)", r["icd9cm3_code"]) else "1"
        procedures.append((r["adrg_code"] + (f".{role}" if many else ""), r["icd9cm3_code"]))
    for r in read("drg/chs_drg_11_valid_procedure.csv"):
        procedures.append(("valid", r["icd9cm3_code"]))

    mdc = []
    for r in read("drg/chs_drg_11_mdc.csv"):
        code = r["mdc_code"]
        rule = {"MDCA": "main procedure in valid", "MDCP": "main in MDCP and age_years < 1", "MDCZ": "main in MDCZ and regions MDCZ >= 2",
                "MDCM": "main in MDCM and sex = male", "MDCN": "main in MDCN and sex = female"}.get(code, f"main in {code}")
        mdc.append((code, r["mdc_name_zh"], r["evaluation_order"], code[3] + "QY" if code[3] in UNRELATED_11 else "", rule))
    adrgs = read("drg/chs_drg_11_adrg.csv")
    drgs = read("drg/chs_drg_11_drg.csv")
    titles = collections.defaultdict(list)
    for r in drgs:
        titles[r["adrg_code"]].append(r["drg_name_zh"])
    partition = {"外科": "surgical", "非手术室操作": "procedure", "内科": "medical"}
    adrg = [(r["adrg_code"], title_of(titles[r["adrg_code"]], r["adrg_name_zh"]), r["mdc_code"], r["evaluation_order"], partition[r["partition"]],
             rules_11(r)) for r in adrgs]
    condition = {"otherwise": "otherwise", "mcc": "mcc", "mcc_or_cc": "mcc or cc"}
    write(scheme, "mdc.csv", ["mdc", "title", "order", "unrelated", "rule"], mdc)
    write(scheme, "adrg.csv", ["adrg", "title", "mdc", "order", "partition", "rule"], adrg)
    write(scheme, "drg.csv", ["drg", "title", "adrg", "condition"], [(r["drg_code"], r["drg_name_zh"], r["adrg_code"], condition[r["split_condition"]]) for r in drgs])
    write(scheme, "diagnosis_lists.csv", ["list", "code"], unique(diagnoses))
    write(scheme, "procedure_lists.csv", ["list", "code"], unique(procedures))
    complications(scheme, "11")
    checks(scheme)


def complications(scheme, version):
    write(scheme, "cc.csv", ["code", "level", "exclusions"], [(r["icd10_code"], r["level"].lower(), r["exclusion_table_no"]) for r in read(f"drg/chs_drg_{version}_cc_mcc.csv")])
    write(scheme, "cc_exclusions.csv", ["exclusions", "main"], unique([(r["exclusion_table_no"], r["main_icd10_code"]) for r in read(f"drg/chs_drg_{version}_cc_exclusion.csv")]))


def checks(scheme):
    write(scheme, "checks.csv", ["stage", "reason", "rule"], [
        ("before", "sex_conflict", "main in MDCO and sex = male"),
        ("ungrouped", "sex_conflict", "main in MDCM and sex = female"),
        ("ungrouped", "sex_conflict", "main in MDCN and sex = male"),
        ("ungrouped", "age_conflict", "main in MDCP and age_years >= 1" if scheme.endswith("1.1") else "main in PV1 and age_years >= 1"),
    ])


def rules_20(code, roles):
    """roles: set of (kind, role) with kind d or p. Answers the rule from roles and title; list names as list_20 gives them."""
    special = {
        "AH2": "(secondary in AH2 or any procedure in AH2.1) and any procedure in AH2.2",
        "CB2": "any procedure in CB4 and any procedure in CB5",
        "CB3": "any procedure in CB5 and any procedure in CB6",
        "IB1": "(main in IB1 and main procedure in IB1.1) or main procedure in IB1.2 or (any procedure in IB1.3 and any procedure in IB1.4)",
        "JA1": "main in JA1 and ((any procedure in JA1.1 and any procedure in JA1.2) or (any procedure in JA1.1 and any procedure in JA1.3 and any procedure in JA1.4) or (any procedure in JA1.4 and any procedure in JA1.5))",
        "JA2": "main in JA2 and (main procedure in JA2.1 or (any procedure in JA2.2 and any procedure in JA2.3))",
        "NA1": "main in NA1 and (main procedure in NA1.1 or (any procedure in NA1.2 and any procedure in NA1.3))",
        "OF1": "main procedure in OF1 and (main in OF1.1 or (main in OF1.2 and secondary in OF1.other))",
        "WB1": "main procedure in WB1 and ((main in WB1 and secondary in WB1.other1) or secondary in WB1.other2)",
        "WB2": "main procedure in WB2 and ((main in WB2 and secondary in WB2.other1) or secondary in WB2.other2)",
        "WB3": "main procedure in WB3 and (main in WB3 or secondary in WB3.other)",
        # Without a list of their own; the groups of the same code and meaning in 1.1 are "an operation is there" (存在手术).
        "SB1": "main procedure in valid", "TB1": "main procedure in valid", "WJ1": "main procedure in valid", "XJ1": "main procedure in valid", "YC1": "main procedure in valid",
        "WR2": "main in WR2 or secondary in WR2.other",
        "ZZ1": "not main procedure in valid",
        "PS1": "any diagnosis in PS1 and birth_weight < 1500 and age_days <= 28",
        "PS2": "any diagnosis in PS2 and birth_weight >= 1500 and birth_weight < 2000 and age_days <= 28",
        "PS3": "any diagnosis in PS3 and birth_weight >= 2000 and birth_weight < 2500 and age_days <= 28",
        "PS4": "any diagnosis in PS4 and birth_weight >= 2500 and age_days <= 28",
        "PV1": "main in PV1 and age_days >= 29 and age_years < 1",
    }
    if code in special:
        return special[code]
    parts = []
    if ("p", "normal_list") in roles and ("p", "other_list") in roles:
        parts = [f"any procedure in {code}.1", f"any procedure in {code}.2"]
    else:
        if any(kind == "d" and role == "dis_list" for kind, role in roles):
            parts.append(f"any diagnosis in {code}")
        elif any(kind == "d" for kind, _ in roles):
            parts.append(f"main in {code}")
        if any(kind == "p" for kind, _ in roles):
            parts.append(f"main procedure in {code}")
    return " and ".join(parts) + (" and age_days <= 28" if code[0] == "P" else "")


def list_20(code, role):
    if role in ("normal_list", "other_list") and code in ("AC1", "BB1", "FB1", "FF1"):
        return code + (".1" if role == "normal_list" else ".2")
    number = re.search(r"(\d)$", role)
    if role.startswith(("other_dis", "contain_other_dis")):
        return code if code == "AH2" else code + ".other" + (number.group(1) if number else "")
    return code + ("." + number.group(1) if number else "")


def chs_drg_20():
    scheme = "chs-drg-2.0"
    diagnoses, procedures, roles = [], [], collections.defaultdict(set)
    for r in read("drg/chs_drg_20_mdc_diagnosis.csv"):
        diagnoses.append((r["mdc_code"], r["icd10_code"]))
        if r["body_region"]:
            diagnoses.append(("MDCZ." + REGIONS[r["body_region"]], r["icd10_code"]))
    for r in read("drg/chs_drg_20_adrg_diagnosis.csv"):
        roles[r["adrg_code"]].add(("d", r["list_role"]))
        diagnoses.append((list_20(r["adrg_code"], r["list_role"]), r["icd10_code"]))
    adrgs = read("drg/chs_drg_20_adrg.csv")
    partition = {r["adrg_code"]: r["partition"] for r in adrgs}
    valid = []
    for r in read("drg/chs_drg_20_adrg_procedure.csv"):
        if r["icd9cm3_code"] == "nan":
            continue
        roles[r["adrg_code"]].add(("p", r["list_role"]))
        procedures.append((list_20(r["adrg_code"], r["list_role"]), r["icd9cm3_code"]))
        if partition[r["adrg_code"]] == "surgical":
            valid.append(("valid", r["icd9cm3_code"]))
    first = ["MDCA", "MDCP", "MDCY", "MDCZ", "MDCM", "MDCN"]
    names = {r["mdc_code"]: r["mdc_name_zh"] for r in read("drg/chs_drg_11_mdc.csv")}
    order = first + [m for m in sorted(names) if m not in first]
    mdc = []
    for n, code in enumerate(order, 1):
        rule = {"MDCA": "any procedure in valid", "MDCP": "age_years < 1", "MDCY": "any diagnosis in MDCY", "MDCZ": "main in MDCZ and regions MDCZ >= 2",
                "MDCM": "main in MDCM and sex = male", "MDCN": "main in MDCN and sex = female"}.get(code, f"main in {code}")
        unrelated = code[3] + "QY" if code[3] in UNRELATED_11 - {"P"} else ""
        mdc.append((code, names[code], n, unrelated, rule))
    write(scheme, "mdc.csv", ["mdc", "title", "order", "unrelated", "rule"], mdc)
    write(scheme, "adrg.csv", ["adrg", "title", "mdc", "order", "partition", "rule"],
          [(r["adrg_code"], r["adrg_name_zh"], r["mdc_code"], r["evaluation_order"], r["partition"], rules_20(r["adrg_code"], roles[r["adrg_code"]])) for r in adrgs])
    condition = {"otherwise": "otherwise", "none": "otherwise", "mcc": "mcc", "cc": "cc", "mcc_or_cc": "mcc or cc"}
    write(scheme, "drg.csv", ["drg", "title", "adrg", "condition"], [(r["drg_code"], r["drg_name_zh"], r["adrg_code"], condition[r["split_condition"]]) for r in read("drg/chs_drg_20_drg.csv")])
    write(scheme, "diagnosis_lists.csv", ["list", "code"], unique(diagnoses))
    write(scheme, "procedure_lists.csv", ["list", "code"], unique(procedures + valid))
    complications(scheme, "20")
    checks(scheme)


def retired():
    """Codes of the insurance edition 1.0 (2020) that neither edition 2.0 nor the national clinical edition has any more."""
    kept = {r["code"] for r in read("icd/icd10_yb2_diagnosis.csv")} | {r["code"] for r in read("icd/icd10_gl2_diagnosis.csv")}
    rows = [("diagnosis", r["code"]) for r in read("icd/icd10_yb1_full_hierarchy_2020.csv") if len(r["code"]) > 6 and r["code"] not in kept and not re.match(r"M\d{5}/\d", r["code"])]
    kept = {r["code"] for r in read("icd/icd9cm3_yb2_procedure.csv")} | {r["from_code"] for r in read("icd/icd9cm3_gl3_to_yb2_map.csv")}
    rows += [("procedure", r["code"]) for r in read("icd/icd9cm3_yb1_full_hierarchy_2020.csv") if len(r["code"]) > 5 and r["code"] not in kept]
    write(".", "retired_codes.csv", ["kind", "code"], unique(rows))


chs_drg_11()
chs_drg_20()
retired()
