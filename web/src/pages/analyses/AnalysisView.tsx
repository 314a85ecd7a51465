import { CopyOutlined, DownloadOutlined, ReloadOutlined } from "@ant-design/icons";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { App, Button, Input, Table } from "antd";
import { lazy, Suspense, useMemo, useState } from "react";
import { type Analysis, type AnalysisTable, keepModel } from "../../api/api";
import { useLanguage } from "../../i18n/language";
import { ProblemView, shownProblem } from "../../ui/ProblemView";
import { save } from "../../ui/save";
import { cellText, csvOf } from "../sql/csv";
import { pictureOf } from "./picture";

const Chart = lazy(() => import("../../ui/Chart"));
const significant = 5;

function shownValue(value: unknown): string {
  if (value === null || value === undefined) return "–";
  if (typeof value === "number" && !Number.isInteger(value))
    return String(Number(value.toPrecision(significant)));
  return cellText(value);
}

function download(table: AnalysisTable) {
  const answer = {
    columns: table.columns,
    rows: table.rows,
    isTruncated: false,
    elapsedMilliseconds: 0,
    level: 1,
  };
  save(new Blob([csvOf(answer)], { type: "text/csv;charset=utf-8" }), `${table.name}.csv`);
}

function ResultPart({ table, isMain }: { table: AnalysisTable; isMain: boolean }) {
  const t = useLanguage().text.analyses;
  const picture = useMemo(() => (isMain ? pictureOf(table) : null), [table, isMain]);
  return (
    <section className="panel" aria-label={table.name}>
      <div className="analysis-bar">
        <h2 className="mono">{table.name}</h2>
        <span className="soft">
          {table.rowCount.toLocaleString("en-US")} {t.rows}
          {table.rowCount > table.rows.length && ` · ${t.rowsShown}`}
        </span>
        <Button size="small" icon={<DownloadOutlined />} onClick={() => download(table)}>
          {t.download}
        </Button>
      </div>
      {picture && (
        <Suspense fallback={null}>
          <Chart label={`${t.picture}: ${table.name}`} height={picture.height} option={picture.option} />
        </Suspense>
      )}
      <Table<{ key: number; row: unknown[] }>
        size="small"
        scroll={{ x: "max-content" }}
        pagination={table.rows.length > 20 ? { pageSize: 20, showSizeChanger: false } : false}
        rowKey="key"
        dataSource={table.rows.map((row, key) => ({ key, row }))}
        columns={table.columns.map((column, index) => ({
          title: column.name,
          key: String(index),
          align: /int|double|decimal/.test(column.type) ? ("right" as const) : ("left" as const),
          render: (_, item) => shownValue(item.row[index]),
        }))}
      />
    </section>
  );
}

/** What an analysis found: the sentence, notes, tables and pictures, and the record that lets it be run again. */
export function AnalysisView(props: { analysis: Analysis; onRerun: () => void; busy: boolean }) {
  const { analysis, onRerun, busy } = props;
  const { language, text } = useLanguage();
  const t = text.analyses;
  const { message } = App.useApp();
  const queries = useQueryClient();
  const [name, setName] = useState("");
  const keep = useMutation({
    mutationFn: () => keepModel(analysis.record.id, name.trim()),
    onSuccess: () => {
      void message.success(t.kept);
      void queries.invalidateQueries({ queryKey: ["models"] });
    },
  });
  const { record, result } = analysis;
  const sentence = result.sentences.map((s) => s[language]).join(" ");
  return (
    <>
      {(sentence || result.notes.length > 0) && (
        <section className="panel">
          {sentence && (
            <>
              <div className="analysis-bar">
                <h2>{t.sentence}</h2>
                <Button
                  size="small"
                  icon={<CopyOutlined />}
                  onClick={() => {
                    void navigator.clipboard.writeText(sentence).then(() => message.success(t.copied));
                  }}
                >
                  {t.copy}
                </Button>
              </div>
              <p className="analysis-sentence">{sentence}</p>
            </>
          )}
          {result.notes.length > 0 && (
            <>
              <h3>{t.notes}</h3>
              <ul>
                {result.notes.map((note) => (
                  <li key={note.en}>{note[language]}</li>
                ))}
              </ul>
            </>
          )}
        </section>
      )}
      {result.tables.map((table, index) => (
        <ResultPart key={table.name} table={table} isMain={index === 0} />
      ))}
      <section className="panel">
        <h2>{t.record}</h2>
        <dl className="analysis-record">
          <dt>{t.method}</dt>
          <dd className="mono">{record.operator}</dd>
          <dt>{t.parameters}</dt>
          <dd className="mono">
            {Object.entries(record.settings)
              .map(([key, value]) => `${key}=${value}`)
              .join("  ") || "–"}
          </dd>
          {record.sql && (
            <>
              <dt>{t.data}</dt>
              <dd>
                <pre className="mono">{record.sql}</pre>
              </dd>
            </>
          )}
          <dt>{t.by}</dt>
          <dd>
            {record.by} · {new Date(record.at).toLocaleString(language === "zh" ? "zh-CN" : "en-GB")} ·{" "}
            {t.elapsed} {Math.round(record.elapsedMilliseconds).toLocaleString("en-US")} ms
          </dd>
          <dt>{t.version}</dt>
          <dd>
            Suwen {record.productVersion} · {t.load} {record.loadId} · {t.level} {record.level}
          </dd>
          {record.rerunOf && (
            <>
              <dt>{t.rerunOf}</dt>
              <dd className="mono">{record.rerunOf}</dd>
            </>
          )}
        </dl>
        <div className="analysis-bar">
          <Button icon={<ReloadOutlined />} loading={busy} onClick={onRerun}>
            {t.rerun}
          </Button>
          {record.hasModel && (
            <>
              <Input
                aria-label={t.modelName}
                placeholder={t.modelName}
                style={{ width: 220 }}
                value={name}
                onChange={(event) => setName(event.target.value)}
              />
              <Button disabled={!name.trim()} loading={keep.isPending} onClick={() => keep.mutate()}>
                {t.keep}
              </Button>
            </>
          )}
        </div>
        {keep.isError && <ProblemView problem={shownProblem(keep.error)} />}
      </section>
    </>
  );
}
