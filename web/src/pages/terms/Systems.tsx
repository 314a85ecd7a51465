import { useQuery } from "@tanstack/react-query";
import { Tag } from "antd";
import { getTermSystems } from "../../api/api";
import { count } from "../../format/number";
import { useLanguage } from "../../i18n/language";
import { ProblemView, shownProblem } from "../../ui/ProblemView";
import { Waiting } from "../../ui/Waiting";

/** Every dictionary with its version, where it is from, and whether it is the official one. */
export function Systems() {
  const { text, language } = useLanguage();
  const t = text.terms;
  const systems = useQuery({ queryKey: ["term-systems"], queryFn: getTermSystems });
  if (systems.isPending) return <Waiting />;
  if (systems.isError) {
    return <ProblemView problem={shownProblem(systems.error)} onRetry={() => void systems.refetch()} />;
  }

  return (
    <div className="terms-scroll">
      <table className="records">
        <thead>
          <tr>
            <th scope="col">{t.system}</th>
            <th scope="col">{t.version}</th>
            <th scope="col">{t.terms}</th>
            <th scope="col">{t.status}</th>
            <th scope="col">{t.publisher}</th>
          </tr>
        </thead>
        <tbody>
          {systems.data.map((system) => (
            <tr key={system.id}>
              <td>
                {language === "zh" ? system.titleZh : system.titleEn || system.titleZh}
                <div className="soft small mono">{system.id}</div>
                {system.standardFor.map((domain) => (
                  <Tag key={domain} color="cyan">
                    {t.standardFor} {t.domains[domain] ?? domain}
                  </Tag>
                ))}
              </td>
              <td>{system.version}</td>
              <td className="number">{count(system.terms)}</td>
              <td>{t.statuses[system.status] ?? system.status}</td>
              <td className="small">
                {system.source}
                <div className="soft">{system.licence}</div>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
