import { PauseCircleOutlined, PlayCircleOutlined, RedoOutlined } from "@ant-design/icons";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Alert, App, Button, Drawer, Tag } from "antd";
import { useState } from "react";
import {
  cancelPipeline,
  getPipelineLog,
  getPipelineRuns,
  getPipelines,
  type PipelineRunView,
  type PipelineView,
  resumePipeline,
  startPipeline,
} from "../../api/api";
import { useSession } from "../../app/session";
import { instant } from "../../format/time";
import { useText } from "../../i18n/language";
import { MessageBox } from "../../ui/MessageBox";
import { PageHead } from "../../ui/PageHead";
import { ProblemView, shownProblem } from "../../ui/ProblemView";
import { Waiting } from "../../ui/Waiting";
import { levelsOf } from "./levels";
import "./pipelines.css";

const colours: Record<string, string> = {
  running: "blue",
  succeeded: "green",
  failed: "red",
  cancelled: "gold",
  interrupted: "gold",
};

/** How often a running pipeline is asked after. */
const watchMilliseconds = 2_000;

function StatusTag({ status }: { status: string }) {
  const t = useText().pipelines;
  return <Tag color={colours[status] ?? "default"}>{t.status[status] ?? status}</Tag>;
}

/** The steps in columns, each to the right of what it needs. */
function Steps({ pipeline, run }: { pipeline: PipelineView; run: PipelineRunView | null }) {
  const t = useText().pipelines;
  return (
    <ol className="pipeline-steps" aria-label={t.steps}>
      {levelsOf(pipeline.steps).map((column) => (
        <li key={column.map((step) => step.name).join()}>
          {column.map((step) => {
            const state = run?.steps.find((one) => one.step === step.name);
            return (
              <div key={step.name} className="pipeline-step">
                <strong>{step.name}</strong>
                {state && <StatusTag status={state.status} />}
                <code>suwen {step.command}</code>
                {step.needs.length > 0 && <span className="soft small">← {step.needs.join(", ")}</span>}
                {state && state.attempts > 1 && (
                  <span className="soft small">{t.attempts(state.attempts)}</span>
                )}
              </div>
            );
          })}
        </li>
      ))}
    </ol>
  );
}

function Log({ run, onClose }: { run: PipelineRunView; onClose: () => void }) {
  const t = useText().pipelines;
  const query = useQuery({
    queryKey: ["pipelines", "log", run.id],
    queryFn: () => getPipelineLog(run.id),
    refetchInterval: run.status === "running" ? watchMilliseconds : false,
  });
  return (
    <Drawer open onClose={onClose} title={`${t.log} · ${run.pipeline}`} size="large">
      {query.error && <ProblemView problem={shownProblem(query.error)} />}
      {!query.data && !query.error && <Waiting />}
      {query.data?.length === 0 && <MessageBox title={t.noLog} />}
      <pre className="pipeline-log">
        {query.data
          ?.map((line) => `${line.step}#${line.attempt}${line.isError ? "!" : " "} ${line.text}`)
          .join("\n")}
      </pre>
    </Drawer>
  );
}

function RunRow({ run, mayRun, onLog }: { run: PipelineRunView; mayRun: boolean; onLog: () => void }) {
  const t = useText().pipelines;
  const queries = useQueryClient();
  const refresh = () => queries.invalidateQueries({ queryKey: ["pipelines"] });
  const cancel = useMutation({ mutationFn: () => cancelPipeline(run.id), onSettled: refresh });
  const resume = useMutation({ mutationFn: () => resumePipeline(run.id), onSettled: refresh });
  const seconds = run.endedAt ? (Date.parse(run.endedAt) - Date.parse(run.startedAt)) / 1000 : null;
  const error = cancel.error ?? resume.error;
  return (
    <li className="pipeline-run">
      <StatusTag status={run.status} />
      <span>{instant(run.startedAt)}</span>
      <span className="soft">
        {t.trigger[run.trigger] ?? run.trigger} · {run.by}
        {seconds !== null && ` · ${t.seconds(seconds.toFixed(1))}`}
      </span>
      <span className="pipeline-actions">
        <Button size="small" onClick={onLog}>
          {t.log}
        </Button>
        {mayRun && run.status === "running" && (
          <Button size="small" icon={<PauseCircleOutlined />} onClick={() => cancel.mutate()}>
            {t.cancel}
          </Button>
        )}
        {mayRun && ["failed", "cancelled", "interrupted"].includes(run.status) && (
          <Button size="small" icon={<RedoOutlined />} onClick={() => resume.mutate()}>
            {t.resume}
          </Button>
        )}
      </span>
      {error && <ProblemView problem={shownProblem(error)} />}
    </li>
  );
}

