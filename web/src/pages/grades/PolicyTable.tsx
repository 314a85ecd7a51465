import { useQuery } from "@tanstack/react-query";
import { getGrades } from "../../api/api";
import { useText } from "../../i18n/language";
import { ProblemView, shownProblem } from "../../ui/ProblemView";
import { Waiting } from "../../ui/Waiting";
import { LevelTag } from "./LevelTag";

/** The highest level of each role per purpose. */
export function PolicyTable() {
  const t = useText().grades;
  const overview = useQuery({ queryKey: ["grades"], queryFn: getGrades });
  if (overview.error) return <ProblemView problem={shownProblem(overview.error)} />;
  if (!overview.data) return <Waiting />;
  return (
    <div className="panel scroll">
      <p className="soft">{t.policyLead}</p>
      <table className="policy">
        <thead>
          <tr>
            <th>{t.role}</th>
            <th>{t.purpose}</th>
            <th>{t.clear}</th>
            <th>{t.masked}</th>
          </tr>
        </thead>
        <tbody>
          {overview.data.policy.map((line) => (
            <tr key={`${line.role} ${line.purpose}`}>
              <td>{line.role}</td>
              <td>{t.purposes[line.purpose] ?? line.purpose}</td>
              <td>
                <LevelTag level={line.clear} />
              </td>
              <td>{line.masked > line.clear ? <LevelTag level={line.masked} /> : "–"}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
