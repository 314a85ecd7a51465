import { ArrowLeftOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Alert } from "antd";
import { Link, useParams } from "react-router";
import { getPerson, type PersonDetail } from "../../api/api";
import { useText } from "../../i18n/language";
import { MessageBox } from "../../ui/MessageBox";
import { PageHead } from "../../ui/PageHead";
import { ProblemView, shownProblem } from "../../ui/ProblemView";
import { Waiting } from "../../ui/Waiting";
import { PersonHead } from "./PersonHead";
import { TimelineSection } from "./TimelineSection";
import { useTimeline } from "./useTimeline";
import "./person.css";

function Life({ person }: { person: PersonDetail }) {
  const text = useText();
  const timeline = useTimeline(person.personId);
  if (timeline.isPending && !timeline.error) return <Waiting lines={10} />;
  return (
    <>
      {timeline.error && <ProblemView problem={shownProblem(timeline.error)} onRetry={timeline.retry} />}
      {timeline.entries.length > 0 && (
        <TimelineSection person={person} entries={timeline.entries} isReading={timeline.isReading} />
      )}
      {timeline.entries.length === 0 && !timeline.error && (
        <div className="panel">
          <MessageBox title={text.person.emptyTitle}>
            <p>{text.person.emptyText}</p>
          </MessageBox>
        </div>
      )}
    </>
  );
}

export default function PersonPage() {
  const { id = "" } = useParams();
  const text = useText();
  const person = useQuery({ queryKey: ["person", id], queryFn: () => getPerson(id), staleTime: 60_000 });
  return (
    <>
      <PageHead title={text.person.title}>
        <Link to="/persons" className="back">
          <ArrowLeftOutlined aria-hidden /> {text.person.back}
        </Link>
      </PageHead>
      {person.isPending && <Waiting />}
      {person.error && <ProblemView problem={shownProblem(person.error)} onRetry={() => person.refetch()} />}
      {person.data && (
        <div className="stack">
          {person.data.requestedId && <Alert type="info" showIcon title={text.person.merged} />}
          <PersonHead person={person.data} />
          <Life person={person.data} key={person.data.personId} />
        </div>
      )}
    </>
  );
}
