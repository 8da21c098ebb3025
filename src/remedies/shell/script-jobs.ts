import type { Reading } from './script-blocks.ts';

/** `PID=$!` names the last background job. */
export function noteNumbers(words: readonly string[], { jobs, jobsBy }: Reading): void {
  for (const word of words) {
    const [, name] = /^([A-Za-z_]\w*)\+?=.*\$!/.exec(word) ?? [];
    if (name !== undefined && jobs.length > 0)
      jobsBy.set(name, [...(jobsBy.get(name) ?? []), jobs.length - 1].slice(-8));
  }
}

/** `wait` and `kill`, and the jobs that they name. */
export function noteEnds([name, ...args]: readonly string[], { steps, jobs, jobsBy, ends }: Reading): void {
  if ((name !== 'wait' && name !== 'kill') || args.some((arg) => arg === '-0' || arg === '0')) return;
  const all = jobs.map((_, at) => at);
  const named = args
    .filter((arg) => !/^-[A-Za-z]+$/.test(arg))
    .flatMap((arg) => {
      if (arg === '$!') return jobs.length - 1;
      const [, number, variable = ''] = /^(?:%(\d)|\$\{?(\w+).*)$/.exec(arg) ?? [];
      return number === undefined ? (jobsBy.get(variable) ?? (name === 'wait' ? all : [])) : Number(number) - 1;
    });
  ends.push({ at: steps.length, jobs: name === 'wait' && named.length === 0 ? all : named, isKill: name === 'kill' });
}
