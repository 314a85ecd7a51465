import { useQuery } from "@tanstack/react-query";
import { getImpact } from "../../api/api";
import { count, percent } from "../../format/number";
import { useText } from "../../i18n/language";
import { ProblemView, shownProblem } from "../../ui/ProblemView";
import { Waiting } from "../../ui/Waiting";

/** What breaks when a feed stops. */
export function ImpactView({ source }: { source: string }) {
  const t = useText().catalogue;
  const impact = useQuery({ queryKey: ["impact", source], queryFn: () => getImpact(source) });
  if (impact.isError) return <ProblemView problem={shownProblem(impact.error)} />;
  if (!impact.data) return <Waiting />;
  const report = impact.data;
  return (
    <section className="panel">
      <h2>{t.impact}</h2>
      <p>{t.impactLead(source)}</p>
      <div className="scroll-x">
        <table className="records">
          <thead>
            <tr>
              <th scope="col">{t.impactTable}</th>
              <th scope="col">{t.impactRows}</th>
              <th scope="col">{t.impactOwn}</th>
              <th scope="col">{t.impactShare}</th>
              <th scope="col">{t.impactRecent}</th>
            </tr>
          </thead>
          <tbody>
            {report.tables.map((table) => (
              <tr key={table.table}>
                <th scope="row" className="mono">
                  {table.table}
                </th>
                <td className="number">{count(table.rows)}</td>
                <td className="number">{count(table.sourceRows)}</td>
                <td className="number">{percent(table.rows > 0 ? table.sourceRows / table.rows : 0, 1)}</td>
                <td className="number">{count(table.recentRows)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {report.soleColumns.length > 0 && (
        <>
          <h3>{t.soleColumns}</h3>
          <p className="mono small">{report.soleColumns.map((c) => `${c.table}.${c.column}`).join(", ")}</p>
        </>
      )}
      <h3>{t.affected}</h3>
      <p className="mono small">{[...report.views, ...report.results].map((r) => r.result).join(", ")}</p>
    </section>
  );
}
