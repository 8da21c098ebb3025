import { globSync } from 'node:fs';
import { expect, test } from 'vitest';
import { githubSlug } from '../../../scripts/docs/github-slug.ts';
import { root, sitePageOf, summaryOf, targetOf, titleOf } from '../../../scripts/docs/site-pages.ts';

test.each([
  ['README.md', 'index.md'],
  ['CHANGELOG.md', 'changelog.md'],
  ['docs/README.md', 'documentation.md'],
  ['docs/settings.md', 'settings.md'],
  ['docs/servers/gunicorn.md', 'servers/gunicorn.md'],
  ['examples/controller/README.md', 'examples/controller.md'],
])('%s is at %s', (file, place) => {
  expect(sitePageOf(file)).toBe(place);
});

test('no two pages are at the same place', () => {
  const places = globSync(['*.md', 'docs/**/*.md', 'examples/*/README.md'], { cwd: root }).map(sitePageOf);
  expect(new Set(places).size).toBe(places.length);
});

test.each([
  ['README.md', 'docs/security.md', { kind: 'page', file: 'docs/security.md', href: '/security.md' }],
  [
    'docs/servers/flask.md',
    '../diagnoses.md#exited-early',
    { kind: 'page', file: 'docs/diagnoses.md', href: '/diagnoses.md#exited-early' },
  ],
  ['docs/what-it-adds.md', '../CHANGELOG.md', { kind: 'page', file: 'CHANGELOG.md', href: '/changelog.md' }],
  ['docs/faq.md', '../README.md', { kind: 'page', file: 'README.md', href: '/index.md' }],
  [
    'docs/fleet.md',
    '../examples/controller',
    { kind: 'page', file: 'examples/controller/README.md', href: '/examples/controller.md' },
  ],
  [
    'docs/commands.md',
    '../deploy/prometheus/alerts.yml',
    { kind: 'file', file: 'deploy/prometheus/alerts.yml', href: '/deploy/prometheus/alerts.yml' },
  ],
  ['docs/api.md', '#errors', { kind: 'as-written' }],
  ['docs/api.md', 'https://example.org/', { kind: 'as-written' }],
])('in %s a link to %s leads to the right place', (page, href, target) => {
  expect(targetOf(page, href)).toEqual(target);
});

test('a link to a file that does not exist stops the build', () => {
  expect(() => targetOf('docs/api.md', 'missing.md')).toThrow('docs/api.md links to missing.md');
});

test.each([
  ['How `sidewatch check` works', 'how-sidewatch-check-works'],
  ['GET /v1/status', 'get-v1status'],
  ['`bound-to-loopback`', 'bound-to-loopback'],
  ['PHP, PHP-FPM and Laravel', 'php-php-fpm-and-laravel'],
  ['What’s new in 2.0?', 'whats-new-in-20'],
])('the heading %s has the anchor that GitHub gives it', (heading, slug) => {
  expect(githubSlug(heading)).toBe(slug);
});

const page = '# What `analyze` reads\n\nIt reads [logs](logs.md)\nof **crashes**.\n\nMore.\n';

test('the title of a page is its first heading, and its description its first paragraph', () => {
  expect(titleOf(page)).toBe('What analyze reads');
  expect(summaryOf(page)).toBe('It reads logs of crashes.');
});

test.each(['| a | b |\n', '- an item\n', '```\ncode\n```\n', '## A section\n'])(
  'a page that starts with %j has no description',
  (start) => {
    expect(summaryOf(`# Title\n\n${start}`)).toBeUndefined();
  },
);
