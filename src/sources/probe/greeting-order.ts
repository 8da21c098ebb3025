import type { Listener } from '../../core/facts/listener.ts';
import type { Outcome } from '../../core/facts/probe.ts';
import { type FailedKind, type Greeting, greetings } from './greetings.ts';

/** What suggests a protocol before a byte is sent: the usual ports, the program, its command line. */
interface Hint {
  readonly ports: readonly number[];
  readonly program: RegExp;
  readonly words?: RegExp;
}

const HINTS: Readonly<Record<string, Hint>> = {
  PING: { ports: [6379, 6380, 26379], program: /redis|valkey|keydb|dragonfly|sentinel/ },
  version: { ports: [11211], program: /memcached/ },
  SSLRequest: { ports: [5432, 6432], program: /^(?:postgres|postmaster|pgbouncer|pgpool|pgcat)/ },
  preface: { ports: [50051], program: /grpc/, words: /grpc|h2c/i },
  FCGI_GET_VALUES: { ports: [9000], program: /php.{0,4}fpm|fcgi|fastcgi/, words: /fcgi|fastcgi|php-fpm/i },
  'uwsgi request': { ports: [3031], program: /^uwsgi/ },
  'uwsgi ping': { ports: [], program: /^uwsgi/ },
  ClientHello: {
    ports: [443, 8443, 9443],
    program: /stunnel|ghostunnel/,
    words: /(?:^|[-_./])(?:tls|ssl|https|cert(?:file|ificate)?s?|keystore)\b|\.(?:pem|crt|p12|pfx|jks)$/i,
  },
};

/** The greetings worth trying after this failure; those that the port, program and command line suggest come first. */
export function greetingsFor(
  { kind }: Extract<Outcome, { kind: FailedKind }>,
  port: number,
  listeners: readonly Pick<Listener, 'command'>[],
): readonly Greeting[] {
  const commands = listeners.flatMap(({ command }) => (command === undefined ? [] : [command]));
  const weight = ({ name }: Greeting): number => {
    const hint = HINTS[name];
    if (hint === undefined) return 0;
    if (commands.some(([program = '']) => hint.program.test(programOf(program)))) return 3;
    if (commands.some((words) => words.some((word) => hint.words?.test(word.slice(0, MOST_WORD))))) return 2;
    return hint.ports.includes(port) ? 1 : 0;
  };
  return greetings[kind].toSorted((a, b) => weight(b) - weight(a));
}

const MOST_WORD = 300;

/** Titles count too: `php-fpm: master process (/etc/php/fpm.conf)`. */
const programOf = (program: string): string => program.split(/[:\s]/)[0]?.split('/').at(-1) ?? '';
