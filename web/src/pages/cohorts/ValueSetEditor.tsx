import { DeleteOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Button, Checkbox, Input } from "antd";
import { useDeferredValue, useState } from "react";
import { searchTerms } from "../../api/api";
import { useText } from "../../i18n/language";
import type { SetItem, ValueSet } from "./builder";

type Props = { set: ValueSet; onChange: (set: ValueSet) => void; onRemove: () => void };

/** A value set: its codes, and a search in the dictionaries for more. */
export function ValueSetEditor({ set, onChange, onRemove }: Props) {
  const t = useText().cohorts;
  const [q, setQ] = useState("");
  const asked = useDeferredValue(q.trim());
  const found = useQuery({
    queryKey: ["cohort-terms", asked],
    queryFn: () => searchTerms(asked, undefined, undefined, 8),
    enabled: asked.length > 1,
  });
  const change = (index: number, item: Partial<SetItem>) =>
    onChange({ ...set, items: set.items.map((old, i) => (i === index ? { ...old, ...item } : old)) });
  const add = (system: string, code: string, name: string) => {
    onChange({ ...set, items: [...set.items, { system, code, name, below: true, excluded: false }] });
    setQ("");
  };

  return (
    <fieldset className="value-set">
      <legend className="only-heard">{set.name}</legend>
      <div className="value-set-head">
        <b>{set.name}</b>
        <Button type="text" icon={<DeleteOutlined />} aria-label={t.removeSet(set.name)} onClick={onRemove} />
      </div>
      <ul>
        {set.items.map((item, index) => (
          <li key={`${item.system}:${item.code}`}>
            <span className="mono">{item.code}</span> <span>{item.name}</span>
            <span className="soft">{item.system}</span>
            <Checkbox
              checked={item.below}
              onChange={(event) => change(index, { below: event.target.checked })}
            >
              {t.below}
            </Checkbox>
            <Checkbox
              checked={item.excluded}
              onChange={(event) => change(index, { excluded: event.target.checked })}
            >
              {t.excluded}
            </Checkbox>
            <Button
              type="text"
              size="small"
              icon={<DeleteOutlined />}
              aria-label={t.removeItem(item.code)}
              onClick={() => onChange({ ...set, items: set.items.filter((_, i) => i !== index) })}
            />
          </li>
        ))}
      </ul>
      <Input
        value={q}
        onChange={(event) => setQ(event.target.value)}
        placeholder={t.searchHint}
        aria-label={t.searchIn(set.name)}
        allowClear
      />
      {asked.length > 1 && found.data && (
        <ul className="found">
          {found.data.items.map((term) => (
            <li key={`${term.system}:${term.code}`}>
              <Button type="link" size="small" onClick={() => add(term.system, term.code, term.name)}>
                <span className="mono">{term.code}</span> {term.name}
              </Button>
              <span className="soft">{term.system}</span>
            </li>
          ))}
          {found.data.items.length === 0 && <li className="soft">{t.nothingFound}</li>}
        </ul>
      )}
    </fieldset>
  );
}
