import { type Dependency, isOwnHost } from '../../core/facts/dependency.ts';
import type { Endpoint } from '../../core/facts/endpoint.ts';
import type { Log } from '../../core/memory/facts.ts';

/** The log without failed calls to the app's own endpoints: an app that calls itself before it listens lacks no other host. */
export function withoutOwnCalls(log: Log, endpoints: readonly Endpoint[]): Log {
  const isOwn = ({ target }: Dependency): boolean =>
    isOwnHost(target) && endpoints.some(({ port, source }) => source !== 'listener' && target?.endsWith(`:${port}`));
  const { dependencyFailures, exceptions } = log;
  return {
    ...log,
    exceptions: exceptions.map(({ dependency, ...each }) =>
      dependency === undefined || isOwn(dependency) ? each : { ...each, dependency },
    ),
    ...(dependencyFailures && { dependencyFailures: dependencyFailures.filter((each) => !isOwn(each)) }),
  };
}
