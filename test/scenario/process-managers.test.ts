import { describeFaults, describeHealthy } from '../support/scenario-tests.ts';
import { managedFaults, managedHealthy } from './cases/process-managers.ts';

describeFaults('an app under a process manager', managedFaults);
describeHealthy('an app under a process manager, with nothing wrong', managedHealthy);
