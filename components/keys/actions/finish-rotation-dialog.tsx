"use client";

import { DialogForm } from "#components/dialogs/dialog-form.tsx";
import { ItemDialog } from "#components/dialogs/item-dialog.tsx";
import { isOutdated } from "#components/is-outdated.ts";
import { finishRotation } from "#components/keys/key-client.ts";
import type { KeyDialogProps } from "#components/keys/key-dialog.ts";
import { StaleNotice } from "#components/keys/state/stale-notice.tsx";
import { PreviousSecretUse } from "#components/keys/usage/previous-secret-use.tsx";
import { keyUsageTexts } from "#components/keys/usage/usage-texts.ts";
import { useFreshKey } from "#components/keys/use-fresh-key.ts";
import type { KeyDto } from "#lib/contract/keys/keys.ts";

const texts = keyUsageTexts.finish;

interface FinishRotationDialogProps extends KeyDialogProps {
  onFinished: (key: KeyDto) => void;
}

export function FinishRotationDialog({ onFinished, ...dialog }: FinishRotationDialogProps) {
  return (
    <ItemDialog {...dialog} isAlert title={({ name }) => texts.title(name)} description={() => texts.intro}>
      {(keyDto) => (
        <FinishForm key={keyDto.id} keyDto={keyDto} onCancel={dialog.onClose} onFinished={onFinished} />
      )}
    </ItemDialog>
  );
}

interface FinishFormProps {
  keyDto: KeyDto;
  onCancel: () => void;
  onFinished: (key: KeyDto) => void;
}

function FinishForm({ keyDto: opened, onCancel, onFinished }: FinishFormProps) {
  const { key: keyDto, notice, reloadWithNotice } = useFreshKey(opened);
  const run = async () => {
    const result = await finishRotation(keyDto);
    if (result.isOk || !isOutdated(result.failure)) return result;
    await reloadWithNotice();
    return null;
  };
  return (
    <DialogForm
      submit={texts.submit}
      isDisabled={notice !== null}
      run={run}
      onDone={onFinished}
      onCancel={onCancel}
    >
      <PreviousSecretUse key={keyDto.updatedAt} keyDto={keyDto} />
      <StaleNotice notice={notice} />
    </DialogForm>
  );
}
