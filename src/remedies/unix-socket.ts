import type { Server } from './servers/server.ts';

/** How to write a Unix socket into a server's settings. */
interface SocketSwitch {
  /** Makes the server listen there. */
  readonly listen: (path: string) => string;
  /** Lets every user in the container open it. */
  readonly open?: (path: string) => string;
  /** The file for the setting; the command line if absent. */
  readonly file?: string;
}

/** How to make the server accept HTTP (FastCGI for PHP-FPM) on the socket; undefined if its option is unknown. */
export function socketStep({ id, name }: Server, path: string): string | undefined {
  const own = SWITCHES[id];
  return own && inWords(own, name, own.listen(path));
}

/** How to let other users open the server's socket; undefined if its option is unknown. */
export function openSocketStep({ id, name }: Server, path: string): string | undefined {
  const own = SWITCHES[id];
  return own?.open && inWords(own, name, own.open(path));
}

const inWords = ({ file }: SocketSwitch, name: string, code: string): string =>
  file === undefined ? `Start ${name} with \`${code}\`.` : `Write \`${code}\` in ${file}.`;

const SWITCHES: Readonly<Record<string, SocketSwitch>> = {
  gunicorn: { listen: (path) => `--bind unix:${path}`, open: () => '--umask 0' },
  hypercorn: { listen: (path) => `--bind unix:${path}`, open: () => '--umask 0' },
  uvicorn: { listen: (path) => `--uds ${path}` },
  granian: { listen: (path) => `--uds ${path}` },
  daphne: { listen: (path) => `-u ${path}` },
  waitress: { listen: (path) => `--unix-socket=${path}`, open: () => '--unix-socket-perms=666' },
  uwsgi: { listen: (path) => `--http-socket ${path}`, open: () => '--chmod-socket=666' },
  puma: { listen: (path) => `-b unix://${path}`, open: (path) => `-b unix://${path}?umask=0` },
  unicorn: { listen: (path) => `-l ${path}` },
  thin: { listen: (path) => `-S ${path}` },
  'php-fpm': {
    listen: (path) => `listen = ${path}`,
    open: () => 'listen.mode = 0666',
    file: "www.conf (the pool's file)",
  },
  node: {
    listen: (path) => `listen({ path: '${path}' })`,
    open: (path) => `listen({ path: '${path}', readableAll: true, writableAll: true })`,
    file: 'the Node program',
  },
};
