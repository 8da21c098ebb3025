import { isStarved } from '../core/facts/starvation.ts';
import type { Source } from '../core/ports/source.ts';
import { untilHeartbeatMs } from './heartbeat.ts';
import { createLoop, type Loop, type LoopParts } from './loop.ts';
import { isLookOver, tickMs } from './pace.ts';

/** The parts of an agent. */
export interface AgentParts extends LoopParts {
  /** The source that owns the app. When it finishes, the app has exited and the agent exits too. */
  readonly app: Source;
  readonly sources: readonly Source[];
  /** Slow sources wait for this promise, which must resolve soon. */
  readonly ready?: Promise<unknown>;
  readonly heartbeatMs: number;
  /** 0 to 1, for the heartbeats' jitter. */
  random(): number;
}

/**
 * Runs the loop until the app has exited: sources observe, memory stores, rules judge, sinks deliver.
 * A report follows every observation that changed something, and every tick, because some diagnoses change with time alone.
 */
export async function runAgent(parts: AgentParts): Promise<void> {
  const loop = createLoop(parts);
  const watching = new AbortController();
  const { signal } = watching;
  const look = async (source: Source): Promise<void> => {
    if (source.isSlow) await parts.ready;
    await run(parts, loop, source, signal);
  };
  const others = [...parts.sources.map(look), tick(parts, loop, signal), sendHeartbeats(parts, loop, signal)];
  await run(parts, loop, parts.app, signal);
  await settle(parts, loop, signal);
  watching.abort();
  await Promise.all(others);
  await loop.finish();
}

async function run(parts: AgentParts, loop: Loop, source: Source, signal: AbortSignal): Promise<void> {
  try {
    await source.run(loop, signal);
  } catch (error) {
    parts.onFailure(source.name, error);
  }
}

async function tick({ clock }: AgentParts, loop: Loop, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const waitMs = tickMs(loop.facts());
    const since = clock.now();
    await loop.pause(waitMs, signal);
    if (signal.aborted) return;
    noteDelay(loop, clock.now() - since - waitMs);
    loop.reportSoon();
  }
}

/** Ticks are the agent's most frequent waits, so their delay shows how long the agent was not scheduled. */
function noteDelay(loop: Loop, forMs: number): void {
  const { timeoutMs } = loop.facts().settings.timing;
  if (!isStarved(forMs, timeoutMs)) return;
  loop.record({ kind: 'event', fact: 'agent-starved', value: { forMs }, at: loop.clock.now() });
}

async function sendHeartbeats(parts: AgentParts, loop: Loop, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await parts.clock.sleep(untilHeartbeatMs(parts.heartbeatMs, parts.random()), signal);
    if (!signal.aborted) loop.report('heartbeat');
  }
}

/** The last report on an exit needs a scan of what is left of the app. */
async function settle({ exitGraceMs }: AgentParts, loop: Loop, signal: AbortSignal): Promise<void> {
  while (!isLookOver(loop.facts(), exitGraceMs)) await loop.pause(50, signal, ['processes', 'listeners']);
}
