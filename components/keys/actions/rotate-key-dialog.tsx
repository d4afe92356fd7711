"use client";

import { useId, useState } from "react";
import { DialogForm } from "#components/dialogs/dialog-form.tsx";
import { ItemDialog } from "#components/dialogs/item-dialog.tsx";
import { keyActionTexts } from "#components/keys/action-texts.ts";
import type { CreatedKey } from "#components/keys/form/create-key-dialog.tsx";
import { rotateKey } from "#components/keys/key-client.ts";
import { isOutdated, type KeyDialogProps } from "#components/keys/key-dialog.ts";
import { findCurrentSecret, findPreviousSecret } from "#components/keys/key-state.ts";
import { StaleNotice } from "#components/keys/state/stale-notice.tsx";
import { UsageLine } from "#components/keys/usage/usage-line.tsx";
import { useFreshKey } from "#components/keys/use-fresh-key.ts";
import { isIdempotencyMismatch, useIdempotencyKey } from "#components/keys/use-idempotency-key.ts";
import { Radio } from "#components/ui/form/checkbox.tsx";
import { useClock } from "#components/ui/format/clock.ts";
import { Time } from "#components/ui/format/time.tsx";
import type { KeyDto } from "#lib/contract/keys/keys.ts";

const texts = keyActionTexts.rotate;
const gracePeriods = [0, 3600, 86400, 604800] as const;

type GracePeriod = (typeof gracePeriods)[number];

interface RotateKeyDialogProps extends KeyDialogProps {
  onRotated: (key: CreatedKey) => void;
}

export function RotateKeyDialog({ onRotated, ...dialog }: RotateKeyDialogProps) {
  return (
    <ItemDialog
      {...dialog}
      title={({ name }) => texts.title(name)}
      description={(keyDto) => (isRotating(keyDto) ? texts.introRotating : texts.intro)}
    >
      {(keyDto) => (
        <RotateKeyForm key={keyDto.id} keyDto={keyDto} onCancel={dialog.onClose} onRotated={onRotated} />
      )}
    </ItemDialog>
  );
}

/** Whether two secrets work. Another rotation then ends both. */
function isRotating(keyDto: KeyDto): boolean {
  return keyDto.status === "rotating" && findPreviousSecret(keyDto, Date.now()) !== undefined;
}

/** When the current secret would stop working, which is never after the key expires. */
function findEnd(keyDto: KeyDto, gracePeriod: GracePeriod, nowMs: number): string {
  const expiresMs = keyDto.expiresAt === null ? Number.POSITIVE_INFINITY : Date.parse(keyDto.expiresAt);
  return new Date(Math.min(nowMs + gracePeriod * 1000, expiresMs)).toISOString();
}

function GracePeriodField({ keyDto, gracePeriod, onChange }: GracePeriodFieldProps) {
  const group = useId();
  const nowMs = useClock();
  const isRotatingNow = isRotating(keyDto);
  return (
    <fieldset className="flex flex-col gap-2">
      <legend className="mb-2 font-medium text-sm">{texts.gracePeriod}</legend>
      {gracePeriods.slice(0, isRotatingNow ? 1 : undefined).map((seconds) => (
        <Radio
          key={seconds}
          name={group}
          label={texts.gracePeriods[seconds]}
          checked={seconds === gracePeriod}
          onChange={() => onChange(seconds)}
        />
      ))}
      {isRotatingNow ? null : (
        <p className="mt-1 text-muted text-sm">
          {gracePeriod === 0 ? texts.endsNow : texts.endsAt}{" "}
          {gracePeriod === 0 || nowMs === null ? null : <Time at={findEnd(keyDto, gracePeriod, nowMs)} />}
        </p>
      )}
    </fieldset>
  );
}

interface GracePeriodFieldProps {
  keyDto: KeyDto;
  gracePeriod: GracePeriod;
  onChange: (gracePeriod: GracePeriod) => void;
}

interface RotateKeyFormProps {
  keyDto: KeyDto;
  onCancel: () => void;
  onRotated: (key: CreatedKey) => void;
}

function useRotation(opened: KeyDto) {
  const { key: keyDto, notice, reload, reloadWithNotice } = useFreshKey(opened);
  const { idempotencyKey, renewIdempotencyKey } = useIdempotencyKey();

  const rotate = async (gracePeriodSeconds: GracePeriod) => {
    const currentSecretId = findCurrentSecret(keyDto)?.id;
    const result = await rotateKey(keyDto, { gracePeriodSeconds, currentSecretId }, idempotencyKey);
    if (result.isOk) return result;
    const { failure } = result;
    const isRepeated = isIdempotencyMismatch(failure);
    if (!(isRepeated || isOutdated(failure))) return result;
    renewIdempotencyKey();
    // Another change is shown as a notice instead.
    await (isRepeated ? reload() : reloadWithNotice());
    return isRepeated ? { ...result, failure: { ...failure, message: texts.repeated } } : null;
  };

  return { keyDto, notice, rotate };
}

function RotateKeyForm({ keyDto: opened, onCancel, onRotated }: RotateKeyFormProps) {
  const { keyDto, notice, rotate } = useRotation(opened);
  const [selected, setSelected] = useState<GracePeriod>(86400);
  const gracePeriod = isRotating(keyDto) ? 0 : selected;
  return (
    <DialogForm
      submit={texts.submit}
      isDisabled={notice !== null && keyDto.status !== "active"}
      mustFinish
      run={() => rotate(gracePeriod)}
      onDone={onRotated}
      onCancel={onCancel}
    >
      <div className="rounded-md bg-sunken p-3 text-sm">
        <p className="flex flex-wrap gap-x-2">
          <span className="text-muted">{texts.current}</span>
          <code className="font-mono text-xs leading-5">{keyDto.hint}</code>
        </p>
        <UsageLine keyDto={keyDto} />
      </div>
      {isRotating(keyDto) ? <p className="text-sm text-warn">{texts.rotating}</p> : null}
      <GracePeriodField keyDto={keyDto} gracePeriod={gracePeriod} onChange={setSelected} />
      <StaleNotice notice={notice} />
    </DialogForm>
  );
}
