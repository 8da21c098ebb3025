import { jsonRecord } from '../dialects/parse-prefix.ts';
import { parseRfc3339, RFC_3339 } from './parse-stamp.ts';
import { type LogWrapper, timed, type UnwrappedLine } from './parse-wrapper.ts';

/** The line formats of container engines, Kubernetes and log viewers. */
export const dockerJson: LogWrapper = { name: 'docker-json', read: readDockerJson };

/** `kubectl logs --prefix`. */
export const kubectl: LogWrapper = {
  name: 'kubectl',
  read: prefixed(/^\[(pod\/[\w.-]{1,253}\/[\w.-]{1,253})\] ?(.*)$/s),
};

/** Compose, and `docker service logs`, which adds the node: `api.1.x9qk@node-1    | text`. */
export const compose: LogWrapper = {
  name: 'compose',
  read: (line) => readPrefixed(line) ?? readBracketed(line) ?? readComposeEnd(line) ?? readComposeOwn(line),
};

/** `pm2 logs`: its programs' lines, and its own, which keep their prefix. */
export const pm2: LogWrapper = {
  name: 'pm2',
  read: (line) => {
    const [found, program, text = ''] = /^(?:PM2|\d{1,4}\|([\w.-]{1,64})) +\|(?: (.*)|$)/s.exec(line) ?? [];
    if (found === undefined) return undefined;
    return { text: program === undefined ? line : text };
  },
};

/** stern, which puts pod and container before each line; a pod's name ends with five letters that cannot form a word. */
export const stern: LogWrapper = {
  name: 'stern',
  read: (line) => {
    const [, pod, container, text = ''] =
      /^([a-z\d][a-z\d.-]{0,240}-[bcdfghjklmnpqrstvwxz\d]{5}) ([a-z\d][a-z\d-]{0,62})(?: (.*)|$)/s.exec(line) ?? [];
    return pod === undefined ? undefined : { source: `${pod}/${container}`, text };
  },
};

/**
 * kubetail, which puts the pod in brackets, and the container too if the pod has several.
 * A deployment's pod has two parts that cannot form words; request ids have one.
 */
export const kubetail: LogWrapper = {
  name: 'kubetail',
  read: (line) => {
    const [, pod, container, text = ''] =
      /^\[([a-z\d][a-z\d.-]{0,240}-[bcdfghjklmnpqrstvwxz\d]{6,10}-[bcdfghjklmnpqrstvwxz\d]{5})(?: ([a-z\d][a-z\d-]{0,62}))?\](?: (.*)|$)/s.exec(
        line,
      ) ?? [];
    if (pod === undefined) return undefined;
    return { text, source: container === undefined ? pod : `${pod}/${container}` };
  },
};

/** The same for any pod: stern logs when it starts and stops reading each pod. */
export const sternTold: LogWrapper = {
  name: 'stern-told',
  read: (line) => {
    const [, opened, container] = /^[+-] ([a-z\d][a-z\d.-]{0,252}) › ([a-z\d][a-z\d-]{0,62})$/u.exec(line) ?? [];
    if (opened !== undefined) return { source: `${opened}/${container}`, text: '', isPlatform: true };
    const [, pod, name, text = ''] =
      /^([a-z\d][a-z\d.]{0,200}-[a-z\d.-]{1,100}) ([a-z\d][a-z\d-]{0,62})(?: (.*)|$)/s.exec(line) ?? [];
    return pod === undefined ? undefined : { source: `${pod}/${name}`, text };
  },
  suits: (lines) => lines.some(({ isPlatform }) => isPlatform),
};

/** CRI: the kubelet's files in /var/log/pods. */
export const cri: LogWrapper = { name: 'cri', read: readCri };

