import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type ContainerLimits, containerLimits, type Limits } from './container-limits.ts';
import { type Sandbox, type SandboxOptions, sandbox } from './sandbox.ts';

/** An app that is to be started in a sandbox, if the servers that it needs are there. */
export interface Scenario extends SandboxOptions {
  readonly name: string;
  /** Files of the servers that must be installed. */
  readonly requires?: string | readonly string[];
  /** Limits of memory and processor, as a container has them. */
  readonly limits?: Limits;
  /** What is done to the app once it is healthy: requests, a signal. A fault with such a step appears with it. */
  readonly meanwhile?: (box: Sandbox) => Promise<unknown>;
  /** Made after a report of somebody's trouble: a part of what `npm test` plays always. */
  readonly field?: true;
}

/** A broken app, the one code that may be primary, and what the remedy must name. */
export interface Fault extends Scenario {
  readonly code: string;
  /** What the summary must say. */
  readonly says?: RegExp;
  readonly remedy: RegExp;
  /** `error` unless given. */
  readonly severity?: 'warning';
  /** The exit code of the agent, where the app ends by itself. */
  readonly exit?: number;
  /** The remedy works when it is applied as it was printed; a test holds that. */
  readonly fixWorks?: true;
  /** Why no remedy can be applied here: what it would need that a test does not have. */
  readonly cannotFix?: string;
}

/** An app about which nothing may be raised above `info`. */
export type HealthyApp = Scenario;

export const isFault = (scenario: Scenario): scenario is Fault => 'code' in scenario;

/** A scenario under way. */
export interface Staged {
  readonly box: Sandbox;
  /** When the scenario's own step began; never resolves when the app does not become healthy. */
  readonly actsAt: Promise<number>;
  /** Resolves when that step is over, at once where there is none; rejects when it fails. */
  readonly acted: Promise<void>;
  stop(): Promise<void>;
}

const PROJECT = join(import.meta.dirname, '../../');
let canLimit: boolean | undefined;

/** Why the scenario cannot be played here; undefined when it can. */
export function obstacleTo({ requires = [], limits }: Scenario): string | undefined {
  const missing = [requires].flat().find((file) => !existsSync(file));
  if (missing !== undefined) return `${missing.replace(PROJECT, '')} is not installed`;
  return limits === undefined || mayLimit() ? undefined : 'no control group can be made here';
}

/** Starts the app, and its step once the app is healthy. */
export function stage(scenario: Scenario): Staged {
  const { limits, meanwhile, ...options } = scenario;
  const group = limits && containerLimits(limits);
  const box = sandbox({ ...options, ...(group && { cgroups: group.directories }) });
  const { promise: actsAt, resolve: begin } = Promise.withResolvers<number>();
  const act = async (): Promise<void> => {
    if (meanwhile === undefined) return;
    await box.statusThat(({ runtime }) => runtime.state === 'healthy');
    begin(Date.now());
    await meanwhile(box);
  };
  const acted = act();
  // Whoever awaits it hears of a failure; a fault that needs no step to be seen must not fail by it.
  acted.catch(() => undefined);
  const stop = async (): Promise<void> => {
    await box.stop();
    await group?.remove();
  };
  return { box, actsAt, acted, stop };
}

function mayLimit(): boolean {
  if (canLimit === undefined) {
    const trial: ContainerLimits | undefined = containerLimits({ memoryBytes: 268_435_456, cores: 1 });
    canLimit = trial !== undefined;
    void trial?.remove();
  }
  return canLimit;
}
