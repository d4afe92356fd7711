import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { chartColors } from "./chart-data.ts";

const styles = readFileSync(new URL("../../app/globals.css", import.meta.url), "utf8");

/** The light and the dark value of a color token. */
function readColor(name: string): [string, string] {
  const [, light, dark] =
    new RegExp(`--color-${name}: light-dark\\((#[0-9a-f]{6}), (#[0-9a-f]{6})\\)`).exec(styles) ?? [];
  if (light === undefined || dark === undefined) throw new Error(`no color ${name}`);
  return [light, dark];
}

/** The relative luminance of WCAG. */
function getLuminance(color: string): number {
  const parts = [1, 3, 5].map((start) => Number.parseInt(color.slice(start, start + 2), 16) / 255);
  const [red = 0, green = 0, blue = 0] = parts.map((part) =>
    part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4,
  );
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function getContrast(one: string, other: string): number {
  const [darker = 0, lighter = 0] = [getLuminance(one), getLuminance(other)].sort((a, b) => a - b);
  return (lighter + 0.05) / (darker + 0.05);
}

test.each(chartColors)(
  "%s marks have a contrast of at least 3:1 on the chart's surface in both themes",
  (color) => {
    const marks = readColor(`chart-${color}`);
    for (const surface of ["raised", "canvas", "surface"]) {
      for (const [theme, background] of readColor(surface).entries()) {
        expect(getContrast(marks[theme] ?? "", background), `${surface} ${theme}`).toBeGreaterThanOrEqual(3);
      }
    }
  },
);
