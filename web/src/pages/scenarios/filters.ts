import type { PackColumn, PackDetail, PackFilter, PackResult } from "../../api/api";

/** A filter of the page: it holds for every view whose result has the column. */
export interface PageFilter {
  readonly key: string;
  readonly kind: string;
  readonly column: PackColumn;
  /** Results among whose values a viewer chooses. */
  readonly results: readonly string[];
  readonly first: FilterValue;
}

export interface FilterValue {
  readonly values?: readonly (string | null)[];
  readonly from?: string;
  readonly to?: string;
  readonly contains?: string;
}

export type FilterValues = Readonly<Record<string, FilterValue>>;

/** Columns are the same where name and title are: "kind" of one result need not be that of another. */
const keyOf = (column: PackColumn) => `${column.name}\u0000${column.title.zh}`;

export const isSet = (value: FilterValue | undefined) =>
  !!value && ((value.values?.length ?? 0) > 0 || !!value.from || !!value.to || !!value.contains);

function firstOf(kind: string, text: string | null): FilterValue {
  if (text === null || text === "") return {};
  if (kind === "choice") return { values: [text] };
  return kind === "range" ? { from: text } : { contains: text };
}

/** The filters that the views of a pack state, each once. */
export function pageFilters(detail: PackDetail): PageFilter[] {
  const found = new Map<string, PageFilter>();
  for (const view of detail.views) {
    const result = detail.results.find((one) => one.name === view.of);
    for (const filter of view.filters) {
      const column = result?.columns.find((one) => one.name === filter.column);
      if (!column) continue;
      const key = keyOf(column);
      const known = found.get(key);
      found.set(
        key,
        known
          ? { ...known, results: [...new Set([...known.results, view.of])] }
          : {
              key,
              kind: filter.kind,
              column,
              results: [view.of],
              first: firstOf(filter.kind, filter.default),
            },
      );
    }
  }
  return [...found.values()];
}

/** What is set, of the columns that a result has. */
export function filtersFor(
  result: PackResult | undefined,
  filters: readonly PageFilter[],
  values: FilterValues,
): PackFilter[] {
  const has = new Set(result?.columns.map(keyOf));
  return filters
    .filter((filter) => has.has(filter.key) && isSet(values[filter.key]))
    .map((filter) => {
      const { values: chosen, from, to, contains } = values[filter.key]!;
      return {
        column: filter.column.name,
        values: chosen && chosen.length > 0 ? [...chosen] : null,
        from: from || null,
        to: to || null,
        contains: contains || null,
      };
    });
}
