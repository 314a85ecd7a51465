import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Form, Input, Modal, Select } from "antd";
import { describeResource, type Resource } from "../../api/api";
import { useText } from "../../i18n/language";
import { ProblemView, shownProblem } from "../../ui/ProblemView";

interface Note {
  owner: string;
  description: string;
  tags: string[];
}

/** Says who answers for a resource and what it is. */
export function NoteDialog({ resource, onClose }: { resource: Resource; onClose: () => void }) {
  const text = useText();
  const t = text.catalogue;
  const queries = useQueryClient();
  const [form] = Form.useForm<Note>();
  const save = useMutation({
    mutationFn: (note: Note) =>
      describeResource(resource.name, note.owner ?? "", note.description ?? "", note.tags ?? []),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ["catalogue"] });
      onClose();
    },
  });
  return (
    <Modal
      open
      title={`${t.edit} · ${resource.name}`}
      okText={text.app.save}
      cancelText={text.app.cancel}
      confirmLoading={save.isPending}
      onOk={() => form.submit()}
      onCancel={onClose}
    >
      <Form
        form={form}
        layout="vertical"
        initialValues={{
          owner: resource.owner ?? "",
          description: resource.abstract,
          tags: resource.keywords,
        }}
        onFinish={(note: Note) => save.mutate(note)}
      >
        <Form.Item name="owner" label={t.facts.owner}>
          <Input maxLength={200} />
        </Form.Item>
        <Form.Item name="description" label={t.description}>
          <Input.TextArea rows={4} maxLength={4000} />
        </Form.Item>
        <Form.Item name="tags" label={t.tags}>
          <Select mode="tags" open={false} suffixIcon={null} />
        </Form.Item>
      </Form>
      {save.isError && <ProblemView problem={shownProblem(save.error)} />}
    </Modal>
  );
}
