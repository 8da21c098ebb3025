// What pkg's binary begins with: it loads the bundle's chunks, which are assets of the binary, each when it is first asked for.
const { getRawAsset } = require('node:sea');
const { Script } = require('node:vm');

const modules = new Map();

function load(name) {
  const known = modules.get(name);
  if (known) return known.exports;
  const module = { exports: {} };
  modules.set(name, module);
  // The chunks are ASCII. A cache that V8 does not take (made for another version, or with other switches) only costs time.
  const source = Buffer.from(getRawAsset(name)).latin1Slice();
  const script = new Script(source, { filename: name, cachedData: Buffer.from(getRawAsset(`${name}.cache`)) });
  const requireFrom = (id) => (id.startsWith('./') ? load(id.slice(2)) : require(id));
  script.runInThisContext()(module.exports, requireFrom, module);
  return module.exports;
}

load('main.js');
