import { setTimeout as timeout } from 'node:timers/promises';
import { type FixTrial, printedOf, tryFix } from '../../test/support/fix/try-fix.ts';
import { whyUntried } from '../../test/support/fix/untried.ts';
import type { AgentLine } from '../../test/support/heard-lines.ts';
import type { Sandbox } from '../../test/support/sandbox.ts';
import { type Fault, type HealthyApp, type Staged, stage } from '../../test/support/scenario.ts';
import { watchAppearance } from './appearance.ts';
import { askPeers, type PeerVerdicts } from './peers.ts';

/** Whether the first diagnosis was the true root cause. The scoreboard counts these. */
export type Score = 'right first' | 'present, not first' | 'missed' | 'false alarm' | 'quiet';

export interface Played {
  readonly name: string;
  readonly expected: string;
  /** The code of the first diagnosis that was primary, info excluded; undefined when there was none. */
  readonly said?: string;
  readonly score: Score;
  /** Whether the right diagnosis named the step that fixes this app. */
  readonly isRemedyNamed?: boolean;
  /** The result of applying the remedy as printed, or why it cannot be tried. */
  readonly fix?: FixTrial | { readonly cannot: string };
  /** The case is marked as one whose remedy works. */
  readonly mustFix?: true;
  /** How long a healthy app was watched. */
  readonly watchedMs?: number;
  /** From the fault's appearance to the right diagnosis. */
  readonly afterMs?: number;
  /** Where that time starts. */
  readonly since?: string;
  readonly peers: PeerVerdicts;
}

const PATIENCE_MS = 90_000;
/** How long a healthy app is watched after its first healthy runtime check, and after its step. */
const QUIET_MS = 3_000;

const isAlarm = ({ code, severity }: AgentLine): boolean => code !== undefined && severity !== 'info';

/** Runs a broken app until its cause is reported, or until PATIENCE_MS is over. */
export async function playFault(fault: Fault): Promise<Played> {
  const startedAt = Date.now();
  const staged = stage(fault);
  const { box } = staged;
  const appearance = watchAppearance(fault, staged);
  try {
    const right = await said(
      box,
      ({ code, primary, severity }) => code === fault.code && primary === true && severity !== 'info',
    );
    const { since, at } = appearance();
    const first = box.lines.find((line) => line.primary === true && isAlarm(line))?.code;
    const isPresent = box.lines.some(({ code }) => code === fault.code);
    const score = first === fault.code ? 'right first' : isPresent ? 'present, not first' : 'missed';
    // If an app exits on its own, its container is gone when a check runs.
    if (fault.exit !== undefined) await Promise.race([box.exit, timeout(PATIENCE_MS, undefined, { ref: false })]);
    const peers = await askPeers(box, portOf(fault));
    const fix = right === undefined ? undefined : await triedFix(fault, staged, startedAt);
    return {
      name: fault.name,
      expected: fault.code,
      ...(first !== undefined && { said: first }),
      score,
      ...(right && {
        afterMs: Math.max(0, Date.parse(right.time) - at),
        since,
        // The first line may come before everything is known, such as the owner of a port or a configuration file.
        isRemedyNamed: box.lines.some(
          ({ code, remedy }) => code === fault.code && fault.remedy.test(remedy?.join(' ') ?? ''),
        ),
      }),
      ...(fix && { fix }),
      ...(fault.fixWorks && { mustFix: true }),
      peers,
    };
  } finally {
    await staged.stop();
  }
}

async function triedFix(fault: Fault, staged: Staged, startedAt: number): Promise<Played['fix']> {
  const cannot = whyUntried(fault);
  if (cannot !== undefined) return { cannot };
  const printed = await printedOf(fault, staged.box, startedAt);
  // Running both at the same time would be one app too many.
  await staged.stop();
  return tryFix(fault, printed);
}

/** Runs a healthy app from its start to its graceful exit. Nothing above info must be reported. */
export async function playHealthy(app: HealthyApp): Promise<Played> {
  const { box, acted, stop } = stage(app);
  const startedAt = Date.now();
  try {
    const healthy = box.statusThat(({ runtime }) => runtime.state === 'healthy').catch(() => undefined);
    await Promise.race([healthy, timeout(PATIENCE_MS)]);
    await acted;
    await timeout(QUIET_MS);
    const peers = await askPeers(box, portOf(app));
    box.kill('SIGTERM');
    await Promise.race([box.exit, timeout(PATIENCE_MS, undefined, { ref: false })]);
    const alarm = box.lines.find(isAlarm)?.code;
    const score = alarm === undefined ? 'quiet' : 'false alarm';
    const watchedMs = Date.now() - startedAt;
    return {
      name: app.name,
      expected: 'nothing',
      ...(alarm !== undefined && { said: alarm }),
      score,
      watchedMs,
      peers,
    };
  } finally {
    await stop();
  }
}

const said = (box: Sandbox, fits: (line: AgentLine) => boolean): Promise<AgentLine | undefined> =>
  Promise.race([box.line(fits).catch(() => undefined), timeout(PATIENCE_MS, undefined, { ref: false })]);

/** The port that a platform would check. */
function portOf({ flags = [], environment = {} }: Fault | HealthyApp): number {
  const after = (flag: string): string | undefined =>
    flags.includes(flag) ? flags[flags.indexOf(flag) + 1] : undefined;
  const endpoint = after('--endpoint')?.split(':').at(-1);
  return Number(endpoint ?? environment['PORT'] ?? after('--expose')?.split(',').sort()[0] ?? 8000);
}
