import { useQuery } from "@tanstack/react-query";
import { getPackRuns, type PackDetail, type PackRunView } from "../../api/api";
import { count } from "../../format/number";
import { instant } from "../../format/time";
import { useLanguage } from "../../i18n/language";
import { ProblemView, shownProblem } from "../../ui/ProblemView";
import { Waiting } from "../../ui/Waiting";
import { Mark, type Tone } from "./Mark";
import type { Asked } from "./RowsDrawer";

const runTone: Record<string, Tone> = { succeeded: "good", running: "plain", partial: "warn", failed: "bad" };
const severityTone: Record<string, Tone> = { info: "plain", warning: "warn", critical: "bad" };

function Run({ run, detail }: { run: PackRunView; detail: PackDetail }) {
  const { language, text } = useLanguage();
  const t = text.scenarios;
  const seconds = run.endedAt ? (Date.parse(run.endedAt) - Date.parse(run.startedAt)) / 1000 : null;
  const wrong = run.results.filter((one) => one.action === "failed" || one.action === "held");
  const titleOf = (name: string) => detail.results.find((one) => one.name === name)?.title[language] ?? name;
  return (
    <li>
      <div className="pack-run">
        <Mark tone={runTone[run.status] ?? "plain"}>{t.runStates[run.status] ?? run.status}</Mark>
        <span className="number">{instant(run.startedAt)}</span>
        <span className="soft">
          {run.by}
          {run.asOf && ` · ${t.asOf} ${run.asOf}`}
          {seconds !== null && ` · ${seconds.toFixed(1)} s`} · {t.results(run.results.length)}
        </span>
      </div>
      {run.message && <p className="pack-note">{run.message}</p>}
      {wrong.map((one) => (
        <p key={one.result} className="pack-note">
          <b>{titleOf(one.result)}</b> {t.actions[one.action] ?? one.action}
          {one.message && `: ${one.message}`}
        </p>
      ))}
    </li>
  );
}

/** The runs of a pack, the newest first, with what failed in each. */
export function RunHistory({ detail }: { detail: PackDetail }) {
  const t = useLanguage().text.scenarios;
  const { id, state, lastRun } = detail.pack;
  const runs = useQuery({
    queryKey: ["pack-runs", id, state, lastRun?.id, lastRun?.status],
    queryFn: () => getPackRuns(id),
  });
  if (runs.isPending) return <Waiting lines={4} />;
  if (runs.error) return <ProblemView problem={shownProblem(runs.error)} onRetry={() => runs.refetch()} />;
  if (runs.data.length === 0) return <p className="soft">{t.neverRun}</p>;
  return (
    <ol className="pack-runs" aria-label={t.runs}>
      {runs.data.map((run) => (
        <Run key={run.id} run={run} detail={detail} />
      ))}
    </ol>
  );
}

/** What the rules of a pack found in its last run; each leads to the rows. */
export function Alerts({ detail, onOpen }: { detail: PackDetail; onOpen: (asked: Asked) => void }) {
  const { language, text } = useLanguage();
  const t = text.scenarios;
  // Findings have a page of their own.
  const told = detail.rules.filter((rule) => rule.kind !== "finding");
  if (told.length === 0) return <p className="soft">{t.noRules}</p>;
  const rules = told.sort((a, b) => (b.found ?? 0) - (a.found ?? 0));
  return (
    <ul className="pack-alerts" aria-label={t.alerts}>
      {rules.map((rule) => {
        const of = detail.results.find((one) => one.name === rule.of);
        // In the message stand names of columns in braces; without a row their titles are what they mean.
        const message = rule.message[language].replace(
          /\{(\w+)\}/g,
          (_, name: string) => of?.columns.find((one) => one.name === name)?.title[language] ?? name,
        );
        return (
          <li key={rule.id}>
            <Mark tone={(rule.found ?? 0) > 0 ? (severityTone[rule.severity] ?? "plain") : "plain"}>
              {t.severities[rule.severity] ?? rule.severity}
            </Mark>
            <span>
              {message}
              <span className="soft small">
                {" "}
                {t.ruleKinds[rule.kind] ?? rule.kind} · {of?.title[language] ?? rule.of}
              </span>
            </span>
            {rule.found === null ? (
              <span className="soft">{t.notChecked}</span>
            ) : rule.found === 0 ? (
              <span className="soft">{t.nothingFound}</span>
            ) : (
              <button
                type="button"
                className="link"
                onClick={() =>
                  onOpen({
                    title: message,
                    note: "",
                    request: { view: null, rule: rule.id, result: null, filters: null },
                  })
                }
              >
                {t.foundRows(count(rule.found))}
              </button>
            )}
          </li>
        );
      })}
    </ul>
  );
}
