import type { Instant } from '../../../core/clock.ts';
import { appRunner, awsLogs, awsLogsCommand, cloudWatchTail, cloudWatchText, ecsEvents } from './parse-aws-wrappers.ts';
import {
  compose,
  cri,
  dockerJson,
  kubectl,
  kubetail,
  named,
  pm2,
  stern,
  sternTold,
} from './parse-container-wrappers.ts';
import { copilot, digitalOcean, dokku, kamal, turborepo } from './parse-deploy-wrappers.ts';
import { grafana, logcli, papertrail, papertrailShown } from './parse-log-service-wrappers.ts';
import {
  appEngine,
  appService,
  cloudFoundry,
  fly,
  railway,
  railwayCopied,
  render,
  router,
  scalingo,
  spacedTime,
  tightFly,
  timeOnly,
} from './parse-platform-wrappers.ts';
import { logfmtRecord, plainRecord, serviceRecord } from './parse-record.ts';
import { journalIso, syslog3164, syslog5424 } from './parse-syslog-wrappers.ts';
import type { LogWrapper, UnwrappedLine } from './parse-wrapper.ts';

/** All known wrappers, the most specific first: a general one may match what a specific one understands better. */
const wrappers: readonly LogWrapper[] = [
  dockerJson,
  serviceRecord,
  plainRecord,
  logfmtRecord,
  kubectl,
  pm2,
  compose,
  syslog5424,
  cri,
  tightFly,
  fly,
  cloudFoundry,
  router,
  syslog3164,
  journalIso,
  railway,
  railwayCopied,
  render,
  papertrail,
  papertrailShown,
  scalingo,
  appEngine,
  appRunner,
  grafana,
  logcli,
  cloudWatchTail,
  cloudWatchText,
  awsLogs,
  awsLogsCommand,
  ecsEvents,
  copilot,
  digitalOcean,
  kubetail,
  stern,
  sternTold,
  named,
  appService,
  kamal,
  dokku,
  turborepo,
  timeOnly,
  spacedTime,
];

const SAMPLE_SHARE = 0.6;
const MAX_LAYERS = 4;

/**
 * The wrappers around the lines, the outermost first, judged by the first lines of a log.
 * A layer counts only if most lines have it: an app may print a single line that looks wrapped.
 */
export function wrappersOf(lines: readonly string[], notAfter: Instant): readonly LogWrapper[] {
  const chain: LogWrapper[] = [];
  let texts = lines.filter((line) => line.trim() !== '');
  while (chain.length < MAX_LAYERS && texts.length > 0) {
    const wrapper = wrappers.find((each) => isCommon(each, texts, notAfter) && mayFollow(each, chain));
    if (wrapper === undefined) return chain;
    chain.push(wrapper);
    texts = texts.flatMap((text) => wrapper.read(text, notAfter)?.text.trimEnd() || []);
  }
  return chain;
}

/** A process manager's prefix within a container looks like Compose's own. */
const mayFollow = (wrapper: LogWrapper, chain: readonly LogWrapper[]): boolean =>
  !chain.includes(wrapper) || (wrapper === compose && chain.length === 1);

/** The platform's own lines do not prove a layer, because they are recognized without one. */
function isCommon({ read, suits, isOfRecords }: LogWrapper, texts: readonly string[], notAfter: Instant): boolean {
  const pairs = texts.flatMap((whole) => {
    const line = read(whole, notAfter);
    return line === undefined ? [] : [{ whole, line }];
  });
  const found = pairs.map(({ line }) => line);
  const continued = isOfRecords ? texts.filter((text) => /^\s/.test(text) && read(text, notAfter) === undefined) : [];
  if (found.length < SAMPLE_SHARE * (texts.length - continued.length)) return false;
  return pairs.some(({ whole, line }) => line.text !== whole) && (suits?.(found) ?? true);
}

/** Whether a log service's records are around the lines. They may be in one array, or be rows. */
export const areRecords = (lines: readonly string[], notAfter: Instant): boolean => {
  const [outermost] = wrappersOf(lines, notAfter);
  return outermost === serviceRecord || outermost === plainRecord;
};

/** Whether a log line starts here: it has a layer around it, or its own timestamp. */
export const isWrapped = (line: string, notAfter: Instant): boolean =>
  wrappers.some(({ read, suits }) => suits === undefined && read(line, notAfter) !== undefined);

/** Removes the layers from a line. A line that lacks a layer stays as it is: a header, or another program's output. */
export function unwrap(line: string, chain: readonly LogWrapper[], notAfter: Instant): UnwrappedLine {
  let whole: UnwrappedLine = { text: line };
  for (const wrapper of chain) {
    const inner = wrapper.read(whole.text, notAfter);
    if (inner === undefined) return whole;
    const sources = [whole.source, inner.source].filter((source) => source !== undefined);
    whole = { ...whole, ...inner, ...(sources.length > 0 && { source: sources.join(' ') }) };
  }
  return whole;
}
