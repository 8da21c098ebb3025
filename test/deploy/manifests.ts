import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as monitoring from '@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1';
import * as apps from 'kubernetes-models/apps/v1';
import * as networking from 'kubernetes-models/networking.k8s.io/v1';
import * as core from 'kubernetes-models/v1';
import { parse } from 'yaml';

export const deployDirectory = join(import.meta.dirname, '../../deploy');

/** A Kubernetes object as its file has it. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly [field: string]: unknown;
}

export interface Kustomization extends Manifest {
  readonly resources: readonly string[];
  readonly patches?: readonly {
    readonly path: string;
    readonly target: { readonly kind: string; readonly name: string };
  }[];
}

/** What a deployment says about its pods, as far as these tests look. */
export interface PodSpec {
  readonly containers: readonly Container[];
  readonly initContainers?: readonly Container[];
}

export interface Container {
  readonly name: string;
  readonly command?: readonly string[];
  readonly args?: readonly string[];
  readonly ports?: readonly { readonly name: string; readonly containerPort: number }[];
}

/** All YAML files below deploy/kubernetes, by their path there. */
export const manifestPaths = globSync('kubernetes/**/*.yaml', { cwd: deployDirectory }).sort();

// `as`: what the files hold is what the tests look at.
export const read = <T = Manifest>(path: string): T => parse(readFileSync(join(deployDirectory, path), 'utf8')) as T;

/** Where the types of an object come from: the module of kubernetes-models, and the objects that it makes. */
const modelsOf: Readonly<Record<string, { readonly module: string; readonly models: object }>> = {
  v1: { module: 'kubernetes-models/v1', models: core },
  'apps/v1': { module: 'kubernetes-models/apps/v1', models: apps },
  'networking.k8s.io/v1': { module: 'kubernetes-models/networking.k8s.io/v1', models: networking },
  'monitoring.coreos.com/v1': {
    module: '@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1',
    models: monitoring,
  },
};

/** Throws for an object that the published schema of its kind refuses. */
export function validate(manifest: Manifest): void {
  const models = new Map(Object.entries(modelsOf[manifest.apiVersion]?.models ?? {}));
  const Model = models.get(manifest.kind);
  if (typeof Model !== 'function') throw new Error(`no schema for ${manifest.apiVersion} ${manifest.kind}`);
  // `as`: every model of these packages has it.
  (Reflect.construct(Model, [manifest]) as { validate(): void }).validate();
}

/** The object as TypeScript that compiles only when the schema knows every field of it. */
export function typedSource(manifest: Manifest, index: number): string {
  const { module } = modelsOf[manifest.apiVersion] ?? { module: '' };
  const name = `I${manifest.kind}`;
  return `import type { ${name} as T${index} } from '${module}';\nexport const object${index}: T${index} = ${JSON.stringify(manifest)};\n`;
}

/** What `kubectl kustomize` makes of a folder: its resources and those of the folders that it names, with its JSON 6902 patches. */
export function built(folder: string): readonly Manifest[] {
  const { resources, patches = [] } = read<Kustomization>(join(folder, 'kustomization.yaml'));
  const objects = resources.flatMap((name) =>
    name.endsWith('.yaml') ? [read(join(folder, name))] : built(join(folder, name)),
  );
  for (const { path, target } of patches) {
    const patched = objects.find(({ kind, metadata }) => kind === target.kind && nameOf(metadata) === target.name);
    if (patched === undefined) throw new Error(`${path} patches ${target.kind} ${target.name}, which is not there`);
    for (const { path: place, value } of read<readonly Add[]>(join(folder, path))) add(patched, place, value);
  }
  return objects;
}

interface Add {
  readonly op: 'add';
  readonly path: string;
  readonly value: unknown;
}

/** RFC 6902's `add`; throws where the parent is not there. */
function add(object: object, place: string, value: unknown): void {
  const keys = place.split('/').slice(1);
  const last = keys.pop() ?? '';
  const parent = keys.reduce<unknown>((at, key) => Reflect.get(Object(at), key), object);
  if (typeof parent !== 'object' || parent === null) throw new Error(`there is no ${dirname(place)}`);
  if (Array.isArray(parent) && last === '-') parent.push(value);
  else Reflect.set(parent, last, value);
}

/** `metadata.name`. */
export const nameOf = (metadata: unknown): unknown => Reflect.get(Object(metadata), 'name');
