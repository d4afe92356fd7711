"use client";

import { Monitor, Moon, Sun } from "lucide-react";
import { useState } from "react";
import { mergeClasses } from "./classes.ts";
import { readTheme, type Theme, themeCookie, themes } from "./theme.ts";

const faces = {
  system: { label: "System theme", Icon: Monitor },
  light: { label: "Light theme", Icon: Sun },
  dark: { label: "Dark theme", Icon: Moon },
} as const;

const yearSeconds = 31_536_000;

function applyTheme(theme: Theme): void {
  if (theme === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is missing on plain http.
  document.cookie = `${themeCookie}=${theme}; Path=/; Max-Age=${yearSeconds}; SameSite=Lax`;
}

/** Light, dark, or whatever the system prefers. */
export function ThemeSwitch({ initial, className }: { initial: string | undefined; className?: string }) {
  const [chosen, setChosen] = useState(readTheme(initial));
  return (
    <fieldset className={mergeClasses("inline-flex gap-0.5 rounded-md bg-sunken p-0.5", className)}>
      <legend className="sr-only">Theme</legend>
      {themes.map((theme) => {
        const { label, Icon } = faces[theme];
        return (
          <button
            key={theme}
            type="button"
            aria-label={label}
            aria-pressed={theme === chosen}
            title={label}
            onClick={() => {
              setChosen(theme);
              applyTheme(theme);
            }}
            className="grid size-6 place-items-center rounded text-muted hover:text-text aria-pressed:bg-raised aria-pressed:text-text aria-pressed:shadow-sm coarse:size-11"
          >
            <Icon aria-hidden="true" className="size-3.5" />
          </button>
        );
      })}
    </fieldset>
  );
}
