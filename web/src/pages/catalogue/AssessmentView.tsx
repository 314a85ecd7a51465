import { useQuery } from "@tanstack/react-query";
import { Collapse, Tag } from "antd";
import { type AssessmentReport, getAssessment } from "../../api/api";
import { count, percent } from "../../format/number";
import { useText } from "../../i18n/language";
import { ProblemView, shownProblem } from "../../ui/ProblemView";
import { Waiting } from "../../ui/Waiting";

const statusColours: Record<string, string> = {
  has: "green",
  partly: "gold",
  meets: "green",
  short: "red",
  missing: "red",
};

function Items({ items }: { items: AssessmentReport["items"] }) {
  const t = useText().catalogue.assessment;
  return (
    <div className="scroll-x">
      <table className="records assessment-items">
        <thead>
          <tr>
            <th scope="col">{t.item}</th>
            <th scope="col">{t.asked}</th>
            <th scope="col">{t.status}</th>
            <th scope="col">{t.share}</th>
            <th scope="col">{t.evidence}</th>
          </tr>
        </thead>
        <tbody>
          {items.map((item) => (
            <tr key={item.item}>
              <td className="mono small">{item.item}</td>
              <td>{item.asked}</td>
              <td>
                <Tag color={statusColours[item.status] ?? "default"}>
                  {t.statuses[item.status] ?? item.status}
                </Tag>
              </td>
              <td className="number nowrap">
                {item.share == null ? "" : percent(item.share, 1)}
                {item.of != null && <div className="soft small">{count(item.of)}</div>}
              </td>
              <td className="mono small evidence">{item.evidence}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** The self-assessment of interconnection, section by section. */
export function AssessmentView() {
  const text = useText();
  const t = text.catalogue.assessment;
  const report = useQuery({ queryKey: ["catalogue", "assessment"], queryFn: getAssessment });
  if (report.isError)
    return <ProblemView problem={shownProblem(report.error)} onRetry={() => report.refetch()} />;
  if (!report.data) return <Waiting />;
  const { sections, items, standards } = report.data;
  const names = [...new Set(items.map((i) => i.section))];
  return (
    <div className="stack">
      <section className="panel">
        <p>{t.lead}</p>
        <p className="soft small">
          {t.standards}: {standards}
        </p>
        <div className="scroll-x">
          <table className="records">
            <thead>
              <tr>
                <th scope="col">{t.section}</th>
                <th scope="col">{t.items}</th>
                <th scope="col">{t.has}</th>
                <th scope="col">{t.partly}</th>
                <th scope="col">{t.data}</th>
              </tr>
            </thead>
            <tbody>
              {sections.map((section) => (
                <tr key={section.name}>
                  <th scope="row">{section.name}</th>
                  <td className="number">{count(section.items)}</td>
                  <td className="number">{count(section.met)}</td>
                  <td className="number">{count(section.partly)}</td>
                  <td>
                    <Tag color={statusColours[section.dataPart] ?? "default"}>
                      {t.dataPart[section.dataPart] ?? section.dataPart}
                    </Tag>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </section>
      <Collapse
        items={names.map((name) => ({
          key: name,
          label: name,
          children: <Items items={items.filter((i) => i.section === name)} />,
        }))}
      />
    </div>
  );
}
