/** The setting that says where a front server forwards to, by the server's name. Other servers have no entry. */
export const FORWARD_DIRECTIVES: Readonly<Record<string, string>> = {
  nginx: '`proxy_pass` or the `upstream` block',
  Apache: '`ProxyPass`',
  Caddy: '`reverse_proxy`',
  HAProxy: 'the `server` lines of the backend',
  Varnish: '`-b`',
  Thruster: 'TARGET_PORT',
};
