import { type AdviceRow, inPlace, install } from './advice-row.ts';

/** Steps for an image that was built without a step, for another system, or with incompatible versions. */
export const BUILD_ADVICE: readonly AdviceRow[] = [
  // Next.js, Remix.
  [
    /Could not find a production build in the '([^']{1,100})' directory|The directory "([^"]{1,100})" does not exist\. Did you build your project/,
    (one, other) => `Run \`npm run build\` in the Dockerfile, and keep ${one || other}: the app was not built.`,
  ],
  // Prisma's engine is built for one system.
  [
    /could not locate the Query Engine for runtime "([\w.-]{1,60})"|^Add "([\w.-]{1,60})" to `binaryTargets`/,
    (one, other) =>
      `Run \`npx prisma generate\` in the image that runs the app, or add "${one || other}" to \`binaryTargets\` in schema.prisma: the client was generated for another system.`,
  ],
  [
    /Unable to require\(`[^`]{1,200}libquery_engine/,
    () =>
      "Install OpenSSL in the image (apk add openssl, apt-get install openssl), and run `npx prisma generate` there: Prisma's engine cannot be loaded.",
  ],
  // Code compiled for another system.
  [
    /(\S{1,300}\.node)['"]?: (?:invalid ELF header|wrong ELF class|slice is not valid mach-o)/,
    (file) =>
      `Run \`npm ci\` in the image, and list node_modules in .dockerignore: ${file} was built for another system.`,
  ],
  [
    /was compiled against a different Node\.js version/,
    () =>
      'Run `npm ci` (or `npm rebuild`) with the Node version that runs the app: a native package was compiled for another version.',
  ],
  [
    /\bnumpy\.(?:dtype|ndarray) size changed|A module that was compiled using NumPy 1\.x cannot be run in/,
    () =>
      'Pin NumPy and the packages built against it to compatible versions (often `numpy<2`), and rebuild the image.',
  ],
  [
    /error:0308010C:digital envelope routines::unsupported/,
    () =>
      'Update webpack to 5.61 or later, or set `NODE_OPTIONS=--openssl-legacy-provider`: OpenSSL 3 no longer offers MD4.',
  ],
  // Node modules.
  [
    /Unknown file extension "(\.tsx?)" for (\S{1,300})/,
    (extension, file) =>
      `Start the compiled JavaScript instead of ${file}, or use ${extension === '.ts' ? 'Node 22.18 or later, which runs TypeScript' : 'a loader such as tsx: Node itself does not run .tsx files'}.`,
  ],
  [
    /require\(\) of ES Module (\S{1,300})/,
    (file, _, where) =>
      `Load ${file} with \`import()\`${inPlace(where)}, use Node 22.12 or later, or pin its last CommonJS version.`,
  ],
  [
    /Package subpath '([^']{1,100})' is not defined by "exports" in (\S{1,300}?)(?:\/package\.json)?$/,
    (path, module) => `Pin compatible versions: ${module} does not export ${path}.`,
  ],
  // Packages that another package asks for.
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
      'Install pydantic-settings in the image and import BaseSettings from it, or pin `pydantic<2`: version 2 no longer has BaseSettings.',
  ],
  [
    /Can't load plugin: sqlalchemy\.dialects:postgres$/,
    () => 'Write `postgresql://` instead of `postgres://` in the database URL: SQLAlchemy accepts only that name.',
  ],
  [
    /\bER_NOT_SUPPORTED_AUTH_MODE\b/,
    () => 'Use the package mysql2 instead of mysql, which does not support the authentication of MySQL 8.',
  ],
  // Ruby.
  [
    /Could not find 'bundler' \(([\d.]{1,20})\) required by your/,
    (version) => `Run \`gem install bundler:${version}\` in the Dockerfile: that version wrote Gemfile.lock.`,
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
        kind === '' ? 'the PHP extension for its database (pdo_mysql, pdo_pgsql)' : `the PHP extension pdo_${driver}`,
        kind === ''
          ? 'docker-php-ext-install, or its package'
          : `docker-php-ext-install pdo_${driver}, or the package php-${driver}`,
      );
    },
  ],
  [
    /Failed opening required '([^']{1,200}\/vendor\/autoload\.php)'/,
    (file) => `Run \`composer install --no-dev\` in the Dockerfile: ${file} does not exist.`,
  ],
  [
    /require a PHP version "([^"]{1,40})"\. You are running ([\w.]{1,20})\./,
    (wants, has) => `Use PHP ${wants} in the image: the packages in composer.lock need it, and the image has ${has}.`,
  ],
  [
    /Allowed memory size of (\d{1,14}) bytes exhausted/,
    (bytes) =>
      `Raise \`memory_limit\` in php.ini (now ${Math.round(Number(bytes) / 1_048_576)} MiB), or make the script use less memory at a time.`,
  ],
  // Java.
  [
    /^no main manifest attribute, in (\S{1,200})$/,
    (jar) =>
      `Build ${jar} as an executable jar (Spring Boot's \`repackage\`, Gradle's \`bootJar\`, or a Main-Class in its manifest): it has no main class.`,
  ],
  [
    /Invalid or corrupt jarfile (\S{1,200})$/,
    (jar) => `Build or copy ${jar} again: the file is incomplete or not a jar.`,
  ],
  [
    /^Unrecognized VM option '([^']{1,80})'/,
    (option) => `Remove \`${option}\` from Java's options: this version does not know it.`,
  ],
  [
    /^Invalid (?:maximum|initial) heap size: (-Xm[sx]\d{1,9})([kmgtKMGT])[bB]$/,
    (flag, unit) =>
      `Write \`${flag}${unit}\` instead of \`${flag}${unit}b\`: Java accepts a number with k, m, g or t, and nothing after it.`,
  ],
  [
    /^Invalid (?:maximum|initial) heap size: (-Xm[sx]\S{0,60})$/,
    (flag) => `Correct \`${flag}\`: Java accepts a number with k, m, g or t, as in \`-Xmx512m\`.`,
  ],
  [
    /^(?:Could not reserve enough space for|Too small (?:maximum|initial) heap|Initial heap size set to a larger value)/,
    () =>
      "Correct Java's heap size (`-Xms`, `-Xmx`): it must fit within the container's memory limit and be large enough to start.",
  ],
  // Go, .NET.
  [
    /Binary was compiled with 'CGO_ENABLED=0'/,
    () => 'Build the program with `CGO_ENABLED=1` and a C compiler, or use a pure Go driver.',
  ],
  [
    /^Framework: '([\w.]{1,60})', version '([\w.-]{1,30})'/,
    (framework, version) =>
      `Use an image with ${framework} ${version}, or build the app for the version that the image has.`,
  ],
  [
    /Unable to resolve service for type '([\w.`<>,]{1,120})'/,
    (type) => `Register ${type} with the app's services before the app is built: another service needs it.`,
  ],
];
