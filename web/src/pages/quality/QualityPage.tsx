import { PlayCircleOutlined } from "@ant-design/icons";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { App, Button, Tabs, Tooltip } from "antd";
import { lazy, Suspense, useState } from "react";
import { getQualityRuns, getQualityScores, runQuality } from "../../api/api";
import { useSession } from "../../app/session";
import { instant } from "../../format/time";
import { useText } from "../../i18n/language";
import { PageHead } from "../../ui/PageHead";
import { ProblemView, shownProblem } from "../../ui/ProblemView";
import { Waiting } from "../../ui/Waiting";
import { CheckList } from "./CheckList";
import { Cleaning } from "./Cleaning";
import { Monitors } from "./Monitors";
import { Owners } from "./Owners";
import { ScoreTable } from "./ScoreTable";
import { newest, whatWentWrong } from "./scores";
import { Tickets } from "./Tickets";
import "./quality.css";

const ScoreCharts = lazy(() => import("./ScoreCharts"));

function RunButton() {
  const text = useText();
  const t = text.quality;
  const { message } = App.useApp();
  const queries = useQueryClient();
  const run = useMutation({
    mutationFn: runQuality,
    onSuccess: async (done) => {
      await queries.invalidateQueries({ queryKey: ["quality"] });
      void message.success(t.ran(done.checks, done.failed + done.errors));
    },
    onError: (error) => void message.error(whatWentWrong(error, text.problem.title)),
  });
  return (
    <Button type="primary" icon={<PlayCircleOutlined />} loading={run.isPending} onClick={() => run.mutate()}>
      {run.isPending ? t.running : t.run}
    </Button>
  );
}

export default function QualityPage() {
  const t = useText().quality;
  const session = useSession();
  const [cell, setCell] = useState<{ source: string | null; category: string | null }>({
    source: null,
    category: null,
  });
  const scores = useQuery({ queryKey: ["quality", "scores"], queryFn: getQualityScores });
  const runs = useQuery({ queryKey: ["quality", "runs"], queryFn: getQualityRuns });
  const manages = session.permissions.includes("quality.manage");
  const error = scores.error ?? runs.error;
  const last = runs.data?.[0];
  const total =
    scores.data && newest(scores.data).find((s) => !s.source && !s.category && !s.table && !s.month);
  return (
    <>
      <PageHead title={t.title} lead={t.lead}>
        {manages && <RunButton />}
      </PageHead>
      {error && (
        <ProblemView
          problem={shownProblem(error)}
          onRetry={() => {
            void scores.refetch();
            void runs.refetch();
          }}
        />
      )}
      {!error && (scores.isPending || runs.isPending) && <Waiting lines={8} />}
      {scores.data && runs.data && (
        <div className="stack">
          <section className="panel" aria-labelledby="quality-heat">
            <div className="quality-top">
              <Tooltip title={t.scoreHint}>
                <div className="quality-score">
                  <span className="soft">{t.score}</span>
                  <b className="number">{total ? total.score.toFixed(1) : "–"}</b>
                </div>
              </Tooltip>
              <p className="soft">
                {last ? t.last(instant(last.startedAt).slice(0, 16), last.seconds.toFixed(1)) : t.never}
              </p>
            </div>
            <h2 id="quality-heat">{t.heat}</h2>
            <ScoreTable scores={scores.data} chosen={cell} onChoose={setCell} />
            <p className="soft small">{t.scoreHint}</p>
          </section>
          {scores.data.length > 0 && (
            <Suspense fallback={<Waiting lines={5} />}>
              <ScoreCharts scores={scores.data} />
            </Suspense>
          )}
          <section className="panel">
            <Tabs
              items={[
                {
                  key: "checks",
                  label: t.tabs.checks,
                  children: <CheckList cell={cell} manages={manages} />,
                },
                { key: "tickets", label: t.tabs.tickets, children: <Tickets manages={manages} /> },
                { key: "owners", label: t.tabs.owners, children: <Owners manages={manages} /> },
                { key: "cleaning", label: t.tabs.cleaning, children: <Cleaning manages={manages} /> },
                { key: "monitors", label: t.tabs.monitors, children: <Monitors /> },
              ]}
            />
          </section>
        </div>
      )}
    </>
  );
}
