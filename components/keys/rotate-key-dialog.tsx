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
import { rotateKey } from "./key-client.ts";
import { isOutdated, type KeyDialogProps } from "./key-dialog.ts";
import { findCurrentSecret, findPreviousSecret } from "./key-state.ts";
import { StaleNotice } from "./stale-notice.tsx";
import { UsageLine } from "./usage-line.tsx";
import { useFreshKey } from "./use-fresh-key.ts";
import { isIdempotencyMismatch, useIdempotencyKey } from "./use-idempotency-key.ts";

const texts = keyActionTexts.rotate;
const gracePeriods = [0, 3600, 86400, 604800] as const;

type GracePeriod = (typeof gracePeriods)[number];

interface RotateKeyDialogProps extends KeyDialogProps {
  onRotated: (key: CreatedKey) => void;
}

export function RotateKeyDialog({ keyDto, onClose, onRotated, finalFocus }: RotateKeyDialogProps) {
  const shown = useLast(keyDto);
  const [isBusy, setIsBusy] = useState(false);
  return (
    <Dialog
      isOpen={keyDto !== null}
      onClose={isBusy ? undefined : onClose}
      title={texts.title(shown?.name ?? "")}
      description={shown !== null && isRotating(shown) ? texts.introRotating : texts.intro}
      finalFocus={finalFocus}
    >
      {shown === null ? null : (
        <RotateKeyForm
          key={shown.id}
          keyDto={shown}
          isBusy={isBusy}
          onBusy={setIsBusy}
          onCancel={onClose}
          onRotated={onRotated}
        />
      )}
    </Dialog>
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
  /** While true, the dialog can't be closed, because the response contains the secret. */
  isBusy: boolean;
  onBusy: (isBusy: boolean) => void;
  onCancel: () => void;
  onRotated: (key: CreatedKey) => void;
}

function useRotation(
  opened: KeyDto,
  { onBusy, onRotated }: Pick<RotateKeyFormProps, "onBusy" | "onRotated">,
) {
  const { key: keyDto, notice, reload, reloadWithNotice } = useFreshKey(opened);
  const { idempotencyKey, renewIdempotencyKey } = useIdempotencyKey();
  const [failure, setFailure] = useState<ApiFailure | null>(null);

  const recover = async (failed: ApiFailure) => {
    // A change by someone else is shown as a notice instead.
    setFailure(isOutdated(failed) ? null : failed);
    if (isOutdated(failed)) await reloadWithNotice();
    else if (isIdempotencyMismatch(failed)) {
      await reload();
      setFailure({ ...failed, message: texts.repeated });
    } else return;
    renewIdempotencyKey();
  };

  const rotate = async (gracePeriod: GracePeriod) => {
    onBusy(true);
    const currentSecretId = findCurrentSecret(keyDto)?.id;
    const result = await rotateKey(
      keyDto,
      { gracePeriodSeconds: gracePeriod, currentSecretId },
      idempotencyKey,
    );
    if (!result.isOk) await recover(result.failure);
    onBusy(false);
    if (result.isOk) onRotated(result.data);
  };

  return { keyDto, notice, failure, rotate };
}

function RotateKeyForm({ keyDto: opened, isBusy, onCancel, ...callbacks }: RotateKeyFormProps) {
  const { keyDto, notice, failure, rotate } = useRotation(opened, callbacks);
  const [selected, setSelected] = useState<GracePeriod>(86400);
  const gracePeriod = isRotating(keyDto) ? 0 : selected;

  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    void rotate(gracePeriod);
  };

  return (
    <form noValidate onSubmit={submit} className="flex min-h-0 flex-col">
      <DialogBody>
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
        <FormFailure failure={failure} />
      </DialogBody>
      <DialogFooter>
        <Button onClick={onCancel} disabled={isBusy}>
          {dialogTexts.cancel}
        </Button>
        <Button
          type="submit"
          look="primary"
          isBusy={isBusy}
          disabled={notice !== null && keyDto.status !== "active"}
        >
          {texts.submit}
        </Button>
      </DialogFooter>
    </form>
  );
}
