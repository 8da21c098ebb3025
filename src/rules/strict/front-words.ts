import type { Evidence } from '../../core/diagnosis/diagnosis.ts';
import { isPlain, shellPath } from '../../remedies/own-line.ts';
import { recognise } from '../../remedies/recognise.ts';
import type { Front, FrontFault } from './front-fault.ts';

/** Why the web server gives this response, to follow "returned 403: ". */
export function frontReason({ kind, front, path }: FrontFault): string {
  const name = path ?? 'it';
  const words: Readonly<Record<FrontFault['kind'], string>> = {
    'no-index': `${front} finds no index file in ${name}`,
    'no-file': `${front} looks for the file ${name}, which does not exist`,
    'no-fallback': `${front} falls back to ${name}, which does not exist either`,
    'rewrite-loop': `the rewrite rules of ${front} form a loop`,
    limited: `${front} limits the rate of requests (zone ${name})`,
    unreadable: `${front} cannot read ${name} (Permission denied)`,
    denied: path === undefined ? `a rule of ${front} denies it` : `the configuration of ${front} denies ${name}`,
    'no-script': `PHP-FPM does not find the PHP file that ${front === 'PHP-FPM' ? 'the web server' : front} names`,
    'script-unreadable': `PHP-FPM cannot read ${name} (Permission denied)`,
    'script-extension': `PHP-FPM does not run a ${extensionOf(name)}, but ${front} passes it ${name}`,
    'own-page': `${front} itself forbids it`,
  };
  return words[kind];
}

const extensionOf = (path: string): string => {
  const extension = /\.\w{1,10}$/.exec(path)?.[0];
  return extension === undefined ? 'file without .php' : `file that ends in ${extension}`;
};

/** The steps for it, best first. `url` is the path that the check requests. */
export function frontSteps({ kind, front, path: named }: FrontFault, url: string): readonly string[] {
  const path = named !== undefined && isPlain(named) ? named : undefined;
  const root = ROOT[front] ?? 'its document root';
  const steps: Readonly<Record<FrontFault['kind'], () => readonly string[]>> = {
    'no-index': () => [
      `Put ${path === undefined ? 'an index.html' : `${path.replace(/\/$/, '')}/index.html`} into the image: copy the app's build there, and check that the build has one.`,
      `Or set ${root} to the directory that holds it.`,
    ],
    'no-file': () => [
      `Put ${path ?? 'that file'} into the image, or set ${root} to the directory that holds it.`,
      ...(front === 'nginx' ? [`Or forward ${url} to the app with \`proxy_pass\` if the app should answer it.`] : []),
    ],
    'no-fallback': () => [
      `Put ${path === undefined ? 'that file' : path.replace(/^.*\//, '')} into the directory that ${root} names (copy the app's build there), or correct ${root}.`,
    ],
    'rewrite-loop': () => [
      'Put `RewriteCond %{REQUEST_FILENAME} !-f` before the `RewriteRule`, and check that the target file exists: each round rewrites the previous result.',
    ],
    limited: () => [
      `Exempt ${url} from the limit: leave \`limit_req\` and \`limit_conn\` out of a separate \`location = ${url}\`, or raise their \`rate\` or \`burst\`.`,
    ],
    unreadable: () => accessSteps(front, path),
    denied: () => deniedSteps(front, named, url),
    'no-script': () => [
      front === 'Apache'
        ? 'Correct the directory in `ProxyPassMatch` or `SetHandler` of Apache, or DocumentRoot: it must hold the PHP files, at the same path as for PHP-FPM.'
        : 'Write `fastcgi_param SCRIPT_FILENAME $document_root$fastcgi_script_name;` in the configuration of nginx, and set its root to the directory of the PHP files.',
      'Give PHP-FPM those files at the same path: it opens them itself, even if it runs in another container.',
    ],
    'script-unreadable': () => [
      `Let the user of PHP-FPM (\`user\` in www.conf) read ${path ?? 'that file'}: ${path === undefined ? 'chmod' : `\`chmod o+r ${shellPath(path)}\``}, and \`chmod o+x\` for each directory above it.`,
    ],
    'script-extension': () => [
      `Pass only \`.php\` files to PHP-FPM: write \`location ~ \\.php$\` around \`fastcgi_pass\`, and let ${front} serve the others itself.`,
    ],
    'own-page': () => [
      `Check in the error log of ${front} why it forbids ${url}: no index file, a file that its user cannot read, or a deny rule.`,
    ],
  };
  return steps[kind]();
}

const ROOT: Readonly<Partial<Record<Front, string>>> = {
  nginx: '`root`',
  Apache: '`DocumentRoot`',
  lighttpd: '`server.document-root`',
};

function accessSteps(front: Front, path: string | undefined): readonly string[] {
  if (path === undefined) {
    return [`Let the user of ${front} read that file and enter the directories above it (chmod in the Dockerfile).`];
  }
  const directory = path.slice(0, path.lastIndexOf('/'));
  const places = [directory, path].filter((each) => each !== '' && !each.endsWith('/')).map(shellPath);
  return [
    `Let the user of ${front} read it: \`chmod a+rX ${places.join(' ')}\` in the Dockerfile.`,
    'Also let that user enter each directory above it (`chmod o+x`).',
  ];
}

function deniedSteps(front: Front, path: string | undefined, url: string): readonly string[] {
  if (front === 'Apache') {
    return [
      `Write \`Require all granted\` in the \`<Directory>\` or \`<Location>\` block of ${path ?? url} in Apache's configuration: Apache denies what no block grants.`,
    ];
  }
  const rule = front === 'HAProxy' ? '`http-request deny`' : '`deny`';
  return [
    `Exempt ${url} from the ${rule} rule in the configuration of ${front}: the check comes from the platform's address.`,
  ];
}

/** Its line as evidence. */
export const frontSeen = (fault: FrontFault | undefined): readonly Evidence[] =>
  fault?.line === undefined ? [] : [{ source: 'log', observed: fault.line }];

/** The step that makes the web server itself answer the check, if one line does it. */
export const frontRoute = ({ front }: FrontFault, url: string): string | undefined =>
  front === 'nginx' ? recognise({ commands: [['nginx']] }).framework.addRoute(url) : undefined;

/** That step as an alternative, unless a script should answer. */
export function orRoute(fault: FrontFault, url: string): readonly string[] {
  const route = SCRIPTS.includes(fault.kind) ? undefined : frontRoute(fault, url);
  return route === undefined ? [] : [`Or make nginx answer the check itself. ${route}`];
}

const SCRIPTS: readonly FrontFault['kind'][] = ['limited', 'no-script', 'script-unreadable', 'script-extension'];
