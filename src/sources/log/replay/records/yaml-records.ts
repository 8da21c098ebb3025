import { createLineSplitter } from '../../read/line-splitter.ts';
import { parseYaml } from './parse-yaml.ts';
import type { Records } from './records.ts';

const MAX_LINES = 20_000;

/** Splits YAML as `gcloud logging read` prints it into its documents, each as one line of JSON. */
export function createYamlRecords(): Records {
  const splitter = createLineSplitter();
  let lines: string[] = [];

  return {
    split: (chunk) => splitter.split(chunk).flatMap(next),
    end() {
      const rest = splitter.end();
      return [...(rest === undefined ? [] : next(rest)), ...taken()];
    },
  };

  function next(line: string): readonly string[] {
    if (line === '---') return taken();
    if (lines.length < MAX_LINES) lines.push(line);
    return [];
  }

  function taken(): readonly string[] {
    const document = lines;
    lines = [];
    return document.length === 0 ? [] : [JSON.stringify(parseYaml(document))];
  }
}
