/** What the builder can express; everything else of the language is written as text. */
export type SetItem = { system: string; code: string; name: string; below: boolean; excluded: boolean };
export type ValueSet = { name: string; items: SetItem[] };
export type Sex = "any" | "male" | "female";
export type EventChoice = { domain: string; set: string | null };
export type Rule = EventChoice & {
  kind: "include" | "exclude";
  name: string;
  atLeast: number;
  from: number | null;
  to: number | null;
};
export type Cohort = {
  name: string;
  sets: ValueSet[];
  entry: EventChoice & { first: boolean; ageFrom: number | null; ageTo: number | null; sex: Sex };
  rules: Rule[];
  limit: "all" | "first" | "last";
  exit: { days: number } | null;
};

export const emptyCohort: Cohort = {
  name: "my-cohort",
  sets: [],
  entry: { domain: "condition", set: null, first: true, ageFrom: null, ageTo: null, sex: "any" },
  rules: [],
  limit: "first",
  exit: null,
};

/** A text in double quotes: the escapes of JSON are those of YAML. */
const quoted = (text: string) => JSON.stringify(text);

const range = (from: number | null, to: number | null) =>
  [from === null ? "" : `at_least: ${from}`, to === null ? "" : `at_most: ${to}`].filter(Boolean).join(", ");

const eventOf = ({ domain, set }: EventChoice) => `${domain}: ${set === null ? "any" : quoted(set)}`;

function itemOf(item: SetItem) {
  const parts = [
    `system: ${quoted(item.system)}`,
    `code: ${quoted(item.code)}`,
    `name: ${quoted(item.name)}`,
  ];
  if (item.below) parts.push("descendants: true");
  if (item.excluded) parts.push("exclude: true");
  return `    - {${parts.join(", ")}}`;
}

function ruleOf(rule: Rule) {
  const parts = [`rule: ${quoted(rule.name)}`, eventOf(rule)];
  if (rule.atLeast !== 1) parts.push(`at_least: ${rule.atLeast}`);
  if (rule.from !== null || rule.to !== null)
    parts.push(`days: [${rule.from ?? "any"}, ${rule.to ?? "any"}]`);
  return `  - {${parts.join(", ")}}`;
}

/** The definition in YAML. Rules of one kind stand together; their order within it is kept. */
export function yamlOf(cohort: Cohort) {
  const lines = [`cohort: ${cohort.name}`];
  const used = cohort.sets.filter((set) => set.items.length > 0);
  if (used.length > 0) {
    lines.push("value_sets:");
    for (const set of used) lines.push(`  ${quoted(set.name)}:`, ...set.items.map(itemOf));
  }
  const { entry } = cohort;
  const tests = [eventOf(entry)];
  if (entry.first) tests.push("first: true");
  const age = range(entry.ageFrom, entry.ageTo);
  if (age) tests.push(`age: {${age}}`);
  if (entry.sex !== "any") tests.push(`sex: ${entry.sex}`);
  lines.push("entry:", `  - {${tests.join(", ")}}`);
  for (const kind of ["include", "exclude"] as const) {
    const rules = cohort.rules.filter((rule) => rule.kind === kind);
    if (rules.length > 0) lines.push(`${kind}:`, ...rules.map(ruleOf));
  }
  lines.push(`limit: ${cohort.limit}`);
  lines.push(cohort.exit ? `exit: {days: ${cohort.exit.days}, after: start}` : "exit: end_of_observation");
  return `${lines.join("\n")}\n`;
}

/** Whether there is enough to count: an entry by a value set that has something in it, or by any event. */
export function isReady(cohort: Cohort) {
  const filled = new Set(cohort.sets.filter((set) => set.items.length > 0).map((set) => set.name));
  return [cohort.entry, ...cohort.rules].every((event) => event.set === null || filled.has(event.set));
}
