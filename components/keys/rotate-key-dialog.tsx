"use client";

import { type FormEvent, useId, useState } from "react";
import { dialogTexts } from "#components/dialogs/texts.ts";
import { Button } from "#components/ui/button.tsx";
import { Radio } from "#components/ui/checkbox.tsx";
import { useClock } from "#components/ui/clock.ts";
import { Dialog, DialogBody, DialogFooter } from "#components/ui/dialog.tsx";
import { Time } from "#components/ui/time.tsx";
import { useLast } from "#components/ui/use-last.ts";
import type { KeyDto } from "#lib/schemas/keys.ts";
import type { ApiFailure } from "../api-client.ts";
import { FormFailure } from "../dialogs/form-failure.tsx";
import type { CreatedKey } from "../key-form/create-key-dialog.tsx";
import { keyActionTexts } from "./action-texts.ts";
import { createIdempotencyKey, rotateKey } from "./key-client.ts";
import { isOvertaken, type KeyDialogProps } from "./key-dialog.ts";
import { findCurrentSecret } from "./key-state.ts";
import { StaleNotice } from "./stale-notice.tsx";
import { UsageLine } from "./usage-line.tsx";
import { useFreshKey } from "./use-fresh-key.ts";

const texts = keyActionTexts.rotate;
const graceSeconds = [0, 3600, 86400, 604800] as const;

type Grace = (typeof graceSeconds)[number];

interface RotateKeyDialogProps extends KeyDialogProps {
  onRotated: (key: CreatedKey) => void;
}

export function RotateKeyDialog({ keyDto, onClose, onRotated, finalFocus }: RotateKeyDialogProps) {
  const shown = useLast(keyDto);
  return (
    <Dialog
      isOpen={keyDto !== null}
      onClose={onClose}
      title={texts.title(shown?.name ?? "")}
      description={texts.intro}
      finalFocus={finalFocus}
    >
      {shown === null ? null : <RotateKeyForm keyDto={shown} onCancel={onClose} onRotated={onRotated} />}
    </Dialog>
  );
}

/** When the present secret would end: never later than the key itself. */
function findEnd(keyDto: KeyDto, grace: Grace, nowMs: number): string {
  const expiresMs = keyDto.expiresAt === null ? Number.POSITIVE_INFINITY : Date.parse(keyDto.expiresAt);
  return new Date(Math.min(nowMs + grace * 1000, expiresMs)).toISOString();
}

function GraceChoice({ keyDto, grace, onChange }: GraceChoiceProps) {
  const group = useId();
  const nowMs = useClock();
  return (
    <fieldset className="flex flex-col gap-2">
      <legend className="mb-2 font-medium text-sm">{texts.grace}</legend>
      {graceSeconds.map((seconds) => (
        <Radio
          key={seconds}
          name={group}
          label={texts.graces[seconds]}
          checked={seconds === grace}
          onChange={() => onChange(seconds)}
        />
      ))}
      <p className="mt-1 text-muted text-sm">
        {grace === 0 ? texts.endsNow : texts.endsAt}{" "}
        {grace === 0 || nowMs === null ? null : <Time at={findEnd(keyDto, grace, nowMs)} />}
      </p>
    </fieldset>
  );
}

interface GraceChoiceProps {
  keyDto: KeyDto;
  grace: Grace;
  onChange: (grace: Grace) => void;
}

interface RotateKeyFormProps {
  keyDto: KeyDto;
  onCancel: () => void;
  onRotated: (key: CreatedKey) => void;
}

function RotateKeyForm({ keyDto: opened, onCancel, onRotated }: RotateKeyFormProps) {
  const { key: keyDto, news, lookAgain } = useFreshKey(opened);
  const [grace, setGrace] = useState<Grace>(86400);
  const [idempotencyKey, setIdempotencyKey] = useState(createIdempotencyKey);
  const [failure, setFailure] = useState<ApiFailure | null>(null);
  const [isBusy, setIsBusy] = useState(false);

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    setIsBusy(true);
    const currentSecretId = findCurrentSecret(keyDto)?.id;
    const result = await rotateKey(keyDto, { gracePeriodSeconds: grace, currentSecretId }, idempotencyKey);
    if (!result.isOk && isOvertaken(result.failure)) {
      await lookAgain();
      // Whoever rotates it once more asks for something else.
      setIdempotencyKey(createIdempotencyKey());
    } else if (!result.isOk) setFailure(result.failure);
    setIsBusy(false);
    if (result.isOk) onRotated(result.data);
  };

  return (
    <form noValidate onSubmit={submit} className="flex min-h-0 flex-col">
      <DialogBody>
        <div className="rounded-md bg-sunken p-3 text-sm">
          <p className="flex flex-wrap gap-x-2">
            <span className="text-muted">{texts.present}</span>
            <code className="font-mono text-xs leading-5">{keyDto.hint}</code>
          </p>
          <UsageLine keyDto={keyDto} />
        </div>
        <GraceChoice keyDto={keyDto} grace={grace} onChange={setGrace} />
        <StaleNotice news={news} />
        <FormFailure failure={failure} />
      </DialogBody>
      <DialogFooter>
        <Button onClick={onCancel}>{dialogTexts.cancel}</Button>
        <Button
          type="submit"
          look="primary"
          isBusy={isBusy}
          disabled={news !== null && keyDto.status !== "active"}
        >
          {texts.submit}
        </Button>
      </DialogFooter>
    </form>
  );
}
