import { readFileSync } from 'node:fs';

/** A recorded run of Gunicorn: what was started, and what the harness saw happen. */
export interface Run {
  readonly name: string;
  readonly what: string;
  readonly gunicorn_version: string;
  readonly facts: {
    readonly launched_pid: number;
    readonly booted_pids: readonly number[];
    /** As often as the text was written, forged ones included. */
    readonly timeout_pids: readonly number[];
  };
}

const folder = new URL('../../../fixtures/gunicorn/', import.meta.url);

/** The runs that wrote anything. */
export const runs = JSON.parse(readFileSync(new URL('runs.json', folder), 'utf8')) as readonly Run[];

export const logOf = (name: string): Buffer => readFileSync(new URL(`${name}.log`, folder));
