// needs: gunicorn python3-django python3-fastapi uvicorn
import type { Fault, HealthyApp } from '../../support/scenario.ts';

const gunicorn = '/usr/bin/gunicorn';
const uvicorn = '/usr/bin/uvicorn';
const django = '/usr/lib/python3/dist-packages/django';
const fastapi = '/usr/lib/python3/dist-packages/fastapi';
const environment = { PORT: '8000' };
const strict = ['--strict', '--release-timeout', '20'];
const cloud = ['--profile', 'cloudaipilot', '--health-path', '/healthcheck', '--release-timeout', '20'];
const pod = ['--profile', 'kubernetes', '--health-path', '/healthcheck', '--release-timeout', '20'];

/** Django in two files, with a host of its own. */
const djangoApp = (hosts: string) => ({
  'settings.py': `SECRET_KEY = 'x'
DEBUG = False
ALLOWED_HOSTS = [${hosts}]
ROOT_URLCONF = 'wsgi'
MIDDLEWARE = ['django.middleware.common.CommonMiddleware']
`,
  'wsgi.py': `import os
os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'settings')
from django.core.wsgi import get_wsgi_application
from django.http import HttpResponse
from django.urls import path
urlpatterns = [path('healthcheck', lambda request: HttpResponse('fine'))]
application = get_wsgi_application()
`,
});

const trusting = (hosts: string) => ({
  'main.py': `from fastapi import FastAPI
from starlette.middleware.trustedhost import TrustedHostMiddleware
app = FastAPI()
app.add_middleware(TrustedHostMiddleware, allowed_hosts=[${hosts}])
@app.get('/healthcheck')
def healthcheck():
    return 'fine'
`,
});

const serveDjango = ['gunicorn', '--bind', '0.0.0.0:8000', 'wsgi'];
const serveFastapi = ['uvicorn', '--host', '0.0.0.0', '--port', '8000', 'main:app'];
const base = { code: 'strict-host-rejected', environment, fixWorks: true } as const;

/** Apps that refuse the Host header of a check, each by a list of hosts. */
export const hostFaults: readonly Fault[] = [
  {
    ...base,
    name: 'Django that refuses the Host of a check with a port',
    says: /refuses the Host header "localhost:8000"/,
    remedy: /^Add `'localhost'` to `ALLOWED_HOSTS`/,
    requires: [gunicorn, django],
    flags: cloud,
    files: djangoApp("'orders.example'"),
    command: serveDjango,
  },
  {
    ...base,
    name: 'Django that refuses the address of its pod',
    says: /refuses the Host header "10\.77\.0\.2:8000"/,
    remedy: /httpHeaders: \[\{ name: Host/,
    requires: [gunicorn, django],
    flags: pod,
    files: djangoApp("'orders.example'"),
    command: serveDjango,
  },
  {
    ...base,
    name: 'TrustedHostMiddleware that refuses the Host of a strict check',
    says: /it says "Invalid host header"/,
    remedy: /^Add `'containers'` to `allowed_hosts`/,
    requires: [uvicorn, fastapi],
    flags: strict,
    files: trusting("'orders.example'"),
    command: serveFastapi,
  },
  {
    ...base,
    name: 'TrustedHostMiddleware that refuses the Host of a check with a port',
    says: /it says "Invalid host header"/,
    remedy: /^Add `'localhost'` to `allowed_hosts`/,
    requires: [uvicorn, fastapi],
    flags: cloud,
    files: trusting("'orders.example'"),
    command: serveFastapi,
  },
];

/** The same where the list holds the host. */
export const hostHealthy: readonly HealthyApp[] = [
  {
    name: 'Django that allows the Host of a check with a port',
    requires: [gunicorn, django],
    environment,
    flags: cloud,
    files: djangoApp("'localhost'"),
    command: serveDjango,
  },
  {
    name: 'TrustedHostMiddleware that allows the Host of a strict check',
    requires: [uvicorn, fastapi],
    environment,
    flags: strict,
    files: trusting("'containers'"),
    command: serveFastapi,
  },
];
