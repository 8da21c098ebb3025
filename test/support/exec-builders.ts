import type { ProgramFault } from '../../src/core/facts/program-fault.ts';
import type { Facts } from '../../src/core/memory/facts.ts';
import { app, facts, releaseFailed, STARTED } from './builders.ts';
import { ended, log } from './rule-builders.ts';

/** A command that the kernel would not execute, though its file is there. */
export function unstartable(path: string, errno: string, fault?: ProgramFault): Facts {
  const { pid: _, ...unstarted } = app({ command: [path] });
  const startFailure = { errno, path, searched: [], at: STARTED, ...(fault && { fault }) };
  return facts({ app: { ...unstarted, startFailure }, health: releaseFailed() });
}

/** `sh -c 'exec ./app'` that ended with this line. */
export const shellSaid = (line: string, code: number): Facts =>
  facts({
    app: ended({ code }, { command: ['sh', '-c', 'exec ./app'] }),
    health: releaseFailed(),
    log: log(['starting', line]),
  });
