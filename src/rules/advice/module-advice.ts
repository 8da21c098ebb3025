import { type AdviceRow, inPlace, install } from './advice-row.ts';

/** Steps for missing code, and for code that the image's runtime cannot run. */
export const MODULE_ADVICE: readonly AdviceRow[] = [
  // Ruby gems: Bundler, `gem` and RubyGems.
  [
    /Could not find (?:gem )?'([\w-]{1,100})' \([^)]{1,60}\) (?:among|in)\b/,
    (name) => install(`the gem ${name}`, 'add it to the Gemfile and run bundle install'),
  ],
  [/\bcannot load such file -- ([\w/.-]{1,200})/, requireGem],
  [
    /\buninitialized constant ([A-Z][\w:]{0,100})/,
    (name, _, where) =>
      `Require what defines ${name}${inPlace(where)}, install its gem, or correct the name: nothing with that name is loaded.`,
  ],
  [/\bClass "([\w\\]{1,100})" not found/, classOfPhp],
  [/\bCall to undefined function (\w{1,60})\(\)/, functionOfPhp],
  [/\bUnsupportedClassVersionError\b(?:.{0,300}?class file version (\d{2})\.\d.{0,200}?up to (\d{2})\.\d)?/, newerJava],
  [
    /\bUnsatisfiedLinkError: (?:no )?([\w.-]{1,100})/,
    (name) => install(`the native library ${name}`, 'use its package, or a directory in LD_LIBRARY_PATH'),
  ],
  [
    /\bNoClassDefFoundError: ([\w/.$]{1,200})/,
    (name) => `Add ${name.replace(/\//g, '.')} to the class path in the image.`,
  ],
  // JavaScript modules.
  [
    /\bNo such built-in module: (node:[\w/-]{1,60})/,
    (name) => `Use a newer Node in the image: the installed version has no \`${name}\`.`,
  ],
  [
    /The requested module '([^']{1,200})' does not provide an export named '([^']{1,100})'/,
    (module, name, where) =>
      /^[./]/.test(module)
        ? `Export \`${name}\` from ${module}, or correct the import${inPlace(where)}: the file has no export with that name.`
        : `Correct the import of \`${name}\`${inPlace(where)}, or pin the version of ${module} that has it: the installed one does not.`,
  ],
  [
    /Named export '([^']{1,100})' not found\. The requested module '([^']{1,200})' is a CommonJS module/,
    (name, module, where) =>
      `Import the default of ${module}${inPlace(where)} and take \`${name}\` from it: it is a CommonJS module.`,
  ],
  [
    /Cannot use import statement outside a module|Unexpected token 'export'/,
    (_, __, where) =>
      `Write \`"type": "module"\` in package.json, or name the file .mjs${where === undefined ? '' : ` (${where})`}: it is written as an ES module.`,
  ],
  [
    /\brequire is not defined in ES module scope/,
    (_, __, where) =>
      `Use \`import\` instead of \`require\`${inPlace(where)}, or name the file .cjs: it runs as an ES module.`,
  ],
  // Deno.
  [
    /Requires (\w{1,10}) access to (.{1,120}?), run again with the (?:--allow-\w{1,10}) flag/,
    (kind, what) => `Start Deno with \`--allow-${kind}\`: without it, the app has no access to ${what}.`,
  ],
];

function requireGem(name: string): string {
  return /^[./]/.test(name)
    ? `Put ${name}.rb into the image, or correct the path.`.replace('.rb.rb', '.rb')
    : install(name, 'add its gem to the Gemfile and run bundle install');
}

/** Classes of PHP extensions that an image must install. Other classes belong to the app or a package. */
const EXTENSIONS: readonly (readonly [RegExp, string])[] = [
  [/^Memcached$/, 'memcached'],
  [/^Redis(?:Cluster|Array)?$/, 'redis'],
  [/^Imagick/, 'imagick'],
  [/^(?:PDO|PDOException)$/, 'pdo'],
  [/^mysqli/i, 'mysqli'],
  [/^ZipArchive$/, 'zip'],
  [/^(?:NumberFormatter|IntlDateFormatter|Collator|Normalizer|Locale)$/, 'intl'],
  [/^Soap(?:Client|Server)$/, 'soap'],
  [/^(?:DOMDocument|DOMXPath)$/, 'dom'],
  [/^AMQP/, 'amqp'],
  [/^MongoDB\\Driver\\/, 'mongodb'],
  [/^XSLTProcessor$/, 'xsl'],
  [/^Swoole\\/, 'swoole'],
];

function classOfPhp(name: string, _: string, where: string | undefined): string {
  const extension = EXTENSIONS.find(([pattern]) => pattern.test(name))?.[1];
  return extension === undefined
    ? `Correct the name of the class ${name}${inPlace(where)}, or run composer install in the Dockerfile and load vendor/autoload.php.`
    : install(`the PHP extension ${extension} (it provides ${name})`, byPackage(extension));
}

/** Extensions that the official PHP images build from PHP's own source. */
const BUNDLED: readonly string[] = [
  'pdo',
  'mysqli',
  'zip',
  'intl',
  'soap',
  'dom',
  'xsl',
  'mbstring',
  'gd',
  'bcmath',
  'pcntl',
  'sockets',
];

const byPackage = (extension: string): string =>
  BUNDLED.includes(extension)
    ? `docker-php-ext-install ${extension}, or the package php-${extension}`
    : `pecl install ${extension} and docker-php-ext-enable ${extension}, or the package php-${extension}`;

function functionOfPhp(name: string, _: string, where: string | undefined): string {
  const prefix = /^(?:mb|bc|pcntl|mysqli|curl|image|socket|iconv|apcu|pg|intl)(?=_|[a-z])/.exec(name)?.[0];
  const extension = prefix === undefined ? undefined : (PREFIXES[prefix] ?? prefix);
  return extension === undefined
    ? `Define \`${name}()\` before it is called${inPlace(where)}, or install the PHP extension that provides it.`
    : install(`the PHP extension ${extension} (it provides \`${name}()\`)`, byPackage(extension));
}

const PREFIXES: Readonly<Record<string, string>> = {
  mb: 'mbstring',
  bc: 'bcmath',
  image: 'gd',
  socket: 'sockets',
  pg: 'pgsql',
};

/** The version of a class file is the Java version plus 44. */
const javaOf = (version: string): number => Number(version) - 44;

function newerJava(compiled: string, known: string): string {
  if (compiled === '') return 'Use a newer Java in the image: the classes were compiled for a later version.';
  return `Use Java ${javaOf(compiled)} or later in the image, or compile with \`--release ${javaOf(known)}\`: the classes need Java ${javaOf(compiled)}, but the image has Java ${javaOf(known)}.`;
}
