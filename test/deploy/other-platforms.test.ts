// needs: docker-compose
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse as parseHcl } from '@cdktf/hcl2json';
import { describe, expect, test } from 'vitest';
import { fencesOf, pagesIn } from '../docs/pages.ts';
import { scratch } from '../support/scratch.ts';
import { deployDirectory, read } from './manifests.ts';

const textOf = (path: string): string => readFileSync(join(deployDirectory, path), 'utf8');
const COMPOSE = '/usr/bin/docker-compose';
/** The Compose files that pages quote as a whole. */
const documented = pagesIn('docs/**/*.md')
  .flatMap(fencesOf)
  .filter(({ language, text }) => language === 'yaml' && text.startsWith('services:'))
  .map(({ page, text }) => [page, text] as const);
if (!existsSync(COMPOSE)) console.log('the compose file is not checked by its schema: docker-compose is not installed');

describe('the files for other platforms', () => {
  test.skipIf(!existsSync(COMPOSE))('the compose file is what the Compose schema wants', () => {
    const file = join(deployDirectory, 'compose/compose.yaml');
    const { status, stderr } = spawnSync(COMPOSE, ['--file', file, 'config', '--quiet'], { encoding: 'utf8' });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });

  test.skipIf(!existsSync(COMPOSE)).each(documented)(
    'the compose file of %s is what the schema wants',
    (page, text) => {
      const file = join(scratch('compose'), 'compose.yaml');
      writeFileSync(file, text);
      const { status, stderr } = spawnSync(COMPOSE, ['--file', file, 'config', '--quiet'], { encoding: 'utf8' });
      expect({ page, status, stderr }).toEqual({ page, status: 0, stderr: '' });
    },
  );

  test('the compose file shares processes and network with the app', () => {
    expect(read('compose/compose.yaml')).toMatchObject({
      services: { sidewatch: { pid: 'service:app', network_mode: 'service:app' } },
    });
  });

  test('the ECS task definition is JSON, and shares its processes', () => {
    const task: unknown = JSON.parse(textOf('ecs/task-definition.json'));
    expect(task).toMatchObject({ pidMode: 'task', containerDefinitions: [{ name: 'app' }, { name: 'sidewatch' }] });
  });

  test('the Nomad job is HCL, and asks the agent for its health', async () => {
    const job = await parseHcl('shop.nomad.hcl', textOf('nomad/shop.nomad.hcl'));
    expect(JSON.stringify(job)).toContain('"path":"/readyz","port":"sidewatch"');
  });
});
