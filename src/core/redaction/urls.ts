import { HIDDEN } from './hidden.ts';

/** A scheme. Scheme names are short, and a longer word is not a URL. */
const SCHEME = /(?<![A-Za-z0-9+.-])[A-Za-z][A-Za-z0-9+.-]{0,40}:\/\//g;
/** The rest of a URL. Quotes in its password are included, unless they close a quotation around the URL. */
const RUN = /(?:[^\s"'`<>]|["'`](?![,;:)\]}\s]|$)|[<>](?=[^\s]{0,200}@))*/y;
const HOST = /^[\w.[\]:-]+/;

/** Hides the user and the password of each URL, up to the last `@` before a host. A user alone is hidden if it looks like a token. */
export function hideUserinfo(text: string): string {
  if (!text.includes('://')) return text;
  const starts = [...text.matchAll(SCHEME)];
  let shown = '';
  let from = 0;
  for (const [index, start] of starts.entries()) {
    const at = start.index + start[0].length;
    if (at < from) continue;
    RUN.lastIndex = at;
    const end = starts[index + 1]?.index ?? text.length;
    const run = RUN.exec(text.slice(0, end))?.[0] ?? '';
    const length = userinfoLength(start[0].toLowerCase(), run);
    if (length === 0) continue;
    shown += `${text.slice(from, at)}${HIDDEN}`;
    from = at + length;
  }
  return shown + text.slice(from);
}

/** How many characters before the host's `@` are user and password that must be hidden, possibly 0. */
function userinfoLength(scheme: string, run: string): number {
  if (!run.includes('@')) return 0;
  const authority = /^[^/?#"'`]*/.exec(run)?.[0] ?? '';
  const inAuthority = authority.lastIndexOf('@');
  const userinfo = inAuthority === -1 ? authority : authority.slice(0, inAuthority);
  if (userinfo === HIDDEN || STARS.test(userinfo)) return 0;
  if (!userinfo.includes(':')) return inAuthority > 0 && isTokenUser(scheme, userinfo) ? inAuthority : 0;
  if (inAuthority === -1 && isHostAndPort(scheme, userinfo)) return 0;
  return lastHostAt(run, inAuthority);
}

/** A password that another program has already hidden. The user stays. */
const STARS = /^[\w.-]{0,64}:\*+$/;

/** http://host:8080/@x has no password; postgres://user:12/34@host has. */
const isHostAndPort = (scheme: string, authority: string): boolean =>
  /^\[?[\w.:-]*\]?:(?:\d*|\$?\{?[A-Z_]*\}?)$/.test(authority) &&
  (/^(?:https?|wss?):/.test(scheme) || /:$|:\D/.test(authority));

/** The last `@` before a host that ends or has a path, but not an `@` in a query. */
function lastHostAt(run: string, inAuthority: number): number {
  const queryAt = inAuthority === -1 ? -1 : inAuthority + run.slice(inAuthority).search(/\?[\w.-]{1,40}=|$/);
  for (let at = run.lastIndexOf('@'); at > inAuthority; at = run.lastIndexOf('@', at - 1)) {
    const host = HOST.exec(run.slice(at + 1, at + 260))?.[0] ?? '';
    const isInQuery = inAuthority !== -1 && queryAt < at;
    const isScope = inAuthority !== -1 && run[at - 1] === '/';
    if (host !== '' && !isInQuery && !isScope) return at;
    if (at === 0) break;
  }
  return Math.max(0, inAuthority);
}

/** https://TOKEN@git.example.com, and the key of a DSN; but not git@, nor the name of a person or a role. */
function isTokenUser(scheme: string, user: string): boolean {
  if (/^(?:https?|wss?|git\+https?):/.test(scheme))
    return user.length >= 20 || /\d/.test(user) || /[a-z][A-Z]/.test(user);
  return user.length >= 16 && /\d/.test(user);
}

/** Go's user:password@tcp(host), jdbc:oracle:thin:user/password@host, and user:password@host:port without a scheme. */
export function hideOtherLogins(text: string): string {
  if (!text.includes('@')) return text;
  return (
    text
      .replace(
        /(?<![^\s"'`=(,;])([\w.-]{0,64}):([^\s"'`][^\s"`]{0,255}?|"[^"\n]{0,255}")@(?=(?:[a-z0-9+]{2,12})?\()/g,
        `$1:${HIDDEN}@`,
      )
      .replace(
        /(?<![^\s"'`=(,;])([A-Za-z][\w.-]{0,64}):(?!\/\/)([^\s"'`:/]{1,255})@(?=\/[\w-]{1,64}(?:\?|$|\s|["'`]))/g,
        `$1:${HIDDEN}@`,
      )
      // Oracle's user/password@host:port/service.
      .replace(
        /(?<![^\s"'`=(,;])([A-Za-z][\w$#]{0,64}\/)[^\s"'`/@]{3,255}(?=@(?:\/\/)?[\w.-]{1,255}:\d{2,5}\/)/g,
        `$1${HIDDEN}`,
      )
      .replace(/(jdbc:oracle:\w{1,10}:[\w.-]{1,64}\/)[^\s@"]{1,255}(?=@)/gi, `$1${HIDDEN}`)
      .replace(BARE_LOGIN, (whole: string, user: string, password: string) =>
        PEOPLE.test(user) || password === HIDDEN || /^\d{1,5}$/.test(password) ? whole : `${user}:${HIDDEN}`,
      )
  );
}

const BARE_LOGIN =
  /(?<![^\s"'`=(,;])([A-Za-z][\w.-]{0,64}):([^\s"'`/:@]{3,255})(?=@(?:[\w-]{1,63}\.){0,8}[\w-]{1,63}:\d{2,5}(?!\d))/g;
const PEOPLE = /^(?:mailto|sips?|xmpp|acct|e?-?mail|to|from|cc|user|by|npm|image|git)$/i;
