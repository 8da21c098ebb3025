// An Express app. HOSTS: the only host that it answers; REDIRECT: whether it sends plain HTTP to https; HEALTH: whether it has a health page.
const express = require('express');

const { HOSTS, REDIRECT, HEALTH } = process.env;
const app = express();
if (HOSTS) {
  app.use((request, response, next) =>
    request.hostname === HOSTS
      ? next()
      : response.status(403).send(`Blocked request. Host "${request.hostname}" is not allowed.`),
  );
}
if (REDIRECT) app.use((request, response) => response.redirect(301, `https://${request.hostname}${request.url}`));
if (HEALTH) app.get('/healthcheck', (_request, response) => response.send('ok'));
app.get('/', (_request, response) => response.send('hello'));
app.listen(8000, '0.0.0.0');
