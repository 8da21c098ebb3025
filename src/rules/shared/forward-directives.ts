/** Where each front server is told what it forwards to, by its name; others are none. */
export const FORWARD_DIRECTIVES: Readonly<Record<string, string>> = {
  nginx: '`proxy_pass` or the `upstream` block',
  Apache: '`ProxyPass`',
  Caddy: '`reverse_proxy`',
  HAProxy: 'the `server` lines of the backend',
  Varnish: '`-b`',
  Thruster: 'TARGET_PORT',
};
