import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { App, Button, Drawer, Grid, Input, Select, Tag } from "antd";
import { useState } from "react";
import { changeQualityTicket, getQualityTicket, getQualityTickets, type QualityTicket } from "../../api/api";
import { count } from "../../format/number";
import { instant } from "../../format/time";
import { useLanguage } from "../../i18n/language";
import { MessageBox } from "../../ui/MessageBox";
import { ProblemView, shownProblem } from "../../ui/ProblemView";
import { Waiting } from "../../ui/Waiting";
import { whatWentWrong } from "./scores";

const colours: Record<string, string> = {
  open: "red",
  reopened: "volcano",
  sent: "gold",
  fixed: "green",
  accepted: "default",
};
const choices = ["open", "sent", "fixed", "accepted"];

function Change({ ticket, onDone }: { ticket: QualityTicket; onDone: () => void }) {
  const { text } = useLanguage();
  const t = text.quality;
  const { message } = App.useApp();
  const queries = useQueryClient();
  const [state, setState] = useState<string | null>(null);
  const [owner, setOwner] = useState("");
  const [comment, setComment] = useState("");
  const needsReason = state === "accepted" && !comment.trim();
  const change = useMutation({
    mutationFn: () =>
      changeQualityTicket(ticket.id, { state, owner: owner.trim() || null, comment: comment.trim() || null }),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ["quality", "tickets"] });
      onDone();
    },
    onError: (error) => void message.error(whatWentWrong(error, text.problem.title)),
  });
  return (
    <div className="ticket-change">
      <Select
        aria-label={t.state}
        placeholder={t.state}
        value={state}
        onChange={setState}
        options={choices.map((value) => ({ value, label: t.states[value] }))}
      />
      <Input
        aria-label={t.owner}
        placeholder={t.owner}
        value={owner}
        maxLength={80}
        onChange={(event) => setOwner(event.target.value)}
      />
      <Input.TextArea
        aria-label={t.comment}
        placeholder={t.comment}
        value={comment}
        maxLength={2000}
        rows={2}
        onChange={(event) => setComment(event.target.value)}
      />
      {needsReason && <p className="small soft">{t.reasonNeeded}</p>}
      <Button
        type="primary"
        disabled={needsReason || (!state && !owner.trim() && !comment.trim())}
        loading={change.isPending}
        onClick={() => change.mutate()}
      >
        {t.save}
      </Button>
    </div>
  );
}

function Detail({
  ticket,
  manages,
  onDone,
}: {
  ticket: QualityTicket;
  manages: boolean;
  onDone: () => void;
}) {
  const t = useLanguage().text.quality;
  const detail = useQuery({
    queryKey: ["quality", "tickets", ticket.id],
    queryFn: () => getQualityTicket(ticket.id),
  });
  if (detail.isPending) return <Waiting lines={4} />;
  if (detail.error)
    return <ProblemView problem={shownProblem(detail.error)} onRetry={() => detail.refetch()} />;
  return (
    <div className="drawer-body">
      <ol className="ticket-events">
        {detail.data.events.map((event) => (
          <li key={`${event.at}/${event.kind}/${event.state}`}>
            <span className="number soft small">{instant(event.at).slice(0, 16)}</span>{" "}
            <b>{t.events[event.kind] ?? event.kind}</b> {t.states[event.state]}{" "}
            <span className="soft">{event.by}</span>
            {event.violated !== null && <span className="number"> · {count(event.violated)}</span>}
            {event.words && <p>{event.words}</p>}
          </li>
        ))}
      </ol>
      {manages && <Change ticket={ticket} onDone={onDone} />}
    </div>
  );
}

/** The work list: what failed, where, who has to see to it, until when. */
export function Tickets({ manages }: { manages: boolean }) {
  const { text, language } = useLanguage();
  const t = text.quality;
  const screens = Grid.useBreakpoint();
  const [open, setOpen] = useState<QualityTicket | null>(null);
  const tickets = useQuery({ queryKey: ["quality", "tickets"], queryFn: getQualityTickets });
  const titleOf = (ticket: QualityTicket) => (language === "zh" ? ticket.titleZh : ticket.titleEn);
  if (tickets.isPending) return <Waiting lines={5} />;
  if (tickets.error)
    return <ProblemView problem={shownProblem(tickets.error)} onRetry={() => tickets.refetch()} />;
  if (tickets.data.length === 0) return <MessageBox title={t.noTickets} />;
  return (
    <>
      <div className="wide">
        <table className="records quality-checks">
          <thead>
            <tr>
              <th scope="col">{t.state}</th>
              <th scope="col">{t.check}</th>
              <th scope="col">{t.source}</th>
              <th scope="col">{t.owner}</th>
              <th scope="col">{t.due}</th>
              <th scope="col" className="right">
                {t.violated}
              </th>
            </tr>
          </thead>
          <tbody>
            {tickets.data.map((ticket) => (
              <tr key={ticket.id} onClick={() => setOpen(ticket)}>
                <td>
                  <Tag color={colours[ticket.state] ?? "default"}>{t.states[ticket.state]}</Tag>
                </td>
                <td>
                  <button
                    type="button"
                    className="link"
                    onClick={(event) => {
                      event.stopPropagation();
                      setOpen(ticket);
                    }}
                  >
                    {titleOf(ticket)}
                  </button>
                </td>
                <td>{ticket.source ?? t.allSources}</td>
                <td>{ticket.owner ?? <span className="soft">{t.noOwner}</span>}</td>
                <td className="number nowrap">
                  {instant(ticket.dueAt).slice(0, 10)}{" "}
                  {ticket.isOverdue && <Tag color="red">{t.overdue}</Tag>}
                </td>
                <td className="number right nowrap">
                  {count(ticket.violated)} <span className="soft">/ {count(ticket.openedViolated)}</span>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <Drawer
        open={open !== null}
        onClose={() => setOpen(null)}
        title={open && `${t.ticket} ${open.id} · ${titleOf(open)}`}
        size={screens.md ? 560 : "100%"}
        destroyOnHidden
        closable={{ "aria-label": text.app.close }}
      >
        {open && <Detail ticket={open} manages={manages} onDone={() => setOpen(null)} />}
      </Drawer>
    </>
  );
}
