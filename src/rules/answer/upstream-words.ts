import type { UpstreamFailure } from '../../core/facts/log-event.ts';
import { placeNames } from '../../core/facts/survivors.ts';
import { behindFront } from '../../remedies/another-port.ts';
import { isPlain, shellPath } from '../../remedies/own-line.ts';
import { type Recognised, recognise } from '../../remedies/recognise.ts';
import { dataServers } from '../../remedies/servers/data-servers.ts';
import type { Server } from '../../remedies/servers/server.ts';
import { openSocketStep, socketStep } from '../../remedies/unix-socket.ts';
import { FORWARD_DIRECTIVES } from '../shared/forward-directives.ts';
import type { ServedPlace } from '../shared/served-place.ts';
import { silentSteps, silentUpstream, silentWords } from './silent-upstream.ts';
import {
  isLoopbackAddress,
  isSame,
  type UpstreamPlace,
  type UpstreamTrouble,
  upstreamTrouble,
} from './upstream-place.ts';

/** A front server without what it forwards to. */
export interface Unforwarded {
  readonly front: string;
  readonly failure?: Pick<UpstreamFailure, 'reason'>;
  readonly place?: UpstreamPlace;
  /** The file of its configuration, by its command line, where nothing else tells the place: sidewatch does not read it. */
  readonly setIn?: string;
  readonly others: readonly ServedPlace[];
  /** Its own page says that its time was up. */
  readonly isLate?: boolean;
}

/** Why it gets no answer, as the end of a sentence. */
export function upstreamWords(seen: Unforwarded): string {
  const { place, others, front, failure } = seen;
  const silent = silentUpstream(seen);
  if (silent) return silentWords(silent, front, failure === undefined ? '' : ` (${failure.reason})`);
  const owner = others.find((each) => place && isSame(each, place));
  return `${placeWords(seen, owner)}${owner ? '' : othersWords(others)}`;
}

/** The same of the place alone: nothing is known of what else listens. */
export function placeWords({ front, failure, place, setIn }: Unforwarded, owner: ServedPlace | undefined): string {
  const trouble = failure === undefined ? 'refused' : upstreamTrouble(failure);
  const why = failure === undefined ? '' : ` (${failure.reason})`;
  if (place === undefined) {
    return trouble === 'none-up'
      ? 'none of the servers to which it forwards is up'
      : `what it forwards to${setIn === undefined ? '' : ` by ${setIn}`} does not answer${why}`;
  }
  const where = place.kind === 'socket' ? `the socket ${place.name}` : place.name;
  const isHere = place.kind === 'socket' || isLoopbackAddress(place.name);
  const words: Readonly<Record<UpstreamTrouble, string>> = {
    'none-up': `no server of its backend \`${place.name}\` is up`,
    missing: `${where}, where ${front} expects ${place.expects}, does not exist`,
    denied: `${front} may not open ${where}${owner ? ` of ${nameOf(owner)}` : ''}${why}`,
    refused: isHere
      ? `nothing listens on ${where}, where ${front} expects ${place.expects}${why}`
      : `${where} refuses its connection${why}`,
    unresolved: `${front} finds no address for ${where}${why}`,
    'big-header': `the headers with which ${where} answers are larger than ${front} takes${why}`,
    closed: `${where} hangs up on ${front} without an answer${why}`,
    other: `${where} gives ${front} no answer${why}`,
  };
  return words[trouble];
}

function othersWords(others: readonly ServedPlace[]): string {
  const [first] = others;
  if (first === undefined) return ', and nothing else in the container listens';
  const owners = new Set(others.map(nameOf));
  return `; ${owners.size === 1 ? nameOf(first) : 'the app'} listens on ${placeNames(others.map(placeName))}`;
}

const placeName = ({ kind, name }: ServedPlace): string => (kind === 'socket' ? `unix:${name}` : name);

const serverOf = ({ command }: ServedPlace): Recognised => recognise({ commands: [command] });

function nameOf(place: ServedPlace): string {
  const { server, serverKnown } = serverOf(place);
  return serverKnown ? server.name : 'the app';
}

const isDataStore = (place: ServedPlace): boolean => dataServers.some(({ id }) => id === serverOf(place).server.id);

