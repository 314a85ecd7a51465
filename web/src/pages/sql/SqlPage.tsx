import { DownloadOutlined, PlayCircleFilled, StopOutlined } from "@ant-design/icons";
import { useMutation } from "@tanstack/react-query";
import { Button, Select } from "antd";
import { useRef, useState } from "react";
import { runSql, type SqlAnswer } from "../../api/api";
import { useText } from "../../i18n/language";
import { MessageBox } from "../../ui/MessageBox";
import { PageHead } from "../../ui/PageHead";
import { ProblemView, shownProblem } from "../../ui/ProblemView";
import { save } from "../../ui/save";
import { cellText, csvOf } from "./csv";
import { examples } from "./examples";
import { ResultTable } from "./ResultTable";
import "../../ui/editor.css";
import "./sql.css";

const limits = [100, 1000, 10_000];

const download = (answer: SqlAnswer) =>
  save(new Blob([csvOf(answer)], { type: "text/csv;charset=utf-8" }), "suwen.csv");

export default function SqlPage() {
  const text = useText();
  const t = text.sql;
  const [sql, setSql] = useState<string>(examples.diagnoses);
  const [limit, setLimit] = useState(1000);
  const running = useRef<AbortController | null>(null);
  const query = useMutation({
    mutationFn: (asked: string) => {
      const stop = new AbortController();
      running.current = stop;
      return runSql(asked, limit, stop.signal);
    },
  });
  const run = () => {
    if (sql.trim() && !query.isPending) query.mutate(sql);
  };
  const stopped = query.error instanceof DOMException && query.error.name === "AbortError";
  const answer = query.data;

  return (
    <>
      <PageHead title={t.title} lead={t.lead} />
      <div className="stack">
        <section className="panel" aria-label={t.editor}>
          <textarea
            className="editor"
            aria-label={t.editor}
            aria-keyshortcuts="Control+Enter"
            spellCheck={false}
            autoComplete="off"
            rows={9}
            value={sql}
            onChange={(event) => setSql(event.target.value)}
            onKeyDown={(event) => {
              if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
                event.preventDefault();
                run();
              }
            }}
          />
          <div className="editor-bar">
            {query.isPending ? (
              <Button icon={<StopOutlined />} onClick={() => running.current?.abort()}>
                {t.cancel}
              </Button>
            ) : (
              <Button type="primary" icon={<PlayCircleFilled />} onClick={run} disabled={!sql.trim()}>
                {t.run}
              </Button>
            )}
            <kbd className="soft">{t.shortcut}</kbd>
            <label>
              <span className="soft">{t.limit}</span>
              <Select
                aria-label={t.limit}
                value={limit}
                onChange={setLimit}
                options={limits.map((value) => ({ value, label: value.toLocaleString("en-US") }))}
                style={{ width: 104 }}
              />
            </label>
            <fieldset className="examples">
              <legend className="only-heard">{t.examples}</legend>
              <span className="soft" aria-hidden>
                {t.examples}
              </span>
              {(Object.keys(examples) as (keyof typeof examples)[]).map((name) => (
                <Button key={name} type="link" size="small" onClick={() => setSql(examples[name])}>
                  {t.exampleTitles[name]}
                </Button>
              ))}
            </fieldset>
          </div>
        </section>
        {query.error && !stopped && <ProblemView problem={shownProblem(query.error)} />}
        {answer && !query.error && (
          <div className="panel" aria-busy={query.isPending}>
            <div className="result-bar">
              <span className="number" role="status">
                {t.rows(answer.rows.length, Math.round(answer.elapsedMilliseconds))}
              </span>
              {answer.isTruncated && <span className="truncated">{t.truncated(answer.rows.length)}</span>}
              <Button
                icon={<DownloadOutlined />}
                disabled={answer.rows.length === 0 || answer.level >= 4}
                title={answer.level >= 4 ? t.needsApproval : undefined}
                onClick={() => download(answer)}
              >
                {t.download}
              </Button>
            </div>
            {answer.rows.length === 0 ? (
              <MessageBox title={t.empty} />
            ) : (
              <ResultTable answer={answer} text={(value) => cellText(value)} />
            )}
          </div>
        )}
        {!answer && !query.error && !query.isPending && <p className="soft">{t.start}</p>}
      </div>
    </>
  );
}
