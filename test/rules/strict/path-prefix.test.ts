import { describe, expect, test } from 'vitest';
import rule from '../../../src/rules/strict/strict-not-found.ts';
import { answered, facts, settings } from '../../support/builders.ts';
import { raised, refused, strict } from '../../support/probe-builders.ts';
import { log } from '../../support/rule-builders.ts';

const kubernetes = settings({ profile: 'kubernetes', healthPath: '/health' });
const missing = (path: string, bodyHead = '') => [refused(answered(404, { bodyHead }), { path })];
const spring = (path: string, port = 8000): string =>
  `2026-11-28T10:00:03.100Z  INFO 1 --- [main] o.s.b.w.embedded.tomcat.TomcatWebServer  : Tomcat started on port ${port} (http) with context path '${path}'`;
const deployed = (name: string): string =>
  `28-Nov-2026 10:00:03.100 INFO [main] org.apache.catalina.startup.HostConfig.deployWAR Deployment of web application archive [/usr/local/tomcat/webapps/${name}.war] has finished in [1,234] ms`;
const jetty = (path: string): string =>
  `2026-11-28 10:00:03.100:INFO :oejs.Server:main: Started o.e.j.s.ServletContextHandler@1b1473ab{${path},null,AVAILABLE}`;
const nest = (route: string): string =>
  `[Nest] 17  - 11/28/2026, 10:00:03 AM     LOG [RouterExplorer] Mapped {${route}, GET} route +2ms`;

describe('a path below which the app serves', () => {
  test.each([
    [
      spring('/shop'),
      /404: the app serves below \/shop, according to its log \("Tomcat started on port 8000 \(http\) with context path '\/shop'"\)\.$/,
      'SERVER_SERVLET_CONTEXT_PATH=/',
    ],
    ["Undertow started on port(s) 8000 (http) with context path '/shop'", /serves below \/shop/, '/shop/health'],
    [jetty('/shop'), /serves below \/shop/, '/shop/health'],
    [
      'Started o.e.j.w.WebAppContext@6d4b1c02{Shop,/shop,file:///srv/shop/,AVAILABLE}{/srv/shop.war}',
      /serves below \/shop/,
      '/shop/health',
    ],
    [deployed('shop'), /serves below \/shop/, 'ROOT.war'],
    [
      "10:00:03,100 INFO  [org.wildfly.extension.undertow] (ServerService Thread Pool -- 72) WFLYUT0021: Registered web context: '/shop' for server 'default-server'",
      /serves below \/shop/,
      'jboss-web.xml',
    ],
    [nest('/api/health'), /the app's log lists that route as \/api\/health\.$/, '/api/health'],
    [
      '[GIN-debug] GET    /api/health               --> main.main.func1 (3 handlers)',
      /as \/api\/health\.$/,
      '/api/health',
    ],
  ])('is named by its own line, %s', (line, says, remedy) => {
    const {
      summary,
      remedy: steps,
      evidence,
    } = raised(rule, facts({ settings: kubernetes, probes: missing('/health'), log: log([line]) }));
    expect(summary).toMatch(says);
    expect(steps[0]).toMatch(/`--health-path \/\w+\/health`/);
    expect(steps.join(' ')).toContain(remedy);
    expect(evidence).toHaveLength(2);
  });

  test('is named by the page of Vite', () => {
    const page =
      'The server is configured with a public base URL of /app/ - did you mean to visit <a href="/app/health">/app/health</a> instead?';
    const found = raised(rule, facts({ settings: kubernetes, probes: missing('/health', page) }));
    expect(found.summary).toContain('its page says that Vite serves below /app.');
  });

  test('is removed if the platform chooses the path', () => {
    const { remedy } = raised(
      rule,
      facts({ settings: strict(), probes: missing('/healthcheck'), log: log([spring('/shop')]) }),
    );
    expect(remedy.join(' ')).not.toContain('--health-path');
    expect(remedy[0]).toMatch(/^Start it with `SERVER_SERVLET_CONTEXT_PATH=\/`/);
  });

  test.each([
    ['the root', [spring('')]],
    ['the root, in older words', [spring('/')]],
    ['another port', [spring('/admin', 9090)]],
    ['the root beside it', [deployed('shop'), deployed('ROOT')]],
    ['one of several', [jetty('/shop'), jetty('/admin')]],
    ['the path that is asked', [nest('/health'), nest('/api/health')]],
    ['another route', [nest('/api/orders')]],
    ['a line that names a path for another reason', ['INFO context path /shop is reserved']],
  ])('is not named for %s', (_what, lines) => {
    const found = raised(rule, facts({ settings: kubernetes, probes: missing('/health'), log: log(lines) }));
    expect(found.summary).toMatch(/has no such route\.$/);
  });

  test('is not named if the check already requests a path below it', () => {
    const found = raised(
      rule,
      facts({ settings: kubernetes, probes: missing('/shop/health'), log: log([spring('/shop')]) }),
    );
    expect(found.summary).toMatch(/has no such route\.$/);
  });
});