/** `doctl apps logs`: the component, and the time of the line. */
export const named: LogWrapper = {
  name: 'named',
  read: (line) => {
    const [, source = '', rest = ''] = /^([a-z\d][a-z\d-]{0,62}) (\d{4}-\d\d-\d\dT.*)$/s.exec(line) ?? [];
    const time = RFC_3339.exec(rest)?.[1];
    return time === undefined || LEVEL.test(source) || !/^(?: |$)/.test(rest.slice(time.length))
      ? undefined
      : { source, text: rest.slice(time.length + 1), ...timed(parseRfc3339(time)) };
  },
};

const LEVEL = /^(?:trace|debug|info|notice|warn|warning|error|err|fatal|critical|panic|emerg|alert)$/;

function readDockerJson(line: string): UnwrappedLine | undefined {
  if (!line.startsWith('{"log":')) return undefined;
  const record = jsonRecord(line);
  const { log, stream, time } = record ?? {};
  if (typeof log !== 'string' || (typeof stream !== 'string' && typeof time !== 'string')) return undefined;
  const isWhole = log.endsWith('\n');
  return {
    text: isWhole ? log.replace(/\r?\n$/, '') : log,
    ...(typeof stream === 'string' && { stream }),
    ...timed(typeof time === 'string' ? parseRfc3339(time) : undefined),
    ...(!isWhole && { isPartial: true }),
  };
}

function prefixed(pattern: RegExp): (line: string) => UnwrappedLine | undefined {
  return (line) => {
    const found = pattern.exec(line);
    return found === null ? undefined : { source: found[1] ?? '', text: found[2] ?? '' };
  };
}

const readPrefixed = prefixed(/^([\w.@-]{1,128}) *\|(?: (.*)|$)/s);
/** podman-compose puts the name in brackets. */
const readBracketed = prefixed(/^\[([\w.@-]{1,128})\] {1,60}\|(?: (.*)|$)/s);

/** Compose writes this without a prefix, and may name the container where the prefix names the service. */
function readComposeEnd(line: string): UnwrappedLine | undefined {
  const source = /^([\w.-]{1,128}) exited with code \d{1,3}(?: \(restarting\))?\s*$/.exec(line)?.[1];
  return source === undefined ? undefined : { source, text: line, isPlatform: true };
}

// A terminal shows the keys that stopped Compose before its next message.
const COMPOSE_STOP = /^(?:\^C){0,3}((?:Gracefully [Ss]topping|Aborting on container exit)\.\.\..{0,60})$/;
const COMPOSE_STEP =
  /^ {0,2}(?:\S )?((?:Container|Network|Volume|Image) ([\w.-]{1,128}) {1,40}[A-Z][a-z]{2,20})\b(?: {2,200}.{0,20})?$/u;
const COMPOSE_FAILED =
  /^(?:dependency failed to start: container ([\w.-]{1,128}) |service "([\w.-]{1,128})" didn't complete successfully: )/;

/** Compose's messages about its steps, for a single container or for all. */
function readComposeOwn(line: string): UnwrappedLine | undefined {
  const stop = COMPOSE_STOP.exec(line)?.[1];
  if (stop !== undefined) return { text: stop, isPlatform: true, isForAll: true };
  const [, text, name = ''] = COMPOSE_STEP.exec(line) ?? [];
  if (text !== undefined) return { text, isPlatform: true, ...(text.startsWith('Container') && { source: name }) };
  const failed = COMPOSE_FAILED.exec(line)
    ?.slice(1)
    .find((each) => each !== undefined);
  if (failed !== undefined) return { text: line, isPlatform: true, source: failed };
  return /^(?:\[\+\] [A-Z][a-z]{2,20} \d{1,4}\/\d{1,4}|Attaching to \S.{0,600})$/.test(line)
    ? { text: line, isPlatform: true }
    : undefined;
}

const CRI = /^(\S+) (stdout|stderr) ([FP])(?::\S*)?(?: (.*)|$)/s;

function readCri(line: string): UnwrappedLine | undefined {
  const [, time = '', stream = '', tag, text = ''] = CRI.exec(line) ?? [];
  const at = parseRfc3339(time);
  return at === undefined ? undefined : { text, stream, at, ...(tag === 'P' && { isPartial: true }) };
}
