import { describeFaults, describeHealthy } from '../support/scenario-tests.ts';
import { loopFaults, loopHealthy } from './cases/restart-loops.ts';

describeFaults('a program in a restart loop', loopFaults);
describeHealthy('a program in a restart loop, with nothing wrong', loopHealthy);
