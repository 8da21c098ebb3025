import { countWords } from '../../core/bounded-list.ts';
import { durationWords } from '../../core/clock.ts';
import { defineRule } from '../../core/diagnosis/rule.ts';
import type { Past } from '../../core/facts/past.ts';
import { LISTED_PROCESSES, type Process } from '../../core/facts/process.ts';
import { quotedProcess } from '../../core/facts/survivors.ts';
import { exampleProcess } from '../shared/example-facts.ts';

interface Finding {
  readonly dead: readonly Process[];
  /** More exist than are listed. */
  readonly isLeast?: boolean;
  readonly fromCount: number;
  readonly overMs: number;
  readonly parentPid: number;
  /** Undefined when the parent is process 1 or the agent, and not a process of the app. */
  readonly parent?: Process;
}

const LEAST_DEAD = 5;
const LEAST_MS = 60_000;

export default defineRule({
  code: 'zombies',
  title: 'Dead children that nobody reaps keep growing',
  stage: 'runtime',
  severity: 'warning',
  needs: ['processes', 'past', 'app'],
  meaning:
    'A process that has exited stays in the process table until its parent collects the exit status. The parent here never does, so the number grows ' +
    'until the container cannot start new processes. Process 1 inherits orphans and must reap them: an init does, most apps do not.',
  when({ at, processes, past, app }): Finding | undefined {
    const dead = processes.filter(({ state }) => state === 'Z');
    const growth = growthOf(past, at);
    if (app.exit || growth === undefined || dead.length < LEAST_DEAD || growth.overMs < LEAST_MS) return undefined;
    const parentPid = mostFrequent(dead.map(({ ppid }) => ppid));
    const parent = processes.find(({ pid }) => pid === parentPid);
    return { dead, isLeast: processes.length >= LISTED_PROCESSES, ...growth, parentPid, ...(parent && { parent }) };
  },
  summary: ({ fromCount, overMs, ...finding }) =>
    `The app has ${deadWords(finding)} dead processes that nothing reaps, up from ${fromCount} within ${durationWords(overMs)}: their parent is ${parentWords(finding)}.`,
  evidence: ({ dead, ...finding }) => [
    {
      source: '/proc/PID/stat',
      expected: `fewer than ${LEAST_DEAD} in state Z`,
      observed: `${deadWords({ dead, ...finding })} in state Z`,
    },
    { source: '/proc/PID/stat', observed: `their parent is ${parentWords(finding)}` },
    ...dead
      .slice(0, 3)
      .map(({ name, pid }) => ({ source: '/proc/PID/stat', observed: `dead: [${name}] (pid ${pid})` })),
  ],
  remedy: ({ parent, parentPid }) =>
    parent === undefined || parentPid === 1
      ? [INIT, 'Wait for each child (`wait()`, or the exit event of the library) in the program that starts them.']
      : [
          `Wait for every child in ${quotedProcess(parent)}: \`wait()\`, or the exit event of the library that starts them.`,
          INIT,
        ],
  example: {
    dead: [9, 11, 14, 20, 31, 32].map((pid) => exampleProcess(pid, [], { name: 'convert', state: 'Z' })),
    fromCount: 0,
    overMs: 300_000,
    parentPid: 1,
  },
});

const INIT =
  'Run the app under an init that reaps: `docker run --init`, tini or dumb-init as the entrypoint, or a shared process namespace in Kubernetes.';

const deadWords = ({ dead, isLeast = false }: Pick<Finding, 'dead' | 'isLeast'>): string =>
  countWords({ count: dead.length, isLeast });

const parentWords = ({ parent, parentPid }: Pick<Finding, 'parent' | 'parentPid'>): string =>
  parent === undefined ? `process ${parentPid}` : quotedProcess(parent);

/** For how long the count has not fallen, and its value before that; undefined when it does not rise. */
function growthOf({ zombies }: Past, at: number): { readonly fromCount: number; readonly overMs: number } | undefined {
  const fell = zombies.findLastIndex(({ count }, index) => count < (zombies[index - 1]?.count ?? 0));
  const [first, ...later] = zombies.slice(Math.max(0, fell));
  const last = later.at(-1);
  if (first === undefined || last === undefined || last.at - first.at < LEAST_MS) return undefined;
  return { fromCount: first.count, overMs: at - first.at };
}

function mostFrequent(pids: readonly number[]): number {
  const count = (pid: number): number => pids.filter((each) => each === pid).length;
  return pids.reduce((best, pid) => (count(pid) > count(best) ? pid : best), pids[0] ?? 1);
}
