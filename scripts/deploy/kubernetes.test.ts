import { globSync, readFileSync } from "node:fs";
import { Deployment } from "kubernetes-models/apps/v1";
import { Ingress, NetworkPolicy } from "kubernetes-models/networking.k8s.io/v1";
import { PodDisruptionBudget } from "kubernetes-models/policy/v1";
import { ConfigMap, Secret, Service } from "kubernetes-models/v1";
import { expect, test } from "vitest";
import { parseAllDocuments } from "yaml";
import { z } from "zod";
import { listKnownVariables } from "./known-variables.ts";

const manifests = globSync("deploy/kubernetes/*.yaml").flatMap((file) =>
  parseAllDocuments(readFileSync(file, "utf8")).map((document) => ({
    file,
    content: document.toJS() as unknown,
  })),
);

type Model = new (value: never) => { validate(): void };

const models: Readonly<Record<string, Readonly<Record<string, Model>>>> = {
  v1: { ConfigMap, Secret, Service },
  "apps/v1": { Deployment },
  "networking.k8s.io/v1": { Ingress, NetworkPolicy },
  "policy/v1": { PodDisruptionBudget },
};

const anySchema = z.looseObject({
  apiVersion: z.string(),
  kind: z.string(),
  metadata: z.object({ name: z.string() }),
});

const probeSchema = z.object({ httpGet: z.object({ path: z.string(), port: z.literal("http") }) });

const deploymentSchema = z.object({
  kind: z.literal("Deployment"),
  metadata: z.object({ name: z.string() }),
  spec: z.object({
    selector: z.object({ matchLabels: z.record(z.string(), z.string()) }),
    template: z.object({
      metadata: z.object({ labels: z.record(z.string(), z.string()) }),
      spec: z.object({
        terminationGracePeriodSeconds: z.number().min(15),
        automountServiceAccountToken: z.literal(false),
        securityContext: z.looseObject({ runAsNonRoot: z.literal(true), runAsUser: z.number().min(1) }),
        containers: z.tuple([
          z.object({
            env: z.array(z.object({ name: z.string(), value: z.string() })),
            livenessProbe: probeSchema,
            readinessProbe: probeSchema,
            securityContext: z.object({
              allowPrivilegeEscalation: z.literal(false),
              readOnlyRootFilesystem: z.literal(true),
              capabilities: z.object({ drop: z.tuple([z.literal("ALL")]) }),
            }),
            volumeMounts: z.array(z.looseObject({ name: z.string(), mountPath: z.string() })),
          }),
        ]),
        volumes: z.array(
          z.looseObject({ name: z.string(), secret: z.looseObject({ secretName: z.string() }).optional() }),
        ),
      }),
    }),
  }),
});

const deployments = manifests
  .map(({ content }) => deploymentSchema.safeParse(content).data)
  .filter((deployment) => deployment !== undefined);

test("every manifest is valid", () => {
  expect(manifests.length).toBeGreaterThanOrEqual(11);
  for (const { file, content } of manifests) {
    const { apiVersion, kind } = anySchema.parse(content);
    const Model = models[apiVersion]?.[kind];
    if (Model === undefined) throw new Error(`${file}: there is no ${kind} in ${apiVersion}`);
    expect(() => new Model(content as never).validate(), file).not.toThrow();
  }
});

// They accept fields that Kubernetes doesn't know.
test("the schemas reject a wrong value", () => {
  const valid = { spec: { selector: { app: "a" }, ports: [{ port: 80 }] } };
  const validate = (spec: object) => new Service({ spec: { ...valid.spec, ...spec } }).validate();
  expect(() => validate({})).not.toThrow();
  expect(() => validate({ ports: [{ port: "eighty" }] })).toThrow("port");
});

test("consoles and verifiers run without privileges, each with its probes", () => {
  // The schema above requires the rest.
  const probes = deployments.map(({ metadata, spec }) => {
    const [container] = spec.template.spec.containers;
    const { livenessProbe, readinessProbe } = container;
    return [metadata.name, livenessProbe.httpGet.path, readinessProbe.httpGet.path];
  });
  expect(probes).toEqual([
    ["byteengine-console", "/livez", "/readyz?for=console"],
    ["byteengine-verifier", "/livez", "/readyz"],
  ]);
});

test("selectors match the pods, for services, budgets and the network policy", () => {
  const selectorSchema = z.object({
    spec: z.object({
      selector: z
        .union([
          z.object({ matchLabels: z.record(z.string(), z.string()) }),
          z.record(z.string(), z.string()),
        ])
        .optional(),
      podSelector: z.object({ matchLabels: z.record(z.string(), z.string()) }).optional(),
    }),
  });
  let count = 0;
  for (const { content } of manifests) {
    const spec = selectorSchema.safeParse(content).data?.spec;
    const selector = spec?.selector ?? spec?.podSelector;
    if (selector === undefined) continue;
    const labels = Object.entries("matchLabels" in selector ? Object(selector.matchLabels) : selector);
    const matching = deployments.filter(({ spec: { template } }) =>
      labels.every(([name, value]) => template.metadata.labels[name] === value),
    );
    expect(matching.length, JSON.stringify(selector)).toBeGreaterThan(0);
    count += 1;
  }
  expect(count).toBe(7);
});

test("every variable is a setting, and every secret has its key in the example", () => {
  const known = listKnownVariables();
  const secretSchema = z.object({
    kind: z.literal("Secret"),
    metadata: z.object({ name: z.string() }),
    stringData: z.record(z.string(), z.string()),
  });
  const secrets = new Map(
    manifests.flatMap(({ content }) => {
      const secret = secretSchema.safeParse(content).data;
      return secret === undefined ? [] : [[secret.metadata.name, Object.keys(secret.stringData)] as const];
    }),
  );
  for (const { spec } of deployments) {
    const { containers, volumes } = spec.template.spec;
    const keys = volumes.flatMap(({ secret }) =>
      secret === undefined ? [] : (secrets.get(secret.secretName) ?? []),
    );
    for (const { name, value } of containers[0].env) {
      expect(known).toContain(name);
      if (name.endsWith("_FILE"))
        expect(keys.map((key) => `/run/secrets/byteengine/${key}`)).toContain(value);
    }
  }
  const settings = manifests.map(
    ({ content }) =>
      z.object({ kind: z.literal("ConfigMap"), data: z.record(z.string(), z.string()) }).safeParse(content)
        .data,
  );
  const names = settings.flatMap((map) => Object.keys(map?.data ?? {}));
  expect(names.length).toBeGreaterThan(3);
  expect(names.filter((name) => !known.includes(name))).toEqual([]);
});
