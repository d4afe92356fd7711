"use client";

import { Copy, Ellipsis, Pencil, Trash2 } from "lucide-react";
import { useRef, useState } from "react";
import { DialogForm } from "#components/dialogs/dialog-form.tsx";
import { DrawerPanel } from "#components/shell/frame/drawer-panel.tsx";
import { PaletteButton } from "#components/shell/palette/palette-button.tsx";
import { Button, IconButton } from "#components/ui/button/button.tsx";
import { Section } from "#components/ui/display/section.tsx";
import { TextField } from "#components/ui/form/text-field.tsx";
import { Menu } from "#components/ui/menu/menu.tsx";
import { MenuItem, MenuLink, MenuSeparator } from "#components/ui/menu/menu-items.tsx";
import { Dialog } from "#components/ui/overlay/dialog.tsx";
import { showError, showSuccess } from "#components/ui/overlay/toast.ts";
import { Tooltip } from "#components/ui/overlay/tooltip.tsx";
import { StateRow } from "./state-row.tsx";
import { galleryTexts } from "./texts.ts";

const team = {
  id: "team_sample",
  slug: "sample",
  name: "Sample team",
  role: "owner" as const,
  twoFactorDueAt: null,
  suspendedAt: null,
};

const succeed = () => ({ isOk: true, data: null }) as const;

const choose = () => showSuccess("Chosen");

function SampleMenu() {
  return (
    <Menu
      align="start"
      trigger={
        <IconButton label="Open menu" variant="secondary">
          <Ellipsis />
        </IconButton>
      }
    >
      <MenuItem icon={<Copy aria-hidden="true" />} onSelect={choose}>
        Copy ID
      </MenuItem>
      <MenuItem
        icon={<Pencil aria-hidden="true" />}
        disabledReason="Your role can't do this"
        onSelect={choose}
      >
        Edit
      </MenuItem>
      <MenuLink href="#overlays">Another page</MenuLink>
      <MenuSeparator />
      <MenuItem icon={<Trash2 aria-hidden="true" />} isDangerous onSelect={choose}>
        Delete…
      </MenuItem>
      <MenuItem
        icon={<Trash2 aria-hidden="true" />}
        isDangerous
        disabledReason="Only the owner or an admin can do this"
        onSelect={choose}
      >
        Delete permanently…
      </MenuItem>
    </Menu>
  );
}

function SampleDialog() {
  const [isOpen, setIsOpen] = useState(false);
  const close = () => setIsOpen(false);
  return (
    <>
      <Button onClick={() => setIsOpen(true)}>Open dialog</Button>
      <Dialog
        isOpen={isOpen}
        onClose={close}
        title="Edit Nightly export"
        description="Others see it immediately."
      >
        <DialogForm submit="Save changes" run={succeed} onDone={close} onCancel={close}>
          <TextField label="Name" defaultValue="Nightly export" />
          <TextField label="Description" hint="Only your team sees it." />
        </DialogForm>
      </Dialog>
    </>
  );
}

function SampleAlertDialog() {
  const [isOpen, setIsOpen] = useState(false);
  const close = () => setIsOpen(false);
  return (
    <>
      <Button onClick={() => setIsOpen(true)}>Open alert dialog</Button>
      <Dialog
        isAlert
        isOpen={isOpen}
        onClose={close}
        title="Delete Nightly export?"
        description="It stops working immediately. This can't be undone. Its history is kept."
      >
        <DialogForm submit="Delete key" isDangerous run={succeed} onDone={close} onCancel={close}>
          <TextField label="Reason" />
        </DialogForm>
      </Dialog>
    </>
  );
}

function SampleDrawer() {
  const [isOpen, setIsOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  return (
    <>
      <Button ref={button} onClick={() => setIsOpen(true)}>
        Open drawer
      </Button>
      <DrawerPanel isOpen={isOpen} onOpenChange={setIsOpen} finalFocus={button}>
        <p className="px-2 text-sm">The sidebar's content.</p>
      </DrawerPanel>
    </>
  );
}

export function Overlays() {
  const fail = () => showError("Something went wrong", "Try again. (request req_01K9XJ2B7Q)");
  return (
    <Section id="overlays" title={galleryTexts.sections.overlays}>
      <div className="flex flex-col gap-3">
        <StateRow name="menu">
          <SampleMenu />
        </StateRow>
        <StateRow name="dialog">
          <SampleDialog />
          <SampleAlertDialog />
          <SampleDrawer />
        </StateRow>
        <StateRow name="tooltip">
          <Tooltip content="Your role is read-only. Ask Ada Lovelace or Grace Hopper to generate a key.">
            <Button disabled>Disabled with a reason</Button>
          </Tooltip>
        </StateRow>
        <StateRow name="toast">
          <Button onClick={() => showSuccess("Nightly export was disabled")}>Show success</Button>
          <Button onClick={fail}>Show failure</Button>
        </StateRow>
        <StateRow name="palette">
          <div className="w-52">
            <PaletteButton userId="user_sample" team={team} teams={[team]} isInstanceOwner={false} />
          </div>
        </StateRow>
      </div>
    </Section>
  );
}
