import { pushed } from '../bounded-list.ts';
import type { Instant } from '../clock.ts';
import { withBindError } from '../facts/bind-errors.ts';
import type { DependencyFailure, LogEvent, ServerEvent } from '../facts/log-event.ts';
import { withSupervised } from '../facts/supervised.ts';
import { quotable } from '../redaction/redact.ts';
import type { Log } from './facts.ts';

const KEPT = 8;

/** Folds an event of the log, other than one of a server's workers, into it. The newest event of each kind and subject counts. */
export function rememberLogEvent(log: Log, event: Exclude<LogEvent, ServerEvent>, at: Instant): Log {
  const told = { ...event, at };
  switch (told.kind) {
    case 'exception': {
      const others = log.exceptions.filter(({ text }) => text !== told.text);
      return { ...log, exceptions: pushed(others, told, KEPT) };
    }
    case 'host-rejected': {
      const rejection = { framework: told.framework, line: quotable(told.line, 300), at };
      return { ...log, hostRejections: pushed(log.hostRejections, rejection, KEPT) };
    }
    case 'upstream-failed': {
      const others = (log.upstreamFailures ?? []).filter(({ upstream }) => upstream !== told.upstream);
      const before = log.upstreamFailures?.find(({ upstream }) => upstream === told.upstream);
      const counted = { ...told, count: (before?.count ?? 0) + 1 };
      return { ...log, upstreamFailures: pushed(others, counted, KEPT) };
    }
    case 'bind-error':
      return { ...log, bindErrors: withBindError(log.bindErrors ?? [], told, at) };
    case 'dependency-failed':
      return withDependencyFailure(log, told, at);
    case 'supervised':
      return { ...log, supervised: withSupervised(log.supervised ?? [], told, at) };
    default:
      return told satisfies never;
  }
}

/** Folds a dependency failure into the log: one entry per host and failure, with its newest line and its count. */
function withDependencyFailure(log: Log, event: DependencyFailure, at: Instant): Log {
  const before = log.dependencyFailures ?? [];
  const isSame = ({ target, how }: DependencyFailure): boolean => target === event.target && how === event.how;
  const same = before.find(isSame);
  const told = { ...event, at, firstAt: same?.firstAt ?? at, count: (same?.count ?? 0) + 1 };
  const others = before.filter((each) => !isSame(each));
  return { ...log, dependencyFailures: pushed(others, told, KEPT) };
}
