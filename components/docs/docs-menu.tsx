"use client";

import { Menu } from "lucide-react";
import { type MouseEvent, useRef, useState } from "react";
import { IconButton } from "#components/ui/button/button.tsx";
import { ButtonLink } from "#components/ui/button/button-link.tsx";
import { loadComponent } from "#components/ui/load-component.ts";
import { ThemeSwitch } from "#components/ui/theme/theme-switch.tsx";
import { type DocsGroup, DocsNavigation } from "./docs-navigation.tsx";
import { docsTexts } from "./texts.ts";

const DrawerPanel = loadComponent(
  async () => (await import("#components/shell/frame/drawer-panel.tsx")).DrawerPanel,
);

interface DocsMenuProps {
  groups: readonly DocsGroup[];
  theme: string | undefined;
}

/** The navigation on small screens. Choosing a link closes it, also a link to a part of the same page. */
export function DocsMenu({ groups, theme }: DocsMenuProps) {
  const [isOpen, setIsOpen] = useState(false);
  const [wasOpened, setWasOpened] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const closeAfterLink = ({ target }: MouseEvent) => {
    if (target instanceof Element && target.closest("a") !== null) setIsOpen(false);
  };
  return (
    <>
      <IconButton
        ref={button}
        label={docsTexts.openMenu}
        aria-haspopup="dialog"
        aria-expanded={isOpen}
        className="lg:hidden"
        onClick={() => {
          setWasOpened(true);
          setIsOpen(true);
        }}
      >
        <Menu />
      </IconButton>
      {wasOpened ? (
        <DrawerPanel isOpen={isOpen} onOpenChange={setIsOpen} finalFocus={button}>
          {/* biome-ignore lint/a11y/noStaticElementInteractions lint/a11y/useKeyWithClickEvents: the links inside handle keys. */}
          <div onClick={closeAfterLink} className="min-h-0 flex-1 overflow-y-auto">
            <DocsNavigation groups={groups} />
          </div>
          <div className="flex flex-wrap items-center justify-between gap-2 border-t pt-3">
            <ThemeSwitch initial={theme} />
            <ButtonLink href="/" variant="quiet" className="-ml-1 px-3">
              {docsTexts.back}
            </ButtonLink>
          </div>
        </DrawerPanel>
      ) : null}
    </>
  );
}
