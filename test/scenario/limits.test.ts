import { describeFaults, describeHealthy } from '../support/scenario-tests.ts';
import { limitFaults, limitHealthy } from './cases/limits.ts';

describeFaults('an app that meets the limits of its container', limitFaults);
describeHealthy('an app within the limits of its container', limitHealthy);
