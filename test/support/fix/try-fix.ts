import { cpSync, globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { StatusBody } from '../../../src/core/report/status-body.ts';
import { appsDirectory, type Sandbox } from '../sandbox.ts';
import { type Fault, type Staged, stage } from '../scenario.ts';
import { scratch } from '../scratch.ts';
import { applyFix } from './apply-fix.ts';
import type { FixableApp } from './fixable-app.ts';

/** What came of a remedy that was applied as it was printed. */
export interface FixTrial {
  readonly works: boolean;
  /** What was applied. */
  readonly tried?: string;
  /** Why it does not work, or could not be applied. */
  readonly why?: string;
}

/** What was printed, and whether the app had passed its release check before: then health alone proves nothing, and the app is watched as long. */
export interface Printed {
  readonly remedy: readonly string[];
  /** Where the app ran, as the remedy names its files. */
  readonly directory: string;
  readonly tookMs: number;
  readonly wasReleased: boolean;
}

/** What the agent in this sandbox printed last of the fault, in the status where it still answers, else in its lines. */
export async function printedOf(
  { code }: Fault,
  { status, lines, directory }: Sandbox,
  startedAt: number,
): Promise<Printed> {
  const now = await Promise.race([status().catch(() => undefined), sleep(PATIENCE_MS, undefined, { ref: false })]);
  const toldNow = now?.diagnoses.find((each) => each.primary && each.code === code);
  const told = lines.filter((each) => each.primary === true && each.code === code);
  return {
    remedy: (toldNow ?? told.at(-1))?.remedy ?? [],
    directory,
    tookMs: Math.max(0, Date.parse(told[0]?.time ?? '') - startedAt) || 0,
    wasReleased: lines.some(({ msg }) => msg.startsWith('the release check passed')),
  };
}

const PATIENCE_MS = 45_000;
const MAX_WATCH_MS = 20_000;
const QUIET_MS = 1_000;

/** Applies the remedy to a fresh copy of the app, starts that, and asks whether the platform's check passes and the diagnosis is over. */
export async function tryFix(fault: Fault, printed: Printed): Promise<FixTrial> {
  const app = copyOf(fault);
  const remedy = printed.remedy.map((step) => step.replaceAll(printed.directory, app.directory));
  const fixed = applyFix(remedy, app);
  if (fixed === undefined) return { works: false, why: 'nothing of it can be applied' };
  for (const [path, text] of Object.entries(fixed.app.files))
    if (text !== app.files[path]) write(app.directory, path, text);
  const { files: _, ...changed } = fixed.app;
  const staged = stage({ ...fault, ...changed });
  try {
    const why = await whyNotWell(fault, staged, printed);
    return { works: why === undefined, tried: fixed.tried, ...(why !== undefined && { why }) };
  } finally {
    await staged.stop();
  }
}

async function whyNotWell(
  fault: Fault,
  { box, acted }: Staged,
  { tookMs, wasReleased }: Printed,
): Promise<string | undefined> {
  const startedAt = Date.now();
  const isOver = ({ release, runtime }: StatusBody): boolean =>
    release.state === 'failed' || (release.state === 'passed' && runtime.state === 'healthy');
  const first = await Promise.race([
    box.statusThat(isOver).catch(() => undefined),
    sleep(PATIENCE_MS, undefined, { ref: false }),
  ]);
  if (first === undefined) return `not healthy: ${lastWord(box.lines)}`;
  if (first.release.state === 'failed') return `the release check failed: ${lastWord(box.lines)}`;
  if (fault.meanwhile !== undefined) {
    const didAct = await acted.then(
      () => true,
      () => false,
    );
    if (!didAct) return 'its step failed';
    await sleep(QUIET_MS);
  }
  const watchMs = wasReleased ? Math.min(MAX_WATCH_MS, tookMs + QUIET_MS) : 0;
  await sleep(Math.max(0, startedAt + watchMs - Date.now()));
  const isWell = ({ release, runtime }: StatusBody): boolean =>
    release.state === 'passed' && runtime.state === 'healthy';
  const last = await Promise.race([
    box.statusThat(isWell).catch(() => undefined),
    sleep(PATIENCE_MS, undefined, { ref: false }),
  ]);
  if (last === undefined) return `healthy no more: ${lastWord(box.lines)}`;
  const still = last.diagnoses.find(({ code, severity }) => code === fault.code && severity !== 'info');
  return still === undefined ? undefined : `still ${still.code}: ${still.summary}`;
}

const lastWord = (lines: Staged['box']['lines']): string =>
  lines.findLast(({ code }) => code !== undefined)?.msg?.slice(0, 200) ?? 'nothing was diagnosed';

/** The app in a directory of its own, with the text of its files. */
function copyOf({ command, environment = {}, files, flags = [], prepare, limits }: Fault): FixableApp {
  const directory = scratch('fix');
  if (files === undefined) cpSync(appsDirectory, directory, { recursive: true });
  else for (const [path, text] of Object.entries(files)) write(directory, path, text);
  const moved = (text: string): string => text.replaceAll(appsDirectory, directory);
  const texts = globSync('**/*', { cwd: directory, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(directory.length + 1))
    .map((path) => [path, moved(readFileSync(join(directory, path), 'utf8'))] as const);
  for (const [path, text] of texts) write(directory, path, text);
  return {
    command: command.map(moved),
    environment: Object.fromEntries(Object.entries(environment).map(([name, value]) => [name, moved(value)])),
    files: Object.fromEntries(texts),
    directory,
    flags: flags.map(moved),
    ...(prepare !== undefined && { prepare: moved(prepare) }),
    ...(limits && { limits }),
  };
}

function write(directory: string, path: string, text: string): void {
  mkdirSync(dirname(join(directory, path)), { recursive: true });
  writeFileSync(join(directory, path), text);
}
