import { useMemo } from "react";
import { useText } from "../i18n/language";
import { faultyColumn, sniffDelimiter, splitDelimited } from "./table";

const rowLimit = 200;

/** The header row is kept in the entry's metadata, since a chunk of a large file does not begin with it. */
function headerOf(metadata: Record<string, string>): string | null {
  return metadata.header ?? metadata.headerRow ?? metadata["header-row"] ?? metadata.columns ?? null;
}

/** A row as column and value where one row is shown, else rows as a table; the faulty column is marked. */
export function TableView({ text, metadata, fault }: { text: string; metadata: Record<string, string>; fault: string | null }) {
  const t = useText().bytes;
  const { header, rows } = useMemo(() => {
    const headerText = headerOf(metadata);
    const delimiter = sniffDelimiter(headerText ?? text);
    const all = splitDelimited(text, delimiter).filter((row) => row.length > 1 || row[0] !== "");
    const stated = headerText ? (splitDelimited(headerText, delimiter)[0] ?? null) : null;
    // The server may answer a record together with its header line.
    const first = all[0];
    if (stated && first && first.join("\u0000") === stated.join("\u0000")) return { header: stated, rows: all.slice(1) };
    if (!stated && all.length > 1) return { header: first ?? null, rows: all.slice(1) };
    return { header: stated, rows: all };
  }, [text, metadata]);
  const column = faultyColumn(fault, header);

  if (rows.length === 1) {
    const row = rows[0]!;
    const width = Math.max(row.length, header?.length ?? 0);
    return (
      <table className="bytes-box row-table">
        <thead>
          <tr>
            <th scope="col">{t.column}</th>
            <th scope="col">{t.value}</th>
          </tr>
        </thead>
        <tbody>
          {Array.from({ length: width }, (_, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a column's identity is its place.
            <tr key={index} className={index === column ? "json-faulty" : undefined}>
              <th scope="row">{header?.[index] ?? index + 1}</th>
              <td>
                {row[index] ?? "∅"}
                {index === column && <small className="fault-tag">{t.fault}</small>}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    );
  }
  return (
    <section className="bytes-box" aria-label={t.views.table} tabIndex={-1}>
      <table className="row-table">
        {header && (
          <thead>
            <tr>
              {header.map((name) => (
                <th scope="col" key={name}>
                  {name}
                </th>
              ))}
            </tr>
          </thead>
        )}
        <tbody>
          {rows.slice(0, rowLimit).map((row, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a row's identity is its place.
            <tr key={index}>
              {row.map((cell, at) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: a cell's identity is its place.
                <td key={at} className={at === column ? "json-faulty" : undefined}>
                  {cell}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
