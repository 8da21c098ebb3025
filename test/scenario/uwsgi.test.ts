import { describeFaults, describeHealthy } from '../support/scenario-tests.ts';
import { uwsgiFaults, uwsgiHealthy } from './cases/uwsgi.ts';

describeFaults('uWSGI', uwsgiFaults);
describeHealthy('uWSGI, with nothing wrong', uwsgiHealthy);
