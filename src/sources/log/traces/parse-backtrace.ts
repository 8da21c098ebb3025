import { REQUEST_WORDS } from '../../../core/facts/request-words.ts';
import { exceptionOf, place, type Raised, type Trace } from './parse-trace.ts';

/** The texts to search the raw output for: Ruby, Go and PHP name the error in the first line. */
export const backtraceNeedles: readonly string[] = [
  '\\.(?:rb|ru)>?:\\d+:in ',
  '(?:panic|fatal error): ',
  'http: panic serving ',
  '(?:Fatal|Parse) error: ',
];

const RUBY_HEAD =
  /^(?:.{0,100}?: )?(<internal:[^\s:>]{1,300}>|[^\s:]{1,500}):(\d+):in [`'](.{1,300}?)': (.*) \(([A-Z][\w:]{0,200})\)$/;
const RUBY_FROM = /^\s+(?:\d+: )?from (<internal:[^\s:>]{1,300}>|[^\s:]{1,500}):(\d+):in [`'](.{1,300})'$/;
const GO_HEAD = /^((?:panic|fatal error): .*)$/;
const GO_SERVES = new RegExp(`${REQUEST_WORDS.go}(.*)$`);
/** The name that cannot be resolved is the app's own. */
const GO_LISTENS = /\blisten (?:tcp|udp)/;
const GO_FUNCTION = /^([\w./*()[\]·-]{1,300})\(.*\)$/;
const GO_PLACE = /^\s+(\S{1,500}\.go):(\d+)(?: \+0x[0-9a-f]+)?$/;
const PHP_ERROR =
  /(?:^|[\s"])(PHP )?((?:Fatal|Parse) error): {1,2}(.{1,2000}?) in (\/[^\s:"]{1,500}?)(?::(\d+)|(?: on line (\d+)))/;

/** Starts a trace if the line names an uncaught Ruby, Go or PHP error. */
export function startBacktrace(line: string, before: readonly string[]): Trace | undefined {
  return startRuby(line, before.at(-1)) ?? startGo(line) ?? startPhp(line);
}

function startRuby(line: string, before = ''): Trace | undefined {
  const head = rubyHead(line);
  return (
    head &&
    ruby({
      ...head,
      isTopLevel: /^[^\s:]{1,300}:\d|^<internal/.test(line) && !RUBY_THREAD.test(before) && !RUBY_ASKED.test(head.text),
    })
  );
}

const RUBY_THREAD = / terminated with exception \(report_on_exception is true\):$/;
/** Errors that exit a program after a signal or by its own request. */
const RUBY_ASKED = /^(?:SignalException|Interrupt|SystemExit)\b/;

function rubyHead(line: string): Raised | undefined {
  const head = RUBY_HEAD.exec(line);
  if (!head) return undefined;
  const [, file = '', number = '', name = '', message = '', type = ''] = head;
  const where = rubyPlace(file, number, name);
  return { text: `${type}: ${message}`, ...(where !== undefined && { where }) };
}

/** The outermost exception comes first, and counts: its causes are often a detail of the library that raised it. */
function ruby(raised: Raised): Trace {
  return {
    exception: exceptionOf('ruby', raised),
    next(line) {
      const led = rubyHead(line);
      if (led !== undefined) return ruby(withCause(raised, led.text));
      const [, file, number = '', name = ''] = RUBY_FROM.exec(line) ?? [];
      const own = file === undefined ? undefined : rubyPlace(file, number, name);
      const where = raised.where ?? own;
      const entry = own === undefined ? raised.entry : file;
      const listed = listedBelow(raised, line);
      if (listed !== undefined) return ruby(listed);
      if (!/^\s|^$|^Did you mean\?/.test(line)) return undefined;
      const isListening = raised.isListening || RUBY_LISTENS.test(name);
      return ruby({
        ...withMore(raised, line),
        isListening,
        ...(where !== undefined && { where }),
        ...(entry !== undefined && { entry }),
      });
    },
  };
}

/** The methods that Puma, Unicorn and WEBrick open their ports with. */
const RUBY_LISTENS = /(?:add_tcp_listener|bind_listen|create_listeners|TCPServer#initialize|tcp_server_sockets)$/;

const withCause = ({ cause = '', others = [], ...raised }: Raised, led: string): Raised => ({
  ...raised,
  cause: cause || led,
  others: [...others, led].slice(-KEPT_TEXTS),
});

const KEPT_TEXTS = 4;

/** A message of several lines: libpq names the host below the first. */
function withMore(raised: Raised, line: string): Raised {
  const { text, others = [] } = raised;
  if (!/^\t(?:Is the server |TCP\/IP conn)/.test(line)) return raised;
  return { ...raised, others: [`${others.at(-1) ?? text} ${line.trim()}`] };
}

/** The meaning of a message that ends with a colon is on the lines below. */
const listedBelow = (raised: Raised, line: string): Raised | undefined =>
  raised.text.endsWith(':') && /^\S.{1,200}$/.test(line) ? { ...raised, text: `${raised.text} ${line}` } : undefined;

const rubyPlace = (file: string, line: string, name: string): string | undefined =>
  /\/gems\/|\/lib\/ruby\/|^<internal|\/bin\//.test(file) ? undefined : place(file, line, name);

function startGo(line: string): Trace | undefined {
  const served = GO_SERVES.exec(line)?.[1];
  const text = served === undefined ? GO_HEAD.exec(line)?.[1] : `panic: ${served}`;
  return text === undefined ? undefined : goHead({ text, isTopLevel: served === undefined });
}

/**
 * Other languages print "panic:" too: without a goroutine's stack it is not Go's.
 * The runtime prints an empty line above the stack; a program that prints its own stack does not.
 */
function goHead(raised: Raised): Trace {
  return {
    next(line) {
      const [stack, number] = /^(?:goroutine (\d+) |runtime stack:$)/.exec(line) ?? [];
      if (stack !== undefined) return goStack({ ...raised, isTopLevel: raised.isTopLevel === true && number === '1' });
      const again = /^\s+(panic: .*)$/.exec(line)?.[1];
      const own = line === '' && raised.isTopLevel ? { ...raised, isUncaught: true as const } : raised;
      return /^\[signal |^$|^\s/.test(line) ? goHead(again === undefined ? own : { ...own, text: again }) : undefined;
    },
  };
}

function goStack(raised: Raised, calling?: string): Trace {
  const { text, where } = raised;
  return {
    exception: exceptionOf('go', { ...raised, isListening: GO_LISTENS.test(text) }),
    next(line) {
      const [, file, number = ''] = GO_PLACE.exec(line) ?? [];
      const isApps =
        file !== undefined &&
        calling !== undefined &&
        !/\/go(?:-[\d.]{1,10})?\/(?:src|pkg\/mod)\/|\/libexec\/src\//.test(file);
      if (file !== undefined)
        return goStack(isApps && where === undefined ? { ...raised, where: place(file, number, calling) } : raised);
      const called = GO_FUNCTION.exec(line)?.[1];
      const goesOn = called !== undefined || /^created by |^\s|^\.\.\./.test(line);
      // The first goroutine is the one that panicked; an empty line ends it.
      return goesOn ? goStack(raised, called) : undefined;
    },
  };
}

function startPhp(line: string): Trace | undefined {
  const [whole = '', mark, kind = '', message, file = '', short, long = ''] = PHP_ERROR.exec(line) ?? [];
  // An error that PHP displays instead of logging it does not name PHP.
  if (message === undefined || (mark === undefined && !file.endsWith('.php'))) return undefined;
  // A server that handles requests writes a timestamp or its name before a request's error.
  return php({
    text: `${kind}: ${message}`,
    where: place(file, short ?? long),
    isTopLevel: /^(?:[\w-]{1,40}:)?$/.test(line.slice(0, line.indexOf(whole))),
  });
}

const PHP_NEXT = /^Next (.{1,2000}?) in (\/[^\s:"]{1,500}?):(\d+)$/;
const PHP_STACK = /^(?:Stack trace:$|#\d+ |$| {2}thrown in )/;

/** The last of a chain of exceptions is the uncaught one. */
function php(raised: Raised): Trace {
  return {
    exception: exceptionOf('php', raised),
    next(line) {
      const [, text, file = '', number = ''] = PHP_NEXT.exec(line) ?? [];
      if (text !== undefined)
        return php({ ...raised, text, cause: raised.cause ?? raised.text, where: place(file, number) });
      return PHP_STACK.test(line) ? php(raised) : undefined;
    },
  };
}
