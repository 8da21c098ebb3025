import { exceptionOf, ofChain, place, type Trace } from './parse-trace.ts';

const FRAME =
  /^\s+at ([\w$<>/.@-]{1,500})\((?:([\w$]+\.(?:java|kt|scala|groovy)):(\d+)|Native Method|Unknown Source)\)/;
const NAME = '(?:[a-z_][\\w$]{0,60}\\.){1,12}[A-Z][\\w$]{0,100}(?:: .*)?';
const ERROR = new RegExp(
  `^(?:.{0,200}?Exception in thread "[^"]{0,200}" (?=[\\w.$]{1,300}(?:: |$))|\\s*Caused by: )?(${NAME}|(?<="[^"]{0,200}" )[A-Z].*)$`,
);
/** The first words or parts of a line that names an error: most lines above a frame are other frames. */
const MAY_BE_ERROR = /^[a-z_]|Caused by: |Exception in thread /;
/** A logger's line that names the error at its end. */
const LOGGED = new RegExp(`^.{0,300}?[\\s:](${NAME})$`);
const CAUSE = new RegExp(`^\\s*Caused by: (${NAME}|[A-Z]\\w{0,100}(?:: .*)?)$`);

/** An error that ended the main thread, and frameworks' lines above the error that kept the app from starting. */
const TOP_LEVEL =
  /^Exception in thread "main" |\bApplication run failed$|\b[Ff]ailed to start application\b|\bError starting (?:Micronaut|Quarkus|Ktor|Vert\.x)\b/;

/** Starts a trace if the line is a Java frame, and one of the lines before it (oldest first) names the error. */
export function startJava(line: string, before: readonly string[]): Trace | undefined {
  if (!FRAME.test(line)) return undefined;
  const heads = before.filter((each) => MAY_BE_ERROR.test(each));
  const named = heads.map((each) => ERROR.exec(each)?.[1]).findLast((text) => text !== undefined);
  const text = named ?? LOGGED.exec(before.at(-1) ?? '')?.[1];
  return text === undefined
    ? undefined
    : frames({ text, isTopLevel: before.some((each) => TOP_LEVEL.test(each)) }).next(line);
}

interface Chain {
  /** The last cause is the actual error; the earlier ones are its consequences. */
  readonly text: string;
  readonly outer?: string;
  /** The errors in between. */
  readonly others?: readonly string[];
  readonly where?: string;
  readonly isTopLevel: boolean;
  /** The number of lines that may still belong to the text. */
  readonly more?: number;
}

const KEPT_TEXTS = 4;

function frames(chain: Chain): Trace {
  const { text, outer, others = [], where, isTopLevel } = chain;
  return {
    exception: exceptionOf('java', {
      ...ofChain(outer, text),
      others,
      ...(where !== undefined && { where }),
      isTopLevel,
    }),
    next(line) {
      const more = after(chain, line);
      return more && frames(more);
    },
  };
}

function after(chain: Chain, line: string): Chain | undefined {
  const { text, outer, others = [], where } = chain;
  const frame = FRAME.exec(line);
  if (frame) {
    const found = where ?? placeOf(frame);
    return { ...chain, ...(found !== undefined && { where: found }), more: 0 };
  }
  const cause = CAUSE.exec(line)?.[1];
  if (cause !== undefined) {
    if (DETAIL.test(cause)) return chain;
    const { isTopLevel } = chain;
    return {
      text: cause,
      outer: outer ?? text,
      others: [...others, text].slice(-KEPT_TEXTS),
      isTopLevel,
      more: MORE_LINES,
    };
  }
  if (!/^\s/.test(line)) return withMore(chain, line);
  // Some messages list the details below their text.
  return text.endsWith(':') ? { ...chain, text: `${text} ${line.trim()}` } : chain;
}

/** Flyway and others write messages of several lines. */
function withMore({ more = 0, ...chain }: Chain, line: string): Chain | undefined {
  if (more <= 0 || !/^(?:[A-Z][a-z]{1,20} [a-z]|-> )/.test(line)) return undefined;
  return { ...chain, text: more === MORE_LINES ? `${chain.text} ${line}` : chain.text, more: more - 1 };
}

const MORE_LINES = 6;

/** An exception that says less than the one it led to. */
const DETAIL = /^java\.nio\.channels\.ClosedChannelException$/;

const NOT_THE_APPS =
  /^(?:java|javax|jakarta|jdk|sun|com\.sun|kotlin|scala|groovy|org\.(?:springframework|apache|hibernate|eclipse|jboss|postgresql|slf4j)|com\.(?:zaxxer|mysql|fasterxml|google\.common)|io\.(?:smallrye|netty|undertow|micronaut|quarkus|vertx)|reactor|ch\.qos)\./;

function placeOf([, method = '', file, line]: RegExpExecArray): string | undefined {
  const name = method.replace(/^.*\//, '');
  return file === undefined || line === undefined || NOT_THE_APPS.test(name) ? undefined : place(file, line, name);
}
