import { describeFaults, describeHealthy } from '../support/scenario-tests.ts';
import { stalePidFaults, stalePidHealthy } from './cases/stale-pids.ts';

describeFaults('a pid file of a former start', stalePidFaults);
describeHealthy('a pid file, with nothing wrong', stalePidHealthy);
