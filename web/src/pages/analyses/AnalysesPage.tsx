import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Tabs } from "antd";
import { useState } from "react";
import { type Analysis, getAnalysis, rerunAnalysis } from "../../api/api";
import { useText } from "../../i18n/language";
import { PageHead } from "../../ui/PageHead";
import { ProblemView, shownProblem } from "../../ui/ProblemView";
import { AnalysisForm } from "./AnalysisForm";
import { AnalysisView } from "./AnalysisView";
import { ModelShelf } from "./ModelShelf";
import { Records } from "./Records";
import "./analyses.css";

/** Methods of analysis on what the viewer may see, the records of what was run, and the shelf of models. */
export default function AnalysesPage() {
  const t = useText().analyses;
  const queries = useQueryClient();
  const [tab, setTab] = useState("new");
  const [opened, setOpened] = useState<string | null>(null);
  const [shown, setShown] = useState<Analysis | null>(null);
  const show = (analysis: Analysis) => {
    setShown(analysis);
    setOpened(analysis.record.id);
    void queries.invalidateQueries({ queryKey: ["analyses"] });
  };
  const earlier = useQuery({
    queryKey: ["analysis", opened],
    queryFn: () => getAnalysis(opened!),
    enabled: opened !== null && shown?.record.id !== opened,
  });
  const again = useMutation({ mutationFn: rerunAnalysis, onSuccess: show });
  const analysis = shown?.record.id === opened ? shown : (earlier.data ?? null);
  const view = (
    <>
      {again.isError && <ProblemView problem={shownProblem(again.error)} />}
      {earlier.isError && <ProblemView problem={shownProblem(earlier.error)} />}
      {analysis && (
        <AnalysisView
          analysis={analysis}
          onRerun={() => again.mutate(analysis.record.id)}
          busy={again.isPending}
        />
      )}
    </>
  );

  return (
    <>
      <PageHead title={t.title} lead={t.lead} />
      <Tabs
        activeKey={tab}
        onChange={setTab}
        items={[
          {
            key: "new",
            label: t.newTab,
            children: (
              <div className="stack">
                <AnalysisForm onDone={show} />
                {view}
              </div>
            ),
          },
          {
            key: "records",
            label: t.records,
            children: (
              <div className="stack">
                <Records onOpen={setOpened} opened={opened} />
                {view}
              </div>
            ),
          },
          { key: "shelf", label: t.shelf, children: <ModelShelf /> },
        ]}
      />
    </>
  );
}
