"use client";

import { Bot, CirclePause, CirclePlay } from "lucide-react";
import { workersTarget } from "#components/resources/api-samples.ts";
import { Badge } from "#components/ui/display/badge.tsx";
import { TableCell } from "#components/ui/display/table.tsx";
import { OptionalLabel } from "#components/ui/form/optional-label.tsx";
import { TextArea } from "#components/ui/form/text-area.tsx";
import { TextField } from "#components/ui/form/text-field.tsx";
import { RelativeTime } from "#components/ui/format/time.tsx";
import { MenuItem } from "#components/ui/menu/menu-items.tsx";
import { showError } from "#components/ui/overlay/toast.ts";
import { type WorkerDto, workerSchema } from "#lib/contract/resources/workers.ts";
import { describeFailure } from "../api-failure.ts";
import { createResourceClient } from "../resources/resource-client.ts";
import type { FormFieldsProps, MenuItemsProps, ResourceKind } from "../resources/resource-kind.ts";
import { ResourceView } from "../resources/resource-view.tsx";
import { resourceTexts } from "../resources/texts.ts";
import type { ResourcePageData } from "../resources/view-data.ts";
import { workerTexts as texts } from "./texts.ts";

interface WorkerFields {
  name: string;
  environment: string;
  description: string;
  instructions: string;
}

const client = createResourceClient<WorkerDto, WorkerFields>("/workers", workerSchema);

const workers: ResourceKind<WorkerDto, WorkerFields> = {
  ...client,
  texts,
  icon: <Bot aria-hidden="true" />,
  columns: [
    { key: "status", label: texts.columns.status },
    { key: "changed", label: texts.columns.changed },
  ],
  samples: workersTarget,
  getDetail: ({ description }) => description,
  Cells: WorkerCells,
  MenuItems: ToggleItem,
  emptyFields: { name: "", environment: "", description: "", instructions: "" },
  toFields: ({ name, environment, description, instructions }) => ({
    name,
    environment,
    description,
    instructions,
  }),
  FormFields: WorkerFormFields,
};

export function WorkersView({ page }: { page: ResourcePageData<WorkerDto> }) {
  return <ResourceView kind={workers} page={page} />;
}

function StatusIcon({ isActive }: { isActive: boolean }) {
  return isActive ? <CirclePlay aria-hidden="true" /> : <CirclePause aria-hidden="true" />;
}

function WorkerCells({ item: { status, updatedAt }, now }: { item: WorkerDto; now: string }) {
  const isActive = status === "active";
  return (
    <>
      <TableCell label={texts.columns.status}>
        <Badge
          tone={isActive ? "plain" : "neutral"}
          icon={<StatusIcon isActive={isActive} />}
          className={isActive ? "-ml-1.5 [&_svg]:text-good" : "-ml-1.5"}
        >
          {texts.states[status]}
        </Badge>
      </TableCell>
      <TableCell label={texts.columns.changed}>
        <RelativeTime at={updatedAt} serverNow={now} />
      </TableCell>
    </>
  );
}

/** Pauses an active worker and activates a paused one. */
function ToggleItem({ item, disabledReason, onChanged }: MenuItemsProps<WorkerDto>) {
  const isActive = item.status === "active";
  const toggle = async () => {
    const result = await client.update(item, { status: isActive ? "paused" : "active" });
    if (!result.isOk) return showError(resourceTexts.failed, describeFailure(result.failure));
    onChanged(isActive ? texts.paused(item.name) : texts.activated(item.name));
  };
  return (
    <MenuItem icon={<StatusIcon isActive={!isActive} />} disabledReason={disabledReason} onSelect={toggle}>
      {isActive ? texts.pause : texts.activate}
    </MenuItem>
  );
}

function WorkerFormFields(props: FormFieldsProps<WorkerFields>) {
  const { fields, change, errorOf, environmentField } = props;
  return (
    <>
      <TextField
        label={texts.form.name}
        placeholder={texts.form.namePlaceholder}
        autoComplete="off"
        value={fields.name}
        onChange={(event) => change({ name: event.target.value })}
        error={errorOf("name")}
        required
      />
      {environmentField}
      <TextArea
        label={<OptionalLabel>{texts.form.description}</OptionalLabel>}
        value={fields.description}
        onChange={(event) => change({ description: event.target.value })}
        error={errorOf("description")}
      />
      <TextArea
        rows={6}
        label={<OptionalLabel>{texts.form.instructions}</OptionalLabel>}
        value={fields.instructions}
        onChange={(event) => change({ instructions: event.target.value })}
        hint={texts.form.instructionsHint}
        error={errorOf("instructions")}
      />
    </>
  );
}
