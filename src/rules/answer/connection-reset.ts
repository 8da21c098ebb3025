import { durationWords } from '../../core/clock.ts';
import { defineRule } from '../../core/diagnosis/rule.ts';
import { noPast } from '../../core/facts/past.ts';
import type { Probe } from '../../core/facts/probe.ts';
import { type Log, noLog } from '../../core/memory/facts.ts';
import { recognise } from '../../remedies/recognise.ts';
import { blockedSeen } from '../shared/blocked-words.ts';
import { exampleProbe } from '../shared/example-facts.ts';
import { failingProbes, probeEvidence, requestWords, sameOutcomeSince } from '../shared/last-probe.ts';
import { subjectAt, whoseAt } from '../shared/port-programs.ts';
import { type ServerSigns, serverSigns } from '../shared/server-signs.ts';
import { FAILED_CHECKS } from '../shared/symptoms.ts';
import { type FullHang, fullOfFiles, fullSteps, fullWords } from './full-files.ts';

interface Finding {
  /** The program that closed the connection. */
  readonly subject: string;
  readonly probe: Probe;
  /** How many probes in a row had this outcome. */
  readonly times: number;
  readonly forMs: number;
  /** The exception that the app logged for this very request. */
  readonly exception?: string;
  /** The process that cannot accept because it has reached its limit of open files. */
  readonly full?: FullHang;
  /** The release check is still running, and nothing has passed yet. */
  readonly mayBeStarting: boolean;
  readonly seen: ServerSigns;
}

const isHungUp = ({ endpoint, outcome, identity }: Probe): boolean =>
  endpoint.protocol === 'http' && outcome.kind === 'reset' && (identity === undefined || identity === 'http');

export default defineRule({
  code: 'connection-reset',
  title: 'The app accepts connections and hangs up',
  stage: 'connection',
  needs: ['app', 'endpoints', 'probes', 'health'],
  assumes: { processes: [], hangs: [], log: noLog, listeners: [], past: noPast },
  explains: FAILED_CHECKS,
  meaning:
    'The app accepts the connection but closes it without a response to the request. ' +
    'Usually the process or thread that handles the request crashes. ' +
    'Or the app closes connections from callers that it rejects, or in a protocol that it does not speak.',
  when(known): Finding | undefined {
    const { app, endpoints, probes, health, processes, hangs, log } = known;
    const probe = failingProbes({ app, endpoints, probes }).find(isHungUp);
    if (probe === undefined) return undefined;
    const since = sameOutcomeSince(probes, probe);
    const kept = probes.filter(
      (each) => each.endpoint.port === probe.endpoint.port && isHungUp(each) && each.at >= since,
    );
    const times = probe.run?.count ?? kept.length;
    const isIts = (each: Log['exceptions'][number]): boolean => whoseAt(probe.endpoint.port, each, known) === 'own';
    const exception = log.exceptions.findLast((each) => each.at >= probe.at - 500 && isIts(each))?.text;
    const full = fullOfFiles(hangs, processes);
    return {
      subject: subjectAt(probe.endpoint.port, known),
      probe,
      times,
      forMs: probe.at - since,
      ...(exception !== undefined && { exception }),
      ...(full && { full }),
      mayBeStarting: health.release.state === 'waiting' && health.release.passedAt === undefined,
      seen: serverSigns(app, processes, probe),
    };
  },
  // A worker that is replaced at the wrong moment closes one connection, and nothing is broken.
  severity: ({ times, mayBeStarting }) => (times < 2 ? 'info' : mayBeStarting ? 'warning' : 'error'),
  summary: ({ subject, probe, times, forMs, exception, full }) => {
    const often = times < 2 ? '' : `, ${times} times in a row over ${durationWords(forMs)}`;
    const cause = full ? fullWords(full) : exception && `it failed with ${exception}`;
    const over = cause === undefined ? '' : `: ${cause}`;
    return `${subject} accepted the connection but closed it without a response to ${requestWords(probe)}${often}${over}.`;
  },
  evidence: ({ probe, exception, full }) => [
    probeEvidence(probe, 'an HTTP response'),
    ...(exception === undefined ? [] : [{ source: 'log', observed: exception }]),
    ...(full ? [blockedSeen(full)] : []),
  ],
  remedy: (finding) => (finding.full ? fullSteps(finding.full) : hangUpSteps(finding)),
  example: {
    subject: 'The app',
    probe: exampleProbe({ kind: 'reset' }, { purpose: 'runtime', path: '/healthcheck' }),
    times: 3,
    forMs: 40_000,
    mayBeStarting: false,
    seen: { commands: [['node', 'server.js']] },
  },
});

const questionOf = ({ path }: Probe): string => `GET ${path ?? '/'}`;

const hangUpSteps = ({ probe, seen }: Finding): readonly string[] => [
  `Check the log for what happens at ${questionOf(probe)}: a crash of the process that handles it, or a rule that closes the connection.`,
  `Make ${recognise(seen).server.name} respond to ${questionOf(probe)} from any address and with any Host header, with an error status if it must refuse.`,
  `Use a TCP endpoint instead of the HTTP(S) endpoint if the app does not speak HTTP on this port; then start sidewatch with \`--endpoint tcp:${probe.endpoint.port}\`.`,
];
