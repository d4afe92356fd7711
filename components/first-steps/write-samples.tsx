import { HighlightedCode } from "#components/code/highlighted-code.tsx";
import type { LanguageTab } from "#components/code/language-tabs.tsx";
import { secretPlaceholder } from "./secret-placeholder.ts";

interface Sample {
  /** As in the documentation, so that a choice made there applies. */
  language: "curl" | "JavaScript" | "Python";
  /** As after a Markdown fence. */
  fence: string;
  code: string;
}

/** The first request, which any key may send, with the key from the environment. */
export function writeStoredKeySamples(origin: string): Sample[] {
  const url = `${origin}/v1/api/me`;
  return [
    {
      language: "curl",
      fence: "sh",
      code: `curl ${url} \\\n  -H "Authorization: Bearer $BYTEENGINE_API_KEY"`,
    },
    {
      language: "JavaScript",
      fence: "js",
      code: `const response = await fetch("${url}", {
  headers: { Authorization: \`Bearer \${process.env.BYTEENGINE_API_KEY}\` },
});
console.log(response.status, await response.json());`,
    },
    {
      language: "Python",
      fence: "python",
      code: `import os
import requests

response = requests.get(
    "${url}",
    headers={"Authorization": f"Bearer {os.environ['BYTEENGINE_API_KEY']}"},
)
print(response.status_code, response.json())`,
    },
  ];
}

/** The same request with a placeholder for the secret of a new key. */
export function writeOwnKeySamples(origin: string): Sample[] {
  const url = `${origin}/v1/api/me`;
  const header = `Bearer ${secretPlaceholder}`;
  return [
    { language: "curl", fence: "sh", code: `curl ${url} \\\n  -H "Authorization: ${header}"` },
    {
      language: "JavaScript",
      fence: "js",
      code: `const response = await fetch("${url}", {
  headers: { Authorization: "${header}" },
});
console.log(response.status, await response.json());`,
    },
    {
      language: "Python",
      fence: "python",
      code: `import requests

response = requests.get(
    "${url}",
    headers={"Authorization": "${header}"},
)
print(response.status_code, response.json())`,
    },
  ];
}

/** The samples in color. Rendered on the server, so that browsers load no highlighter. */
export function colorSamples(
  samples: readonly { language: string; fence: string; code: string }[],
): LanguageTab[] {
  return samples.map(({ language, fence, code }) => ({
    language,
    code: <HighlightedCode code={code} language={fence} />,
  }));
}
