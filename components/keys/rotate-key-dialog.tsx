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
import { isOvertaken, type KeyDialogProps } from "./key-dialog.ts";
import { findCurrentSecret, findOldSecret } from "./key-state.ts";
import { StaleNotice } from "./stale-notice.tsx";
import { UsageLine } from "./usage-line.tsx";
import { useFreshKey } from "./use-fresh-key.ts";
import { isAnotherRequest, useIdempotencyKey } from "./use-idempotency-key.ts";

const texts = keyActionTexts.rotate;
const graceSeconds = [0, 3600, 86400, 604800] as const;

type Grace = (typeof graceSeconds)[number];

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

/** Whether two secrets work: then the console makes a third only when it may end both. */
function isRotating(keyDto: KeyDto): boolean {
  return keyDto.status === "rotating" && findOldSecret(keyDto, Date.now()) !== undefined;
}

/** When the present secret would end: never later than the key itself. */
function findEnd(keyDto: KeyDto, grace: Grace, nowMs: number): string {
  const expiresMs = keyDto.expiresAt === null ? Number.POSITIVE_INFINITY : Date.parse(keyDto.expiresAt);
  return new Date(Math.min(nowMs + grace * 1000, expiresMs)).toISOString();
}

function GraceChoice({ keyDto, grace, onChange }: GraceChoiceProps) {
  const group = useId();
  const nowMs = useClock();
  const isRotatingNow = isRotating(keyDto);
  return (
    <fieldset className="flex flex-col gap-2">
      <legend className="mb-2 font-medium text-sm">{isRotatingNow ? texts.graceOfBoth : texts.grace}</legend>
      {graceSeconds.slice(0, isRotatingNow ? 1 : undefined).map((seconds) => (
        <Radio
          key={seconds}
          name={group}
          label={texts.graces[seconds]}
          checked={seconds === grace}
          onChange={() => onChange(seconds)}
        />
      ))}
      {isRotatingNow ? null : (
        <p className="mt-1 text-muted text-sm">
          {grace === 0 ? texts.endsNow : texts.endsAt}{" "}
          {grace === 0 || nowMs === null ? null : <Time at={findEnd(keyDto, grace, nowMs)} />}
        </p>
      )}
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
  /** While it is, nothing closes the dialog: the answer holds the secret. */
  isBusy: boolean;
  onBusy: (isBusy: boolean) => void;
  onCancel: () => void;
  onRotated: (key: CreatedKey) => void;
}

function useRotation(
  opened: KeyDto,
  { onBusy, onRotated }: Pick<RotateKeyFormProps, "onBusy" | "onRotated">,
) {
  const { key: keyDto, news, readAgain, lookAgain } = useFreshKey(opened);
  const { idempotencyKey, beginAnew } = useIdempotencyKey();
  const [failure, setFailure] = useState<ApiFailure | null>(null);

  const recover = async (failed: ApiFailure) => {
    // What was done meanwhile is told as news.
    setFailure(isOvertaken(failed) ? null : failed);
    if (isOvertaken(failed)) await lookAgain();
    else if (isAnotherRequest(failed)) {
      await readAgain();
      setFailure({ ...failed, message: texts.repeated });
    } else return;
    beginAnew();
  };

  const rotate = async (grace: Grace) => {
    onBusy(true);
    const currentSecretId = findCurrentSecret(keyDto)?.id;
    const result = await rotateKey(keyDto, { gracePeriodSeconds: grace, currentSecretId }, idempotencyKey);
    if (!result.isOk) await recover(result.failure);
    onBusy(false);
    if (result.isOk) onRotated(result.data);
  };

  return { keyDto, news, failure, rotate };
}

function RotateKeyForm({ keyDto: opened, isBusy, onCancel, ...callbacks }: RotateKeyFormProps) {
  const { keyDto, news, failure, rotate } = useRotation(opened, callbacks);
  const [chosen, setChosen] = useState<Grace>(86400);
  const grace = isRotating(keyDto) ? 0 : chosen;

  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    void rotate(grace);
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
        {isRotating(keyDto) ? <p className="text-sm text-warn">{texts.rotating}</p> : null}
        <GraceChoice keyDto={keyDto} grace={grace} onChange={setChosen} />
        <StaleNotice news={news} />
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
          disabled={news !== null && keyDto.status !== "active"}
        >
          {texts.submit}
        </Button>
      </DialogFooter>
    </form>
  );
}
