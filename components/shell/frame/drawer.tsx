"use client";

import { Menu as MenuIcon } from "lucide-react";
import { usePathname } from "next/navigation";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { shellTexts } from "#components/shell/texts.ts";
import { IconButton } from "#components/ui/button/button.tsx";
import { loadComponent } from "#components/ui/load-component.ts";

const DrawerPanel = loadComponent(async () => (await import("./drawer-panel.tsx")).DrawerPanel);

/** The sidebar on small screens. Navigation closes it. */
export function Drawer({ children }: { children: ReactNode }) {
  const [isOpen, setIsOpen] = useState(false);
  const [wasOpened, setWasOpened] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const path = usePathname();
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new path closes the drawer.
  useEffect(() => setIsOpen(false), [path]);
  const open = () => {
    setWasOpened(true);
    setIsOpen(true);
  };
  return (
    <>
      <IconButton
        ref={button}
        label={shellTexts.openMenu}
        aria-haspopup="dialog"
        aria-expanded={isOpen}
        onClick={open}
      >
        <MenuIcon />
      </IconButton>
      {wasOpened ? (
        <DrawerPanel isOpen={isOpen} onOpenChange={setIsOpen} finalFocus={button}>
          {children}
        </DrawerPanel>
      ) : null}
    </>
  );
}