/** What keeps a front server from standing alone. */
export const TOGETHER =
  'Make the container end when the app ends (one command that watches both, or a supervisor that stops), so that it is started again.';

/** What to do about it, best first. A place whose name would not stand in a configuration as it is, is in none. */
export function upstreamSteps(found: Unforwarded): readonly string[] {
  const silent = silentUpstream(found);
  if (silent) return silentSteps(silent, found.front, found.place?.expects);
  const { place: named, ...rest } = found;
  const place = named && isPlain(named.name) ? named : undefined;
  const seen: Unforwarded = { ...rest, ...(place && { place }) };
  const { front, failure, others } = seen;
  const owner = others.find((each) => named && isSame(each, named));
  if (failure && upstreamTrouble(failure) === 'denied' && named) return accessSteps(front, named, owner);
  const answering = failure && ANSWERING[upstreamTrouble(failure)];
  if (answering !== undefined) return answering(seen);
  const [other] = others.filter((each) => each !== owner && !isDataStore(each) && isPlain(each.name));
  if (other && place) return elsewhereSteps(seen, place, other);
  return [...startSteps(seen), TOGETHER];
}

/** Where it listens, or where its name is what is wrong: nothing is to be started. */
const ANSWERING: Readonly<Partial<Record<UpstreamTrouble, (seen: Unforwarded) => readonly string[]>>> = {
  unresolved: ({ front, failure, place }) => {
    const name = `Correct the host name${place ? ` ${place.name}` : ''} in the configuration of ${front}, or attach the container to the network in which it is known.`;
    if (front !== 'nginx') return [name];
    const own =
      'Write the name into `proxy_pass` itself, not into a variable: nginx then looks it up as it starts. Behind a variable it needs a `resolver` line with the address of a name server.';
    return failure?.reason === 'no resolver defined' ? [own, name] : [name];
  },
  'big-header': ({ front, place }) => {
    const kind = BUFFERS[place?.expects ?? ''] ?? 'proxy';
    return [
      front === 'nginx'
        ? `Write \`${kind}_buffer_size 16k;\` and \`${kind}_buffers 8 16k;\` into the server block of nginx.`
        : `Raise the size of headers that ${front} takes from the app.`,
      'Or let the app send fewer and smaller cookies.',
    ];
  },
  closed: () => [
    'Look in the log of the app for why it hangs up: it may crash over the request, be stopped, or speak another protocol there.',
  ],
};

/** With which its directives begin, by what it speaks to. */
const BUFFERS: Readonly<Record<string, string>> = { 'PHP-FPM': 'fastcgi', uWSGI: 'uwsgi' };

const openByHand = (path: string): string =>
  `Let every user open the socket once the app listens: \`chmod o+w ${shellPath(path)}\`.`;

/** A socket is opened by who may write to it and search each directory above it. */
function accessSteps(front: string, { name }: UpstreamPlace, owner: ServedPlace | undefined): readonly string[] {
  const directory = name.slice(0, name.lastIndexOf('/'));
  const open = owner && isPlain(name) ? openSocketStep(serverOf(owner).server, name) : undefined;
  const search = directory === '' ? [] : [`Let every user enter its directory: \`chmod o+x ${shellPath(directory)}\`.`];
  const steps = owner?.isOpen ? search : [...(open === undefined ? [openByHand(name)] : [open]), ...search];
  return [...steps, `Or let ${front} run as the user that owns the socket.`];
}

function elsewhereSteps({ front }: Unforwarded, place: UpstreamPlace, other: ServedPlace): readonly string[] {
  const { server } = serverOf(other);
  const move = placeStep(server, place);
  const target = { ...other, name: called(other.name) };
  const directive = FORWARD[front]?.(target, place.expects);
  return [
    ...(move ? [move] : []),
    directive === undefined
      ? `${move ? 'Or name' : 'Name'} the app's real address, ${placeName(other)}, in the configuration of ${front}.`
      : `${move ? 'Or let' : 'Let'} ${front} forward to ${placeName(target)}: ${directive}.`,
  ];
}