function Runs({ pipeline, mayRun }: { pipeline: PipelineView; mayRun: boolean }) {
  const t = useText().pipelines;
  const [shown, setShown] = useState<PipelineRunView | null>(null);
  const query = useQuery({
    queryKey: ["pipelines", "runs", pipeline.name],
    queryFn: () => getPipelineRuns(pipeline.name),
    refetchInterval: pipeline.lastRun?.status === "running" ? watchMilliseconds : false,
  });
  if (query.error) return <ProblemView problem={shownProblem(query.error)} />;
  if (!query.data) return <Waiting lines={2} />;
  if (query.data.length === 0) return <p className="soft">{t.noRuns}</p>;
  return (
    <>
      <ul className="pipeline-runs" aria-label={t.runs}>
        {query.data.slice(0, 10).map((run) => (
          <RunRow key={run.id} run={run} mayRun={mayRun} onLog={() => setShown(run)} />
        ))}
      </ul>
      {shown && <Log run={shown} onClose={() => setShown(null)} />}
    </>
  );
}

function Pipeline({ pipeline, mayRun }: { pipeline: PipelineView; mayRun: boolean }) {
  const t = useText().pipelines;
  const { message } = App.useApp();
  const queries = useQueryClient();
  const start = useMutation({
    mutationFn: () => startPipeline(pipeline.name),
    onSuccess: () => message.success(t.started),
    onSettled: () => queries.invalidateQueries({ queryKey: ["pipelines"] }),
  });
  const when =
    pipeline.cron !== null
      ? `${pipeline.cron} (${pipeline.zone})`
      : pipeline.after === "loaded"
        ? t.afterLoaded
        : pipeline.after !== null
          ? t.after(pipeline.after)
          : t.manual;
  return (
    <section className="panel pipeline">
      <header>
        <div>
          <h2>{pipeline.title}</h2>
          <p className="soft">
            {pipeline.name} · {pipeline.origin === "built-in" ? t.builtIn : pipeline.origin} · {when}
            {pipeline.nextAt && ` · ${t.next(instant(pipeline.nextAt))}`}
          </p>
        </div>
        {mayRun && (
          <Button
            type="primary"
            icon={<PlayCircleOutlined />}
            disabled={pipeline.faults.length > 0 || pipeline.lastRun?.status === "running"}
            loading={start.isPending}
            onClick={() => start.mutate()}
          >
            {t.run}
          </Button>
        )}
      </header>
      {pipeline.faults.length > 0 && (
        <Alert
          type="error"
          title={t.faults}
          description={
            <ul>
              {pipeline.faults.map((fault) => (
                <li key={fault.where + fault.what}>
                  {fault.where}: {fault.what}
                </li>
              ))}
            </ul>
          }
        />
      )}
      {start.error && <ProblemView problem={shownProblem(start.error)} />}
      <Steps pipeline={pipeline} run={pipeline.lastRun ?? null} />
      <Runs pipeline={pipeline} mayRun={mayRun} />
    </section>
  );
}

/** Work in steps: what there is, when it runs, how it went. */
export default function PipelinesPage() {
  const t = useText().pipelines;
  const session = useSession();
  const query = useQuery({
    queryKey: ["pipelines"],
    queryFn: getPipelines,
    refetchInterval: (state) =>
      state.state.data?.some((one) => one.lastRun?.status === "running") ? watchMilliseconds : 30_000,
  });
  return (
    <>
      <PageHead title={t.title} lead={t.lead} />
      {query.error && <ProblemView problem={shownProblem(query.error)} onRetry={() => query.refetch()} />}
      {!query.data && !query.error && <Waiting />}
      {query.data?.length === 0 && <MessageBox title={t.none} />}
      {query.data?.map((pipeline) => (
        <Pipeline
          key={pipeline.name}
          pipeline={pipeline}
          mayRun={session.permissions.includes("pipeline.run")}
        />
      ))}
    </>
  );
}
