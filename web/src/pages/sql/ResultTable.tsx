import { useVirtualizer } from "@tanstack/react-virtual";
import { useRef } from "react";
import type { SqlAnswer } from "../../api/api";
import { useText } from "../../i18n/language";

const rowHeight = 34;

function isNumber(type: string): boolean {
  return /int|double|decimal|numeric|float|real/i.test(type);
}

/** The result. Only rows in view are in the page; the header stays on top. */
export function ResultTable({ answer, text }: { answer: SqlAnswer; text: (value: unknown) => string }) {
  const t = useText().sql;
  const place = useRef<HTMLElement>(null);
  const virtual = useVirtualizer({
    count: answer.rows.length,
    getScrollElement: () => place.current,
    estimateSize: () => rowHeight,
    overscan: 20,
  });
  const items = virtual.getVirtualItems();
  const before = items[0]?.start ?? 0;
  const after = virtual.getTotalSize() - (items.at(-1)?.end ?? 0);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard (WCAG 2.2 §2.1.1).
    <section className="result" ref={place} tabIndex={0} aria-label={t.result}>
      <table aria-rowcount={answer.rows.length + 1}>
        <thead>
          <tr aria-rowindex={1}>
            {answer.columns.map((column, index) => (
              <th scope="col" key={index} className={isNumber(column.type) ? "right" : undefined}>
                {column.name}
                <small>{column.type.toLowerCase()}</small>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {before > 0 && <tr aria-hidden style={{ height: before }} />}
          {items.map((item) => (
            <tr key={item.key} aria-rowindex={item.index + 2}>
              {answer.rows[item.index]?.map((value, index) => (
                <td
                  key={index}
                  className={isNumber(answer.columns[index]?.type ?? "") ? "right number" : undefined}
                >
                  {value === null || value === undefined ? <i>{t.null}</i> : text(value)}
                </td>
              ))}
            </tr>
          ))}
          {after > 0 && <tr aria-hidden style={{ height: after }} />}
        </tbody>
      </table>
    </section>
  );
}
