"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { getFailure } from "#components/api-failure.ts";
import { DialogForm } from "#components/dialogs/dialog-form.tsx";
import { FormFailure } from "#components/dialogs/form-failure.tsx";
import { useDialogs } from "#components/dialogs/use-dialogs.ts";
import { Button } from "#components/ui/button/button.tsx";
import { Section } from "#components/ui/display/section.tsx";
import { addDays, getToday, readDay } from "#components/ui/form/date/calendar-days.ts";
import { DateField } from "#components/ui/form/date-field.tsx";
import { Time } from "#components/ui/format/time.tsx";
import { Dialog } from "#components/ui/overlay/dialog.tsx";
import { showSuccess } from "#components/ui/overlay/toast.ts";
import { useRequest } from "#components/use-request.ts";
import { updateTeam } from "./team-client.ts";
import { teamTwoFactorTexts as texts } from "./two-factor-texts.ts";
import type { TeamPageData, TeamTwoFactor } from "./view-data.ts";

interface SectionProps {
  page: TeamPageData;
  twoFactor: TeamTwoFactor;
}

/** Whether the team requires two-factor authentication, from when on, and who doesn't have it. */
export function TeamTwoFactorSection({ page, twoFactor }: SectionProps) {
  const dialogs = useDialogs<{ kind: "require" }>();
  const isRequired = page.details.twoFactorRequiredFrom !== null;
  return (
    <Section id="two-factor" title={texts.title} intro={texts.intro} className="mt-10 max-w-xl">
      <div className="flex flex-col gap-3 text-sm">
        <Requirement page={page} twoFactor={twoFactor} />
        <Missing twoFactor={twoFactor} />
        {twoFactor.hasOwn ? (
          <div className="flex flex-wrap gap-2">
            <Button ref={dialogs.anchorRef} onClick={() => dialogs.show({ kind: "require" })}>
              {isRequired ? texts.change : texts.require}
            </Button>
            {isRequired ? <StopButton teamId={page.team.id} /> : null}
          </div>
        ) : (
          <>
            <p className="text-muted">
              {texts.ownFirst}{" "}
              <a
                href="/account/security"
                className="rounded-sm text-accent-text underline underline-offset-2 hover:no-underline"
              >
                {texts.ownLink}
              </a>
            </p>
            {isRequired ? (
              <div>
                <StopButton teamId={page.team.id} />
              </div>
            ) : null}
          </>
        )}
      </div>
      <Dialog
        isOpen={dialogs.open !== null}
        onClose={dialogs.close}
        title={texts.dialogTitle}
        description={texts.dialogIntro}
        finalFocus={dialogs.finalFocus}
      >
        <RequireForm page={page} onClose={dialogs.close} />
      </Dialog>
    </Section>
  );
}

function Requirement({ page, twoFactor }: SectionProps) {
  const { twoFactorRequiredFrom: requiredFrom } = page.details;
  if (twoFactor.rule !== "off") return <p>{texts.byConsole[twoFactor.rule]}</p>;
  if (requiredFrom === null) return <p>{texts.off}</p>;
  return (
    <p>
      {requiredFrom <= page.now ? texts.since : texts.from} <Time at={requiredFrom} style="day" />.
    </p>
  );
}

function Missing({ twoFactor: { missing, missingCount, memberCount } }: { twoFactor: TeamTwoFactor }) {
  return (
    <div>
      <p>{texts.missing(missingCount, memberCount)}</p>
      {missing.length === 0 ? null : (
        <ul className="mt-1 list-disc pl-5">
          {missing.map(({ id, name }) => (
            <li key={id} className="[overflow-wrap:anywhere]">
              <bdi>{name}</bdi>
            </li>
          ))}
          {missingCount > missing.length ? <li>{texts.more(missingCount - missing.length)}</li> : null}
        </ul>
      )}
    </div>
  );
}

function StopButton({ teamId }: { teamId: string }) {
  const router = useRouter();
  const { isBusy, result, run } = useRequest(async () => {
    const updated = await updateTeam(teamId, { twoFactorRequiredFrom: null });
    if (updated.isOk) {
      showSuccess(texts.stopped);
      router.refresh();
    }
    return updated;
  });
  return (
    <>
      <Button isBusy={isBusy} onClick={() => void run()}>
        {texts.stop}
      </Button>
      <FormFailure failure={getFailure(result)} fields={[]} />
    </>
  );
}

const defaultDays = 14;
const maxDays = 365;

/** The current date, if it can be selected again, or in two weeks. */
function suggestDay(requiredFrom: string | null): string {
  const current = requiredFrom === null ? null : getToday(new Date(requiredFrom));
  return current !== null && current >= getToday() ? current : addDays(getToday(), defaultDays);
}

function RequireForm({ page, onClose }: { page: TeamPageData; onClose: () => void }) {
  const router = useRouter();
  const { twoFactorRequiredFrom: requiredFrom } = page.details;
  const [text, setText] = useState(() => suggestDay(requiredFrom));
  const [isWrong, setIsWrong] = useState(false);
  const run = () => {
    const day = readDay(text);
    const isPossible = day !== null && day >= getToday() && day <= addDays(getToday(), maxDays);
    setIsWrong(!isPossible);
    if (!isPossible) return null;
    // The start of the day for the person who selects it.
    return updateTeam(page.team.id, { twoFactorRequiredFrom: new Date(`${day}T00:00:00`).toISOString() });
  };
  return (
    <DialogForm
      submit={texts.submit}
      fields={["twoFactorRequiredFrom"]}
      run={run}
      onDone={() => {
        onClose();
        showSuccess(texts.saved);
        router.refresh();
      }}
      onCancel={onClose}
    >
      {(errorOf) => (
        <DateField
          label={texts.date}
          value={text}
          min={getToday()}
          max={addDays(getToday(), maxDays)}
          onChange={(event) => setText(event.target.value)}
          error={isWrong ? texts.dateError : errorOf("twoFactorRequiredFrom")}
          required
        />
      )}
    </DialogForm>
  );
}
