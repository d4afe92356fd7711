"use client";

import { useRouter } from "next/navigation";
import { useId, useState } from "react";
import { type CreatedApp, createAppSecret } from "#components/apps/app-client.ts";
import { findCurrentSecret, listPreviousSecrets } from "#components/apps/app-state.ts";
import { DialogForm } from "#components/dialogs/dialog-form.tsx";
import { ItemDialog } from "#components/dialogs/item-dialog.tsx";
import { isOutdated } from "#components/is-outdated.ts";
import { isIdempotencyMismatch, useIdempotencyKey } from "#components/keys/use-idempotency-key.ts";
import { Radio } from "#components/ui/form/checkbox.tsx";
import { useClock } from "#components/ui/format/clock.ts";
import { Time } from "#components/ui/format/time.tsx";
import type { FinalFocus } from "#components/ui/overlay/dialog-frame.tsx";
import type { AppDto } from "#lib/contract/apps/app-output.ts";
import { appActionTexts } from "./texts.ts";

const texts = appActionTexts.createSecret;
const gracePeriods = [0, 3600, 86400, 604800] as const;

type GracePeriod = (typeof gracePeriods)[number];

interface CreateSecretDialogProps {
  /** Null closes the dialog. */
  item: AppDto | null;
  onClose: () => void;
  onCreated: (app: CreatedApp) => void;
  finalFocus: FinalFocus;
}

function describeIntro(app: AppDto): string {
  if (findCurrentSecret(app) === undefined) return texts.introFirst;
  return listPreviousSecrets(app, Date.now()).length === 0 ? texts.intro : texts.introRotating;
}

export function CreateSecretDialog({ item, onClose, onCreated, finalFocus }: CreateSecretDialogProps) {
  return (
    <ItemDialog
      item={item}
      onClose={onClose}
      finalFocus={finalFocus}
      title={({ name }) => texts.title(name)}
      description={describeIntro}
    >
      {(app) => <CreateSecretForm key={app.id} app={app} onCancel={onClose} onCreated={onCreated} />}
    </ItemDialog>
  );
}

interface CreateSecretFormProps extends Pick<CreateSecretDialogProps, "onCreated"> {
  app: AppDto;
  onCancel: () => void;
}

function CreateSecretForm({ app, onCancel, onCreated }: CreateSecretFormProps) {
  const router = useRouter();
  const { idempotencyKey, renewIdempotencyKey } = useIdempotencyKey();
  const current = findCurrentSecret(app);
  const previous = listPreviousSecrets(app, Date.now());
  const isRotating = current !== undefined && previous.length > 0;
  const [selected, setSelected] = useState<GracePeriod>(86400);
  const run = async () => {
    const result = await createAppSecret(app, isRotating ? 0 : selected, idempotencyKey);
    if (result.isOk || !isOutdated(result.failure)) return result;
    const { failure } = result;
    renewIdempotencyKey();
    router.refresh();
    return isIdempotencyMismatch(failure)
      ? { ...result, failure: { ...failure, message: texts.repeated } }
      : result;
  };
  return (
    <DialogForm
      submit={texts.submit}
      isDangerous={isRotating}
      mustFinish
      run={run}
      onDone={onCreated}
      onCancel={onCancel}
    >
      {current === undefined ? null : (
        <>
          <dl className="flex flex-col gap-1 rounded-md bg-sunken p-3 text-sm">
            <Secret label={texts.current} hint={current.hint} />
            {previous.map(({ id, hint }) => (
              <Secret key={id} label={texts.previous} hint={hint} />
            ))}
          </dl>
          {isRotating ? (
            <p className="text-sm text-warn">{texts.rotating}</p>
          ) : (
            <GracePeriodField value={selected} onChange={setSelected} />
          )}
        </>
      )}
    </DialogForm>
  );
}

function Secret({ label, hint }: { label: string; hint: string }) {
  return (
    <div className="flex flex-wrap gap-x-2">
      <dt className="text-muted">{label}</dt>
      <dd className="font-mono text-xs leading-5">{hint}</dd>
    </div>
  );
}

interface GracePeriodFieldProps {
  value: GracePeriod;
  onChange: (gracePeriod: GracePeriod) => void;
}

function GracePeriodField({ value, onChange }: GracePeriodFieldProps) {
  const group = useId();
  const nowMs = useClock();
  return (
    <fieldset className="flex flex-col gap-2">
      <legend className="mb-2 font-medium text-sm">{texts.gracePeriod}</legend>
      {gracePeriods.map((seconds) => (
        <Radio
          key={seconds}
          name={group}
          label={texts.gracePeriods[seconds]}
          checked={seconds === value}
          onChange={() => onChange(seconds)}
        />
      ))}
      <p className="mt-1 text-muted text-sm">
        {value === 0 ? texts.endsNow : texts.endsAt}{" "}
        {value === 0 || nowMs === null ? null : <Time at={new Date(nowMs + value * 1000).toISOString()} />}
      </p>
    </fieldset>
  );
}
