// pkg's binary starts here. This loads the bundle's chunks, which are assets of the binary, each on first use.
const { getRawAsset } = require('node:sea');
const { getHeapStatistics, setFlagsFromString } = require('node:v8');
const { Script, runInNewContext } = require('node:vm');

// Modules that a start rarely needs and that cost it the most (docs/decisions.md).
const LATE = new Set(['node:child_process', 'node:crypto', 'node:fs/promises', 'node:zlib']);
const modules = new Map();

function load(name) {
  const known = modules.get(name);
  if (known) return known.exports;
  const module = { exports: {} };
  modules.set(name, module);
  // The chunks are ASCII. If V8 rejects a cache (from another version, or with other flags), the start only gets slower.
  const source = Buffer.from(getRawAsset(name)).latin1Slice();
  const script = new Script(source, { filename: name, cachedData: Buffer.from(getRawAsset(`${name}.cache`)) });
  script.runInThisContext()(module.exports, requireFrom, module);
  return module.exports;
}

function requireFrom(id) {
  if (id.startsWith('./')) return load(id.slice(2));
  return LATE.has(id) ? late(id) : require(id);
}

/** A Node module that loads on first use. */
function late(id) {
  return new Proxy(
    {},
    {
      get: (_, key) => require(id)[key],
      has: (_, key) => key in require(id),
      ownKeys: () => Reflect.ownKeys(require(id)),
      getOwnPropertyDescriptor(_, key) {
        const own = Reflect.getOwnPropertyDescriptor(require(id), key);
        return own && { ...own, configurable: true };
      },
    },
  );
}

load('main.js');

// These flags suit an agent that wakes every 5 s. Set at the start, they would invalidate the code caches of Node's modules (docs/decisions.md).
const CALM = ['--no-sparkplug', '--no-maglev', '--no-opt', '--no-separate-gc-phases', '--memory-saver-mode'];
const CALM_FROM_MS = 2_000;
// `analyze` works without a pause until it exits, and gets its speed from compiling hot code.
if (process.argv[2] !== 'analyze') setTimeout(calmDown, CALM_FROM_MS).unref();

function calmDown() {
  setFlags([...CALM, '--stress-flush-code', '--expose-gc']);
  const gc = runInNewContext('gc');
  const collect = () => gc({ type: 'major', execution: 'sync', flavor: 'last-resort' });
  // The caches hold every function, and a start runs most of them only once. So drop all code that is not running.
  // Functions that run again are compiled again, and stay.
  collect();
  setFlags(['--no-expose-gc', '--no-stress-flush-code', '--no-flush-bytecode']);
  collectAfterBursts(collect);
}

const LOOK_MS = 5_000;
const BURST_BYTES = 3e6;

/** V8 collects when it needs room. An idle agent does not, so garbage from many callers or lines would stay for minutes. */
function collectAfterBursts(collect) {
  let least = usedBytes();
  setInterval(() => {
    const isBurst = usedBytes() > least + BURST_BYTES;
    if (isBurst) collect();
    least = isBurst ? usedBytes() : Math.min(least, usedBytes());
  }, LOOK_MS).unref();
}

function usedBytes() {
  const { used_heap_size, external_memory } = getHeapStatistics();
  return used_heap_size + external_memory;
}

function setFlags(flags) {
  for (const each of flags) setFlagsFromString(each);
}
