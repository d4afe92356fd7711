"use client";

import { Monitor, Smartphone, SquareTerminal } from "lucide-react";
import { describeFailure } from "#components/api-failure.ts";
import { ConfirmDialog } from "#components/dialogs/confirm-dialog.tsx";
import { useDialogs } from "#components/dialogs/use-dialogs.ts";
import { Button } from "#components/ui/button/button.tsx";
import { Badge } from "#components/ui/display/badge.tsx";
import { Card, CardText } from "#components/ui/display/card.tsx";
import { RelativeTime, Time } from "#components/ui/format/time.tsx";
import { showError } from "#components/ui/overlay/toast.ts";
import { useRequest } from "#components/use-request.ts";
import { endOtherSessions, endSession } from "./account-client.ts";
import { SettingRow } from "./setting-row.tsx";
import { accountTexts } from "./texts.ts";
import type { SessionsData, SessionView } from "./view-data.ts";

const texts = accountTexts.sessions;

const icons = { desktop: Monitor, mobile: Smartphone, program: SquareTerminal } as const;

/** Where the person is signed in. */
export function SessionsView({ data }: { data: SessionsData }) {
  const dialogs = useDialogs<{ kind: "others" }>();
  const hasOthers = data.sessions.some(({ current }) => !current);
  return (
    <>
      <Card
        id="sessions"
        title={texts.title}
        action={
          hasOthers ? (
            <Button ref={dialogs.anchorRef} onClick={() => dialogs.show({ kind: "others" })}>
              {texts.endOthers}
            </Button>
          ) : undefined
        }
      >
        <CardText>{texts.intro}</CardText>
        <ul className="border-t">
          {data.sessions.map((session) => (
            <SessionRow
              key={session.id}
              session={session}
              now={data.now}
              onEnded={(device) => dialogs.closeAfterRemoval(texts.ended(device))}
            />
          ))}
        </ul>
      </Card>
      <ConfirmDialog
        item={dialogs.open}
        title={() => texts.endOthersTitle}
        intro={texts.endOthersIntro}
        submit={texts.endOthers}
        run={endOtherSessions}
        onDone={({ endedSessions }) => dialogs.closeAfterRemoval(texts.othersEnded(endedSessions))}
        onClose={dialogs.close}
        finalFocus={dialogs.finalFocus}
      />
    </>
  );
}

interface SessionRowProps {
  session: SessionView;
  now: string;
  onEnded: (device: string) => void;
}

function SessionRow({ session, now, onEnded }: SessionRowProps) {
  const device = session.device ?? texts.unknownDevice;
  const Icon = icons[session.kind];
  const { isBusy, run } = useRequest(async () => {
    const ended = await endSession(session.id);
    if (ended.isOk || ended.failure.status === 404) onEnded(device);
    else showError(texts.failed, describeFailure(ended.failure));
  });
  return (
    <SettingRow
      icon={<Icon />}
      title={device}
      note={session.current ? <Badge tone="accent">{texts.current}</Badge> : undefined}
      details={
        <>
          {session.address ?? texts.unknownAddress} · {texts.lastSeen}{" "}
          <RelativeTime at={session.lastSeenAt} serverNow={now} /> · {texts.signedIn}{" "}
          <Time at={session.createdAt} style="day" />
        </>
      }
      action={
        session.current ? undefined : (
          <Button isBusy={isBusy} aria-label={texts.endOn(device)} onClick={() => run()}>
            {texts.end}
          </Button>
        )
      }
    />
  );
}
