"use client";

import { ChevronDown, Link2, LogOut, MailCheck, ShieldOff, UserCheck, UserX } from "lucide-react";
import type { ReactNode } from "react";
import type { ApiResult } from "#components/api-failure.ts";
import { ConfirmDialog } from "#components/dialogs/confirm-dialog.tsx";
import { useDialogs } from "#components/dialogs/use-dialogs.ts";
import { Button } from "#components/ui/button/button.tsx";
import { Menu } from "#components/ui/menu/menu.tsx";
import { MenuItem, MenuSeparator } from "#components/ui/menu/menu-items.tsx";
import {
  createPersonPasswordReset,
  endPersonSessions,
  resetPersonTwoFactor,
  setPersonStatus,
  verifyPersonEmail,
} from "../instance-client.ts";
import { instanceTexts } from "../texts.ts";
import type { PersonPageData } from "../view-data.ts";
import { PasswordLinkDialog } from "./password-link-dialog.tsx";

const texts = instanceTexts.acts;

type Act = Exclude<keyof typeof texts, "label">;

const requests: Readonly<Record<Act, (id: string) => Promise<ApiResult<unknown>>>> = {
  suspend: (id) => setPersonStatus(id, "suspended"),
  resume: (id) => setPersonStatus(id, "active"),
  endSessions: endPersonSessions,
  resetTwoFactor: resetPersonTwoFactor,
  verifyEmail: verifyPersonEmail,
  resetPassword: createPersonPasswordReset,
};

type Open = { kind: "act"; act: Act } | { kind: "link"; url: string };

interface PersonActsProps {
  person: PersonPageData["person"];
}

/** The menu with what an administrator can do. Each act asks for confirmation. */
export function PersonActs({ person }: PersonActsProps) {
  const dialogs = useDialogs<Open>();
  const { open, anchorRef } = dialogs;
  const item = (act: Act, icon: ReactNode, disabledReason?: string) => (
    <MenuItem
      icon={icon}
      isDangerous={act === "suspend"}
      disabledReason={disabledReason}
      onSelect={() => dialogs.show({ kind: "act", act }, anchorRef.current)}
    >
      {texts[act].menu}
    </MenuItem>
  );
  const isActive = person.status === "active";
  const { resetTwoFactor, verifyEmail, resetPassword } = texts;
  return (
    <>
      <Menu
        trigger={
          <Button ref={anchorRef} className="h-9">
            {texts.label}
            <ChevronDown aria-hidden="true" />
          </Button>
        }
      >
        {item("endSessions", <LogOut aria-hidden="true" />)}
        {item(
          "resetPassword",
          <Link2 aria-hidden="true" />,
          isActive ? undefined : resetPassword.unavailable,
        )}
        {item(
          "resetTwoFactor",
          <ShieldOff aria-hidden="true" />,
          person.hasTwoFactor ? undefined : resetTwoFactor.unavailable,
        )}
        {item(
          "verifyEmail",
          <MailCheck aria-hidden="true" />,
          person.isEmailVerified ? verifyEmail.unavailable : undefined,
        )}
        <MenuSeparator />
        {isActive
          ? item("suspend", <UserX aria-hidden="true" />)
          : item("resume", <UserCheck aria-hidden="true" />)}
      </Menu>
      {(Object.keys(requests) as Act[]).map((act) => (
        <ActDialog key={act} act={act} person={person} dialogs={dialogs} />
      ))}
      <PasswordLinkDialog
        name={person.name}
        url={open?.kind === "link" ? open.url : null}
        onClose={dialogs.close}
        finalFocus={dialogs.finalFocus}
      />
    </>
  );
}

interface ActDialogProps extends PersonActsProps {
  act: Act;
  dialogs: ReturnType<typeof useDialogs<Open>>;
}

function ActDialog({ act, person, dialogs }: ActDialogProps) {
  const { open, close, closeWithMessage, showNext, refresh } = dialogs;
  const { title, intro, submit } = texts[act];
  const finish = (data: unknown) => {
    if (act !== "resetPassword") return closeWithMessage(texts[act].done(person.name));
    showNext({ kind: "link", url: String(Reflect.get(Object(data), "url")) });
    refresh();
  };
  return (
    <ConfirmDialog
      item={open?.kind === "act" && open.act === act ? person : null}
      title={({ name }) => title(name)}
      intro={intro}
      submit={submit}
      isDangerous={act !== "resume"}
      run={({ id }) => requests[act](id)}
      onDone={finish}
      onClose={close}
      // A dialog that makes room for the next one leaves the focus to it.
      finalFocus={() => (dialogs.findOpen() === null ? dialogs.finalFocus() : false)}
    />
  );
}
