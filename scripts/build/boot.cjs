// What pkg's binary begins with: it loads the bundle's chunks, which are assets of the binary, each when it is first asked for.
const { getRawAsset } = require('node:sea');
const { getHeapStatistics, setFlagsFromString } = require('node:v8');
const { Script, runInNewContext } = require('node:vm');

// What a start seldom needs, and what costs it the most (docs/decisions.md).
const LATE = new Set(['node:child_process', 'node:crypto', 'node:fs/promises', 'node:zlib']);
const modules = new Map();

function load(name) {
  const known = modules.get(name);
  if (known) return known.exports;
  const module = { exports: {} };
  modules.set(name, module);
  // The chunks are ASCII. A cache that V8 does not take (made for another version, or with other switches) only costs time.
  const source = Buffer.from(getRawAsset(name)).latin1Slice();
  const script = new Script(source, { filename: name, cachedData: Buffer.from(getRawAsset(`${name}.cache`)) });
  script.runInThisContext()(module.exports, requireFrom, module);
  return module.exports;
}

function requireFrom(id) {
  if (id.startsWith('./')) return load(id.slice(2));
  return LATE.has(id) ? late(id) : require(id);
}

/** A module of Node's that is loaded when something of it is first used. */
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

// What suits an agent that wakes every 5 s, and from the start on would void the code caches of Node's own modules (docs/decisions.md).
const CALM = ['--no-sparkplug', '--no-maglev', '--no-opt', '--no-separate-gc-phases', '--memory-saver-mode'];
const CALM_FROM_MS = 2_000;
// What reads a saved log works without a rest, until it ends: to compile what is hot is all its speed.
if (process.argv[2] !== 'analyze') setTimeout(calmDown, CALM_FROM_MS).unref();

function calmDown() {
  setFlags([...CALM, '--stress-flush-code', '--expose-gc']);
  const gc = runInNewContext('gc');
  const collect = () => gc({ type: 'major', execution: 'sync', flavor: 'last-resort' });
  // The caches bring every function there is, and most of what a start runs is run once: all code that is not running is dropped,
  // and what is then run again is compiled again, to stay.
  collect();
  setFlags(['--no-expose-gc', '--no-stress-flush-code', '--no-flush-bytecode']);
  collectAfterBursts(collect);
}

const LOOK_MS = 5_000;
const BURST_BYTES = 3e6;

/** V8 collects when it wants room, which an agent at rest does not: what many callers or lines left would stay for minutes. */
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
