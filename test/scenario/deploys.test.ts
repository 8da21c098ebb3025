import { describeFaults, describeHealthy } from '../support/scenario-tests.ts';
import { deployFaults, deployHealthy } from './cases/deploys.ts';

describeFaults('an app as people deploy it', deployFaults);
describeHealthy('an app as people deploy it, with nothing wrong', deployHealthy);
