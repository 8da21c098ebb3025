import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { flags } from '../../src/settings/flags.ts';
import {
  built,
  type Container,
  deployDirectory,
  type Kustomization,
  type Manifest,
  manifestPaths,
  nameOf,
  type PodSpec,
  read,
  typedSource,
  validate,
} from './manifests.ts';

const objects = manifestPaths.filter((path) => !/kustomization|-patch/.test(path));
const kustomizations = manifestPaths.filter((path) => path.endsWith('kustomization.yaml'));
const folders = kustomizations.map(dirname);
const BUNDLED = 'kubernetes/bundled/deployment.yaml';
const hasKubectl = spawnSync('kubectl', ['kustomize', '--help']).status === 0;
if (!hasKubectl) console.log('what Kustomize makes is known by our own reading alone: kubectl is not installed');

interface Workload {
  readonly spec: { readonly template: { readonly metadata: object; readonly spec: PodSpec } };
}

const podOf = (manifest: unknown): PodSpec => (manifest as Workload).spec.template.spec;
const deploymentIn = (all: readonly Manifest[]): Manifest => {
  const found = all.find(({ kind }) => kind === 'Deployment');
  if (found === undefined) throw new Error('there is no deployment');
  return found;
};
const agentIn = ({ containers, initContainers = [] }: PodSpec): Container => {
  const all = [...initContainers, ...containers];
  const found = all.find(({ ports = [] }) => ports.some(({ name }) => name === 'sidewatch'));
  if (found === undefined) throw new Error('there is no agent');
  return found;
};

describe('the Kubernetes objects', () => {
  test.each(objects)('%s is what the published schema wants', (path) => validate(read(path)));

  test.each(folders)('what Kustomize makes of %s is, too', (folder) => {
    for (const object of built(folder)) validate(object);
  });

  test.skipIf(!hasKubectl).each(folders)('what kubectl makes of %s is what the schemas want, too', (folder) => {
    const args = ['kustomize', join(deployDirectory, folder)];
    const { stdout, stderr } = spawnSync('kubectl', args, { encoding: 'utf8', timeout: 60_000 });
    expect(stderr).toBe('');
    // What a Kubernetes object is, the schemas hold next.
    const made = parseAllDocuments(stdout).map((document) => document.toJS() as Manifest);
    for (const object of made) validate(object);
    expect(made.map(named).sort()).toEqual(built(folder).map(named).sort());
  });

  test('have no field that the schemas do not know', () => {
    const all = [...objects.map((path) => read(path)), ...folders.flatMap((folder) => built(folder))];
    // Beside the packages, so that their types are found.
    const folder = join(realpathSync('node_modules'), '.cache', `sidewatch-manifests-${process.pid}`);
    mkdirSync(folder, { recursive: true });
    const file = join(folder, 'manifests.ts');
    writeFileSync(file, all.map(typedSource).join(''));
    const options = ['--noEmit', '--strict', '--skipLibCheck', '--module', 'nodenext', '--ignoreConfig'];
    const { stdout } = spawnSync('tsc', [...options, file], { encoding: 'utf8', timeout: 60_000 });
    rmSync(folder, { recursive: true });
    expect(stdout).toBe('');
  }, 70_000);

  test('a value that a schema refuses is found', () => {
    expect(() => validate({ apiVersion: 'v1', kind: 'Service', spec: { ports: [{ port: 'x' }] } })).toThrow('integer');
  });

  test.each(kustomizations)('%s names files that are there', (path) => {
    const { resources, patches = [] } = read<Kustomization>(path);
    const named = [...resources, ...patches.map((patch) => patch.path)].map((name) => join(dirname(path), name));
    expect(named.filter((name) => !existsSync(join(deployDirectory, name)))).toEqual([]);
  });
});

describe('the pods', () => {
  const pods = [...folders.map((folder) => deploymentIn(built(folder))), read(BUNDLED)].map(podOf);

  test('give the agent only flags that it knows', () => {
    const names = Object.values(flags).map(({ name }) => `--${name}`);
    const words = pods.map(agentIn).flatMap(({ command = [], args = [] }) => beforeDashes([...command, ...args]));
    const given = words.filter((word) => word.startsWith('--')).map((word) => word.split('=')[0]);
    expect(given).toContain('--token-file');
    expect(given.filter((name) => !names.includes(name ?? ''))).toEqual([]);
  });

  test('wait for the app with the readiness of the agent, and never start the app by it', () => {
    expect(pods.map(agentIn)).toMatchObject(
      pods.map(() => ({ readinessProbe: { httpGet: { path: '/readyz', port: 'sidewatch' } } })),
    );
    const [sidecar] = pods.map(agentIn);
    expect(sidecar).toMatchObject({ restartPolicy: 'Always', startupProbe: { httpGet: { path: '/livez' } } });
  });

  test('share their processes with a sidecar', () => {
    expect(pods[0]).toMatchObject({ shareProcessNamespace: true, initContainers: [{ name: 'sidewatch' }] });
  });

  test('are those that service, policy and monitor select, by ports that they have', () => {
    const all = built('kubernetes/overlays/production');
    const labels = { 'app.kubernetes.io/name': 'shop' };
    expect(deploymentIn(all)).toMatchObject({ spec: { template: { metadata: { labels } } } });
    const selecting = (kind: string): unknown => all.find((each) => each.kind === kind)?.['spec'];
    expect(selecting('Service')).toMatchObject({ selector: labels, ports: [{ targetPort: 'http' }] });
    expect(selecting('NetworkPolicy')).toMatchObject({ podSelector: { matchLabels: labels } });
    expect(selecting('PodMonitor')).toMatchObject({
      selector: { matchLabels: labels },
      podMetricsEndpoints: [{ port: 'sidewatch' }],
    });
    const pod = podOf(deploymentIn(all));
    expect(pod.containers[0]?.ports).toEqual([{ name: 'http', containerPort: 8000 }]);
    expect(agentIn(pod).ports).toEqual([{ name: 'sidewatch', containerPort: 9393 }]);
  });
});

const named = ({ kind, metadata }: Manifest): string => `${kind} ${nameOf(metadata)}`;

const beforeDashes = (words: readonly string[]): readonly string[] =>
  words.includes('--') ? words.slice(0, words.indexOf('--')) : words;
