import { expect, test } from 'vitest';
import { destinationOf } from '../../../src/rules/strict/redirect.ts';
import { probe } from '../../support/builders.ts';

const asked = probe({ kind: 'refused' }, { path: '/healthcheck' });

test.each([
  ['https://containers/healthcheck', 'https'],
  ['https://www.shop.example/healthcheck/', 'https'],
  ['//containers/healthcheck/', 'slash'],
  ['/healthcheck/?x=1', 'slash'],
  ['/accounts/login/?next=/healthcheck', 'login'],
  ['https://login.example/authorize', 'login'],
  ['/authors', 'elsewhere'],
  ['/blog/index', 'elsewhere'],
  ['http://www.shop.example/healthcheck', 'host'],
  ['http://[broken', 'nowhere'],
  ['', 'elsewhere'],
])('reads the Location %s as %s', (location, kind) => {
  expect(destinationOf(asked, { location })).toEqual({ kind });
});

test('reads no Location as leading nowhere', () => {
  expect(destinationOf(asked, {})).toEqual({ kind: 'nowhere' });
});

test('treats it as HTTPS if the same request is not redirected as forwarded HTTPS', () => {
  const proof = { changed: 'forwarded-proto', value: 'https', status: 404 } as const;
  expect(destinationOf({ ...asked, variants: [proof] }, { location: '/x' })).toEqual({ kind: 'https', proof });
  const none = { ...proof, status: 302 };
  expect(destinationOf({ ...asked, variants: [none] }, { location: '/x' })).toEqual({ kind: 'elsewhere' });
});
