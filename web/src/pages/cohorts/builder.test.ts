import { describe, expect, it } from "vitest";
import { type Cohort, emptyCohort, isReady, yamlOf } from "./builder";

const diabetes: Cohort = {
  ...emptyCohort,
  name: "women-with-diabetes",
  sets: [
    {
      name: '2型"糖尿病"',
      items: [
        { system: "icd10-gl2", code: "E11", name: "2型糖尿病", below: true, excluded: false },
        { system: "icd10-gl2", code: "E11.2", name: "肾病", below: true, excluded: true },
      ],
    },
    { name: "empty", items: [] },
  ],
  entry: { domain: "condition", set: '2型"糖尿病"', first: true, ageFrom: 18, ageTo: null, sex: "female" },
  rules: [
    { kind: "exclude", name: "stays", domain: "visit", set: null, atLeast: 2, from: -365, to: -1 },
    { kind: "include", name: "drugs", domain: "drug", set: null, atLeast: 1, from: null, to: 30 },
  ],
  exit: { days: 30 },
};

describe("a cohort of the builder", () => {
  it("is written as the language has it", () => {
    expect(yamlOf(diabetes)).toBe(`cohort: women-with-diabetes
value_sets:
  "2型\\"糖尿病\\"":
    - {system: "icd10-gl2", code: "E11", name: "2型糖尿病", descendants: true}
    - {system: "icd10-gl2", code: "E11.2", name: "肾病", descendants: true, exclude: true}
entry:
  - {condition: "2型\\"糖尿病\\"", first: true, age: {at_least: 18}, sex: female}
include:
  - {rule: "drugs", drug: any, days: [any, 30]}
exclude:
  - {rule: "stays", visit: any, at_least: 2, days: [-365, -1]}
limit: first
exit: {days: 30, after: start}
`);
  });

  it("is ready when every value set that it uses has something in it", () => {
    expect(isReady(diabetes)).toBe(true);
    expect(isReady(emptyCohort)).toBe(true);
    expect(isReady({ ...diabetes, entry: { ...diabetes.entry, set: "empty" } })).toBe(false);
  });
});
