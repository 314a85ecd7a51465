import { useQuery } from "@tanstack/react-query";
import { Button, Input, Select } from "antd";
import { useState } from "react";
import { getPackValues } from "../../api/api";
import { useLanguage } from "../../i18n/language";
import { type FilterValue, type FilterValues, isSet, type PageFilter } from "./filters";
import { cellText, isNumeric } from "./rows";

const missing = "\u0000missing";

/** The values that a column has in every result with the filter, read when the list is first opened. */
function Choice(props: {
  pack: string;
  label: string;
  filter: PageFilter;
  value: FilterValue | undefined;
  onChange: (value: FilterValue) => void;
}) {
  const { pack, label, filter, value, onChange } = props;
  const { language, text } = useLanguage();
  const [open, setOpen] = useState(false);
  const values = useQuery({
    queryKey: ["pack-values", pack, filter.key, filter.results],
    queryFn: async () => {
      const parts = await Promise.all(
        filter.results.map((result) => getPackValues(pack, result, filter.column.name)),
      );
      return [...new Set(parts.flat() as unknown[])].sort((a, b) =>
        typeof a === "number" && typeof b === "number" ? a - b : String(a).localeCompare(String(b), "zh"),
      );
    },
    enabled: open,
    staleTime: 60_000,
  });
  return (
    <Select<string[]>
      mode="multiple"
      allowClear
      maxTagCount="responsive"
      showSearch={{ optionFilterProp: "label" }}
      aria-label={label}
      placeholder={text.scenarios.all}
      loading={values.isFetching}
      notFoundContent={values.isFetching ? text.app.loading : text.scenarios.noValues}
      onOpenChange={(opened) => opened && setOpen(true)}
      value={(value?.values ?? []).map((one) => one ?? missing)}
      onChange={(chosen) => onChange({ values: chosen.map((one) => (one === missing ? null : one)) })}
      options={(values.data ?? []).map((one) => ({
        value: one === null ? missing : String(one),
        label: one === null ? text.scenarios.missing : cellText(one, filter.column, language),
      }))}
    />
  );
}

/** The filters of the page; each holds for every view that has its column. */
export function FilterBar(props: {
  pack: string;
  filters: readonly PageFilter[];
  values: FilterValues;
  onChange: (values: FilterValues) => void;
}) {
  const { pack, filters, values, onChange } = props;
  const { language, text } = useLanguage();
  const t = text.scenarios;
  if (filters.length === 0) return null;
  const put = (key: string, value: FilterValue) => onChange({ ...values, [key]: value });
  const set = filters.filter((filter) => isSet(values[filter.key])).length;
  return (
    <details className="panel pack-filters" open={set > 0 || filters.length <= 4 || undefined}>
      <summary>
        {t.filters} <span className="soft">{set > 0 ? t.filtersSet(set) : t.filtersHint}</span>
      </summary>
      <div className="pack-filter-grid">
        {filters.map((filter) => {
          const title = filter.column.title[language];
          const value = values[filter.key];
          const type = filter.column.type === "date" ? "date" : isNumeric(filter.column) ? "number" : "text";
          return (
            <div key={filter.key} className="pack-filter">
              <span className="soft small">{title}</span>
              {filter.kind === "choice" ? (
                <Choice
                  pack={pack}
                  label={title}
                  filter={filter}
                  value={value}
                  onChange={(changed) => put(filter.key, changed)}
                />
              ) : filter.kind === "range" ? (
                <span className="pack-range">
                  <Input
                    type={type}
                    aria-label={t.from(title)}
                    value={value?.from ?? ""}
                    onChange={(event) => put(filter.key, { ...value, from: event.target.value })}
                  />
                  <span aria-hidden>–</span>
                  <Input
                    type={type}
                    aria-label={t.to(title)}
                    value={value?.to ?? ""}
                    onChange={(event) => put(filter.key, { ...value, to: event.target.value })}
                  />
                </span>
              ) : (
                <Input
                  allowClear
                  aria-label={title}
                  value={value?.contains ?? ""}
                  onChange={(event) => put(filter.key, { contains: event.target.value })}
                />
              )}
            </div>
          );
        })}
      </div>
      {set > 0 && (
        <Button type="link" size="small" onClick={() => onChange({})}>
          {t.clearFilters}
        </Button>
      )}
    </details>
  );
}
