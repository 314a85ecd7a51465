import { useQuery } from "@tanstack/react-query";
import { Button, Table } from "antd";
import { type AnalysisSummary, getAnalyses } from "../../api/api";
import { useLanguage } from "../../i18n/language";
import { MessageBox } from "../../ui/MessageBox";
import { ProblemView, shownProblem } from "../../ui/ProblemView";

/** Analyses that were run, the newest first. */
export function Records({ onOpen, opened }: { onOpen: (id: string) => void; opened: string | null }) {
  const { language, text } = useLanguage();
  const t = text.analyses;
  const records = useQuery({ queryKey: ["analyses"], queryFn: getAnalyses });
  if (records.isError) return <ProblemView problem={shownProblem(records.error)} />;
  if (records.data?.length === 0) return <MessageBox title={t.noRecords} />;
  return (
    <section className="panel">
      <Table<AnalysisSummary>
        size="small"
        loading={records.isPending}
        rowKey="id"
        scroll={{ x: "max-content" }}
        pagination={{ pageSize: 15, hideOnSinglePage: true, showSizeChanger: false }}
        dataSource={records.data ?? []}
        rowClassName={(record) => (record.id === opened ? "analysis-open" : "")}
        columns={[
          {
            title: t.at,
            key: "at",
            render: (_, r) => new Date(r.at).toLocaleString(language === "zh" ? "zh-CN" : "en-GB"),
          },
          { title: t.title, key: "title", dataIndex: "title" },
          { title: t.method, key: "operator", render: (_, r) => <span className="mono">{r.operator}</span> },
          { title: t.by, key: "by", dataIndex: "by" },
          {
            title: t.record,
            key: "open",
            render: (_, r) => (
              <Button size="small" onClick={() => onOpen(r.id)}>
                {t.open}
              </Button>
            ),
          },
        ]}
      />
    </section>
  );
}
