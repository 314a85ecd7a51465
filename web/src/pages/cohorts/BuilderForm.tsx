import { PlusOutlined } from "@ant-design/icons";
import { Button, Checkbox, Input, InputNumber, Select } from "antd";
import { useState } from "react";
import { useText } from "../../i18n/language";
import type { Cohort, EventChoice, Rule, Sex } from "./builder";
import { ValueSetEditor } from "./ValueSetEditor";

type Props = { cohort: Cohort; domains: readonly string[]; onChange: (cohort: Cohort) => void };

/** Entry, value sets and rules. */
export function BuilderForm({ cohort, domains, onChange }: Props) {
  const t = useText().cohorts;
  const [name, setName] = useState("");
  const domainOptions = domains.map((value) => ({
    value,
    label: t.domains[value as keyof typeof t.domains] ?? value,
  }));
  const setOptions = [
    { value: "", label: t.anyCode },
    ...cohort.sets.map((set) => ({ value: set.name, label: set.name })),
  ];
  const { entry } = cohort;
  const choose = (event: EventChoice, put: (change: Partial<EventChoice>) => void) => (
    <>
      <Select
        aria-label={t.domain}
        value={event.domain}
        options={domainOptions}
        onChange={(domain) => put({ domain })}
        style={{ minWidth: 120 }}
      />
      <Select
        aria-label={t.valueSet}
        value={event.set ?? ""}
        options={setOptions}
        onChange={(set) => put({ set: set || null })}
        style={{ minWidth: 150 }}
      />
    </>
  );
  const changeRule = (index: number, rule: Partial<Rule>) =>
    onChange({ ...cohort, rules: cohort.rules.map((old, i) => (i === index ? { ...old, ...rule } : old)) });
  const addSet = () => {
    const set = name.trim();
    if (set && !cohort.sets.some((known) => known.name === set)) {
      const isFirst = cohort.sets.length === 0 && entry.set === null;
      onChange({
        ...cohort,
        sets: [...cohort.sets, { name: set, items: [] }],
        entry: isFirst ? { ...entry, set } : entry,
      });
      setName("");
    }
  };
  const removeSet = (set: string) =>
    onChange({
      ...cohort,
      sets: cohort.sets.filter((known) => known.name !== set),
      entry: entry.set === set ? { ...entry, set: null } : entry,
      rules: cohort.rules.map((rule) => (rule.set === set ? { ...rule, set: null } : rule)),
    });

  return (
    <div className="builder">
      <h2>{t.valueSets}</h2>
      {cohort.sets.map((set, index) => (
        <ValueSetEditor
          key={set.name}
          set={set}
          onChange={(changed) =>
            onChange({ ...cohort, sets: cohort.sets.map((old, i) => (i === index ? changed : old)) })
          }
          onRemove={() => removeSet(set.name)}
        />
      ))}
      <div className="builder-row">
        <Input
          value={name}
          aria-label={t.newSet}
          placeholder={t.newSet}
          onChange={(event) => setName(event.target.value)}
          onPressEnter={addSet}
          style={{ maxWidth: 240 }}
        />
        <Button icon={<PlusOutlined />} onClick={addSet} disabled={!name.trim()}>
          {t.addSet}
        </Button>
      </div>
      <h2>{t.entry}</h2>
      <div className="builder-row">
        {choose(entry, (change) => onChange({ ...cohort, entry: { ...entry, ...change } }))}
        <Checkbox
          checked={entry.first}
          onChange={(event) => onChange({ ...cohort, entry: { ...entry, first: event.target.checked } })}
        >
          {t.first}
        </Checkbox>
      </div>
      <div className="builder-row">
        <span>{t.age}</span>
        <InputNumber
          aria-label={t.ageFrom}
          min={0}
          max={130}
          value={entry.ageFrom}
          onChange={(ageFrom) => onChange({ ...cohort, entry: { ...entry, ageFrom } })}
        />
        <span>–</span>
        <InputNumber
          aria-label={t.ageTo}
          min={0}
          max={130}
          value={entry.ageTo}
          onChange={(ageTo) => onChange({ ...cohort, entry: { ...entry, ageTo } })}
        />
        <Select
          aria-label={t.sex}
          value={entry.sex}
          onChange={(sex: Sex) => onChange({ ...cohort, entry: { ...entry, sex } })}
          options={(["any", "female", "male"] as const).map((value) => ({ value, label: t.sexes[value] }))}
          style={{ minWidth: 110 }}
        />
      </div>
      <h2>{t.rules}</h2>
      {cohort.rules.map((rule, index) => (
        // Rules have no other key, and their fields hold no state of their own.
        <div key={index} className="builder-row rule">
          <Select
            aria-label={t.kind}
            value={rule.kind}
            onChange={(kind) => changeRule(index, { kind })}
            options={(["include", "exclude"] as const).map((value) => ({ value, label: t.kinds[value] }))}
          />
          <Input
            aria-label={t.ruleName}
            value={rule.name}
            onChange={(event) => changeRule(index, { name: event.target.value })}
            style={{ maxWidth: 160 }}
          />
          {choose(rule, (change) => changeRule(index, change))}
          <span>≥</span>
          <InputNumber
            aria-label={t.atLeast}
            min={1}
            max={1000}
            value={rule.atLeast}
            onChange={(atLeast) => changeRule(index, { atLeast: atLeast ?? 1 })}
            style={{ width: 64 }}
          />
          <span>{t.days}</span>
          <InputNumber
            aria-label={t.daysFrom}
            placeholder="−∞"
            value={rule.from}
            onChange={(from) => changeRule(index, { from })}
            style={{ width: 84 }}
          />
          <InputNumber
            aria-label={t.daysTo}
            placeholder="∞"
            value={rule.to}
            onChange={(to) => changeRule(index, { to })}
            style={{ width: 84 }}
          />
          <Button
            type="link"
            onClick={() => onChange({ ...cohort, rules: cohort.rules.filter((_, i) => i !== index) })}
          >
            {t.remove}
          </Button>
        </div>
      ))}
      <Button
        icon={<PlusOutlined />}
        onClick={() =>
          onChange({
            ...cohort,
            rules: [
              ...cohort.rules,
              {
                kind: "include",
                name: t.ruleNumber(cohort.rules.length + 1),
                domain: "condition",
                set: null,
                atLeast: 1,
                from: null,
                to: null,
              },
            ],
          })
        }
      >
        {t.addRule}
      </Button>
    </div>
  );
}
