import { setTimeout as timeout } from 'node:timers/promises';
import { type AgentLine, type Sandbox, sandbox } from '../../test/support/sandbox.ts';
import type { Fault, HealthyApp } from '../../test/support/scenario.ts';
import { askPeers, type PeerVerdicts } from './peers.ts';

/** How often the first thing said is the true root cause; that is what the scoreboard counts. */
export type Score = 'right first' | 'present, not first' | 'missed' | 'false alarm' | 'quiet';

export interface Played {
  readonly name: string;
  readonly expected: string;
  /** The code of the first diagnosis that was primary, info excluded; undefined when there was none. */
  readonly said?: string;
  readonly score: Score;
  /** From the start of the container to the right diagnosis. */
  readonly afterMs?: number;
  readonly peers: PeerVerdicts;
}

const PATIENCE_MS = 45_000;
/** How long a healthy app is watched after its first healthy runtime check. */
const QUIET_MS = 3_000;

const isAlarm = ({ code, severity }: AgentLine): boolean => code !== undefined && severity !== 'info';

/** Plays a broken app until its cause was said, or patience ends. */
export async function playFault(fault: Fault): Promise<Played> {
  const box = sandbox(fault);
  const startedAt = Date.now();
  try {
    const right = await said(
      box,
      ({ code, primary, severity }) => code === fault.code && primary === true && severity !== 'info',
    );
    const first = box.lines.find((line) => line.primary === true && isAlarm(line))?.code;
    const isPresent = box.lines.some(({ code }) => code === fault.code);
    const score = first === fault.code ? 'right first' : isPresent ? 'present, not first' : 'missed';
    const peers = await askPeers(box, portOf(fault));
    return {
      name: fault.name,
      expected: fault.code,
      ...(first !== undefined && { said: first }),
      score,
      ...(right && { afterMs: Date.parse(right.time) - startedAt }),
      peers,
    };
  } finally {
    await box.stop();
  }
}

/** Plays a healthy app: nothing above info may be said, however long it takes to boot and for a while after. */
export async function playHealthy(app: HealthyApp): Promise<Played> {
  const box = sandbox(app);
  try {
    const healthy = box.statusThat(({ runtime }) => runtime.state === 'healthy').catch(() => undefined);
    await Promise.race([healthy, timeout(PATIENCE_MS)]);
    await timeout(QUIET_MS);
    const alarm = box.lines.find(isAlarm)?.code;
    const peers = await askPeers(box, portOf(app));
    const score = alarm === undefined ? 'quiet' : 'false alarm';
    return { name: app.name, expected: 'nothing', ...(alarm !== undefined && { said: alarm }), score, peers };
  } finally {
    await box.stop();
  }
}

const said = (box: Sandbox, fits: (line: AgentLine) => boolean): Promise<AgentLine | undefined> =>
  Promise.race([box.line(fits).catch(() => undefined), timeout(PATIENCE_MS, undefined, { ref: false })]);

/** The port that the platform would check. */
function portOf({ flags = [], environment = {} }: Fault | HealthyApp): number {
  const exposed = flags[flags.indexOf('--expose') + 1];
  const lowest = flags.includes('--expose') ? exposed?.split(',').sort()[0] : undefined;
  return Number(environment['PORT'] ?? lowest ?? 8000);
}
