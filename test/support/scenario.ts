import { existsSync } from 'node:fs';
import type { SandboxOptions } from './sandbox.ts';

/** An app that is to be started in a sandbox, if the server that it needs is there. */
export interface Scenario extends SandboxOptions {
  readonly name: string;
  /** A file of the server that must be installed. */
  readonly needs?: string;
}

/** A broken app, the one code that may be primary, and what the remedy must name. */
export interface Fault extends Scenario {
  readonly code: string;
  readonly remedy: RegExp;
  /** The exit code of the agent, where the app ends by itself. */
  readonly exit?: number;
}

/** An app about which nothing may be raised above `info`. */
export type HealthyApp = Scenario;

/** Whether what the scenario needs is installed here. */
export const isPlayable = ({ needs }: Scenario): boolean => needs === undefined || existsSync(needs);
