import { useQuery } from "@tanstack/react-query";
import { Checkbox, Drawer } from "antd";
import { lazy, Suspense, useMemo, useState } from "react";
import { getLineage, type LineageAnswer } from "../../api/api";
import { useText } from "../../i18n/language";
import { ProblemView, shownProblem } from "../../ui/ProblemView";
import { Waiting } from "../../ui/Waiting";
import { layOut } from "./layout";

const Chart = lazy(() => import("../../ui/Chart"));
const rowHeight = 46;

/** Width between the outermost columns: near to that of the drawer, so that places stay round. */
const pictureWidth = 680;
const colours: Record<string, string> = {
  field: "#b7791f",
  column: "#2f8f83",
  view: "#3b6fb6",
  result: "#8a5aa8",
};

function Picture({ answer, label }: { answer: LineageAnswer; label: string }) {
  const places = useMemo(() => layOut(answer), [answer]);
  const option = useMemo(() => {
    const kinds = new Map(answer.places.map((p) => [p.name, p.kind]));
    const shown = new Set(places.map((p) => p.name));
    const heights = new Map<number, number>();
    const columns = new Set(places.map((p) => p.column)).size;
    for (const p of places) heights.set(p.column, (heights.get(p.column) ?? 0) + 1);
    return {
      tooltip: {
        formatter: (p: { dataType: string; name: string }) => (p.dataType === "node" ? p.name : ""),
      },
      series: [
        {
          type: "graph",
          layout: "none",
          left: 90,
          right: 90,
          top: 24,
          bottom: 48,
          symbolSize: 12,
          edgeSymbol: ["none", "arrow"],
          edgeSymbolSize: 6,
          lineStyle: { color: "#9fb0ac", curveness: 0.08 },
          label: {
            show: true,
            position: "bottom",
            fontSize: 10,
            width: 170,
            overflow: "truncate",
            lineHeight: 13,
          },
          data: places.map((p) => ({
            name: p.name,
            x: (p.column * pictureWidth) / Math.max(1, columns - 1),
            y: (p.row - ((heights.get(p.column) ?? 1) - 1) / 2) * rowHeight,
            itemStyle: { color: colours[kinds.get(p.name) ?? "column"] },
            label: { formatter: p.label },
          })),
          links: [...answer.upstream, ...answer.downstream]
            .filter((s) => shown.has(s.from) && shown.has(s.to))
            .map((s) => ({
              source: s.from,
              target: s.to,
              lineStyle: s.relation === "value" ? {} : { type: "dashed" },
            })),
        },
      ],
    };
  }, [answer, places]);
  const tallest = Math.max(
    ...[
      ...places
        .reduce((m, p) => m.set(p.column, (m.get(p.column) ?? 0) + 1), new Map<number, number>())
        .values(),
    ],
  );
  return (
    <Suspense fallback={<Waiting />}>
      <div className="scroll-x">
        <div className="lineage-picture">
          <Chart label={label} height={Math.max(220, tallest * rowHeight + 72)} option={option} />
        </div>
      </div>
    </Suspense>
  );
}

function Steps({ answer }: { answer: LineageAnswer }) {
  const t = useText().catalogue;
  return (
    <table className="records lineage-steps">
      <thead>
        <tr>
          <th scope="col">{t.step.from}</th>
          <th scope="col">{t.step.to}</th>
          <th scope="col">{t.step.how}</th>
          <th scope="col">{t.step.evidence}</th>
        </tr>
      </thead>
      <tbody>
        {[...answer.upstream, ...answer.downstream].map((step) => (
          <tr key={`${step.from}>${step.to}>${step.relation}`}>
            <td className="mono small">{step.from}</td>
            <td className="mono small">{step.to}</td>
            <td>{t.relations[step.relation] ?? step.relation}</td>
            <td>{t.evidence[step.evidence] ?? step.evidence}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Where a column comes from and where it goes, as a picture and in words. */
export function LineagePicture({ node, onClose }: { node: string; onClose: () => void }) {
  const text = useText();
  const t = text.catalogue;
  const [values, setValues] = useState(true);
  const lineage = useQuery({ queryKey: ["lineage", node, values], queryFn: () => getLineage(node, values) });
  return (
    <Drawer
      open
      onClose={onClose}
      size={960}
      title={t.lineageOf(node)}
      closable={{ "aria-label": text.app.close }}
    >
      <div className="stack">
        <Checkbox checked={values} onChange={(event) => setValues(event.target.checked)}>
          {t.valuesOnly}
        </Checkbox>
        {lineage.isError && <ProblemView problem={shownProblem(lineage.error)} />}
        {lineage.isPending && <Waiting />}
        {lineage.data && lineage.data.places.length <= 1 && <p className="soft">{t.lineageEmpty}</p>}
        {lineage.data && lineage.data.places.length > 1 && (
          <>
            <Picture answer={lineage.data} label={t.lineageOf(node)} />
            <Steps answer={lineage.data} />
          </>
        )}
      </div>
    </Drawer>
  );
}
