"use client";

import { useRouter } from "next/navigation";
import { type FormEvent, useState } from "react";
import { describeFailure } from "#components/api-failure.ts";
import { Button } from "#components/ui/button/button.tsx";
import { Card, CardText } from "#components/ui/display/card.tsx";
import { SelectField } from "#components/ui/form/select.tsx";
import { showError, showSuccess } from "#components/ui/overlay/toast.ts";
import { useRequest } from "#components/use-request.ts";
import { keyPolicies, type ProvisioningDto } from "#lib/contract/instance/provisioning.ts";
import { setKeysAtOffboarding } from "./provisioning-client.ts";
import { provisioningTexts } from "./texts.ts";

const texts = provisioningTexts.keys;

const options = keyPolicies.map((value) => ({ value, label: texts.options[value] }));

/** What happens to the keys of people whom the directory deactivates. */
export function KeysCard({ keysAtOffboarding }: Pick<ProvisioningDto, "keysAtOffboarding">) {
  const router = useRouter();
  const [chosen, setChosen] = useState(keysAtOffboarding);
  const { isBusy, run } = useRequest(async () => {
    const saved = await setKeysAtOffboarding(chosen);
    if (!saved.isOk) return showError(texts.failed, describeFailure(saved.failure));
    showSuccess(texts.done);
    router.refresh();
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!isBusy && chosen !== keysAtOffboarding) void run();
  };
  return (
    <Card id="keys" title={texts.title}>
      <CardText>{texts.intro}</CardText>
      <form onSubmit={submit} className="flex flex-wrap items-end gap-3 border-t px-4 py-3.5">
        <SelectField
          label={texts.label}
          fieldClassName="min-w-0 max-w-md flex-1 basis-60"
          options={options}
          value={chosen}
          onChange={(event) =>
            setChosen(keyPolicies.find((one) => one === event.target.value) ?? keysAtOffboarding)
          }
        />
        <Button
          type="submit"
          isBusy={isBusy}
          disabled={chosen === keysAtOffboarding}
          className="h-9 max-sm:w-full coarse:h-11"
        >
          {texts.submit}
        </Button>
        {chosen === "hand_over" ? (
          <p className="w-full text-pretty text-muted text-sm">{texts.warning}</p>
        ) : null}
      </form>
    </Card>
  );
}
