import { type AdviceRow, inPlace, install } from './advice-row.ts';

/** What to do where the image was built without a step, for another system, or with versions that do not fit each other. */
export const BUILD_ADVICE: readonly AdviceRow[] = [
  // Next.js, Vite, Nuxt and the like.
  [
    /Could not find a production build in the '([^']{1,100})' directory|The directory "([^"]{1,100})" does not exist\. Did you build your project/,
    (one, other) => `Run \`npm run build\` in the Dockerfile, and keep ${one || other}: the app was not built.`,
  ],
  // Prisma's engine is for one system.
  [
    /could not locate the Query Engine for runtime "([\w.-]{1,60})"|^Add "([\w.-]{1,60})" to `binaryTargets`/,
    (one, other) =>
      `Run \`npx prisma generate\` in the image that runs the app, or add "${one || other}" to \`binaryTargets\` in schema.prisma: the client was generated for another system.`,
  ],
  [
    /Unable to require\(`[^`]{1,200}libquery_engine/,
    () =>
      'Install OpenSSL in the image (apk add openssl, apt-get install openssl), and run `npx prisma generate` there: the engine of Prisma cannot be loaded.',
  ],
  // What was compiled elsewhere.
  [
    /(\S{1,300}\.node)['"]?: (?:invalid ELF header|wrong ELF class|slice is not valid mach-o)/,
    (file) =>
      `Run \`npm ci\` in the image, and list node_modules in .dockerignore: ${file} was built for another system.`,
  ],
  [
    /was compiled against a different Node\.js version/,
    () =>
      'Run `npm ci` (or `npm rebuild`) with the Node version that runs the app: a native package was compiled for another one.',
  ],
  [
    /\bnumpy\.(?:dtype|ndarray) size changed|A module that was compiled using NumPy 1\.x cannot be run in/,
    () =>
      'Pin NumPy and the packages that were built against it to versions that fit each other (often `numpy<2`), and build the image again.',
  ],
  [
    /error:0308010C:digital envelope routines::unsupported/,
    () =>
      'Update webpack (5.61 or later) or what brings it, or set `NODE_OPTIONS=--openssl-legacy-provider`: OpenSSL 3 has no MD4.',
  ],
  // Modules of Node.
  [
    /Unknown file extension "(\.tsx?)" for (\S{1,300})/,
    (extension, file) =>
      `Start the compiled JavaScript in place of ${file}, or use Node 22.18 or later, which runs ${extension === '.ts' ? 'TypeScript' : 'TypeScript, or a loader such as tsx'}.`,
  ],
  [
    /require\(\) of ES Module (\S{1,300})/,
    (file, _, where) =>
      `Load ${file} with \`import()\`${inPlace(where)}, use Node 22.12 or later, or pin the last version that is a CommonJS module.`,
  ],
  [
    /Package subpath '([^']{1,100})' is not defined by "exports" in (\S{1,300}?)(?:\/package\.json)?$/,
    (path, module) => `Pin the versions that fit each other: ${module} does not export ${path}.`,
  ],
  // Packages that others need, and say so.
  [
    /Please install (?:the )?[`'"]?(@?[\w./-]{1,80})[`'"]? package manually|ensure to install the "(@?[\w./-]{1,80})" package|^(?:Error: )?'(?:sharp)' is required to be installed/,
    (one, other) => install(`the package ${one || other || 'sharp'}`, 'list it in dependencies, and run npm ci'),
  ],
  [
    /Error loading (MySQLdb|psycopg2|cx_Oracle|oracledb) (?:or psycopg )?module/,
    (module) =>
      install(
        `the Python package ${module === 'MySQLdb' ? 'mysqlclient' : module}`,
        'list it in requirements.txt or pyproject.toml',
      ),
  ],
  [
    /`BaseSettings` has been moved to the `pydantic-settings` package/,
    () =>
      'Install pydantic-settings in the image and import BaseSettings from it, or pin `pydantic<2`: version 2 has it no longer.',
  ],
  [
    /Can't load plugin: sqlalchemy\.dialects:postgres$/,
    () =>
      'Write `postgresql://` in place of `postgres://` in the URL of the database: SQLAlchemy knows only that name.',
  ],
  [
    /\bER_NOT_SUPPORTED_AUTH_MODE\b/,
    () => 'Use the package mysql2 in place of mysql: the old one does not know how MySQL 8 has users log in.',
  ],
  // Ruby.
  [
    /Could not find 'bundler' \(([\d.]{1,20})\) required by your/,
    (version) => `Run \`gem install bundler:${version}\` in the Dockerfile: Gemfile.lock was written by that version.`,
  ],
  [
    /Your Ruby version is ([\w.]{1,20}), but your Gemfile specified ([\w.~> ]{1,30})$/,
    (has, wants) => `Use Ruby ${wants} in the image, or change the Gemfile: the image has ${has}.`,
  ],
  [
    /\b([\w-]{1,60}) is not part of the bundle\. Add it to your Gemfile|Please add gem '([\w-]{1,60})' to your Gemfile/,
    (one, other) => install(`the gem ${one || other}`, 'add it to the Gemfile and run bundle install'),
  ],
  [/Could not find a JavaScript runtime/, () => install('Node', 'apt-get install nodejs, or apk add nodejs')],
  [
    /Missing rackup file '([^']{1,100})'/,
    (file) => `Put ${file} into the image, or start the server in the directory that has it.`,
  ],
  // PHP.
  [
    /could not find driver\b(?: \(Connection: (\w{1,20}))?/,
    (kind) => {
      const driver = /^(?:pgsql|sqlite|sqlsrv)$/.test(kind) ? kind : 'mysql';
      return install(
        kind === '' ? "PHP's extension for its database (pdo_mysql, pdo_pgsql)" : `PHP's extension pdo_${driver}`,
        kind === ''
          ? 'docker-php-ext-install, or its package'
          : `docker-php-ext-install pdo_${driver}, or the package php-${driver}`,
      );
    },
  ],
  [
    /Failed opening required '([^']{1,200}\/vendor\/autoload\.php)'/,
    (file) => `Run \`composer install --no-dev\` in the Dockerfile: ${file} was not made.`,
  ],
  [
    /require a PHP version "([^"]{1,40})"\. You are running ([\w.]{1,20})\./,
    (wants, has) => `Use PHP ${wants} in the image: it has ${has}, and the packages of composer.lock need the other.`,
  ],
  [
    /Allowed memory size of (\d{1,14}) bytes exhausted/,
    (bytes) =>
      `Raise \`memory_limit\` in php.ini (it is ${Math.round(Number(bytes) / 1_048_576)} MiB), or let the script hold less at a time.`,
  ],
  // Java.
  [
    /^no main manifest attribute, in (\S{1,200})$/,
    (jar) =>
      `Build ${jar} as an executable jar (Spring Boot's \`repackage\`, Gradle's \`bootJar\`, or a Main-Class in its manifest): it names no main class.`,
  ],
  [/Invalid or corrupt jarfile (\S{1,200})$/, (jar) => `Build or copy ${jar} again: it is not a whole jar.`],
  [
    /^Unrecognized VM option '([^']{1,80})'/,
    (option) => `Leave \`${option}\` out of Java's options: this version does not know it.`,
  ],
  [
    /^Invalid (?:maximum|initial) heap size: (-Xm[sx]\d{1,9})([kmgtKMGT])[bB]$/,
    (flag, unit) =>
      `Write \`${flag}${unit}\` instead of \`${flag}${unit}b\`: Java takes a number with k, m, g or t, and nothing behind it.`,
  ],
  [
    /^Invalid (?:maximum|initial) heap size: (-Xm[sx]\S{0,60})$/,
    (flag) => `Correct \`${flag}\`: Java takes a number with k, m, g or t behind it, as in \`-Xmx512m\`.`,
  ],
  [
    /^(?:Could not reserve enough space for|Too small (?:maximum|initial) heap|Initial heap size set to a larger value)/,
    () =>
      "Correct Java's heap (`-Xms`, `-Xmx`): it must fit into the memory limit of the container, and be large enough to start.",
  ],
  // Go, .NET.
  [
    /Binary was compiled with 'CGO_ENABLED=0'/,
    () => 'Build the program with `CGO_ENABLED=1` and a C compiler, or use a driver that is written in Go alone.',
  ],
  [
    /^Framework: '([\w.]{1,60})', version '([\w.-]{1,30})'/,
    (framework, version) =>
      `Use an image with ${framework} ${version}, or build the app for the version that the image has.`,
  ],
  [
    /Unable to resolve service for type '([\w.`<>,]{1,120})'/,
    (type) => `Register ${type} with the services of the app before it is built: another service needs it.`,
  ],
];
