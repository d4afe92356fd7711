"use client";

import { useEffect, useId, useRef, useState } from "react";
import { DialogForm } from "#components/dialogs/dialog-form.tsx";
import { ItemDialog } from "#components/dialogs/item-dialog.tsx";
import { isOutdated } from "#components/is-outdated.ts";
import { keyActionTexts } from "#components/keys/action-texts.ts";
import type { CreatedKey } from "#components/keys/form/create-key-dialog.tsx";
import type { FormPage } from "#components/keys/form/draft/fields-props.ts";
import { rotateKey } from "#components/keys/key-client.ts";
import type { KeyDialogProps } from "#components/keys/key-dialog.ts";
import { findCurrentSecret, findPreviousSecret } from "#components/keys/key-state.ts";
import { StaleNotice } from "#components/keys/state/stale-notice.tsx";
import { UsageLine } from "#components/keys/usage/usage-line.tsx";
import { useFreshKey } from "#components/keys/use-fresh-key.ts";
import { isIdempotencyMismatch, useIdempotencyKey } from "#components/keys/use-idempotency-key.ts";
import { Radio } from "#components/ui/form/checkbox.tsx";
import { useClock } from "#components/ui/format/clock.ts";
import { Time } from "#components/ui/format/time.tsx";
import type { KeyDto } from "#lib/contract/keys/keys.ts";
import { findBlockingRules, RotationRules } from "./rotation-rules.tsx";

const texts = keyActionTexts.rotate;
const gracePeriods = [0, 3600, 86400, 604800] as const;

type GracePeriod = (typeof gracePeriods)[number];

interface RotateKeyDialogProps extends KeyDialogProps {
  page: FormPage;
  onRotated: (key: CreatedKey) => void;
  /** Opens the form for the key, to fix what keeps it from being rotated. */
  onEdit: (key: KeyDto) => void;
}

export function RotateKeyDialog({ page, onRotated, onEdit, ...dialog }: RotateKeyDialogProps) {
  return (
    <ItemDialog
      {...dialog}
      title={({ name }) => texts.title(name)}
      description={(keyDto) => (isRotating(keyDto) ? texts.introRotating : texts.intro)}
    >
      {(keyDto) => (
        <RotateKeyForm
          key={keyDto.id}
          keyDto={keyDto}
          page={page}
          onCancel={dialog.onClose}
          onRotated={onRotated}
          onEdit={onEdit}
        />
      )}
    </ItemDialog>
  );
}

/** Whether two secrets work. Another rotation then ends both. */
function isRotating(keyDto: KeyDto): boolean {
  return keyDto.status === "rotating" && findPreviousSecret(keyDto, Date.now()) !== undefined;
}

function findExpiryMs({ expiresAt }: KeyDto): number {
  return expiresAt === null ? Number.POSITIVE_INFINITY : Date.parse(expiresAt);
}

/** When the current secret would stop working, which is never after the key expires. */
function findEnd(keyDto: KeyDto, gracePeriod: GracePeriod, nowMs: number): string {
  return new Date(Math.min(nowMs + gracePeriod * 1000, findExpiryMs(keyDto))).toISOString();
}

function GracePeriodField({ keyDto, gracePeriod, isBlocked, onChange }: GracePeriodFieldProps) {
  const group = useId();
  const nowMs = useClock();
  const isRotatingNow = isRotating(keyDto);
  const isCutShort = (seconds: GracePeriod) =>
    seconds > 0 && nowMs !== null && findExpiryMs(keyDto) < nowMs + seconds * 1000;
  return (
    <fieldset className="flex flex-col gap-2">
      <legend className="mb-2 font-medium text-sm">{texts.gracePeriod}</legend>
      {gracePeriods.slice(0, isRotatingNow ? 1 : undefined).map((seconds) => (
        <Radio
          key={seconds}
          name={group}
          label={texts.gracePeriods[seconds]}
          hint={isCutShort(seconds) ? texts.cutShort : undefined}
          disabled={isBlocked && seconds > 0}
          checked={seconds === gracePeriod}
          onChange={() => onChange(seconds)}
        />
      ))}
      {isRotatingNow || gracePeriod === null ? null : (
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
  /** Null until one is selected, if the preselected one isn't possible. */
  gracePeriod: GracePeriod | null;
  /** Whether the rules of the environment allow only a rotation without a grace period. */
  isBlocked: boolean;
  onChange: (gracePeriod: GracePeriod) => void;
}

interface RotateKeyFormProps extends Pick<RotateKeyDialogProps, "page" | "onRotated" | "onEdit"> {
  keyDto: KeyDto;
  onCancel: () => void;
}

function useRotation(opened: KeyDto) {
  const { key: keyDto, notice, reload, reloadWithNotice, replace } = useFreshKey(opened);
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

  return { keyDto, notice, rotate, replace };
}

/** Takes the focus when it appears, because the button that had it is gone. */
function SavedAddresses() {
  const text = useRef<HTMLParagraphElement>(null);
  useEffect(() => text.current?.focus(), []);
  return (
    <p ref={text} role="status" tabIndex={-1} className="text-good text-sm">
      {texts.rules.added}
    </p>
  );
}

function RotateKeyForm({ keyDto: opened, page, onCancel, onRotated, onEdit }: RotateKeyFormProps) {
  const { keyDto, notice, rotate, replace } = useRotation(opened);
  const [selected, setSelected] = useState<GracePeriod>(86400);
  const [openedMs] = useState(() => Date.now());
  const [hasSaved, setHasSaved] = useState(false);
  const isRotatingNow = isRotating(keyDto);
  const rules = isRotatingNow ? [] : findBlockingRules(keyDto, page, openedMs);
  const isBlocked = rules.length > 0;
  const possible = isBlocked && selected !== 0 ? null : selected;
  const gracePeriod = isRotatingNow ? 0 : possible;
  return (
    <DialogForm
      submit={texts.submit}
      isDisabled={gracePeriod === null || (notice !== null && keyDto.status !== "active")}
      mustFinish
      run={() => (gracePeriod === null ? null : rotate(gracePeriod))}
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
      {isRotatingNow ? <p className="text-sm text-warn">{texts.rotating}</p> : null}
      {isBlocked ? (
        <RotationRules
          keyDto={keyDto}
          page={page}
          rules={rules}
          onSaved={(saved) => {
            setHasSaved(true);
            replace(saved);
          }}
          onEdit={onEdit}
        />
      ) : null}
      {hasSaved && !isBlocked ? <SavedAddresses /> : null}
      <GracePeriodField
        keyDto={keyDto}
        gracePeriod={gracePeriod}
        isBlocked={isBlocked}
        onChange={setSelected}
      />
      <StaleNotice notice={notice} />
    </DialogForm>
  );
}
