import { useMemo } from "react";
import { useText } from "../i18n/language";
import { faultyColumn, sniffDelimiter, splitDelimited } from "./table";

const rowLimit = 200;

interface TableViewProps {
  text: string;
  /** The record's number in the chunk, from 0: its row. */
  record: number | null;
  metadata: Record<string, string>;
  fault: string | null;
}

/** A row as column and value where one row is meant, else rows as a table; the faulty column is marked. */
export function TableView({ text, record, metadata, fault }: TableViewProps) {
  const t = useText().bytes;
  const { header, rows } = useMemo(() => {
    // The header row is kept in the entry's metadata, since a chunk of a large file does not begin with it.
    const headerText = metadata.header ?? null;
    const delimiter = metadata.delimiter ?? sniffDelimiter(headerText ?? text);
    const all = splitDelimited(text, delimiter).filter((row) => row.length > 1 || row[0] !== "");
    const stated = headerText ? (splitDelimited(headerText, delimiter)[0] ?? null) : null;
    // A chunk that begins with the file's first row holds the rows that come before the data, too.
    const skipped = all.length > 1 && metadata["first-row"] === "1" ? Number(metadata["skip-rows"] ?? 0) : 0;
    all.splice(0, skipped);
    const own = record !== null && all.length > 1 ? all[record] : undefined;
    return { header: stated, rows: own ? [own] : all };
  }, [text, record, metadata]);
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
            <tr key={index}>
              {row.map((cell, at) => (
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
