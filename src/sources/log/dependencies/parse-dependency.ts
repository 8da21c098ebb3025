import type { Dependency } from '../../../core/facts/dependency.ts';
import type { DependencyFailure } from '../../../core/facts/log-event.ts';
import { readableLine, withoutEscapes } from '../../../core/redaction/neutralise.ts';
import { quotable } from '../../../core/redaction/redact.ts';
import type { Dialect } from '../dialects/parse-dialect.ts';
import { jsonRecord, parseStructured } from '../dialects/parse-prefix.ts';
import { createPatternSearch, type PatternSearch } from '../search/pattern-search.ts';
import { brokerMessages } from './parse-broker-message.ts';
import { databaseMessages } from './parse-database-message.ts';
import { type DependencyMessage, howOf, serviceOf } from './parse-dependency-message.ts';
import { networkMessages } from './parse-network-message.ts';
import { waitingMessages } from './parse-waiting-message.ts';

const texts: readonly string[] = [
  'onnection refused',
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ETIMEDOUT',
  'E(?:HOST|NET)UNREACH',
  'ame or service not known',
  'ame does not resolve',
  'o usable address',
  ' Try again',
  'peration timed out',
  'ost is unreachable',
  'etwork (?:is )?unreachable',
  'name resolution',
  'no such host',
  'o route to host',
  'onnection timed out',
  'onnect timed out',
  'i/o timeout',
  'port \\d+ failed: ',
  'on socket "',
  'translate host name',
  'Connect call failed',
  'onnecting to ',
  'Unknown (?:\\w+ )?server host',
  'UnknownHostException',
  'uthentication failed',
  'Access denied for user',
  'WRONGPASS',
  'NOAUTH',
  'Connection to \\S+ refused',
  'Connection to node ',
  'Failed to resolve ',
  'ot found in upstream',
  'ould not resolve address',
  ' - no response',
  ' - rejecting',
  'imeout occurred after waiting',
  'imed out waiting for: ',
  'waiting on dependencies',
  'non-existing domain',
  'aiting (?:up to )?(?:\\d+ ?s\\w{0,6} )?for',
  'not (?:yet )?(?:available|ready|reachable|up)\\b',
  ' unavailable',
  ' unreachable',
  'etrying ',
  'econnecting ',
  'onnect(?:ion|ing) to .{1,60} (?:failed|timed)',
  'bad address ',
  'misbehaving',
  'ssue connecting ',
  'sing the connection to ',
  'ould not resolve host',
  "(?:ould not|annot|an't|ouldn't|nable to|ailed to|ossible to) (?:connect|reach)",
  'esolve host address',
  'olution failed for ',
  'stablish(?:ing)? (?:a |the |TCP )?connection',
  'connection to the host ',
  'electing a server using ',
  'elect(?:ion|ionTimeoutError) ?(?:timeout|timed|error|:)',
  ', type=UNKNOWN',
  'PoolTime',
  'ool timed out',
  'pool initialization',
  'ommunications link failure',
  'not available(?: and|, request)',
  'NoBrokersAvailable',
  'available brokers',
  'ootstrap (?:broker|urls)',
  'MaxRetriesPerRequest',
  'UnableToConnect on ',
  'TCP/IP connections on port',
  'AMQPConnectionError',
  'ACCESS.REFUSED',
  'ORA-125',
  'Login failed for',
  'kind: (?:ConnectionRefused|TimedOut)',
  'nknown database ',
  'atabase "\\S{1,63}" does not exist',
  'o pg_hba\\.conf entry for ',
  '\\(1044, ',
];

/** A client's own message that a service failed; not a line that quotes one. */
export const dependencyFailures: Dialect<DependencyFailure> = {
  needles: new RegExp(texts.join('|')),
  parse(line) {
    if (line.length > MAX_LINE || !dependencyFailures.needles.test(line)) return undefined;
    const found = textsOf(line)
      .map(dependencyIn)
      .find((each) => each !== undefined);
    return found && { kind: 'dependency-failed', ...found, line: quotable(line.trim(), 300) };
  },
};

const MAX_LINE = 2_000;

// A client that names its service says more than the runtime below it.
const messages = [...databaseMessages, ...brokerMessages, ...networkMessages, ...waitingMessages];

// Built on first use: an app that reaches all its services does not need it.
let search: PatternSearch<DependencyMessage> | undefined;

/** The messages that the text may be, in their order. */
function messagesFor(text: string): readonly DependencyMessage[] {
  search ??= createPatternSearch(messages, ({ pattern }) => pattern);
  return search(text);
}

/** The text of a line, or the texts of a structured record that say what happened. */
function textsOf(line: string): readonly string[] {
  if (line.startsWith('{')) {
    const record = jsonRecord(line);
    if (record === undefined) return [];
    const fields = ['message', 'msg', 'event', 'error', 'err', 'exception'].map((name) => record[name]);
    return fields.flatMap(textIn);
  }
  const message = parseStructured(line)?.message;
  if (message === undefined) return [withoutEscapes(line).trimEnd()];
  const error = /(?:^|\s)(?:error|err)="((?:[^"\\]|\\.)*)"/.exec(line)?.[1];
  return error === undefined ? [message] : [message, error];
}

function textIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [readableLine(value.split('\n', 1)[0] ?? '')];
  return typeof value === 'object' && value !== null && 'message' in value ? textIn(value.message) : [];
}

// The error of a MySQL driver for Python is a pair: (2003, "Can't connect …").
// mysqladmin quotes the message it got, as in `error: 'Can't connect … (111)'`.
const QUOTE = /(?<!\(\d{4}, |^error: )["'`=\\]\s*$/;

/**
 * The dependency that a message reports. Undefined for any other text, and for words in quotes or in a request.
 * A message that names the host comes before one that does not.
 */
export function dependencyIn(text: string): Dependency | undefined {
  if (text.length > MAX_LINE || /\bHTTP\/\d|\b(?:GET|POST|HEAD|PUT) \//.test(text)) return undefined;
  let unnamed: Dependency | undefined;
  for (const message of messagesFor(text)) {
    const found = dependencyBy(message, text);
    if (found?.target !== undefined) return unnamed === undefined ? found : completed(found, unnamed);
    unnamed = unnamed && found ? completed(unnamed, found) : (unnamed ?? found);
  }
  return unnamed;
}

/** One message may name the host, and another the service and how it failed. A port says more than the word "database". */
function completed(named: Dependency, { how, service }: Dependency): Dependency {
  const isMore = named.service === undefined && service !== undefined && service !== 'database';
  return { ...named, ...(named.how === 'unreached' && { how }), ...(isMore && { service }) };
}

function dependencyBy(message: DependencyMessage, text: string): Dependency | undefined {
  const found = message.pattern.exec(text);
  if (found === null || QUOTE.test(text.slice(0, found.index))) return undefined;
  const { host, port, why = '', service = '' } = found.groups ?? {};
  const how = howOf(message, why);
  return how && dependencyOf(how, message.service ?? serviceOf(service), host, port);
}

function dependencyOf(how: Dependency['how'], service?: string, host?: string, port?: string): Dependency {
  const name = host === undefined ? undefined : quotable(host, 255);
  const bare = name?.includes(':') && !name.startsWith('[') && port !== undefined ? `[${name}]` : name;
  return {
    how,
    ...(bare !== undefined && { target: port === undefined ? bare : `${bare}:${port}` }),
    ...(service !== undefined && { service }),
  };
}