/** How the program is to listen at that place: as the front server speaks to it, and for no one else. */
function placeStep(server: Server, { kind, name, expects }: UpstreamPlace): string | undefined {
  const port = /:(\d{1,5})$/.exec(name)?.[1];
  if (kind !== 'socket' && port === undefined) return undefined;
  const own = OWN_PROTOCOL[expects]?.(kind === 'socket' ? name : `127.0.0.1:${port}`);
  return own ?? (kind === 'socket' ? socketStep(server, name) : behindFront(server, Number(port)));
}

/** Those to which a front server speaks another protocol than HTTP. */
const OWN_PROTOCOL: Readonly<Record<string, (place: string) => string>> = {
  'PHP-FPM': (place) => `Write \`listen = ${place}\` in www.conf (the pool's file).`,
  uWSGI: (place) => `Start uWSGI with \`--socket ${place}\`.`,
};

/** An address as a program of the same container calls it. */
const called = (name: string): string => name.replace(/^0\.0\.0\.0:/, '127.0.0.1:').replace(/^\[::\]:/, '[::1]:');

/** How each front server is told where to forward to: to an address, to a Unix socket, and either with PHP-FPM behind it. */
const FORWARD: Readonly<Record<string, (place: ServedPlace, expects: string) => string>> = {
  nginx: ({ kind, name, command }, expects) => {
    const target = kind === 'socket' ? `unix:${name}` : name;
    if (expects === 'PHP-FPM') return `\`fastcgi_pass ${target};\``;
    // uWSGI speaks what its option says.
    if (expects === 'uWSGI')
      return command.some((word) => /^--http/.test(word))
        ? `\`proxy_pass http://${target};\``
        : `\`uwsgi_pass ${target};\``;
    return `\`server ${target};\` in its \`upstream\` block, or \`proxy_pass http://${target};\``;
  },
  Apache: ({ kind, name }, expects) => {
    const scheme = expects === 'PHP-FPM' ? 'fcgi' : 'http';
    return kind === 'socket'
      ? `\`ProxyPass "/" "unix:${name}|${scheme}://localhost/"\``
      : `\`ProxyPass "/" "${scheme}://${name}/"\``;
  },
  Caddy: ({ kind, name }, expects) =>
    `\`${expects === 'PHP-FPM' ? 'php_fastcgi' : 'reverse_proxy'} ${kind === 'socket' ? `unix/${name}` : name}\``,
  HAProxy: ({ kind, name }) => `\`server app ${kind === 'socket' ? `unix@${name}` : name}\` in its backend`,
  Varnish: ({ name }) => `\`-b ${name}\``,
  Thruster: ({ name }) => `\`TARGET_PORT=${name.slice(name.lastIndexOf(':') + 1)}\``,
};

/** Where the file is given with one option and the place with another. */
const IN_FILE: Readonly<Record<string, string>> = { Varnish: '`.host` and `.port` of the `backend`' };

function startSteps({ front, place, setIn }: Unforwarded): readonly string[] {
  if (place?.expects === 'PHP-FPM') {
    return [
      `Start PHP-FPM in this container (\`php-fpm --nodaemonize &\`) before ${front}, with \`listen = ${place.name}\` in www.conf (the pool's file).`,
    ];
  }
  if (place?.expects === 'uWSGI') {
    return [`Start uWSGI in this container before ${front}, with \`--socket ${place.name}\`.`];
  }
  const file = setIn === undefined ? undefined : (IN_FILE[front] ?? FORWARD_DIRECTIVES[front]);
  const named = front === 'HAProxy' && place !== undefined ? `${file} \`${place.name}\`` : file;
  const setting = file === undefined ? (FORWARD_DIRECTIVES[front] ?? 'its upstream setting') : `${named} in ${setIn}`;
  const see = 'and see in its log why it does not listen: it may have crashed, or never been started';
  return place === undefined || place.kind === 'group'
    ? [
        `Start the app that ${front} forwards to in the same container, ${see}.`,
        `Let the app listen at the address to which ${front} forwards (${setting}).`,
      ]
    : [
        `Start the app in the same container, where ${front} looks for it (${place.name}), ${see}.`,
        `Or name the app's real address in the configuration of ${front} (${setting}).`,
      ];
}
