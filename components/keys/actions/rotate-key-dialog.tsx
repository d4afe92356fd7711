"use client";

import { type FormEvent, useId, useState } from "react";
import type { ApiFailure } from "#components/api-client.ts";
import { FormFailure } from "#components/dialogs/form-failure.tsx";
import { dialogTexts } from "#components/dialogs/texts.ts";
import { keyActionTexts } from "#components/keys/action-texts.ts";
import type { CreatedKey } from "#components/keys/form/create-key-dialog.tsx";
import { rotateKey } from "#components/keys/key-client.ts";
import { isOutdated, type KeyDialogProps } from "#components/keys/key-dialog.ts";
import { findCurrentSecret, findPreviousSecret } from "#components/keys/key-state.ts";
import { StaleNotice } from "#components/keys/state/stale-notice.tsx";
import { UsageLine } from "#components/keys/usage/usage-line.tsx";
import { useFreshKey } from "#components/keys/use-fresh-key.ts";
import { isIdempotencyMismatch, useIdempotencyKey } from "#components/keys/use-idempotency-key.ts";
import { Button } from "#components/ui/button/button.tsx";
import { Radio } from "#components/ui/form/checkbox.tsx";
import { useClock } from "#components/ui/format/clock.ts";
import { Time } from "#components/ui/format/time.tsx";
import { Dialog, DialogBody, DialogFooter } from "#components/ui/overlay/dialog.tsx";
import { useLast } from "#components/ui/use-last.ts";
import type { KeyDto } from "#lib/contract/keys/keys.ts";

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
    // Another change is shown as a notice instead.
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
          variant="primary"
          isBusy={isBusy}
          disabled={notice !== null && keyDto.status !== "active"}
        >
          {texts.submit}
        </Button>
      </DialogFooter>
    </form>
  );
}
