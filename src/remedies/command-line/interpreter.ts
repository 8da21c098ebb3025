export type Runtime = 'python' | 'node' | 'deno' | 'bun' | 'ruby' | 'php' | 'java' | 'perl';

/** The program that an argument list runs. For an interpreter, that is its script or module. */
export interface Program {
  /** Lower case, without its directory: gunicorn, manage.py, nginx. After `python -m`, the module. */
  readonly program: string;
  /** As given, with its directory. */
  readonly path: string;
  readonly args: readonly string[];
  readonly runtime?: Runtime;
}

/** The last part of a path in lower case, without the marks of process titles: `nginx:`, `(squid-1)`. */
export function programName(path: string): string {
  const bare = path.replace(/:$/, '').replace(/^\((.*)\)$/, '$1');
  return bare.slice(bare.lastIndexOf('/') + 1).toLowerCase();
}

/** The program that `path args…` runs. For Python, Node, Deno, Bun, Ruby, PHP and Perl it is the script. Throws nothing. */
export function programOf(path: string, args: readonly string[]): Program {
  const name = programName(path);
  const interpreter = INTERPRETERS.find(({ pattern }) => pattern.test(name));
  if (interpreter === undefined) return { program: name, path, args };
  const { runtime, valued } = interpreter;
  const itself = { program: runtime, path, args, runtime };
  let at = 0;
  while (args[at]?.startsWith('-')) {
    const option = args[at] ?? '';
    if (runtime === 'python' && /^-[mc]$/.test(option))
      return { ...itself, ...pythonProgram(option, args.slice(at + 1)) };
    // No script follows: these are code on the command line, Ruby's -run library and PHP's own web server.
    if (/^(?:-e|--eval|-run|-S)$/.test(option)) return itself;
    at += valued.includes(option) ? 2 : 1;
  }
  const script = args[at];
  if (script === undefined || runtime === 'java') return itself;
  return { program: scriptName(script), path: script, args: args.slice(at + 1), runtime };
}

/** `python -m MODULE ARGS` runs the module. `python -c CODE` counts as the first module that the code imports. */
function pythonProgram(option: string, [value = '', ...args]: readonly string[]): Pick<Program, 'program' | 'args'> {
  if (option === '-m') return { program: value.toLowerCase(), args };
  return { program: /\b(?:import|from)\s+([\w.]+)/.exec(value)?.[1]?.toLowerCase() ?? 'python', args };
}

const INTERPRETERS: readonly {
  readonly pattern: RegExp;
  readonly runtime: Runtime;
  /** Options whose value is the next word. */
  readonly valued: readonly string[];
}[] = [
  { pattern: /^(?:python|pypy)[\d.]*$/, runtime: 'python', valued: ['-W', '-X', '--check-hash-based-pycs'] },
  {
    pattern: /^(?:node|nodejs|ts-node|tsx)$/,
    runtime: 'node',
    valued: ['-r', '--require', '--import', '--loader', '--experimental-loader', '-C', '--conditions'],
  },
  { pattern: /^deno$/, runtime: 'deno', valued: [] },
  { pattern: /^bun$/, runtime: 'bun', valued: [] },
  { pattern: /^(?:jruby|ruby[\d.]*)$/, runtime: 'ruby', valued: ['-I', '-r', '-C', '-E'] },
  { pattern: /^php[\d.]*$/, runtime: 'php', valued: ['-d', '-c', '--define', '--php-ini'] },
  { pattern: /^java$/, runtime: 'java', valued: [] },
  { pattern: /^perl[\d.]*$/, runtime: 'perl', valued: ['-I'] },
];

/** A tool's own start file counts as the tool: node_modules/vite/bin/vite.js is vite. The app's server.js stays server.js. */
function scriptName(path: string): string {
  const name = programName(path);
  return /(?:^|\/)(?:node_modules|bin)\//.test(path) ? name.replace(/\.[cm]?js$/, '') : name;
}
