import type { ReactNode } from "react";

interface CommandHintProps {
  text: string;
  /** A command or an example, as it is typed. Empty: there is none. */
  command: string;
  children?: ReactNode;
}

/** Help for a field that says where its value is found. */
export function CommandHint({ text, command, children }: CommandHintProps) {
  return (
    <>
      {text}
      {command === "" ? null : (
        <>
          {" "}
          <code className="rounded bg-sunken px-1 py-px font-mono text-[0.6875rem] [box-decoration-break:clone] [overflow-wrap:anywhere]">
            {command}
          </code>
        </>
      )}
      {children === undefined ? null : <span className="block">{children}</span>}
    </>
  );
}
