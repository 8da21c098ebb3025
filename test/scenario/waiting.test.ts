import { describeFaults, describeHealthy } from '../support/scenario-tests.ts';
import { waitingFaults, waitingHealthy } from './cases/waiting.ts';

describeFaults('waiting', waitingFaults);
describeHealthy('not kept from serving', waitingHealthy);
