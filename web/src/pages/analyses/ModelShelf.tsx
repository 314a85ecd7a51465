import { useQuery } from "@tanstack/react-query";
import { Table, Tag, Tooltip } from "antd";
import { getModels, type ShelfModel } from "../../api/api";
import { useLanguage } from "../../i18n/language";
import { MessageBox } from "../../ui/MessageBox";
import { ProblemView, shownProblem } from "../../ui/ProblemView";

const shifted = 0.25;
const unsteady = 0.1;

/** The column that drifted most in the newest use. */
function worst(model: ShelfModel) {
  const drift = model.uses[0]?.drift ?? [];
  return drift.reduce<(typeof drift)[number] | null>(
    (a, b) => (a === null || b.index > a.index ? b : a),
    null,
  );
}

/** Models that were kept: versions, measures, where each was applied, and how far its data has drifted. */
export function ModelShelf() {
  const { language, text } = useLanguage();
  const t = text.analyses;
  const models = useQuery({ queryKey: ["models"], queryFn: getModels });
  if (models.isError) return <ProblemView problem={shownProblem(models.error)} />;
  if (models.data?.length === 0) return <MessageBox title={t.noModels} />;
  const when = (at: string) => new Date(at).toLocaleDateString(language === "zh" ? "zh-CN" : "en-GB");
  return (
    <section className="panel">
      <p className="soft">{t.driftHint}</p>
      <Table<ShelfModel>
        size="small"
        loading={models.isPending}
        rowKey={(m) => `${m.name} ${m.version}`}
        scroll={{ x: "max-content" }}
        pagination={false}
        dataSource={models.data ?? []}
        columns={[
          { title: t.model, key: "name", render: (_, m) => `${m.name}` },
          { title: t.version, key: "version", align: "right", dataIndex: "version" },
          { title: t.method, key: "operator", render: (_, m) => <span className="mono">{m.operator}</span> },
          {
            title: t.metrics,
            key: "metrics",
            render: (_, m) =>
              Object.entries(m.metrics)
                .map(([name, value]) => `${name} ${Number(value.toPrecision(4))}`)
                .join(" · ") || "–",
          },
          { title: t.by, key: "by", render: (_, m) => `${m.by} · ${when(m.at)}` },
          {
            title: t.uses,
            key: "uses",
            render: (_, m) =>
              m.uses.length === 0
                ? t.never
                : `${m.uses.length} · ${when(m.uses[0]!.at)} · ${m.uses[0]!.rowCount.toLocaleString("en-US")} ${t.rows}`,
          },
          {
            title: t.drift,
            key: "drift",
            render: (_, m) => {
              const drift = worst(m);
              if (!drift) return "–";
              const colour = drift.index > shifted ? "red" : drift.index > unsteady ? "gold" : "green";
              return (
                <Tooltip title={m.uses[0]!.drift.map((d) => `${d.column} ${d.index.toFixed(3)}`).join(" · ")}>
                  <Tag color={colour}>
                    {drift.column} {drift.index.toFixed(3)}
                  </Tag>
                </Tooltip>
              );
            },
          },
        ]}
      />
    </section>
  );
}
