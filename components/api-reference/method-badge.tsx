import { Badge, type Tone } from "#components/ui/display/badge.tsx";

const tones: Readonly<Record<string, Tone>> = {
  GET: "accent",
  POST: "good",
  PUT: "warn",
  PATCH: "warn",
  DELETE: "bad",
};

export function MethodBadge({ method }: { method: string }) {
  return (
    <Badge tone={tones[method] ?? "neutral"} className="shrink-0 justify-center font-mono">
      {method}
    </Badge>
  );
}
