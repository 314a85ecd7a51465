import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Button, Input, Popover, Tag } from "antd";
import { useState } from "react";
import {
  getIdentityCluster,
  type IdentityCluster,
  type IdentityLink,
  splitPerson,
  takeUpIdentityCase,
} from "../../api/api";
import { instant } from "../../format/time";
import { useText } from "../../i18n/language";
import { ProblemView, shownProblem } from "../../ui/ProblemView";
import { Waiting } from "../../ui/Waiting";
import { Reasons } from "./Reasons";

/** Takes one member out; says why first. */
function Split({ cluster, person }: { cluster: IdentityCluster; person: string }) {
  const t = useText().identities;
  const queries = useQueryClient();
  const [why, setWhy] = useState("");
  const split = useMutation({
    mutationFn: () => splitPerson(person, why),
    onSuccess: () => {
      for (const key of ["identity-cluster", "identity-cases", "identity-case", "index-state"])
        void queries.invalidateQueries({ queryKey: [key] });
    },
  });
  if (cluster.members.length < 2) return null;
  return (
    <Popover
      trigger="click"
      title={t.splitTitle}
      content={
        <div className="split">
          <Input
            value={why}
            maxLength={500}
            placeholder={t.why}
            onChange={(event) => setWhy(event.target.value)}
          />
          <Button
            danger
            disabled={why.trim() === ""}
            loading={split.isPending}
            onClick={() => split.mutate()}
          >
            {t.split}
          </Button>
          {split.error && <ProblemView problem={shownProblem(split.error)} />}
        </div>
      }
    >
      <Button size="small">{t.split}</Button>
    </Popover>
  );
}

function LinkRow({ link, cluster }: { link: IdentityLink; cluster: IdentityCluster }) {
  const t = useText().identities;
  const name = (id: string) => {
    const member = cluster.members.find((each) => each.sourcePersonId === id);
    return member ? `${member.sourceDisplayName} ${member.recordNo ?? ""}` : `#${id}`;
  };
  return (
    <li>
      <Tag variant="filled" color={link.kind === "steward-different" ? "red" : link.holds ? "green" : "gold"}>
        {t.links[link.kind] ?? link.kind}
        {!link.holds && ` · ${t.notHolding}`}
      </Tag>
      <span>
        {name(link.leftPerson)}
        {link.rightPerson && ` — ${name(link.rightPerson)}`}
      </span>
      <div className="soft small">
        {[link.by, link.confirmedBy, link.why, link.at && instant(link.at).slice(0, 16), link.position]
          .filter(Boolean)
          .join(" · ")}
      </div>
      {link.reasons.length > 0 && <Reasons reasons={link.reasons} />}
    </li>
  );
}

export function ClusterView({
  personId,
  onOpenCase,
}: {
  personId: string;
  onOpenCase: (id: string) => void;
}) {
  const t = useText().identities;
  const found = useQuery({
    queryKey: ["identity-cluster", personId],
    queryFn: () => getIdentityCluster(personId),
  });
  const takeUp = useMutation({
    mutationFn: ([left, right]: [string, string]) => takeUpIdentityCase(left, right),
    onSuccess: (detail) => onOpenCase(detail.case.id),
  });
  if (found.isPending) return <Waiting lines={3} />;
  if (found.error) return <ProblemView problem={shownProblem(found.error)} onRetry={() => found.refetch()} />;
  const cluster = found.data;
  const first = cluster.members[0];
  return (
    <section className="cluster">
      <h3>
        {t.cluster} <span className="mono soft">{cluster.personId}</span>
      </h3>
      <ul className="members">
        {cluster.members.map((member) => (
          <li key={member.sourcePersonId}>
            <span>
              <strong>{member.name ?? t.unnamed}</strong>{" "}
              <span className="soft">
                {member.sourceDisplayName} <span className="mono">{member.recordNo}</span>
              </span>
            </span>
            <span className="member-tools">
              {first && member !== first && (
                <Button
                  size="small"
                  onClick={() => takeUp.mutate([first.sourcePersonId, member.sourcePersonId])}
                >
                  {t.compare}
                </Button>
              )}
              <Split cluster={cluster} person={member.sourcePersonId} />
            </span>
          </li>
        ))}
      </ul>
      {cluster.links.length > 0 && <h4>{t.whyOne}</h4>}
      <ul className="cluster-links">
        {cluster.links.map((link) => (
          <LinkRow key={`${link.kind}${link.leftPerson}-${link.rightPerson}`} link={link} cluster={cluster} />
        ))}
      </ul>
    </section>
  );
}
