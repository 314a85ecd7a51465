import { Table } from "antd";
import type { PackRows } from "../../api/api";
import { useLanguage } from "../../i18n/language";
import { cellText, isNumeric } from "./rows";

/** Rows as a table; a click on a row where there is more behind it. */
export function RowsTable(props: {
  answer: PackRows;
  label: string;
  pageSize?: number;
  onRow?: ((row: number) => void) | undefined;
}) {
  const { answer, label, pageSize = 12, onRow } = props;
  const { language, text } = useLanguage();
  const t = text.scenarios;
  return (
    <Table<{ key: number; row: readonly unknown[] }>
      size="small"
      aria-label={label}
      scroll={{ x: "max-content" }}
      rowKey="key"
      pagination={answer.rows.length > pageSize ? { pageSize, showSizeChanger: false, size: "small" } : false}
      dataSource={answer.rows.map((row, key) => ({ key, row }))}
      columns={[
        ...answer.columns.map((column, index) => ({
          key: column.name,
          title: (
            <>
              {column.title[language] || column.name}
              {column.unit[language] && <span className="soft"> ({column.unit[language]})</span>}
              {answer.masked.includes(column.name) && <span className="soft"> · {t.maskedShort}</span>}
            </>
          ),
          align: isNumeric(column) ? ("right" as const) : ("left" as const),
          render: (_: unknown, item: { row: readonly unknown[] }) => (
            <span className={isNumeric(column) ? "number" : "pack-cell"}>
              {cellText(item.row[index], column, language)}
            </span>
          ),
        })),
        ...(onRow
          ? [
              {
                key: "drill",
                title: <span className="only-heard">{t.details}</span>,
                fixed: "right" as const,
                render: (_: unknown, item: { key: number }) => (
                  <button type="button" className="link small" onClick={() => onRow(item.key)}>
                    {t.details}
                  </button>
                ),
              },
            ]
          : []),
      ]}
    />
  );
}
