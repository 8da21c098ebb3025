import { describeFaults, describeHealthy } from '../support/scenario-tests.ts';
import { frontServerFaults, frontServerHealthy } from './cases/front-servers.ts';

describeFaults('a front server', frontServerFaults);
describeHealthy('a front server, with nothing wrong', frontServerHealthy);
