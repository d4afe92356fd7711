"use client";

import { clsx } from "clsx";
import { Monitor, Moon, Sun } from "lucide-react";
import { useEffect, useState } from "react";
import { applyTheme, listenForTheme } from "./apply-theme.ts";
import { readTheme, themes } from "./theme.ts";

const themeOptions = {
  system: { label: "System theme", Icon: Monitor },
  light: { label: "Light theme", Icon: Sun },
  dark: { label: "Dark theme", Icon: Moon },
} as const;

/** Switches between the light, dark and system theme. */
export function ThemeSwitch({ initial, className }: { initial: string | undefined; className?: string }) {
  const [chosen, setChosen] = useState(readTheme(initial));
  useEffect(() => listenForTheme(setChosen), []);
  return (
    <fieldset className={clsx("inline-flex gap-0.5 rounded-md bg-sunken p-0.5", className)}>
      <legend className="sr-only">Theme</legend>
      {themes.map((theme) => {
        const { label, Icon } = themeOptions[theme];
        return (
          <button
            key={theme}
            type="button"
            aria-label={label}
            aria-pressed={theme === chosen}
            title={label}
            onClick={() => applyTheme(theme)}
            className="grid size-6 place-items-center rounded text-muted hover:text-text aria-pressed:bg-raised aria-pressed:text-text aria-pressed:shadow-sm coarse:size-11"
          >
            <Icon aria-hidden="true" className="size-3.5" />
          </button>
        );
      })}
    </fieldset>
  );
}
