import { describeFaults, describeHealthy } from '../support/scenario-tests.ts';
import { webServerFaults, webServerHealthy } from './cases/web-servers.ts';

describeFaults('a web server', webServerFaults);
describeHealthy('a web server, with nothing wrong', webServerHealthy);
